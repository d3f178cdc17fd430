"""The search field: a magnifier, what to type, the key that leads there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from triage_app.ui import icons
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import KeyBadge

_LONGEST_QUERY = 500


class SearchField(QLineEdit):
    """One line for words to find.

    Signals
    -------
    cleared
        The cross was pressed, or Esc in a field with text.
    left
        Return, Down, or Esc in an empty field.
    """

    cleared = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._badge = KeyBadge("/", self)
        self._magnifier = QAction(self)
        self._cross = QAction(self.tr("Clear the search"), self)
        self._cross.triggered.connect(self._clear)
        position = QLineEdit.ActionPosition
        self.addAction(self._magnifier, position.LeadingPosition)
        self.addAction(self._cross, position.TrailingPosition)
        self.setMaxLength(_LONGEST_QUERY)
        self.setMinimumWidth(176)
        self.setPlaceholderText(self.tr("Search transcripts and ids"))
        self.setAccessibleName(self.tr("Search transcripts and ids"))
        self.textChanged.connect(self._text_changed)
        theme.changed.connect(self._tint)
        self._tint()
        self._text_changed()

    def set_key(self, key: str) -> None:
        """Print the key that leads here."""
        self._badge.set_key(key)
        self._text_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Return or Down; Esc clears first, then leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self._clear()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at the right edge."""
        super().resizeEvent(event)
        size = self._badge.sizeHint()
        top = (self.height() - size.height()) // 2
        self._badge.setGeometry(
            self.width() - size.width() - 8, top, size.width(), size.height()
        )

    def _clear(self) -> None:
        self.clear()
        self.cleared.emit()

    def _text_changed(self) -> None:
        filled = bool(self.text())
        self._cross.setVisible(filled)
        self._badge.setVisible(not filled)
        room = 0 if filled else self._badge.sizeHint().width() + 6
        self.setTextMargins(0, 0, room, 0)

    def _tint(self) -> None:
        palette = self._theme.palette
        self._magnifier.setIcon(icons.icon("search", palette.text_third))
        self._cross.setIcon(icons.icon("close", palette.text_second))
