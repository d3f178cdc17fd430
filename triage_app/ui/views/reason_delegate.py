"""Draws one reason of the list: its number, its words, and what it is."""

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from triage_app.ui import icons
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.chip import CHIP_HEIGHT, Tone, chip_width, paint_chip
from triage_app.ui.widgets.labels import MEDIUM

# The roles of an item: its code, its number, whether it is the policy gap, or chosen.
CODE = int(Qt.ItemDataRole.UserRole)
NUMBER, GAP, CHOSEN = CODE + 1, CODE + 2, CODE + 3
Index = QModelIndex | QPersistentModelIndex


class ReasonDelegate(QStyledItemDelegate):
    """Paints a reason: its number, its words, and whether it is the policy gap."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._body, self._small = font(), font(11, MEDIUM)
        self._chip = font(12, MEDIUM)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        colour = self._theme.colour
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("selected"))
            painter.drawRoundedRect(rect, 6, 6)
        area = rect.adjusted(8, 0, -8, 0)
        number = str(index.data(NUMBER) or "")
        if number:
            box = QRectF(area.left() + 0.5, rect.center().y() - 8.5, 19, 18)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour("border"))
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(self._small)
            painter.setPen(colour("text_second"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)
        area.setLeft(area.left() + 30)
        if index.data(GAP):
            area.setRight(self._paint_gap(painter, area) - 8)
        if index.data(CHOSEN):
            mark = QRectF(area.right() - 16, rect.center().y() - 7, 16, 16)
            icons.draw(painter, mark, "check", self._theme.palette.accent)
            area.setRight(area.right() - 22)
        painter.setFont(self._body)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.setPen(colour("text" if enabled else "text_third"))
        short = QFontMetrics(self._body).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, area.width()
        )
        single = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(area, int(single), short)
        painter.restore()

    def _paint_gap(self, painter: QPainter, area: QRect) -> int:
        word = self.tr("policy gap")
        painter.setFont(self._chip)
        width = chip_width(QFontMetrics(self._chip), word)
        top = area.center().y() + 0.5 - CHIP_HEIGHT / 2
        box = QRectF(area.right() - width, top, width, CHIP_HEIGHT)
        paint_chip(painter, box, word, Tone.REVIEW, self._theme)
        return int(box.left())
