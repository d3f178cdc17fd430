"""The desk put together: queue, card, verdicts, and what goes with them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from triage_app.domain.decisions import Verdict
from triage_app.domain.queue import Tab
from triage_app.services.explanations import Explanations
from triage_app.ui.actions import Actions, Handlers
from triage_app.ui.activity import Activity
from triage_app.ui.parts.frame import Frame
from triage_app.ui.parts.selection import SelectionPart
from triage_app.ui.presenters.audit_watch import AuditWatch
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.drafts import Drafts
from triage_app.ui.presenters.explanation import ExplanationPresenter
from triage_app.ui.presenters.lister import Lister
from triage_app.ui.presenters.reranking import RerankingPresenter
from triage_app.ui.presenters.routing_desks import RoutingDesks
from triage_app.ui.presenters.steps import Steps
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.widgets.empty import EmptyAction


class DeskPart(QObject):
    """The desk's page and whoever stands behind it.

    Parameters
    ----------
    frame : Frame
    open_actions : sequence of EmptyAction
        Ways to a backlog, offered while nothing is open.
    routing_desks : RoutingDesks

    Attributes
    ----------
    page : DeskPage
    flow, drafts, steps, desk, selection, explanation, reranking, audit_watch
        The presenters, by what they are for.
    """

    def __init__(
        self,
        frame: Frame,
        open_actions: Sequence[EmptyAction],
        routing_desks: RoutingDesks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        session, runner, notes = frame.session, frame.runner, frame.notifications
        self.page = DeskPage(frame.theme)
        self.flow = VerdictFlow(session, runner, notes, self)
        self.drafts = Drafts(session, self.flow, runner, notes, self)
        self.steps = Steps(session, self.flow, self)
        self.lister = Lister(session, runner, parent=self)
        self.desk = DeskPresenter(
            session,
            self.flow,
            self.drafts,
            self.steps,
            self.lister,
            self.page,
            self._printed_keys(),
            open_actions,
            self,
        )
        self.selection = SelectionPart(
            frame, self.desk, self.flow, self.steps, self.page, self
        )
        self._activity = Activity(self.desk.clock, self)
        frame.window.painted.connect(lambda: self._activity.watch(frame.window))
        self.steps.changed.connect(self._name_steps)
        self._name_steps()
        frame.keys.changed.connect(
            lambda: self.desk.set_key_names(self._printed_keys())
        )
        self.explanation = ExplanationPresenter(
            session, runner, Explanations(frame.services.scorer), self.page, self
        )
        self.reranking = RerankingPresenter(
            session,
            self.flow,
            runner,
            frame.services.rerankers,
            notes,
            frame.window.status,
            lambda: self.desk.row,
            lambda: self.desk.query,
            self,
        )
        self.audit_watch = AuditWatch(
            session,
            self.flow,
            runner,
            notes,
            routing_desks,
            lambda: frame.window.show_page("routing"),
            self,
        )

    def handlers(self) -> Handlers:
        """Return what the desk's commands do."""
        desk, page = self.desk, self.page
        verdicts = {v.value: lambda v=v: desk.deciding.decide(v) for v in Verdict}
        tabs = {f"tab_{t.value}": lambda t=t: self._choose_tab(t) for t in Tab}
        return {
            "undo": desk.deciding.undo,
            "redo": desk.deciding.redo,
            "back": desk.back,
            "note": page.card.focus_note,
            "explain": self.explanation.toggle,
            "next": lambda: desk.move(1),
            "previous": lambda: desk.move(-1),
            "search": page.filters.focus_search,
            "clear_filters": page.filters.clear_filters,
            **verdicts,
            **tabs,
            **self.selection.handlers(),
        }

    def _printed_keys(self) -> dict[str, str]:
        names = (
            *(verdict.value for verdict in Verdict),
            "undo",
            "redo",
            "note",
            "explain",
            "reason",
            "fold",
        )
        return {name: self._frame.keys.first(name) for name in names}

    def name_commands(self, actions: Actions) -> None:
        """Keep menu and tooltips in step with what undo and redo would do."""

        def name() -> None:
            steps = self.steps
            undo, redo = steps.undo_words, steps.redo_words
            actions.describe("undo", undo, useful=bool(undo))
            actions.describe("redo", redo, useful=bool(redo))
            actions.describe("back", "", useful=steps.last is not None)

        self.steps.changed.connect(name)
        name()
        self.selection.name_commands(actions)

    def _name_steps(self) -> None:
        self.page.card.set_steps(self.steps.undo_words, self.steps.redo_words)

    def _choose_tab(self, tab: Tab) -> None:
        self._frame.window.show_page("desk")
        self.desk.choose_tab(tab)
