"""Closing: long work is cancelled, the store is waited for, and nothing is lost."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from triage_app.ui.presenters.drafts import Drafts
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import Queue, TaskRunner


class ClosingPresenter(QObject):
    """Brings everything to an end, in order, without blocking the window.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    drafts : Drafts
    jobs : Jobs
    runner : TaskRunner
    may_abandon : callable
        Asks the person whether that many unsaved verdicts may be given up.

    Signals
    -------
    finished
        Everything is kept and closed, and the threads have ended.
    """

    finished = Signal()

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        drafts: Drafts,
        jobs: Jobs,
        runner: TaskRunner,
        may_abandon: Callable[[int], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._drafts = drafts
        self._jobs = jobs
        self._runner = runner
        self._may_abandon = may_abandon
        self._closing = False
        self._done = False
        self._tried = self._warned = False
        runner.idle.connect(lambda _queue: self._go_on())

    def request(self) -> None:
        """Begin to close; a verdict that could not be kept keeps the window open."""
        if self._closing or not self._nothing_unsaved():
            return
        self._closing = True
        self._go_on()

    def _nothing_unsaved(self) -> bool:
        waiting = 0 if self._flow.busy else len(self._flow.unsaved)
        return not waiting or self._may_abandon(waiting)

    def _go_on(self) -> None:
        """Take the next step that doesn't have to wait."""
        if not self._closing or self._done:
            return
        self._jobs.cancel()
        self._runner.cancel(Queue.LONG)
        if any(self._runner.busy(queue) for queue in Queue):
            return
        if self._session.workspace is None:
            self._done = True
            self._runner.close()
            self.finished.emit()
        elif not self._nothing_unsaved():
            self._closing = False
        elif self._drafts.unsaved and not self._tried:
            self._tried = True
            self._drafts.save()
        elif self._drafts.unsaved and not self._warned:
            self._closing, self._warned = False, True
            self._drafts.warn()  # whoever closes again gives the note up
        else:
            self._session.close()
