"""Draws a group's members: the tick, the text with what differs, what holds."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from triage_app.domain.history import State
from triage_app.ui import icons, text
from triage_app.ui.models.group_model import GroupRole
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.chip import CHIP_HEIGHT, STATE_TONES, chip_width, paint_chip
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD

ROW_HEIGHT = 34
_PADDING, _BOX, _GAP = 12, 16, 10
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_CHECK = int(Qt.ItemDataRole.CheckStateRole)
_UNDECIDED = (State.PENDING, State.SKIPPED)
Index = QModelIndex | QPersistentModelIndex


class MemberDelegate(QStyledItemDelegate):
    """Paints a member's line; fonts and colours are made once.

    Words that the item on the card has too are grey, what differs stands out.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._body, self._strong = font(), font(weight=MEDIUM)
        self._heading, self._small = font(weight=SEMIBOLD), font(12, MEDIUM)
        self._metrics = QFontMetrics(self._strong)
        self._small_metrics = QFontMetrics(self._small)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for a row of the list."""
        return QSize(200, ROW_HEIGHT)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Leave ticking to the list, where a click anywhere on the row counts."""
        return False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw a heading or a member."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        heading = bool(index.data(GroupRole.HEADING))
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("selected"))
        elif heading:
            painter.fillRect(rect, self._theme.colour("background"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        check = index.data(_CHECK)
        if check is not None:
            self._paint_tick(painter, area, Qt.CheckState(check))
        area.setLeft(area.left() + _BOX + _GAP)
        if heading:
            self._paint_heading(painter, area, index)
        else:
            self._paint_member(painter, area, index, ticked=check is not None)

    def _paint_heading(self, painter: QPainter, area: QRect, index: Index) -> None:
        painter.setFont(self._heading)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, str(index.data(_DISPLAY)))

    def _paint_member(
        self, painter: QPainter, area: QRect, index: Index, *, ticked: bool
    ) -> None:
        area = self._paint_end(painter, area, index)
        words = str(index.data(_DISPLAY) or "")
        short = self._metrics.elidedText(
            words, Qt.TextElideMode.ElideRight, area.width()
        )
        layout = QTextLayout(short, self._body)
        spans = index.data(GroupRole.SPANS) or ()
        layout.setFormats([self._strong_span(*span) for span in spans])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(area.width())
        layout.endLayout()
        top = area.top() + (area.height() - line.height()) / 2
        painter.setPen(self._theme.colour("text_second" if ticked else "text_third"))
        painter.save()
        painter.setClipRect(area)
        layout.draw(painter, QRectF(area.left(), top, 0, 0).topLeft())
        painter.restore()

    def _strong_span(self, start: int, length: int) -> QTextLayout.FormatRange:
        """Make words stand out by weight as well as by colour."""
        span = QTextLayout.FormatRange()
        style = QTextCharFormat()
        style.setForeground(self._theme.colour("text"))
        style.setFontWeight(MEDIUM)
        span.format, span.start, span.length = style, start, length
        return span

    def _paint_end(self, painter: QPainter, area: QRect, index: Index) -> QRect:
        """Draw what holds for a member at the right; return the room that is left."""
        painter.setFont(self._small)
        state = State(index.data(GroupRole.STATE) or State.PENDING)
        label = str(index.data(GroupRole.LABEL) or "")
        said = [self.tr("on the card")] if index.data(GroupRole.HELD) else []
        if state not in _UNDECIDED:
            word = text.state(state)
            chip = QRectF(0, 0, chip_width(self._small_metrics, word), CHIP_HEIGHT)
            chip.moveTop(area.center().y() + 0.5 - CHIP_HEIGHT / 2)
            chip.moveRight(area.right())
            paint_chip(painter, chip, word, STATE_TONES[state], self._theme)
            area = area.adjusted(0, 0, -int(chip.width()) - _GAP, 0)
        elif label:
            said.append(self.tr("model: {0}").format(label))
        return self._paint_words(painter, area, " · ".join(said)) if said else area

    def _paint_words(self, painter: QPainter, area: QRect, words: str) -> QRect:
        painter.setPen(self._theme.colour("text_third"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(right), words)
        width = self._small_metrics.horizontalAdvance(words)
        return area.adjusted(0, 0, -width - _GAP, 0)

    def _paint_tick(self, painter: QPainter, area: QRect, check: Qt.CheckState) -> None:
        colour = self._theme.colour
        box = QRectF(area.left(), 0, _BOX, _BOX)
        box.moveTop(area.center().y() + 0.5 - _BOX / 2)
        inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
        if check is Qt.CheckState.Unchecked:
            painter.setPen(QPen(colour("border"), 1))
            painter.setBrush(colour("panel"))
            painter.drawRoundedRect(inner, 4, 4)
            return
        painter.setPen(QPen(colour("accent"), 1))
        painter.setBrush(colour("accent"))
        painter.drawRoundedRect(inner, 4, 4)
        ink = self._theme.palette.on_accent
        if check is Qt.CheckState.Checked:
            icons.draw(painter, box.adjusted(1, 1, -1, -1), "check", ink)
        else:
            painter.fillRect(box.adjusted(4, 7, -4, -7), colour("on_accent"))
