"""One line for a note that goes with the verdict."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from triage_app.ui.widgets.labels import KeyBadge

LONGEST_NOTE = 2_000


class NoteField(QLineEdit):
    """A line with the key that leads to it.

    Signals
    -------
    left
        Return or Esc.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge = KeyBadge("N", self)
        self.setMaxLength(LONGEST_NOTE)
        self.setPlaceholderText(self.tr("Add a note"))
        self.setAccessibleName(self.tr("Note to the verdict"))
        self.textChanged.connect(lambda now: self._badge.setVisible(not now))

    def set_key(self, key: str) -> None:
        """Print the key that leads here."""
        self._badge.set_key(key)
        self._badge.setVisible(bool(key) and not self.text())
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Return or Esc; the note stays."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at the right edge."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        size = self._badge.sizeHint()
        top = (self.height() - size.height()) // 2
        left = self.width() - size.width() - 10
        self._badge.setGeometry(left, top, size.width(), size.height())
