"""Keeps sums in one thread, so that they are made in the same order everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold BLAS and OpenMP to one thread.

    Threads make such small sums slower as well, much so on a busy machine. A library
    that comes later would not be held to it: all that are used are loaded first.
    """
    import sklearn.linear_model  # noqa: F401 - brings scipy's BLAS and OpenMP along
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
