"""Long work that the status bar shows and the person can cancel, one at a time."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from triage_app.domain.errors import UserFacingError
from triage_app.domain.progress import CancelToken, Progress, Step
from triage_app.ui.presenters.progress_text import ProgressText
from triage_app.ui.tasks import Queue, Task, TaskRunner
from triage_app.ui.views.status_bar import StatusBar

T = TypeVar("T")
P = TypeVar("P")


class Jobs(QObject):
    """Shows one piece of long work in the status bar.

    Signals
    -------
    running_changed(bool)
    """

    running_changed = Signal(bool)

    def __init__(
        self, runner: TaskRunner, status: StatusBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._status = status
        self._task: Task | None = None
        self._held = False
        self._on_cancel: Callable[[], None] | None = None
        self._words = ProgressText()
        status.cancel_requested.connect(self.cancel)
        runner.crashed.connect(lambda _error: self._end())

    @property
    def running(self) -> bool:
        """Whether work is going on."""
        return self._task is not None or self._held

    def hold(self, title: str, cancelled: Callable[[], None]) -> None:
        """Show work that its owner carries on piece by piece, until `let_go`.

        Parameters
        ----------
        title : str
        cancelled : callable
            Called when the person cancels; the owner ends after the piece under way.
        """
        self._words, self._on_cancel, self._held = ProgressText(), cancelled, True
        self._status.show_progress(title, None)
        self.running_changed.emit(True)

    def tell(self, step: Step) -> None:
        """Show where work that is held has come to."""
        if self._held:
            self._step(step)

    def let_go(self) -> None:
        """End work that was held."""
        self._end()

    def run(
        self,
        title: str,
        queue: Queue,
        work: Callable[[Progress, CancelToken], T],
        done: Callable[[T], None],
        failed: Callable[[UserFacingError], None],
        *,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Run work under a title until its first step; as `TaskRunner.submit`.

        Parameters
        ----------
        title : str
        queue : Queue
        work, done, failed : callable
        cancelled : callable, optional
            Called at once when the person cancels; without it there is no Cancel.
        """

        def whole(tell: Progress, token: CancelToken, _part: object) -> T:
            return work(tell, token)

        self.run_parts(title, queue, whole, _ignore, done, failed, cancelled=cancelled)

    def run_parts(
        self,
        title: str,
        queue: Queue,
        work: Callable[[Progress, CancelToken, Callable[[P], None]], T],
        part: Callable[[P], None],
        done: Callable[[T], None],
        failed: Callable[[UserFacingError], None],
        *,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Run work that hands over parts, as `TaskRunner.submit_parts`."""
        self._words = ProgressText()
        self._on_cancel = cancelled

        def finish(result: T) -> None:
            self._end()
            done(result)

        def fail(error: UserFacingError) -> None:
            self._end()
            failed(error)

        self._status.show_progress(title, None, cancelled is not None)
        self._task = self._runner.submit_parts(
            queue, work, part, finish, fail, self._step
        )
        self.running_changed.emit(True)

    def cancel(self) -> None:
        """Cancel the work, if it can be; its handlers are not called any more."""
        task, on_cancel = self._task, self._on_cancel
        if self._held and on_cancel is not None:
            self._on_cancel = None
            on_cancel()
            return
        if task is None or on_cancel is None:
            return
        task.cancel()
        self._end()
        on_cancel()

    def _step(self, step: Step) -> None:
        words = self._words.take(step)
        cancellable = self._on_cancel is not None
        self._status.show_progress(words, self._words.fraction, cancellable)

    def _end(self) -> None:
        if not self.running:
            return
        self._task, self._on_cancel, self._held = None, None, False
        self._status.clear_progress()
        self.running_changed.emit(False)


def _ignore(_part: object) -> None:
    """Take a part and do nothing."""
