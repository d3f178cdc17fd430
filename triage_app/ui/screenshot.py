"""``--screenshot``: one page of a backlog as a picture, without a display."""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer

from triage_app.domain.errors import OutputError, UserFacingError
from triage_app.paths import sample_backlog
from triage_app.services.services import Services
from triage_app.services.workspaces import SUFFIX
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.composition import Composition
from triage_app.ui.launch import application
from triage_app.ui.notifications import Hooks, Message, Notifications, Tone
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.theme import Scheme, Theme

# What is drawn half right after it was laid out is whole by then.
_SETTLE_MS = 300


def take(services: Services, arguments: WindowArguments) -> int:
    """Render the page to the file asked for; return the exit status.

    Nothing of the person's settings or workspaces is read or written.

    Raises
    ------
    UserFacingError
        If the picture can't be written, or the backlog not be opened.
    """
    out = arguments.screenshot
    if out is None:
        return 0
    _check(out)
    app = application()
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory(prefix="claim-triage-") as home:
        camera = _Camera(services, arguments, Path(home), out)
        camera.run()
    if camera.error is not None:
        raise camera.error
    return 0


class _Camera(QObject):
    """Opens the window, waits until the page is whole, saves it and closes."""

    def __init__(
        self, services: Services, arguments: WindowArguments, home: Path, out: Path
    ) -> None:
        super().__init__()
        self.error: UserFacingError | None = None
        self._arguments = arguments
        self._home = home
        self._out = out
        self._loop = QEventLoop()
        notifications = Notifications()
        self._hooks = Hooks(notifications)
        self._hooks.install()
        notifications.told.connect(self._told)
        notifications.crashed.connect(self._crashed)
        theme = Theme()
        theme.apply(Scheme(arguments.theme or "light"))
        self._window = Composition(
            services,
            Preferences(None, notifications, home),
            notifications,
            theme,
            arguments.moderator or "",
            Dialogs(theme),
        )
        self._window.finished.connect(self._loop.quit)
        self._window.intake.opened.connect(lambda _path: self._opened())

    def run(self) -> None:
        """Take the picture; return when the window is closed."""
        arguments = self._arguments
        workspace = arguments.workspace
        backlog = arguments.backlog
        if backlog is None and workspace is None:
            backlog = sample_backlog()
        if backlog is not None and workspace is None and not backlog.is_dir():
            workspace = self._home / f"{backlog.stem}{SUFFIX}"
        self._window.window.resize(*arguments.size)
        try:
            self._window.begin(backlog, workspace)
            self._loop.exec()
        finally:
            self._hooks.remove()
            self._window.dispose()

    def _opened(self) -> None:
        window = self._window.window
        window.show_page(self._arguments.page)
        QTimer.singleShot(_SETTLE_MS, self, self._wait_for_quiet)

    def _wait_for_quiet(self) -> None:
        """Wait until nothing is worked on and, on the desk, the card is painted."""
        window = self._window
        desk = self._arguments.page == "desk"
        waits = desk and window.desk.row is not None and not window.desk.ready
        if window.jobs.running or waits:
            QTimer.singleShot(_SETTLE_MS, self, self._wait_for_quiet)
            return
        window.window.messages.clear()
        QTimer.singleShot(_SETTLE_MS, self, self._shoot)

    def _shoot(self) -> None:
        picture = self._window.window.grab()
        if self.error is None and not picture.save(str(self._out), "PNG"):
            self.error = _unwritable(self._out)
        self._window.window.close()

    def _told(self, message: Message) -> None:
        if message.tone is Tone.ERROR and self.error is None:
            self.error = UserFacingError(
                message.title, message.detail, message.next_step
            )
            self._window.window.close()

    def _crashed(self, summary: str, details: str) -> None:
        self.error = UserFacingError("The picture could not be taken.", summary)
        self._window.window.close()


def _check(out: Path) -> None:
    """Refuse early what can't be written."""
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise _unwritable(out)


def _unwritable(out: Path) -> OutputError:
    return OutputError(
        f"The picture can't be written to {out}.",
        next_step="Name a PNG file in a folder that exists and can be written to.",
    )
