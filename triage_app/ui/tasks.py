"""The one door to the background: plain work in, results on the GUI thread out."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.progress import CancelToken, Progress, Stage, Step

_PROGRESS_SECONDS = 0.05
_log = logging.getLogger(__name__)

T = TypeVar("T")
P = TypeVar("P")
Failed = Callable[[UserFacingError], None]


class Queue(Enum):
    """Where work waits for its turn; each queue has one thread.

    Attributes
    ----------
    LONG
        Reading, scoring, writing files.
    STORE
        Everything that changes the open workspace, one piece after another, so that a
        verdict is durable before the next thing happens.
    QUICK
        Reckoning that changes nothing and is over within a second, such as a
        forecast; long work doesn't hold it up.
    """

    LONG = auto()
    STORE = auto()
    QUICK = auto()


class Task:
    """Work that was handed over.

    Attributes
    ----------
    queue : Queue
    token : CancelToken
    """

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.token = CancelToken()
        self._over = False

    @property
    def active(self) -> bool:
        """Whether a handler may still be called."""
        return not (self._over or self.token.cancelled)

    def cancel(self) -> None:
        """Ask the work to stop; from now on none of its handlers is called."""
        self.token.cancel()

    def end(self) -> None:
        """Note that the last handler is being called."""
        self._over = True


class TaskRunner(QObject):
    """Runs work off the GUI thread and brings what comes of it back.

    Handlers are called on this object's thread, in the order in which the work told
    of them, and never after `Task.cancel`. A `UserFacingError` goes to ``failed``, a
    `CancelledError` to nobody, any other exception to the signal `crashed`.

    Signals
    -------
    crashed(BaseException)
        Work ended in a bug of ours.
    idle(Queue)
        A queue has run dry.
    """

    crashed = Signal(object)
    idle = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {
            queue: ThreadPoolExecutor(1, f"triage-{queue.name.lower()}")
            for queue in Queue
        }
        self._open: dict[Queue, set[Task]] = {queue: set() for queue in Queue}
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        queue: Queue,
        work: Callable[[Progress, CancelToken], T],
        done: Callable[[T], None],
        failed: Failed,
        progress: Progress | None = None,
    ) -> Task:
        """Run work that takes a progress callback and a cancel token.

        Parameters
        ----------
        queue : Queue
        work : callable
            Runs on the queue's thread and touches nothing of Qt.
        done : callable
            Given what the work returned.
        failed : callable
            Given the `UserFacingError` that the work raised.
        progress : callable, optional
            Given a `Step` now and then, some twenty a second at most.
        """

        def whole(tell: Progress, token: CancelToken, _part: object) -> T:
            return work(tell, token)

        return self.submit_parts(queue, whole, _ignore, done, failed, progress)

    def submit_parts(
        self,
        queue: Queue,
        work: Callable[[Progress, CancelToken, Callable[[P], None]], T],
        part: Callable[[P], None],
        done: Callable[[T], None],
        failed: Failed,
        progress: Progress | None = None,
    ) -> Task:
        """Run work that also hands over parts of its result, each given to `part`."""
        task = Task(queue)
        self._open[queue].add(task)
        tell = self._throttled(task, progress) if progress else _ignore

        def run() -> None:
            try:
                task.token.raise_if_cancelled()
                result = work(tell, task.token, lambda p: self._post(task, part, p))
            except CancelledError:
                self._finish(task, _ignore, None)
            except UserFacingError as error:
                self._finish(task, failed, error)
            except BaseException as error:  # noqa: BLE001 - a bug; reported on the GUI
                _log.exception("Background work failed")
                self._finish(task, self.crashed.emit, error)
            else:
                self._finish(task, done, result)

        self._pools[queue].submit(run)
        return task

    def busy(self, queue: Queue) -> bool:
        """Return whether work is waiting or running; cancelled work counts too."""
        return bool(self._open[queue])

    def cancel(self, queue: Queue) -> None:
        """Cancel everything in a queue."""
        for task in self._open[queue]:
            task.cancel()

    def close(self) -> None:
        """Cancel all but the store's work, let that finish, and end the threads."""
        self.cancel(Queue.LONG)
        self.cancel(Queue.QUICK)
        for pool in self._pools.values():
            pool.shutdown(wait=True)

    def _post(self, task: Task, handler: Callable[[T], object], value: T) -> None:
        def deliver() -> None:
            if task.active:
                handler(value)

        self._posted.emit(deliver)

    def _finish(self, task: Task, handler: Callable[[T], object], value: T) -> None:
        def deliver() -> None:
            self._open[task.queue].discard(task)
            try:
                if task.active:
                    task.end()
                    handler(value)
            finally:
                if not self._open[task.queue]:
                    self.idle.emit(task.queue)

        self._posted.emit(deliver)

    def _throttled(self, task: Task, progress: Progress) -> Progress:
        told: dict[Stage, float] = {}

        def tell(step: Step) -> None:
            now = time.monotonic()
            if now - told.get(step.stage, 0.0) >= _PROGRESS_SECONDS:
                told[step.stage] = now
                self._post(task, progress, step)

        return tell

    @Slot(object)
    def _call(self, deliver: Callable[[], None]) -> None:
        deliver()


def _ignore(_value: object) -> None:
    """Take a value and do nothing."""
