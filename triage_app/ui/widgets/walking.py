"""Walking along a row of buttons with the arrow keys."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def arrow_step(event: QEvent) -> int:
    """Return where an arrow key leads: -1 to the left, 1 to the right, 0 nowhere."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return 0
    return _STEPS.get(Qt.Key(event.key()), 0)
