"""``--screenshot``: one page of a backlog as a picture, without a display."""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer

from triage_app.domain.backlog import Field
from triage_app.domain.errors import OutputError, UserFacingError
from triage_app.domain.ports import SourceLayout
from triage_app.paths import sample_backlog
from triage_app.services.services import Services
from triage_app.services.workspaces import SUFFIX
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.composition import Composition
from triage_app.ui.launch import application
from triage_app.ui.notifications import Hooks, Message, Notifications, Tone
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.tasks import Queue
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


class _NobodyThere(Dialogs):
    """Answers for the person who isn't there."""

    def ask_mapping(self, layout: SourceLayout) -> dict[Field, str] | None:
        """Say nothing: the names have to do."""
        return None

    def show_crash(self, summary: str, details: str) -> None:
        """Show nothing: the error is printed."""


class _Camera(QObject):
    """Opens the window, waits until the page is whole, saves it and closes."""

    def __init__(
        self, services: Services, arguments: WindowArguments, home: Path, out: Path
    ) -> None:
        super().__init__()
        self.error: UserFacingError | None = None
        self._services = services
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
            _NobodyThere(theme),
        )
        self._window.finished.connect(self._loop.quit)
        self._window.intake.opened.connect(lambda _path: self._opened())
        ended = self._window.intake.ended
        ended.connect(lambda: QTimer.singleShot(0, self, self._ended))

    def run(self) -> None:
        """Take the picture; return when the window is closed."""
        window, arguments = self._window, self._arguments
        backlog = arguments.backlog or sample_backlog()
        kept = arguments.workspace if arguments.backlog is None else None
        if backlog.is_dir() or backlog.suffix == SUFFIX:
            kept = backlog
        window.window.resize(*arguments.size)
        try:
            if kept is None:
                window.begin(backlog, self._home / f"{backlog.stem}{SUFFIX}")
            else:
                window.window.painted.connect(lambda: self._look_into(kept))
                window.window.show()
            self._loop.exec()
        finally:
            self._hooks.remove()
            self._window.dispose()

    def _ended(self) -> None:
        """Give up if the end of the work left nothing to show."""
        if self._window.session.workspace is None and self.error is None:
            self.error = UserFacingError(
                "There is nothing to take a picture of.",
                "The backlog's column names don't show which column is which, or no "
                "row of it can be used.",
                "Open it in the window, or see what triage score says of it.",
            )
            self._window.window.close()

    def _look_into(self, path: Path) -> None:
        """Show a workspace without writing to it, also while somebody works in it."""
        try:
            workspace = self._services.workspaces.open(path, read_only=True)
        except UserFacingError as error:
            self.error = error
            self._window.window.close()
            return
        self._window.session.adopt(workspace)
        self._opened()

    def _opened(self) -> None:
        window = self._window.window
        window.show_page(self._arguments.page)
        QTimer.singleShot(_SETTLE_MS, self, self._wait_for_quiet)

    def _wait_for_quiet(self) -> None:
        """Wait until nothing is worked on and, on the desk, the card is painted."""
        window = self._window
        desk = self._arguments.page == "desk"
        waits = desk and window.desk.row is not None and not window.desk.ready
        reckons = window.runner.busy(Queue.QUICK) or window.groups.looking
        if window.jobs.running or waits or reckons:
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
