"""The bar beside a probability."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage_app.ui.theme import Theme

BAR_HEIGHT = 6.0
_DASHES = 6


def paint_bar(painter: QPainter, rect: QRectF, p_claim: float, theme: Theme) -> None:
    """Draw a probability: claim's colour from one half up, else opinion's."""
    track = QRectF(rect)
    track.setHeight(BAR_HEIGHT)
    track.moveCenter(rect.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_faint(theme))
    painter.drawRoundedRect(track, 3, 3)
    filled = QRectF(track)
    filled.setWidth(max(BAR_HEIGHT, track.width() * min(1.0, max(0.0, p_claim))))
    painter.setBrush(theme.colour("claim" if p_claim >= 0.5 else "opinion"))
    painter.drawRoundedRect(filled, 3, 3)


def paint_hidden_bar(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Draw the faint dashes that stand for a score not yet shown."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_faint(theme))
    step = rect.width() / _DASHES
    top = rect.center().y() - BAR_HEIGHT / 2
    for place in range(_DASHES):
        dash = QRectF(rect.left() + place * step, top, step * 0.6, BAR_HEIGHT)
        painter.drawRoundedRect(dash, 1.5, 1.5)


def _faint(theme: Theme) -> QColor:
    """Return a tone that is seen on the selected row too."""
    colour = theme.colour("border")
    colour.setAlphaF(0.3)
    return colour


class ProbabilityBar(QWidget):
    """A bar as a widget."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._p_claim = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_p_claim(self, p_claim: float) -> None:
        """Show a probability in 0..1."""
        self._p_claim = p_claim
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a line's height."""
        return QSize(80, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bar(painter, self.rect().toRectF(), self._p_claim, self._theme)
