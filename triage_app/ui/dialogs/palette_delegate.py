"""Draws the palette's rows: what is chosen, where it stands, and its key."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD

ROW_HEIGHT = 34
_ENTRY = int(Qt.ItemDataRole.UserRole) + 1
_PADDING, _GAP = 12, 10

Index = QModelIndex | QPersistentModelIndex


class PaletteDelegate(QStyledItemDelegate):
    """Paints an entry; letters that were typed stand out."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._body, self._strong = font(), font(weight=SEMIBOLD)
        self._small, self._key = font(12), font(11, MEDIUM)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for a row."""
        return QSize(200, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw one entry."""
        entry = index.data(_ENTRY)
        if entry is None:
            return
        colour, rect = self._theme.colour, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected and entry.enabled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("selected"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 5, 5)
        area = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        if entry.key:
            area.setRight(self._paint_key(painter, area, entry.key) - _GAP)
        painter.setFont(self._small)
        painter.setPen(colour("text_third"))
        detail = QFontMetrics(self._small).horizontalAdvance(entry.detail)
        if entry.detail and detail < area.width() // 2:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, int(side), entry.detail)
            area.setRight(area.right() - detail - _GAP)
        ink = colour("text" if entry.enabled else "text_third")
        self._paint_title(painter, area, entry.title, entry.places, ink)
        painter.restore()

    def _paint_title(
        self,
        painter: QPainter,
        area: QRect,
        title: str,
        places: tuple[int, ...],
        ink: QColor,
    ) -> None:
        """Draw the title in runs, the marked ones strong and in the accent."""
        short = QFontMetrics(self._strong).elidedText(
            title, Qt.TextElideMode.ElideRight, area.width()
        )
        accent = self._theme.colour("accent")
        left, start = area.left(), 0
        while start < len(short):
            marked, stop = start in places, start + 1
            while stop < len(short) and (stop in places) == marked:
                stop += 1
            used = self._strong if marked else self._body
            run = short[start:stop]
            painter.setFont(used)
            painter.setPen(accent if marked else ink)
            line = QRect(left, area.top(), area.right() - left + 1, area.height())
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(line, middle | int(Qt.TextFlag.TextSingleLine), run)
            left += QFontMetrics(used).horizontalAdvance(run)
            start = stop

    def _paint_key(self, painter: QPainter, area: QRect, key: str) -> int:
        """Draw the key in its box; return the box's left edge."""
        width = max(20, QFontMetrics(self._key).horizontalAdvance(key) + 12)
        box = QRect(area.right() - width + 1, 0, width, 20)
        box.moveTop(area.center().y() - 9)
        painter.setPen(self._theme.colour("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(self._key)
        painter.setPen(self._theme.colour("text_second"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), key)
        return box.left()
