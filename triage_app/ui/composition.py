"""The window put together: which presenter stands between which view and service."""

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from triage_app.services.services import Services
from triage_app.ui.actions import Actions, Handlers
from triage_app.ui.main_window import MainWindow
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.parts.care import CarePart
from triage_app.ui.parts.desk import DeskPart
from triage_app.ui.parts.files import FilesPart
from triage_app.ui.parts.finding import FindingPart
from triage_app.ui.parts.frame import Frame
from triage_app.ui.parts.groups import GroupsPart
from triage_app.ui.parts.lead import LeadPart
from triage_app.ui.parts.pages import PagesPart
from triage_app.ui.presenters.closing import ClosingPresenter
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.keys import KeyBindings
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.routing_desks import RoutingDesks
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.surroundings import SurroundingsPresenter
from triage_app.ui.tasks import Queue, TaskRunner
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.empty import EmptyAction

_AFTER_PAINTING_MS = 200


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
    window : MainWindow, optional
        The frame that is on the screen already; made if there is none.

    Attributes
    ----------
    window : MainWindow
    desk_page : DeskPage
    session, jobs, flow, desk, reranking, intake, opening, menu, closing
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
        window: MainWindow | None = None,
    ) -> None:
        super().__init__()
        self._services = services
        self._preferences = preferences
        self._theme = theme
        self.notifications = notifications
        self.dialogs = dialogs
        self.keys = KeyBindings(preferences, self)
        self.runner = TaskRunner(self)
        self.window = window or MainWindow(theme)
        name = moderator or preferences.current.moderator_name
        self.session = Session(self.runner, name, self)
        self.jobs = Jobs(self.runner, self.window.status, self)
        self._make_parts()
        self.actions = Actions(self.window, self._handlers, self.keys.table)
        self._name_commands(self.actions)
        self.finding.offer(self.actions)
        self.care.hold_commands(self.actions)
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
        self.desk.set_loading(self.tr("Starting…"))  # not: nothing is open
        self.window.expect_paint()
        self.window.show()
        self.desk.focus_queue()

    def dispose(self) -> None:
        """Delete the window and everything behind it, once it is closed."""
        self._soon.stop()
        self.runner.close()
        self.window.deleteLater()
        self.deleteLater()

    def tell_of_settings(self) -> None:
        """Say which of the person's settings could not be used."""
        notice = self._preferences.notice
        for title in filter(None, (notice, *self.keys.problems)):
            self.notifications.tell(Message(title, tone=Tone.WARNING))

    def _make_parts(self) -> None:
        routing_desks = RoutingDesks(self._services.scorer)
        frame = Frame(
            self._services,
            self._preferences,
            self.notifications,
            self._theme,
            self.dialogs,
            self.keys,
            self.runner,
            self.session,
            self.jobs,
            self.window,
        )
        desk = DeskPart(frame, self._open_actions(), routing_desks, self)
        self.desk_page = desk.page
        self._name_commands, self.drafts = desk.name_commands, desk.drafts
        files = FilesPart(frame, desk, self)
        pages = PagesPart(frame, desk, routing_desks, self)
        lead = LeadPart(frame, self)
        self.care = CarePart(frame, desk, lead, self)
        groups = GroupsPart(frame, desk, self)
        self.groups = groups.groups
        self.finding = FindingPart(frame, desk, self)
        self.flow, self.desk, self.reranking = desk.flow, desk.desk, desk.reranking
        self.intake, self.opening, self.menu = files.intake, files.opening, files.menu
        self.upkeep = files.upkeep
        self.closing = ClosingPresenter(
            self.session,
            self.flow,
            desk.drafts,
            self.jobs,
            self.runner,
            self.dialogs.may_abandon,
            self,
        )
        self._handlers: Handlers = {
            **desk.handlers(),
            **files.handlers(),
            **pages.handlers(),
            **lead.handlers(),
            **self.care.handlers(),
            **groups.handlers(),
            **self.finding.handlers(),
            "quit": self._quit,
        }

    def _furnish(self) -> None:
        window = self.window
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
        window.messages.keyboard_left.connect(self._back_to_work)
        notes.crashed.connect(self.dialogs.show_crash)
        self.runner.crashed.connect(notes.crash)
        self.runner.crashed.connect(lambda _error: self.intake.give_up())
        self.intake.began.connect(self._began)
        self.session.opened.connect(self._enable)
        self.intake.imported.connect(lambda _report, _added: self._enable())
        self.intake.ended.connect(self._ended)
        self.intake.report_wanted.connect(self.menu.show_report)
        self.keys.changed.connect(lambda: self.actions.set_keys(self.keys.table))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_PAINTING_MS)
        self._soon.timeout.connect(self._load_ahead)
        window.painted.connect(self._soon.start)
        window.close_requested.connect(self._soon.stop)
        window.paths_dropped.connect(self.opening.open_paths)
        window.close_requested.connect(self.closing.request)
        self.closing.finished.connect(self._finish)

    def _load_ahead(self) -> None:
        """Load what opening needs while the person chooses what to open."""
        if not self.window.isVisible():  # closed already, and the runner with it
            return
        self.runner.submit(
            Queue.QUICK,
            lambda _progress, _token: self._services.load_ahead(),
            lambda _nothing: None,
            self.notifications.fail,
        )

    def _open_actions(self) -> list[EmptyAction]:
        return [
            EmptyAction(
                self.tr("Open backlog…"), lambda: self.opening.ask_backlogs(), True
            ),
            EmptyAction(self.tr("Open folder…"), lambda: self.opening.ask_folder()),
            EmptyAction(self.tr("Open the sample"), lambda: self.opening.sample()),
        ]

    def _began(self, title: str) -> None:
        if not len(self.session.case):
            self.desk.set_loading(title)

    def _ended(self) -> None:
        self.desk.set_loading("")
        self.desk.focus_queue()

    def _back_to_work(self) -> None:
        """Give verdict keys the keyboard that a closed message had."""
        if self.desk_page.isVisible():
            self.desk.focus_queue()

    def _enable(self) -> None:
        self.actions.set_available(
            workspace=self.session.workspace is not None,
            report=self.session.report is not None or self.session.ready,
        )

    def _quit(self) -> None:
        self.window.close()

    def _restore(self) -> None:
        if not self.window.isVisible():  # else the person may have moved it by now
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
