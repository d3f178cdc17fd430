"""Checking a workspace, and backing it up without anybody waiting for it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from triage_app.domain.errors import UserFacingError
from triage_app.domain.ports import Backup
from triage_app.services.backups import Backups
from triage_app.services.statistics import Verification, verify
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner

_AFTER_OPENING = 1_500  # milliseconds: the first card is painted by then
_EVERY = 5 * 60 * 1_000  # milliseconds: the services know when an hour has passed


class UpkeepPresenter(QObject):
    """Verifies the open workspace and backs it up.

    Backups run beside the store's queue, so that no verdict waits for one.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    jobs : Jobs
    notifications : Notifications
    backups : Backups
    passing : callable
        Says whether a workspace is only looked at or deleted at the end; such a one
        isn't backed up by itself.
    restore : callable
        Leads to the backups.
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        jobs: Jobs,
        notifications: Notifications,
        backups: Backups,
        passing: Callable[[Path], bool],
        restore: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._jobs = jobs
        self._notifications = notifications
        self._backups = backups
        self._passing = passing
        self._restore = restore
        self._complaint = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_OPENING)
        self._soon.timeout.connect(lambda: self._by_itself(self._backups.opened))
        self._hourly = QTimer(self)
        self._hourly.setInterval(_EVERY)
        self._hourly.timeout.connect(lambda: self._by_itself(self._backups.hourly))
        session.opened.connect(self._opened)

    def verify(self) -> None:
        """Check the log's chain, the files and the conservation of rows."""
        workspace = self._session.workspace
        if workspace is None or self._jobs.running:
            return
        self._jobs.run(
            self.tr("Checking the workspace…"),
            Queue.STORE,
            lambda tell, token: verify(workspace, tell, token),
            self._verified,
            self._notifications.fail,
            cancelled=lambda: None,
        )

    def back_up(self) -> None:
        """Back the workspace up because the person asked for it."""
        workspace = self._session.workspace
        if workspace is not None:
            self._runner.submit(
                Queue.QUICK,
                lambda _progress, _token: self._backups.ask(workspace),
                self._tell_of,
                self._notifications.fail,
            )

    def _opened(self) -> None:
        if self._session.workspace is None:
            self._soon.stop()
            self._hourly.stop()
        else:
            self._soon.start()
            self._hourly.start()

    def _by_itself(self, work: Callable[[Workspace], Backup | None]) -> None:
        """Back up in the background; only a failure is told, and only once."""
        workspace = self._session.workspace
        if workspace is None or self._passing(workspace.path):
            return
        self._runner.submit(
            Queue.QUICK,
            lambda _progress, _token: work(workspace),
            lambda _made: self._take_back(),
            lambda error: self._complain(workspace, error),
        )

    def _complain(self, workspace: Workspace, error: UserFacingError) -> None:
        if workspace is not self._session.workspace or error.title == self._complaint:
            return
        self._take_back()
        self._complaint = error.title
        self._notifications.tell(
            Message(
                error.title,
                error.detail,
                error.next_step,
                Tone.WARNING,
                ((self.tr("Try again"), self.back_up),),
            )
        )

    def _take_back(self) -> None:
        if self._complaint:
            self._notifications.withdraw(self._complaint)
            self._complaint = ""

    def _tell_of(self, made: Backup) -> None:
        self._take_back()
        self._notifications.tell(
            Message(
                self.tr("The workspace is backed up: {0} records.").format(
                    text.count(made.records)
                ),
                tone=Tone.SUCCESS,
            )
        )

    def _verified(self, found: Verification) -> None:
        if not found.ok:
            self._notifications.tell(
                Message(
                    self.tr("The workspace did not pass its check."),
                    " ".join(found.problems),
                    self.tr("Don't go on with it; restore a backup."),
                    Tone.ERROR,
                    ((self.tr("Restore backup…"), self._restore),),
                )
            )
            return
        self._notifications.tell(
            Message(
                self.tr("The workspace is whole."),
                self.tr(
                    "{0} records, the chain holds, every row is accounted for."
                ).format(text.count(found.check.decisions)),
                tone=Tone.SUCCESS,
            )
        )
