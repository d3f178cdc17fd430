"""The start: the frame is on the screen at once, and the desk is loaded behind it."""

import gc
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from triage_app.ui.arguments import WindowArguments
from triage_app.ui.main_window import MainWindow
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.theme import Theme

if TYPE_CHECKING:  # loaded once the frame is painted
    from triage_app.services.services import Services
    from triage_app.ui.composition import Composition

MakeServices = Callable[[], "Services"]
_ONCE = Qt.ConnectionType.SingleShotConnection


class Start(QObject):
    """Paints the window's frame, loads the rest beside it, and puts it together.

    The modules are loaded in a thread, so that the frame can be moved and closed
    meanwhile; collections of rubbish rest until then.

    Parameters
    ----------
    services : callable returning Services
    preferences : Preferences
    notifications : Notifications
    theme : Theme
    arguments : WindowArguments

    Attributes
    ----------
    window : MainWindow
    composition : Composition or None
        What stands behind the window, once it is put together.
    error : BaseException or None
        Why the rest could not be loaded.

    Signals
    -------
    finished
        The window is closed.
    """

    finished = Signal()
    _loaded = Signal(object)

    def __init__(
        self,
        services: MakeServices,
        preferences: Preferences,
        notifications: Notifications,
        theme: Theme,
        arguments: WindowArguments,
    ) -> None:
        super().__init__()
        self._services = services
        self._preferences = preferences
        self._notifications = notifications
        self._theme = theme
        self._arguments = arguments
        self._thread = threading.Thread(target=self._load, name="triage-start")
        self._left = False
        self._painted = 0.0
        self.window = MainWindow(theme)
        self.composition: Composition | None = None
        self.error: BaseException | None = None
        self._loaded.connect(self._compose, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Show the frame; everything else follows."""
        self.window.restore_state(self._preferences.current.window_state)
        self.window.setAcceptDrops(False)  # nobody could open them yet
        self._room = self.window.menuBar().addAction(" ")  # what is below stays there
        self._room.setEnabled(False)
        self.window.status.show_progress(self.tr("Starting…"), None, False)
        self.window.painted.connect(self._frame_painted, _ONCE)
        self.window.close_requested.connect(self._leave)
        self.window.show()

    def end(self) -> None:
        """Wait for the loading, if it is still going on."""
        if self._thread.is_alive():
            self._thread.join()

    def _frame_painted(self) -> None:
        self._painted = time.monotonic()
        self._thread.start()

    def _load(self) -> None:
        """Load the modules behind the frame; runs on a thread of its own."""
        services = None
        try:
            import triage_app.ui.composition
            import triage_app.ui.presenters.dialogs  # noqa: F401

            services = self._services()
        except BaseException as error:  # noqa: BLE001 - raised on the GUI's thread
            self.error = error
        self._loaded.emit(services)

    def _compose(self, services: "Services | None") -> None:
        """Put the window together, and open what was asked for."""
        if self._left:
            return
        if services is None:
            self._leave()
            return
        from triage_app.ui.composition import Composition
        from triage_app.ui.presenters.dialogs import Dialogs

        self.window.close_requested.disconnect(self._leave)
        self.window.status.clear_progress()
        self.window.setAcceptDrops(True)
        self.window.menuBar().removeAction(self._room)
        made = self.composition = Composition(
            services,
            self._preferences,
            self._notifications,
            self._theme,
            self._arguments.moderator or "",
            Dialogs(self._theme),
            self.window,
        )
        made.finished.connect(self.finished)
        self.window.painted.connect(collect_from_now_on, _ONCE)
        if self._arguments.first_paint:
            self.window.painted.connect(self._tell, _ONCE)
            self.window.expect_paint()
        else:
            made.intake.ended.connect(collect_from_now_on, _ONCE)
            made.begin(self._arguments.backlog, self._arguments.workspace)

    def _leave(self) -> None:
        """Close a window that has nothing behind it yet, once its event is over."""
        self._left = True
        QTimer.singleShot(0, self, self._go)

    def _go(self) -> None:
        self.window.let_go()
        self.finished.emit()

    def _tell(self) -> None:
        """Print when frame and desk were painted, for whoever measures; then close."""
        line = {"painted": self._painted, "ready": time.monotonic()}
        if sys.stdout is not None:  # as in a program without a console
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        self.window.close()


def collect_from_now_on() -> None:
    """Let rubbish be collected, but no more of what was loaded so far.

    A collection of all that the libraries make takes a tenth of a second, and the
    window stands still meanwhile.
    """
    gc.freeze()
    gc.enable()
