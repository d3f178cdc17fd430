"""Checking a workspace."""

from PySide6.QtCore import QObject

from triage_app.services.statistics import Verification, verify
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner


class UpkeepPresenter(QObject):
    """Verifies the open workspace.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    jobs : Jobs
    notifications : Notifications
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        jobs: Jobs,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._jobs = jobs
        self._notifications = notifications

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

    def _verified(self, found: Verification) -> None:
        if not found.ok:
            self._notifications.tell(
                Message(
                    self.tr("The workspace did not pass its check."),
                    " ".join(found.problems),
                    self.tr("Don't go on with it; open a copy from a backup."),
                    Tone.ERROR,
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
