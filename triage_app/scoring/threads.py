"""Work in several threads, its results in order, no more of it begun than is taken."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2


def in_order(work: Iterator[T], do: Callable[[T], R], threads: int) -> Iterator[R]:
    """Do pieces of work and yield the results in their order.

    Parameters
    ----------
    work : iterator
        Taken from by the calling thread alone, a few pieces ahead of the results.
    do : callable
        Called in the threads; what it raises is raised here.
    threads : int
        1: the calling thread alone.

    Yields
    ------
    What `do` returns. Whoever stops taking results waits for the pieces begun, and no
    more.
    """
    if threads == 1:
        yield from map(do, work)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="score")
    try:
        waiting: deque[Future[R]] = deque(
            pool.submit(do, piece) for piece in islice(work, threads * _AHEAD)
        )
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(do, piece) for piece in islice(work, 1))
    finally:
        pool.shutdown(cancel_futures=True)
