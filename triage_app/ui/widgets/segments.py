"""A choice of one among a few, all in sight: a row of segments."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from triage_app.ui.theme import font
from triage_app.ui.widgets.labels import MEDIUM
from triage_app.ui.widgets.walking import arrow_step


class Segments(QFrame):
    """A row of segments; one is chosen, Left and Right walk among them.

    Signals
    -------
    chosen : str
        The key of the segment that the person chose.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(3)
        for key, words in options:
            button = QPushButton(words)
            button.setProperty("role", "segment")
            button.setCheckable(True)
            button.setFont(font(weight=MEDIUM))
            button.setAccessibleDescription(name)
            button.clicked.connect(lambda _=False, own=key: self._choose(own))
            button.installEventFilter(self)
            group.addButton(button)
            row.addWidget(button, 1)
            self._buttons[key] = button
        self.set_current(options[0][0])

    def current(self) -> str:
        """Return the key of the segment that is marked."""
        return next(key for key, b in self._buttons.items() if b.isChecked())

    def set_current(self, key: str) -> None:
        """Mark a segment, without choosing it."""
        for own, button in self._buttons.items():
            button.setChecked(own == key)
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if own == key else Qt.FocusPolicy.ClickFocus
            )

    def button(self, key: str) -> QPushButton:
        """Return a segment's button."""
        return self._buttons[key]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk with the arrow keys."""
        step = arrow_step(event)
        if not step:
            return False
        keys = list(self._buttons)
        self._choose(keys[(keys.index(self.current()) + step) % len(keys)])
        self._buttons[self.current()].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _choose(self, key: str) -> None:
        self.set_current(key)
        self.chosen.emit(key)
