"""The card's buttons: a word at the left, its key at the right."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from triage_app.ui import icons
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.chip import Tone, tone_tokens
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD

_LARGE, _SMALL = 48, 36


class VerdictButton(QAbstractButton):
    """A button in a tone; checked, it says that this verdict holds now."""

    def __init__(
        self, word: str, tone: Tone, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self._key = ""
        large = tone is not Tone.NEUTRAL
        self._word_font = font(15, SEMIBOLD) if large else font(13, MEDIUM)
        self._key_font = font(11, MEDIUM)
        self._held, self._own = False, True
        self.setText(word)
        self.setFixedHeight((_LARGE if large else _SMALL) + 4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_key("")
        theme.changed.connect(self.update)

    def set_key(self, key: str) -> None:
        """Print a key."""
        self._key = key
        self._name()
        self.update()

    def key(self) -> str:
        """Return the key printed."""
        return self._key

    def set_held(self, held: bool, *, own: bool = True) -> None:
        """Mark the button's verdict as the one that holds, the person's own or not."""
        self._held, self._own = held, own
        self._name()
        self.update()

    def held(self) -> bool:
        """Return whether the verdict is marked as the one that holds."""
        return self._held

    def sizeHint(self) -> QSize:
        """Fit word and key."""
        return QSize(self.minimumSizeHint().width() + 24, self.height())

    def minimumSizeHint(self) -> QSize:
        """Fit word and key, closely."""
        word = QFontMetrics(self._word_font).horizontalAdvance(self.text())
        key = QFontMetrics(self._key_font).horizontalAdvance(self._key)
        return QSize(word + max(20, key + 10) + 32, self.height())

    def word_room(self) -> int:
        """Return how wide the word may be, beside tick and key."""
        left = self._mark().right() + 1 + self._gap() if self._held else 14
        return self.width() - left - self._edge() - self._key_width() - 4

    def _key_width(self) -> int:
        metrics = QFontMetrics(self._key_font)
        return max(20, metrics.horizontalAdvance(self._key) + 10) if self._key else 0

    def _mark(self) -> QRect:
        """Return where the tick goes: close to the edge where there is little room."""
        return QRect(4 if self._tight() else 12, (self.height() - 18) // 2, 18, 18)

    def _edge(self) -> int:
        return 8 if self._tight() else 12

    def _gap(self) -> int:
        return 0 if self._tight() else 4

    def _tight(self) -> bool:
        word = QFontMetrics(self._word_font).horizontalAdvance(self.text())
        whole = 12 + 18 + 4 + word + 4 + self._key_width() + 12
        return self._held and whole > self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, word and key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter)
        area = self.rect().adjusted(14, 0, -12, 0)
        if self._held:
            mark = QRectF(self._mark())
            icons.draw(painter, mark, "check", ink.name())
            area.setLeft(self._mark().right() + 1 + self._gap())
        painter.setPen(ink)
        painter.setFont(self._word_font)
        middle = Qt.AlignmentFlag.AlignVCenter
        short = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.word_room()
        )
        painter.drawText(area, middle, short)
        self._paint_key(painter, ink)

    def _paint_ground(self, painter: QPainter) -> QColor:
        colour = self._theme.colour
        quiet = self._tone is Tone.NEUTRAL
        ink_token, ground_token = tone_tokens(self._tone)
        ink = colour("text" if quiet else ink_token)
        edge = colour("border") if quiet else ink
        ground = colour("panel" if quiet else ground_token)
        if not self.isEnabled():
            ink, edge = colour("text_third"), colour("hairline")
            ground = colour("background")
        elif self.isDown() or self.underMouse():
            ground = _towards(ground, ink, 0.16 if self.isDown() else 0.07)
        pen = QPen(edge, 2 if self._held and self.isEnabled() else 1)
        box = self.rect().toRectF().adjusted(2, 2, -2, -2)
        inset = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = self.rect().toRectF().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, 9, 9)
        return ink

    def _paint_key(self, painter: QPainter, ink: QColor) -> None:
        if not self._key:
            return
        painter.setFont(self._key_font)
        width = max(20, painter.fontMetrics().horizontalAdvance(self._key) + 10)
        box = QRectF(
            self.width() - self._edge() - width, (self.height() - 18) / 2, width, 18
        )
        edge = QColor(ink)
        edge.setAlphaF(0.45)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)

    def _name(self) -> None:
        pattern = (
            self.tr("{0}, your verdict") if self._own else self.tr("{0}, the verdict")
        )
        held = pattern.format(self.text())
        self.setAccessibleName(held if self._held else self.text())
        self.setAccessibleDescription(
            self.tr("Key {0}").format(self._key) if self._key else ""
        )


def _towards(ground: QColor, ink: QColor, share: float) -> QColor:
    """Mix a little of one colour into another."""
    mixed = (
        round(g + (i - g) * share)
        for g, i in zip(ground.getRgb()[:3], ink.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed)
