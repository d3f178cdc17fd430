"""The lead's settings of the open workspace: shown, kept on the store's queue."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.services.lead_settings import keep_lead_settings, lead_settings
from triage_app.services.workspace import Workspace
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner

Refused = Callable[[UserFacingError], None]


class LeadSettingsPresenter(QObject):
    """Asks by a dialog that stays until everything is kept.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    notifications : Notifications
    dialogs : Dialogs
    show_routing : callable
        Leads to the routing, which has a page of its own.

    Signals
    -------
    changed
        What a lead has set is another by now.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        notifications: Notifications,
        dialogs: Dialogs,
        show_routing: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._dialogs = dialogs
        self._show_routing = show_routing
        self._waiting: Refused | None = None
        runner.crashed.connect(self._crashed)

    def show(self) -> None:
        """Show what holds in the open workspace, and keep what is changed."""
        workspace = self._session.workspace
        if workspace is None:
            return

        def save(
            settings: LeadSettings, saved: Callable[[], None], refused: Refused
        ) -> None:
            self._save(workspace, settings, saved, refused)

        if self._dialogs.show_lead_settings(lead_settings(workspace), save):
            self._show_routing()

    def _save(
        self,
        workspace: Workspace,
        settings: LeadSettings,
        saved: Callable[[], None],
        refused: Refused,
    ) -> None:
        before, moderator = lead_settings(workspace), self._session.moderator
        self._waiting = refused

        def kept(names: tuple[str, ...]) -> None:
            self._waiting = None
            saved()
            if names:
                self._notifications.tell(
                    Message(self.tr("The lead's settings are kept."), tone=Tone.SUCCESS)
                )
                self._follow(workspace)

        def not_kept(error: UserFacingError) -> None:
            self._waiting = None
            refused(error)
            if lead_settings(workspace) != before:  # a part of it was kept
                self._follow(workspace)

        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: keep_lead_settings(
                workspace, settings, moderator
            ),
            kept,
            not_kept,
        )

    def _follow(self, workspace: Workspace) -> None:
        if workspace is self._session.workspace:
            self.changed.emit()
            self._session.routed()

    def _crashed(self, _error: object) -> None:
        """Free the dialog: what it waits for won't come."""
        if self._waiting is not None:
            refused, self._waiting = self._waiting, None
            refused(
                UserFacingError(
                    self.tr("The settings were not saved."),
                    self.tr("The program met a fault of its own."),
                    self.tr("Save again, or cancel."),
                )
            )
