"""The routing page: what other routings would do, and putting one in force."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from triage_app.domain.errors import UserFacingError
from triage_app.domain.forecast import Forecast
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.routing import Lane
from triage_app.services.routing import RoutingDesk
from triage_app.services.simulation import Simulation, simulate
from triage_app.services.workspace import Workspace
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters import routing_words as words
from triage_app.ui.presenters.routing_desks import RoutingDesks
from triage_app.ui.presenters.routing_survey import (
    Audited,
    Survey,
    audit,
    plan_of,
    survey,
)
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, Task, TaskRunner
from triage_app.ui.views.routing.values import PolicyChoice, PolicyKind
from triage_app.ui.views.routing_page import RoutingPage
from triage_app.ui.widgets import empty

T = TypeVar("T")

# Between the last movement and the reckoning over all items.
_PAUSE_MS = 60


class RoutingPresenter(QObject):
    """Simulates what a lead chooses, and applies it when asked.

    A band is forecast on the GUI thread as the cuts move; all else is reckoned off it,
    and only the newest answer counts. Nothing is reckoned while the page isn't seen.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    notifications : Notifications
    desks : RoutingDesks
    page : RoutingPage
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        notifications: Notifications,
        desks: RoutingDesks,
        page: RoutingPage,
    ) -> None:
        super().__init__(page)
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._desks = desks
        self._page = page
        self._survey: Survey | None = None
        self._plan: RoutingPlan | None = None
        self._stricter: RoutingPlan | None = None
        self._candidate: RoutingPlan | None = None
        self._found: Simulation | None = None
        self._tasks: dict[str, Task] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._simulate)
        page.shown.connect(self._show)
        page.choice_changed.connect(self._chosen)
        page.apply_requested.connect(self._apply)
        page.reset_requested.connect(self._reset)
        page.tighten_requested.connect(self._tighten)
        page.reranking_toggled.connect(self._set_reranking)
        session.case_changed.connect(self._show)
        session.counts_changed.connect(self._counts_changed)
        self._show()

    def _show(self) -> None:
        """Show the items and the routing in force, once the page is seen."""
        if not self._page.isVisible():
            return
        workspace, session = self._session.workspace, self._session
        if workspace is None or not session.ready or not len(session.case):
            self._page.show_empty_state(self._why_nothing())
            return
        self._page.show_empty_state(None)
        self._page.heading.set_in_force(words.in_force(workspace.plan))
        self._page.heading.set_reranking(workspace.reranking, enabled=True)
        if workspace.plan != self._plan:
            self._take_plan(workspace)
        if self._survey is None or self._survey.scores is not session.case.scores:
            self._survey = None
            self._page.show_effect(None)
            self._ask("survey", survey, self._surveyed)
        else:
            self._simulate()
        self._ask("audit", audit, self._audited)

    def _take_plan(self, workspace: Workspace) -> None:
        """Put the controls to the routing in force."""
        counts = self._session.counts
        before = self._page.choice()
        if self._plan is None and counts is not None:
            people = counts.totals[Lane.REVIEW]
            before = replace(before, items=max(1, people))
        self._plan = workspace.plan
        self._candidate = None
        self._page.set_choice(words.choice_of(workspace.plan, before))

    def _counts_changed(self) -> None:
        """Look at the audit again: a verdict may belong to it."""
        if self._page.isVisible() and self._survey is not None and self._session.ready:
            self._ask("audit", audit, self._audited)

    def _surveyed(self, found: Survey) -> None:
        self._survey = found
        self._page.show_spread(found.free, found.forced)
        curve = found.curve
        self._page.curve.show_curve(curve.coverage, curve.risk, curve.upper)
        self._page.standing.show_drift(found.drift)
        self._simulate()

    def _audited(self, found: Audited) -> None:
        self._stricter = found.stricter
        said, standing = words.audit(found.report, found.plan)
        self._page.standing.show_audit(
            said, standing, can_tighten=found.stricter is not None
        )

    def _chosen(self, choice: PolicyChoice) -> None:
        """Show at once what can be told at once, and reckon the rest."""
        self._candidate = self._found = None
        known = self._survey
        if known is None:
            return
        self._offer("", can_apply=False)
        if choice.kind is PolicyKind.BAND:
            self._page.controls.say("")
            self._forecast(known.forecaster.band(choice.low, choice.high))
        self._pause.start()

    def _simulate(self) -> None:
        """Reckon what the choice would do; the newest answer alone is shown."""
        if self._survey is None:
            return
        self._pause.stop()
        choice, candidate = self._page.choice(), self._candidate
        if candidate is None and self._in_force(choice):
            candidate = self._plan

        def work(desk: RoutingDesk) -> Simulation:
            return simulate(desk, candidate or plan_of(desk, choice))

        self._ask("simulation", work, self._simulated, self._refused)

    def _simulated(self, found: Simulation) -> None:
        self._found = found
        self._page.controls.say(words.notes(found))
        self._forecast(found.forecast)
        self._page.show_cuts(*found.cuts)
        self._page.histogram.show_lanes(found.bars)
        if self._in_force(self._page.choice()) and self._candidate is None:
            self._offer(words.nothing_new(), can_apply=False)
        else:
            said = words.consequence(found, tightened=self._candidate is not None)
            self._offer(said, can_apply=True)

    def _forecast(self, forecast: Forecast) -> None:
        self._page.show_effect(words.effect_of(forecast), words.point_of(forecast))

    def _refused(self, error: UserFacingError) -> None:
        """Say why a choice can't be had, where it was made."""
        self._found = None
        self._page.controls.say(str(error), refused=True)
        self._page.show_effect(None)
        self._page.show_cuts(0.0, 1.0)
        self._offer(self.tr("Nothing can be applied as it stands."), can_apply=False)

    def _offer(self, said: str, *, can_apply: bool) -> None:
        changed = self._candidate is not None or not self._in_force(self._page.choice())
        self._page.footer.show_consequence(
            said, can_apply=can_apply and self._found is not None, can_reset=changed
        )

    def _in_force(self, choice: PolicyChoice) -> bool:
        plan = self._plan
        return plan is not None and choice.same_as(words.choice_of(plan, choice))

    def _reset(self) -> None:
        if self._plan is None:
            return
        self._candidate = None
        self._page.set_choice(words.choice_of(self._plan, self._page.choice()))
        self._simulate()

    def _tighten(self) -> None:
        """Show what the stricter routing would do; applying it is another step."""
        if self._stricter is None:
            return
        self._candidate = self._stricter
        choice = words.choice_of(self._stricter, self._page.choice())
        self._page.set_choice(choice)
        self._simulate()

    def _apply(self) -> None:
        """Put the routing in force: undecided items are routed anew."""
        workspace, found = self._session.workspace, self._found
        if workspace is None or found is None or not self._session.ready:
            return
        moderator = self._session.moderator
        self._page.footer.show_consequence("", can_apply=False, can_reset=False)

        def failed(error: UserFacingError) -> None:
            self._notifications.fail(error)
            self._simulate()

        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: workspace.set_plan(found.plan, moderator),
            lambda _nothing: self._applied(workspace, found.plan),
            failed,
        )

    def _applied(self, workspace: Workspace, plan: RoutingPlan) -> None:
        if workspace is not self._session.workspace:
            return
        self._session.routed()
        self._notifications.tell(Message(words.applied(plan), tone=Tone.SUCCESS))

    def _set_reranking(self, on: bool) -> None:
        """Let the order learn or not, at once."""
        workspace, moderator = self._session.workspace, self._session.moderator
        if workspace is None or not self._session.ready:
            return

        def failed(error: UserFacingError) -> None:
            self._notifications.fail(error)
            self._page.heading.set_reranking(workspace.reranking, enabled=True)

        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: workspace.set_reranking(on, moderator),
            lambda _nothing: self._session.reorder(workspace),
            failed,
        )

    def _ask(
        self,
        name: str,
        work: Callable[[RoutingDesk], T],
        done: Callable[[T], None],
        failed: Callable[[UserFacingError], None] | None = None,
    ) -> None:
        """Reckon something off the GUI thread, in the place of what was asked before.

        What comes of a workspace that was left meanwhile is dropped.
        """
        workspace = self._session.workspace
        if workspace is None:
            return
        if name in self._tasks:
            self._tasks[name].cancel()

        refused = failed or self._notifications.fail

        def here() -> bool:
            return workspace is self._session.workspace

        self._tasks[name] = self._runner.submit(
            Queue.QUICK,
            lambda _progress, _token: work(self._desks.of(workspace)),
            lambda value: done(value) if here() else None,
            lambda error: refused(error) if here() else None,
        )

    def _why_nothing(self) -> empty.EmptyState:
        if self._session.filling:
            return empty.loading(self.tr("The backlog is still being scored"))
        return empty.EmptyState(
            "routing",
            self.tr("Nothing to route yet"),
            self.tr(
                "Open a backlog: this page then shows what goes to people and what "
                "error that leaves."
            ),
        )
