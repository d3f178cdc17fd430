"""The window put together: which presenter stands between which view and service."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from triage_app.domain.decisions import Verdict
from triage_app.domain.queue import Tab
from triage_app.services.explanations import Explanations
from triage_app.services.services import Services
from triage_app.ui.actions import Actions
from triage_app.ui.commands import key_table
from triage_app.ui.main_window import MainWindow
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.audit_watch import AuditWatch
from triage_app.ui.presenters.closing import ClosingPresenter
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.explanation import ExplanationPresenter
from triage_app.ui.presenters.export import ExportPresenter
from triage_app.ui.presenters.intake import IntakePresenter
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.menu import MenuPresenter
from triage_app.ui.presenters.opening import OpeningPresenter
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.reranking import RerankingPresenter
from triage_app.ui.presenters.routing_desks import RoutingDesks
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.surroundings import SurroundingsPresenter
from triage_app.ui.presenters.upkeep import UpkeepPresenter
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import TaskRunner
from triage_app.ui.theme import Theme
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.widgets.empty import EmptyAction


class Composition(QObject):
    """One window with everything behind it.

    Parameters
    ----------
    services : Services
    preferences : Preferences
    notifications : Notifications
    theme : Theme
    moderator : str
        Who gives verdicts; empty: as the preferences say.
    dialogs : Dialogs
        Asks the person.

    Attributes
    ----------
    window : MainWindow
    desk_page : DeskPage
    session, jobs, flow, desk, explanation, reranking, audit_watch, intake, opening,
    exports, upkeep, menu, closing
        The presenters, by what they are for.

    Signals
    -------
    finished
        The window is closed and everything is kept.
    """

    finished = Signal()

    def __init__(
        self,
        services: Services,
        preferences: Preferences,
        notifications: Notifications,
        theme: Theme,
        moderator: str,
        dialogs: Dialogs,
    ) -> None:
        super().__init__()
        self._services = services
        self._preferences = preferences
        self._theme = theme
        self.notifications = notifications
        self.dialogs = dialogs
        self.keys = key_table(preferences.keys)
        self.runner = TaskRunner(self)
        self.window = MainWindow(theme)
        self.desk_page = DeskPage(theme)
        name = moderator or preferences.current.moderator_name
        self.session = Session(self.runner, name, self)
        self.jobs = Jobs(self.runner, self.window.status, self)
        self._make_presenters()
        self.actions = Actions(self.window, self._handlers(), self.keys)
        self.dialogs.window = self.window
        self._furnish()
        self._connect()
        self._enable()
        self._restore()

    def begin(self, backlog: Path | None, workspace: Path | None) -> None:
        """Show the window; open what was asked for once it is painted."""

        def start() -> None:
            self.tell_of_settings()
            self.opening.start(backlog, workspace)

        self.window.painted.connect(start)
        self.window.show()
        self.desk.focus_queue()

    def dispose(self) -> None:
        """Delete the window and everything behind it, once it is closed."""
        self.runner.close()
        self.window.deleteLater()
        self.deleteLater()

    def tell_of_settings(self) -> None:
        """Say which of the person's settings could not be used."""
        notice = self._preferences.notice
        for title in filter(None, (notice, *self.keys.problems)):
            self.notifications.tell(Message(title, tone=Tone.WARNING))

    def _make_presenters(self) -> None:
        session, jobs, notes = self.session, self.jobs, self.notifications
        self.flow = VerdictFlow(session, self.runner, notes, self)
        self.intake = IntakePresenter(
            self._services,
            session,
            jobs,
            notes,
            lambda: self._preferences.folder,
            self.dialogs.ask_mapping,
            self,
        )
        self.opening = OpeningPresenter(
            self.intake,
            session,
            self.flow,
            self._preferences,
            notes,
            self.dialogs,
            self._show_routing,
            self,
        )
        self.desk = DeskPresenter(
            session,
            self.flow,
            self.desk_page,
            self._printed_keys(),
            self._open_actions(),
            self,
        )
        self.explanation = ExplanationPresenter(
            session,
            self.runner,
            Explanations(self._services.scorer),
            self.desk_page,
            self,
        )
        self.reranking = RerankingPresenter(
            session,
            self.flow,
            self.runner,
            self._services.rerankers,
            notes,
            self.window.status,
            lambda: self.desk.row,
            lambda: self.desk.query,
            self,
        )
        self._routing_desks = RoutingDesks(self._services.scorer)
        self.audit_watch = AuditWatch(
            session,
            self.flow,
            self.runner,
            notes,
            self._routing_desks,
            self._show_routing,
            self,
        )
        self.exports = ExportPresenter(self._services, session, jobs, notes, self)
        self.upkeep = UpkeepPresenter(session, self.runner, jobs, notes, self)
        self.menu = MenuPresenter(
            session,
            self._preferences,
            self._theme,
            self.exports,
            self.upkeep,
            self.dialogs,
            self,
        )
        self.closing = ClosingPresenter(
            session, self.flow, jobs, self.runner, self.dialogs.may_abandon, self
        )

    def _furnish(self) -> None:
        window = self.window
        window.set_pages(
            [
                ("desk", self.tr("Desk"), "desk", lambda: self.desk_page),
                ("routing", self.tr("Routing"), "routing", self._routing_page),
                ("models", self.tr("Models"), "models", self._models_page),
            ]
        )
        by_id = self.actions.by_id
        window.header.add_action_button(by_id["report"])
        window.header.add_action_button(by_id["export"])
        window.header.add_action_button(by_id["open"], primary=True)
        self._surroundings = SurroundingsPresenter(
            self.session,
            window.header,
            window.status,
            window.setWindowTitle,
            self.actions.recent,
            self._preferences,
            self.opening,
            self,
        )

    def _connect(self) -> None:
        window, notes = self.window, self.notifications
        notes.told.connect(window.messages.show_message)
        notes.withdrawn.connect(window.messages.withdraw)
        # What went well was seen once the work goes on.
        self.flow.landed.connect(lambda _: window.messages.put_away(Tone.SUCCESS))
        notes.crashed.connect(self.dialogs.show_crash)
        self.runner.crashed.connect(notes.crash)
        self.runner.crashed.connect(lambda _error: self.intake.give_up())
        self.intake.began.connect(self._began)
        self.session.opened.connect(self._enable)
        self.intake.imported.connect(lambda _report, _added: self._enable())
        self.intake.ended.connect(self._ended)
        self.intake.report_wanted.connect(self.menu.show_report)
        window.paths_dropped.connect(self.opening.open_paths)
        window.close_requested.connect(self.closing.request)
        self.closing.finished.connect(self._finish)

    def _handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each command does."""
        desk, page = self.desk, self.desk_page
        verdicts = {v.value: lambda v=v: desk.decide(v) for v in Verdict}
        tabs = {f"tab_{t.value}": lambda t=t: self._choose_tab(t) for t in Tab}
        pages = {
            f"page_{key}": lambda key=key: self.window.show_page(key)
            for key in ("desk", "routing", "models")
        }
        return {
            "open": self.opening.ask_backlog,
            "open_workspace": self.opening.ask_workspace,
            "add": self.opening.ask_addition,
            "report": self.menu.show_report,
            "export": self.menu.export,
            "verify": self.upkeep.verify,
            "settings": self.menu.change_settings,
            "quit": self._quit,
            "undo": desk.undo,
            "note": page.card.focus_note,
            "explain": self.explanation.toggle,
            "next": lambda: desk.move(1),
            "previous": lambda: desk.move(-1),
            "search": page.filters.focus_search,
            "clear_filters": page.filters.clear_filters,
            "theme": self.menu.switch_theme,
            "keys": lambda: self.menu.show_keys(self.keys),
            "guide": self.menu.show_guide,
            "about": self.menu.show_about,
            **verdicts,
            **tabs,
            **pages,
        }

    def _printed_keys(self) -> dict[str, str]:
        names = (*(verdict.value for verdict in Verdict), "undo", "note", "explain")
        return {name: self.keys.first(name) for name in names}

    def _open_actions(self) -> list[EmptyAction]:
        return [
            EmptyAction(
                self.tr("Open backlog…"), lambda: self.opening.ask_backlog(), True
            ),
            EmptyAction(self.tr("Open the sample"), lambda: self.opening.sample()),
        ]

    def _began(self, title: str) -> None:
        if not len(self.session.case):
            self.desk.set_loading(title)

    def _ended(self) -> None:
        self.desk.set_loading("")
        self.desk.focus_queue()

    def _enable(self) -> None:
        self.actions.set_available(
            workspace=self.session.workspace is not None,
            report=self.session.report is not None or self.session.ready,
        )

    def _choose_tab(self, tab: Tab) -> None:
        self.window.show_page("desk")
        self.desk.choose_tab(tab)

    def _routing_page(self) -> QWidget:
        from triage_app.ui.presenters.routing import RoutingPresenter
        from triage_app.ui.views.routing_page import RoutingPage

        page = RoutingPage(self._theme)
        RoutingPresenter(
            self.session, self.runner, self.notifications, self._routing_desks, page
        )
        return page

    def _show_routing(self) -> None:
        self.window.show_page("routing")

    def _models_page(self) -> QWidget:
        from triage_app.ui.presenters.models import ModelsPresenter
        from triage_app.ui.views.models_page import ModelsPage

        page = ModelsPage(self._theme)
        ModelsPresenter(self._services, self.runner, self.notifications, page)
        return page

    def _quit(self) -> None:
        self.window.close()

    def _restore(self) -> None:
        self.window.restore_state(self._preferences.current.window_state)
        try:
            saved = json.loads(self._preferences.current.desk_state or "{}")
        except ValueError:
            return
        if isinstance(saved, dict):
            self.desk_page.restore_state({k: str(v) for k, v in saved.items()})

    def _finish(self) -> None:
        """Keep where everything was, and close."""
        window_state = self.window.save_state()
        desk_state = json.dumps(self.desk_page.save_state())
        self._preferences.change(
            lambda now: replace(now, window_state=window_state, desk_state=desk_state)
        )
        self.opening.clean_up()
        self.window.let_go()
        self.finished.emit()
