"""Tells a lead when people's verdicts show that the routing breaks its promise."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from triage_app.domain.audit import AuditReport
from triage_app.domain.errors import UserFacingError
from triage_app.domain.plans import RoutingPlan
from triage_app.services.workspace import Workspace
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.routing_desks import RoutingDesks
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import Queue, Task, TaskRunner


class AuditWatch(QObject):
    """Looks at the audit after each verdict; tells once per workspace and plan.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    runner : TaskRunner
    notifications : Notifications
    desks : RoutingDesks
    show_routing : callable
        Leads to the routing page.
    """

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        runner: TaskRunner,
        notifications: Notifications,
        desks: RoutingDesks,
        show_routing: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._desks = desks
        self._show_routing = show_routing
        self._told: set[tuple[Workspace, str]] = set()
        self._task: Task | None = None
        flow.landed.connect(lambda _changes: self._look())
        session.rested.connect(self._warm)
        session.case_changed.connect(self._withdraw)

    def _warm(self) -> None:
        """Load what the first verdict would otherwise wait beside."""
        workspace = self._session.workspace
        if workspace is not None:
            self._runner.submit(
                Queue.QUICK,
                lambda _progress, _token: self._desks.of(workspace),
                lambda _desk: None,
                _say_nothing,
            )

    def _look(self) -> None:
        workspace = self._session.workspace
        if workspace is None:
            return
        if self._task is not None:
            self._task.cancel()
        plan = workspace.plan
        self._task = self._runner.submit(
            Queue.QUICK,
            lambda _progress, _token: self._desks.of(workspace).audit(),
            lambda report: self._found(workspace, plan, report),
            _say_nothing,
        )

    def _found(
        self, workspace: Workspace, plan: RoutingPlan, report: AuditReport
    ) -> None:
        key = (workspace, plan.describe())
        if workspace is not self._session.workspace or not report.broken:
            return
        if key in self._told:
            return
        self._told = {*(k for k in self._told if k[0] is workspace), key}
        self._notifications.tell(
            Message(
                self._title,
                report.sentence(),
                self.tr("A lead can tighten the routing."),
                Tone.WARNING,
                ((self.tr("Routing"), self._show_routing),),
            )
        )

    @property
    def _title(self) -> str:
        return self.tr("The audit breaks the routing's promise.")

    def _withdraw(self) -> None:
        """Take the message back once another routing or workspace is there."""
        workspace = self._session.workspace
        if (
            workspace is None
            or (workspace, workspace.plan.describe()) not in self._told
        ):
            self._notifications.withdraw(self._title)


def _say_nothing(_error: UserFacingError) -> None:
    """Leave a model that can't be read to the routing page, which says so."""
