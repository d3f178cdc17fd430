"""Draws the queue's cells by itself: stock painting costs twice the frame."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from triage_app.domain.history import State
from triage_app.domain.queue import Column
from triage_app.ui import icons, text
from triage_app.ui.models.roles import COLUMNS, Role
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.bar import paint_bar, paint_hidden_bar
from triage_app.ui.widgets.chip import CHIP_HEIGHT, STATE_TONES, chip_width, paint_chip
from triage_app.ui.widgets.labels import MEDIUM

ROW_HEIGHT = 32
PADDING = 8
_NUMBER_WIDTH = 46
_BEFORE_MATCH = 12
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_RIGHT = {Column.POSITION, Column.VIEWS, Column.LIKES_PER_VIEW, Column.DURATION}
_SECOND = {
    Column.POSITION,
    Column.VIEWS,
    Column.LIKES_PER_VIEW,
    Column.DURATION,
    Column.REASON,
    Column.ID,
}
Index = QModelIndex | QPersistentModelIndex


class QueueDelegate(QStyledItemDelegate):
    """Paints a cell from the model's roles; fonts and colours are made once."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._body = font()
        self._strong = font(weight=MEDIUM)
        self._chip = font(12, MEDIUM)
        self._metrics = QFontMetrics(self._body)
        self._chip_metrics = QFontMetrics(self._chip)
        theme.changed.connect(self._take_colours)
        self._take_colours()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for a row of the table."""
        return QSize(64, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw one cell; the view adds hairlines and the selected row's edge."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = index.data(Role.CHOSEN)
        if state & QStyle.StateFlag.State_Selected if chosen is None else chosen:
            painter.fillRect(rect, self._selected)
        column = COLUMNS[index.column()]
        area = rect.adjusted(PADDING, 0, -PADDING, 0)
        if column is Column.P_CLAIM:
            self._paint_p_claim(painter, area, index)
        elif column is Column.VERDICT:
            self._paint_verdict(painter, area, index)
        elif column is Column.TRANSCRIPT:
            self._paint_transcript(painter, area, index)
        else:
            right = column in _RIGHT
            words = str(index.data(_DISPLAY) or text.NOTHING)
            painter.setFont(self._body)
            painter.setPen(self._second if column in _SECOND else self._ink)
            self._paint_words(painter, area, words, right=right)

    def _paint_words(
        self, painter: QPainter, area: QRect, words: str, *, right: bool = False
    ) -> None:
        short = self._metrics.elidedText(
            words, Qt.TextElideMode.ElideRight, area.width()
        )
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        single = int(flags) | int(Qt.TextFlag.TextSingleLine)
        # Each text runs as its first letter says, in Arabic from the right.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(area, single, short)

    def _paint_p_claim(self, painter: QPainter, area: QRect, index: Index) -> None:
        p_claim = index.data(Role.P_CLAIM)
        bar = QRectF(area.adjusted(_NUMBER_WIDTH, 0, 0, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if p_claim is None:
            painter.setFont(self._body)
            painter.setPen(self._third)
            self._paint_words(painter, area, text.NOTHING)
            if index.data(Role.HIDDEN) and bar.width() > 0:
                paint_hidden_bar(painter, bar, self._theme)
            return
        painter.setFont(self._strong)
        painter.setPen(self._ink)
        self._paint_words(painter, area, str(index.data(_DISPLAY)))
        if bar.width() > 8:
            paint_bar(painter, bar, float(p_claim), self._theme)

    def _paint_verdict(self, painter: QPainter, area: QRect, index: Index) -> None:
        held = State(index.data(Role.STATE) or State.PENDING)
        if held is State.PENDING:
            painter.setFont(self._body)
            painter.setPen(self._third)
            self._paint_words(painter, area, text.NOTHING)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._chip)
        word = text.state(held)
        width = min(area.width(), chip_width(self._chip_metrics, word))
        chip = QRectF(area.left(), 0, width, CHIP_HEIGHT)
        chip.moveTop(area.center().y() + 0.5 - CHIP_HEIGHT / 2)
        paint_chip(painter, chip, word, STATE_TONES[held], self._theme)
        if index.data(Role.OVERRIDE):
            mark = QRectF(chip.right() + 5, chip.top() + 3, 14, 14)
            icons.draw(painter, mark, "override", self._second.name())

    def _paint_transcript(self, painter: QPainter, area: QRect, index: Index) -> None:
        words = str(index.data(_DISPLAY) or "")
        painter.setFont(self._body)
        painter.setPen(self._ink)
        if not words:
            painter.setPen(self._third)
            words = self.tr("No transcript")
        elif index.data(Role.FOLDED):
            painter.setPen(self._third)
        found = index.data(Role.MATCH)
        if not found:
            self._paint_words(painter, area, words)
            return
        begun = self._from_match(words, found, area.width())
        short = self._metrics.elidedText(
            begun, Qt.TextElideMode.ElideRight, area.width()
        )
        self._paint_marked(painter, area, short, found)

    def _from_match(self, words: str, found: Sequence[str], room: int) -> str:
        """Leave out a beginning for which the first match would be out of sight."""
        spans = text.find_words(words, found)
        if not spans or self._metrics.horizontalAdvance(words) <= room:
            return words
        # Qt's places are in UTF-16 units; beyond the first plane a few letters off.
        start, length = spans[0]
        if self._metrics.horizontalAdvance(words[: start + length]) <= room * 0.9:
            return words
        begin = words.rfind(" ", 0, max(1, start - _BEFORE_MATCH)) + 1
        return f"…{words[begin:]}" if begin else words

    def _paint_marked(
        self, painter: QPainter, area: QRect, words: str, found: Sequence[str]
    ) -> None:
        layout = QTextLayout(words, self._body)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(area.width())
        layout.endLayout()
        top = area.top() + (area.height() - line.height()) / 2
        spans = []
        for start, length in text.find_words(words, found):
            span = QTextLayout.FormatRange()
            style = QTextCharFormat()
            style.setBackground(self._mark)
            span.format, span.start, span.length = style, start, length
            spans.append(span)
        layout.draw(painter, QRectF(area.left(), top, 0, 0).topLeft(), spans)

    def _take_colours(self) -> None:
        colour = self._theme.colour
        self._ink, self._second = colour("text"), colour("text_second")
        self._third, self._selected = colour("text_third"), colour("selected")
        self._mark = colour("mark")
