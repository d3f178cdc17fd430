"""A drop-down of the filter bar: what is filtered, and an arrow."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from triage_app.ui import icons
from triage_app.ui.text import tooltip
from triage_app.ui.theme import Theme, font

HEIGHT = 32
_LEAST = 88
_LEFT, _GAP, _ARROW, _RIGHT = 12, 6, 14, 8


class FilterButton(QPushButton):
    """Opens a menu, or whatever a click does; tinted while it narrows the queue."""

    def __init__(
        self, menu: QMenu | None, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filtering = False
        self.setFont(font())
        if menu is not None:
            self.setMenu(menu)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_words(self, words: str, spoken: str, *, filtering: bool) -> None:
        """Show what is chosen, and say it to whoever doesn't see the button."""
        self._filtering = filtering
        self.setText(words)
        self.setAccessibleName(spoken)
        self.setToolTip(tooltip(spoken))
        self.updateGeometry()
        self.update()

    def filtering(self) -> bool:
        """Return whether the filter narrows the queue."""
        return self._filtering

    def sizeHint(self) -> QSize:
        """Fit the words and the arrow."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_LEFT + words + 2 + _GAP + _ARROW + _RIGHT, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Shorten the words where the window is narrow."""
        return QSize(min(_LEAST, self.sizeHint().width()), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, words and arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        ink, edge, ground = "text", "border", "panel"
        if not self.isEnabled():
            ink, edge, ground = "text_third", "hairline", "background"
        elif self._filtering:
            ink, edge, ground = "accent", "accent", "selected"
        elif self.underMouse():
            ground = "hover"
        pen = QPen(colour(edge), 1)
        if self.hasFocus():
            pen = QPen(colour("accent"), 2)
        inset = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(colour(ground))
        box = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(colour(ink))
        painter.setFont(self.font())
        area = self.rect().adjusted(_LEFT, 0, 0, 0)
        single = Qt.TextFlag.TextSingleLine
        middle = Qt.AlignmentFlag.AlignVCenter
        room = area.width() - _GAP - _ARROW - _RIGHT
        short = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(area, int(middle) | int(single), short)
        left = self.width() - _RIGHT - _ARROW
        arrow = QRectF(left, (self.height() - _ARROW) / 2, _ARROW, _ARROW)
        icons.draw(painter, arrow, "chevron-down", colour(ink).name())
