"""A key that is held down counts once, also where the system repeats it in disguise."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
# X11 gives the release and the press of a repetition one and the same time.
_SAME_MOMENT_MS = 1


class HeldKeys(QObject):
    """Swallows the presses that a held key goes on to give.

    X11 reports a held key as releases and presses. Qt takes a press for a repetition
    if it is already there when the release is looked at, which it often isn't; the
    times that both carry tell for sure. Keys without a text, such as the arrows, go on
    to repeat, and so does everything in a field.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        self._key = 0
        self._released_at = 0

    def watch(self, widget: QWidget | None) -> None:
        """Look at the events of the widget that has the keyboard; None: of none."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note releases, and swallow the presses of the same moment."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            self._key, self._released_at = event.key(), event.timestamp()
            return False
        if event.type() not in _PRESSES or not self._repeats(event):
            return False
        event.accept()
        return True

    def _repeats(self, event: QKeyEvent) -> bool:
        if not event.text() or not event.timestamp() or event.key() != self._key:
            return False
        return event.timestamp() - self._released_at <= _SAME_MOMENT_MS
