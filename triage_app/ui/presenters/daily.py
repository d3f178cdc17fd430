"""The day's count in the status line, for whoever wants to see it."""

from PySide6.QtCore import QObject

from triage_app.domain.changes import Changes
from triage_app.domain.errors import UserFacingError
from triage_app.services.daily import DailyCount
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import Queue, TaskRunner
from triage_app.ui.views.status_bar import StatusBar


class DailyPresenter(QObject):
    """Counts what the moderator decides, and says it if that is wanted.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    runner : TaskRunner
    preferences : Preferences
    status : StatusBar
    """

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        runner: TaskRunner,
        preferences: Preferences,
        status: StatusBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._preferences = preferences
        self._status = status
        self._count: DailyCount | None = None
        session.opened.connect(self._forget)
        session.moderator_changed.connect(self._forget)
        session.rested.connect(self._begin)
        flow.landed.connect(self._landed)
        preferences.changed.connect(self._show)

    @property
    def decided(self) -> int | None:
        """How many items were decided today; None until they are counted."""
        return None if self._count is None else len(self._count)

    def _forget(self) -> None:
        """Know of nothing: another desk is shown."""
        self._count = None
        self._show()

    def _begin(self) -> None:
        """Count, behind whatever is still to be kept: a long log takes a while."""
        workspace, moderator = self._session.workspace, self._session.moderator
        if workspace is None or self._count is not None:
            return
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: DailyCount(workspace, moderator),
            lambda count: self._counted(workspace, moderator, count),
            _ignore,
        )

    def _counted(self, workspace: Workspace, moderator: str, count: DailyCount) -> None:
        session = self._session
        if workspace is session.workspace and moderator == session.moderator:
            self._count = count
            self._show()

    def _landed(self, changes: Changes) -> None:
        if self._count is not None:
            self._count.take_in(changes)
            self._show()

    def part_landed(self, changes: Changes) -> None:
        """Count a part of a step of many, where that holds up nobody."""
        count = self._count
        if count is not None:
            self._runner.submit(
                Queue.STORE,
                lambda _progress, _token: count.take_in(changes),
                lambda _nothing: self._show(),
                _ignore,
            )

    def _show(self) -> None:
        wanted = self._preferences.current.daily_count and self.decided is not None
        words = self.tr("Today: {0} done").format(text.count(self.decided))
        self._status.set_daily(words if wanted else "")


def _ignore(_error: UserFacingError) -> None:
    """Go without the count; nothing else depends on it."""
