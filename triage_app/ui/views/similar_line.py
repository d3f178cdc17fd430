"""The line on the card that tells of items like the one shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from triage_app.ui.widgets.labels import KeyBadge

# Spacing, margins and the button's own edges.
_AROUND = 20


class SimilarLine(QWidget):
    """A button such as "57 like this: 31 claim, 26 opinion"; hidden where none is.

    Signals
    -------
    clicked
        The person wants to see them.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = self._short = ""
        self.button = QPushButton()
        self.button.setProperty("role", "link")
        self.button.setProperty("side", "left")
        self.button.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.button.clicked.connect(self.clicked)
        self._key = KeyBadge()
        self.setFixedHeight(26)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 2, 0)
        row.setSpacing(8)
        row.addWidget(self.button, 1)
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_line("")

    def show_line(self, line: str, short: str = "") -> None:
        """Show a line; an empty one hides the whole.

        Parameters
        ----------
        line : str
        short : str
            The same in fewer words, for a narrow card; empty: there are none.
        """
        self._line, self._short = line, short or line
        self.button.setAccessibleName(line)
        self._shorten()
        self.setVisible(bool(line))

    def line(self) -> str:
        """Return what is shown."""
        return self._line

    def set_key(self, key: str) -> None:
        """Print a key."""
        self._key.set_key(key)
        told = self.tr("Key {0}").format(key) if key else ""
        self.button.setAccessibleDescription(told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the line to the new width."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = self.width() - self._key.sizeHint().width() - _AROUND
        metrics = self.button.fontMetrics()
        shown = self._line
        if metrics.horizontalAdvance(shown) > room:
            right = Qt.TextElideMode.ElideRight
            shown = metrics.elidedText(self._short, right, room)
        self.button.setText(shown)
        self.button.setToolTip("" if shown == self._line else self._line)
