"""The queue's heading row: quiet words, and an arrow at the column it is sorted by."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from triage_app.domain.queue import Column
from triage_app.ui.models.roles import COLUMNS
from triage_app.ui.theme import Theme, font
from triage_app.ui.views.queue_delegate import PADDING
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD

HEIGHT = 36
_ARROW = 12
_ROLE_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)


class QueueHeader(QHeaderView):
    """Draws its sections by itself, like the table below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._sort = Column.P_CLAIM
        self._descending = True
        self._quiet, self._loud = font(12, MEDIUM), font(12, SEMIBOLD)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Columns"))
        theme.changed.connect(self._repaint)

    @property
    def sorting(self) -> tuple[Column, bool]:
        """The column of the arrow, and whether it points down."""
        return self._sort, self._descending

    def set_sort(self, column: Column, descending: bool) -> None:
        """Draw the arrow at a column."""
        self._sort, self._descending = column, descending
        self._repaint()

    def sizeHint(self) -> QSize:
        """Ask for the heading's height."""
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw one heading."""
        colour = self._theme.colour
        painter.fillRect(rect, colour("panel"))
        painter.setPen(colour("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        model = self.model()
        words = str(model.headerData(logicalIndex, self.orientation()) or "")
        align = model.headerData(logicalIndex, self.orientation(), _ROLE_ALIGN)
        right = bool(align is not None and Qt.AlignmentFlag.AlignRight in align)
        sorted_here = COLUMNS[logicalIndex] is self._sort
        used = self._loud if sorted_here else self._quiet
        painter.setFont(used)
        painter.setPen(colour("text" if sorted_here else "text_second"))
        area = rect.adjusted(PADDING, 0, -PADDING, 0)
        room = area.width() - (_ARROW if sorted_here else 0)
        metrics = QFontMetrics(used)
        short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(short)
        left = area.right() + 1 - width if right else area.left()
        if right and sorted_here:
            left -= _ARROW
        line = QRect(left, area.top(), width + 2, area.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, short)
        if sorted_here:
            self._paint_arrow(painter, left + width + 4, area.center().y() + 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Repaint all: a moved section leaves the old arrow behind otherwise."""
        super().mouseReleaseEvent(event)
        self._repaint()

    def _paint_arrow(self, painter: QPainter, left: int, middle: int) -> None:
        tip = 1.75 if self._descending else -1.75
        points = QPolygonF(
            [
                QPointF(left, middle - tip + 0.5),
                QPointF(left + 3.5, middle + tip + 0.5),
                QPointF(left + 7, middle - tip + 0.5),
            ]
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour("text"), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(points)
        painter.restore()

    def _repaint(self) -> None:
        self.viewport().update()
