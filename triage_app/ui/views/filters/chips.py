"""The filters in force, as chips that a click takes away."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from triage_app.ui import icons
from triage_app.ui.text import tooltip
from triage_app.ui.theme import Theme, font
from triage_app.ui.views.filters.words import ActiveFilter
from triage_app.ui.widgets.flow import FlowLayout

HEIGHT = 26
_WIDEST = 320
_LEFT, _GAP, _CROSS, _RIGHT = 10, 4, 12, 8


class FilterChip(QPushButton):
    """One filter; pressing it takes the filter away."""

    def __init__(self, words: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFont(font(12))
        self.setText(words)
        self.setAccessibleName(self.tr("Remove the filter {0}").format(words))
        self.setToolTip(tooltip(self.accessibleName()))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Fit the words and the cross."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        width = _LEFT + words + 2 + _GAP + _CROSS + _RIGHT
        return QSize(min(width, _WIDEST), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Keep what is asked for: a chip goes to the next line instead."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the words and a cross."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        ring = QPen(colour("accent"), 2 if self.hasFocus() else 1)
        if not self.hasFocus() and not self.underMouse():
            ring = QPen(colour("selected"), 1)
        inset = ring.widthF() / 2
        painter.setPen(ring)
        painter.setBrush(colour("selected"))
        box = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        painter.setPen(colour("accent"))
        painter.setFont(self.font())
        room = self.width() - _LEFT - _GAP - _CROSS - _RIGHT
        short = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room
        )
        area = self.rect().adjusted(_LEFT, 0, 0, 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area, middle | int(Qt.TextFlag.TextSingleLine), short)
        left = self.width() - _RIGHT - _CROSS
        cross = QRectF(left, (self.height() - _CROSS) / 2, _CROSS, _CROSS)
        icons.draw(painter, cross, "close", colour("accent").name())


class FilterChips(QWidget):
    """A line of chips, or more where there are many; gone where there are none.

    Signals
    -------
    removed : QueueQuery
        A filter was taken away: what is left.
    cleared
        Every filter shall go.
    """

    removed = Signal(object)
    cleared = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[str] = []
        self._flow = FlowLayout(self)
        self.setAccessibleName(self.tr("Active filters"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_filters(self, filters: Sequence[ActiveFilter]) -> None:
        """Show what is in force."""
        words = [one.words for one in filters]
        focused = self.chips_in_focus()
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in filters:
            chip = FilterChip(one.words, self._theme, self)
            chip.clicked.connect(lambda _=False, left=one.without: self._remove(left))
            self._flow.addWidget(chip)
            chip.show()
        if filters:
            clear = QPushButton(self.tr("Clear filters"), self)
            clear.setProperty("role", "link")
            clear.setFixedHeight(HEIGHT)
            clear.clicked.connect(lambda: self.cleared.emit())
            self._flow.addWidget(clear)
            clear.show()
            if focused is not None:
                self.chips()[min(focused, len(filters) - 1)].setFocus()
        self._shown = words
        self.setVisible(bool(filters))
        self.updateGeometry()

    def words(self) -> list[str]:
        """Return what the chips say."""
        return list(self._shown)

    def chips(self) -> list[FilterChip]:
        """Return the chips, in their order."""
        places = (self._flow.itemAt(place) for place in range(self._flow.count()))
        widgets = [place.widget() for place in places if place is not None]
        return [widget for widget in widgets if isinstance(widget, FilterChip)]

    def chips_in_focus(self) -> int | None:
        """Return the place of the chip that has the keyboard."""
        return next((n for n, chip in enumerate(self.chips()) if chip.hasFocus()), None)

    def _remove(self, left: object) -> None:
        self.removed.emit(left)
