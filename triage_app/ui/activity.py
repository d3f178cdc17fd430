"""Who moves the mouse, types or scrolls, and whether the window is in front."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from triage_app.ui.active_time import ActiveTime

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchUpdate,
    }
)
_AWAY, _MINIMISED = "away", "minimised"


class Activity(QObject):
    """Tells a watch of input to a window, and when the window is out of sight.

    It looks at what the system sends to the window as a whole: a filter on every
    widget's every event would cost more than the work it watches.
    """

    def __init__(self, time: ActiveTime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._time = time
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._application_changed)

    def watch(self, window: QWidget) -> None:
        """Look at a window that is shown."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
            handle.windowStateChanged.connect(self._window_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take input for a sign of activity, and pass it on."""
        if event.type() in _SIGNS:
            self._time.touch()
        return False

    def _application_changed(self, state: Qt.ApplicationState) -> None:
        self._hold(_AWAY, state is not Qt.ApplicationState.ApplicationActive)

    def _window_changed(self, state: Qt.WindowState) -> None:
        self._hold(_MINIMISED, state is Qt.WindowState.WindowMinimized)

    def _hold(self, why: str, away: bool) -> None:
        if away:
            self._time.pause(why)
        else:
            self._time.resume(why)
