"""Who works on many files at once: threads or processes of this machine."""

import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from triage_app.domain.ports.work import Job, WorkPool
from triage_app.domain.progress import CancelToken

T = TypeVar("T")
R = TypeVar("R")
Place = tuple[int, Any]

_LOOK_SECONDS = 0.05


def pool(jobs: int = 0, dask: str = "") -> WorkPool:
    """Return who works: a Dask cluster where one is named, else this machine.

    Parameters
    ----------
    jobs : int
        How many files at once; 0: as many as there are processors.
    dask : str
        A scheduler's address, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    UserFacingError
        If Dask is asked for and not installed.
    """
    if dask:
        from triage_app.scoring.cluster import DaskPool

        return DaskPool(dask)
    return LocalPool(jobs or os.cpu_count() or 1, threads=threadsalone())


def threadsalone() -> bool:
    """Return whether only threads can share work: loky can't start a frozen program."""
    return bool(getattr(sys, "frozen", False))


class LocalPool:
    """Processes, or threads, of this machine, through joblib.

    Parameters
    ----------
    jobs : int
        How many pieces at once; 1: no other process at all.
    threads : bool
        Whether threads do the work instead of processes.
    """

    hint = ""

    def __init__(self, jobs: int, *, threads: bool = False) -> None:
        self._jobs = jobs
        self._threads = threads

    def run(
        self, job: "Job[T, R]", tasks: Sequence[T], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        """Do the job for every task; yield each result with its task's place.

        A worker process that dies takes others with it; what they were at is done
        again, and at last one by one.

        Raises
        ------
        CancelledError
        """
        todo: list[Place] = list(enumerate(tasks))
        if self._jobs == 1 or len(todo) == 1:
            yield from self._here(job, todo, cancel)
        elif self._threads:
            yield from self._beside(job, todo, cancel)
        else:
            yield from self._elsewhere(job, dict(todo), cancel)

    def close(self) -> None:
        """Let worker processes go."""
        if self._jobs > 1 and not self._threads and "joblib" in sys.modules:
            from joblib.externals.loky import reusable_executor

            executor = reusable_executor._executor
            if executor is not None:
                executor.shutdown(wait=True, kill_workers=True)

    def _here(
        self, job: "Job[T, R]", todo: Sequence[Place], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        for place, task in todo:
            cancel.raise_if_cancelled()
            yield place, job(task, cancel)

    def _beside(
        self, job: "Job[T, R]", todo: Sequence[Place], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        from joblib import Parallel, delayed

        parallel = Parallel(
            self._jobs, backend="threading", return_as="generator_unordered"
        )
        yield from parallel(delayed(_with)(job, *one, cancel) for one in todo)

    def _elsewhere(
        self, job: "Job[T, R]", todo: dict[int, Any], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        for rounds in (list(todo.items()), None):
            for place, result in self._round(job, rounds or list(todo.items()), cancel):
                del todo[place]
                yield place, result
            if not todo:
                return
        for place, task in todo.items():
            found = list(self._round(job, [(place, task)], cancel))
            yield found[0] if found else (place, None)

    def _round(
        self, job: "Job[T, R]", todo: Sequence[Place], cancel: CancelToken
    ) -> Iterator[tuple[int, R | None]]:
        """Yield what comes until all is there or a worker process died."""
        results: queue.SimpleQueue[Any] = queue.SimpleQueue()
        thread = threading.Thread(
            target=_feed, args=(job, todo, self._jobs, results), daemon=True
        )
        thread.start()
        try:
            while (one := _next(results, cancel)) is not None:
                yield one
        except BaseException:
            self.close()
            raise
        finally:
            thread.join()


def _feed(
    job: "Job[T, R]",
    todo: Sequence[Place],
    jobs: int,
    results: "queue.SimpleQueue[Any]",
) -> None:
    """Put every result into a queue, then what ended it: None, or an error."""
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import (
        BrokenProcessPool,
        ShutdownExecutorError,
    )

    parallel = Parallel(
        max(2, jobs),
        backend="loky",
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch="2*n_jobs",
    )
    try:
        for one in parallel(delayed(alone)(job, *one) for one in todo):
            results.put(one)
        results.put(None)
    except (BrokenProcessPool, ShutdownExecutorError):
        results.put(None)
    except BaseException as error:  # noqa: BLE001  # raised again where it is awaited
        results.put(error)


def _next(results: "queue.SimpleQueue[Any]", cancel: CancelToken) -> Any:  # noqa: ANN401
    while True:
        cancel.raise_if_cancelled()
        try:
            one = results.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            continue
        if isinstance(one, BaseException):
            raise one
        if one is None:
            cancel.raise_if_cancelled()
        return one


def _with(job: "Job[T, R]", place: int, task: T, cancel: CancelToken) -> tuple[int, R]:
    cancel.raise_if_cancelled()
    return place, job(task, cancel)


def alone(job: "Job[T, R]", place: int, task: T) -> tuple[int, R]:
    """Do a piece of work in a process of its own, which is ended from outside."""
    if threading.current_thread() is threading.main_thread():
        # Ctrl+C is for the program, which then ends its workers.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return place, job(task, CancelToken())
