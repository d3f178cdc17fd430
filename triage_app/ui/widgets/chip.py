"""A word on a tinted ground: a lane, a label or a verdict."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage_app.domain.history import State
from triage_app.domain.routing import Lane
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import MEDIUM, set_shown

CHIP_HEIGHT = 20
_PADDING = 7


class Tone(StrEnum):
    """Which pair of tokens tints something; the value is the token's name."""

    CLAIM = "claim"
    OPINION = "opinion"
    REVIEW = "review"
    SAVED = "saved"
    WARNING = "warning"
    DANGER = "danger"
    NEUTRAL = "neutral"


LANE_TONES = {
    Lane.LIKELY_CLAIM: Tone.CLAIM,
    Lane.REVIEW: Tone.REVIEW,
    Lane.LIKELY_OPINION: Tone.OPINION,
}
STATE_TONES = {
    State.PENDING: Tone.NEUTRAL,
    State.CLAIM: Tone.CLAIM,
    State.OPINION: Tone.OPINION,
    State.SKIPPED: Tone.NEUTRAL,
    State.ESCALATED: Tone.REVIEW,
}


def tone_tokens(tone: Tone) -> tuple[str, str]:
    """Return the tokens of a tone's text and of its ground."""
    if tone is Tone.NEUTRAL:
        return "text_second", "border"
    return tone.value, f"{tone.value}_fill"


def chip_width(metrics: QFontMetrics, word: str) -> int:
    """Return how wide a chip with a word is."""
    return metrics.horizontalAdvance(word) + 2 * _PADDING


def paint_chip(
    painter: QPainter, rect: QRectF, word: str, tone: Tone, theme: Theme
) -> None:
    """Draw a chip with the painter's font; neutral ones are outlined, not filled."""
    ink, ground = tone_tokens(tone)
    if tone is Tone.NEUTRAL:
        painter.setPen(theme.colour(ground))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(rect, 4, 4)
    painter.setPen(theme.colour(ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, word)


class Chip(QWidget):
    """A chip as a widget."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._word = ""
        self._tone = Tone.NEUTRAL
        self.setFont(font(12, MEDIUM))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_chip(self, word: str, tone: Tone) -> None:
        """Show a word; hidden if it is empty."""
        self._word, self._tone = word, tone
        self.setAccessibleName(word)
        set_shown(self, bool(word))
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """Return the word shown."""
        return self._word

    def sizeHint(self) -> QSize:
        """Fit the word."""
        return QSize(chip_width(QFontMetrics(self.font()), self._word), CHIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        rect = self.rect().toRectF()
        paint_chip(painter, rect, self._word, self._tone, self._theme)
