"""The warning above a group's members: sentences on the warning's ground."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from triage_app.ui import icons
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label

_ICON = 18


class WarningStrip(QWidget):
    """Says why deciding a group at one go wants care; hidden where nothing does."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = label(role="warning", wrap=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(12 + _ICON + 8, 8, 12, 8)
        row.addWidget(self._words)
        theme.changed.connect(self.update)
        self.show_sentences(())

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show sentences, or nothing."""
        self._words.setText(" ".join(sentences))
        self.setAccessibleName(self._words.text())
        self.setVisible(bool(sentences))

    def text(self) -> str:
        """Return what is shown."""
        return self._words.text()

    def minimumSizeHint(self) -> QSize:
        """Live with a line."""
        return QSize(120, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("warning_fill"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        sign = QRectF(12, 8, _ICON, _ICON)
        icons.draw(painter, sign, "warning", self._theme.palette.warning)
