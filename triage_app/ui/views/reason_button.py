"""The reason that goes with the verdict: a button beside the note."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from triage_app.ui.text import one_line, tooltip
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import MEDIUM

_HEIGHT, _WIDEST = 32, 178
_PADDING, _GAP, _BADGE = 10, 8, 18


class ReasonButton(QAbstractButton):
    """Says the chosen reason on a tinted ground, else offers to choose one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self._key = ""
        self._font, self._key_font = font(weight=MEDIUM), font(11, MEDIUM)
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_reason("")

    def show_reason(self, words: str) -> None:
        """Show the reason that is chosen; empty: none is."""
        self._words = one_line(words, 80)
        self.setText(self._words or self.tr("Reason"))
        told = self.tr("Reason: {0}").format(self._words)
        self.setAccessibleName(told if self._words else self.tr("Choose a reason"))
        self.setToolTip(tooltip(self._words))
        self.updateGeometry()
        self.update()

    def reason(self) -> str:
        """Return the words of the reason that is chosen."""
        return self._words

    def set_key(self, key: str) -> None:
        """Print the key that leads to the reasons."""
        self._key = key
        self.setAccessibleDescription(self.tr("Key {0}").format(key) if key else "")
        self.updateGeometry()
        self.update()

    def key(self) -> str:
        """Return the key printed."""
        return self._key

    def sizeHint(self) -> QSize:
        """Fit the words, up to a width that leaves the note its room."""
        words = QFontMetrics(self._font).horizontalAdvance(self.text())
        key = 0 if self._words or not self._key else _GAP + self._badge_width()
        return QSize(min(_WIDEST, words + key + 2 * _PADDING + 4), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Shorten the words in a narrow card."""
        return QSize(min(96, self.sizeHint().width()), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, words and key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        area = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        if self._key and not self._words:
            area.setRight(area.right() - self._badge_width() - _GAP)
            self._paint_key(painter)
        painter.setFont(self._font)
        painter.setPen(self._theme.colour(self._ink()))
        short = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, short)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "text_third"
        return "review" if self._words else "text"

    def _paint_ground(self, painter: QPainter) -> None:
        colour, chosen = self._theme.colour, bool(self._words)
        ground = "review_fill" if chosen else "panel"
        edge = "review" if chosen else "border"
        if not self.isEnabled():
            ground, edge = "background", "hairline"
        elif not chosen and (self.underMouse() or self.isDown()):
            ground = "hover"
        painter.setPen(QPen(colour(edge), 1))
        painter.setBrush(colour(ground))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_key(self, painter: QPainter) -> None:
        width = self._badge_width()
        left, top = self.width() - _PADDING - width, (self.height() - _BADGE) / 2
        box = QRectF(left, top, width, _BADGE).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setFont(self._key_font)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._theme.colour("border"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(self._theme.colour("text_third"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)

    def _badge_width(self) -> int:
        return max(20, QFontMetrics(self._key_font).horizontalAdvance(self._key) + 10)
