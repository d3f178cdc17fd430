"""Work on a stream's pieces in several threads; the results in the stream's order."""

import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from triage_app.domain.errors import CancelledError
from triage_app.domain.progress import CancelToken, Progress, Step

_LOOK_S = 0.02
_PATIENCE_S = 0.1
_MOST_THREADS = 3

T = TypeVar("T")
U = TypeVar("U")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LinkedToken(CancelToken):
    """A flag that is raised, too, where another one is.

    Parameters
    ----------
    outer : CancelToken, optional
    """

    def __init__(self, outer: CancelToken | None = None) -> None:
        super().__init__()
        self._outer = outer or CancelToken()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop, here or there."""
        return super().cancelled or self._outer.cancelled

    def raise_if_cancelled(self) -> None:
        """Raise `CancelledError` if the work was asked to stop, here or there."""
        if self.cancelled:
            raise CancelledError


@dataclass(frozen=True)
class _Done(Generic[U]):
    number: int
    result: U


@dataclass(frozen=True)
class _End:
    pieces: int


class Pipeline(Generic[T, U]):
    """One thread takes pieces from a source while others work on them.

    It lends them a hand where they don't keep up, so that no more threads run than
    there are cores: more of them cost each other a third of their time.

    Whoever iterates gets the results, in the source's order, and is told of progress
    in his own thread. The first error ends it and comes out as it is; so does a raised
    flag, at once, though a thread that is within a slow piece stops only after it.

    Parameters
    ----------
    source : iterable
        Its pieces; walked through in one thread, and closed there.
    work : callable
        Called with a piece, in several threads at once.
    token : LinkedToken
        Raised as soon as nothing more is wanted: source and work look at it.
    progress : callable
    threads : int
        That work besides the one that takes the pieces; 0: one for each further core,
        one at least and three at most.
    """

    def __init__(
        self,
        source: Iterable[T],
        work: Callable[[T], U],
        token: LinkedToken,
        progress: Progress,
        threads: int = 0,
    ) -> None:
        threads = threads or min(max(1, cores() - 1), _MOST_THREADS)
        self._source = source
        self._work = work
        self._token = token
        self._progress = progress
        # Two pieces for each thread, and one that waits to be put in order.
        self._slots = threading.Semaphore(2 * threads + 1)
        self._pieces: SimpleQueue[tuple[int, T] | None] = SimpleQueue()
        self._told: SimpleQueue[_Done[U] | _End | Step | BaseException]
        self._told = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._take, name="triage-read"),
            *(
                threading.Thread(target=self._labour, name=f"triage-score-{number}")
                for number in range(threads)
            ),
        ]

    def tell(self, step: Step) -> None:
        """Pass a step of the source's on, to be told in the thread that iterates."""
        self._told.put(step)

    def start(self) -> None:
        """Begin; `results` must be iterated, or closed, after this."""
        for thread in self._threads:
            thread.start()

    def results(self) -> Generator[U, None, None]:
        """Yield each piece's result.

        Raises
        ------
        CancelledError
            And whatever the source, the work or the progress callback raises.
        """
        waiting: dict[int, U] = {}
        following, pieces = 0, -1
        try:
            while following != pieces:
                event = self._next_event()
                if isinstance(event, _Done):
                    waiting[event.number] = event.result
                elif isinstance(event, _End):
                    pieces = event.pieces
                while following in waiting:
                    yield waiting.pop(following)
                    self._token.raise_if_cancelled()
                    self._slots.release()
                    following += 1
        finally:
            self.stop()

    def _next_event(self) -> _Done[U] | _End | None:
        """Wait for news; tell of progress, raise errors."""
        self._token.raise_if_cancelled()
        try:
            event = self._told.get(timeout=_LOOK_S)
        except Empty:
            return None
        if isinstance(event, BaseException):
            raise event
        if isinstance(event, Step):
            self._progress(event)
            return None
        return event

    def stop(self) -> None:
        """End the threads; wait a moment for those that are within a piece."""
        self._token.cancel()
        self._slots.release()
        for _ in self._threads:
            self._pieces.put(None)
        until = time.monotonic() + _PATIENCE_S
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def _take(self) -> None:
        """Walk through the source."""
        try:
            walk = iter(self._source)
            try:
                self._told.put(_End(self._hand_on(walk)))
                while self._lend_a_hand():
                    pass
            finally:
                if isinstance(walk, Generator):
                    walk.close()
        except BaseException as error:  # noqa: BLE001 - raised where results are read
            self._told.put(error)

    def _hand_on(self, walk: Iterator[T]) -> int:
        number = 0
        for piece in walk:
            while not self._slots.acquire(blocking=False):
                if not self._lend_a_hand():
                    self._slots.acquire()
                    break
            self._token.raise_if_cancelled()
            self._pieces.put((number, piece))
            number += 1
        return number

    def _lend_a_hand(self) -> bool:
        """Work on a piece that waits; False where there is none."""
        try:
            given = self._pieces.get_nowait()
        except Empty:
            return False
        if given is None:  # for somebody else: the end
            self._pieces.put(None)
            return False
        self._token.raise_if_cancelled()
        self._told.put(_Done(given[0], self._work(given[1])))
        return True

    def _labour(self) -> None:
        """Work on pieces until told to stop."""
        try:
            while (given := self._pieces.get()) is not None:
                self._token.raise_if_cancelled()
                self._told.put(_Done(given[0], self._work(given[1])))
                del given  # else the piece is kept until the next one comes
        except BaseException as error:  # noqa: BLE001 - raised where results are read
            self._told.put(error)
