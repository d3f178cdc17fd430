"""The table inside the queue view: hairlines, chosen rows, the selected row's edge."""

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.theme import Theme
from triage_app.ui.views.queue_delegate import ROW_HEIGHT

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class QueueTable(QTableView):
    """The table itself; its selection model holds the current row alone.

    What is chosen besides is the model's `ChosenRows`: Qt lists the rows of ranges that
    sorting tears apart, which takes longer the more there are.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dragging = False
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        # It fills its own ground: scrolling then moves what is there already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.viewport().update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells on their ground, then one hairline below each row."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        painter.end()
        super().paintEvent(event)
        painter.begin(self.viewport())
        painter.setPen(self._theme.colour("hairline"))
        width = self.viewport().width()
        rows = 0 if self.model() is None else self.model().rowCount()
        first = max(0, self.rowAt(event.rect().top()))
        top = self.rowViewportPosition(first)
        last = min(rows, first + event.rect().height() // ROW_HEIGHT + 2)
        for place in range(last - first):
            y = top + (place + 1) * ROW_HEIGHT - 1
            painter.drawLine(0, y, width, y)
        current = self.currentIndex()
        if current.isValid():
            y = self.rowViewportPosition(current.row())
            edge = 4 if self.hasFocus() else 3
            painter.fillRect(0, y, edge, ROW_HEIGHT - 1, self._theme.colour("accent"))

    def reach(self, position: int, *, more: bool = False) -> None:
        """Choose up to a row, and make it current."""
        model = self._listed()
        last = -1 if model is None else model.rowCount() - 1
        if model is None or last < 0:
            return
        position = max(0, min(last, position))
        model.chosen.reach(position, self._current_row(), more=more)
        self._make_current(position)

    def reach_by(self, step: int) -> None:
        """Choose so many rows further down, or up."""
        current = self.currentIndex()
        self.reach((current.row() if current.isValid() else -1) + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a range with Shift, a row more with Ctrl, one alone without."""
        position, model = self._at(event.position().toPoint()), self._listed()
        left = event.button() is Qt.MouseButton.LeftButton
        keys = event.modifiers()
        if not left or position is None or model is None:
            super().mousePressEvent(event)
            return
        self._dragging = True
        if keys & _SHIFT:
            self.reach(position, more=bool(keys & _CONTROL))
        elif keys & _CONTROL:
            model.chosen.toggle(position, self._current_row())
            self._make_current(position)
        else:
            model.chosen.collapse()
            super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose what the pointer is drawn over; with Ctrl besides what is chosen."""
        if not self._dragging:
            super().mouseMoveEvent(event)
            return
        position = self._at(event.position().toPoint())
        if position is not None and position != self.currentIndex().row():
            self.reach(position, more=bool(event.modifiers() & _CONTROL))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a range that was drawn."""
        self._dragging = False
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to the window's shortcuts; let Shift choose further rows.

        Home and End go to the ends of the list, not to those of a row.
        """
        key, model = event.key(), self._listed()
        step = self._steps().get(key, 0)
        if not step or model is None:
            if event.text() and event.text().isprintable():
                event.ignore()
            else:
                super().keyPressEvent(event)
        elif event.modifiers() & _SHIFT:
            self.reach_by(step)
        else:
            model.chosen.collapse()
            if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
                last = model.rowCount() - 1
                self._make_current(0 if key == Qt.Key.Key_Home else last)
            else:
                super().keyPressEvent(event)

    def _steps(self) -> dict[int, int]:
        """Return how many rows a key goes down."""
        page = max(1, self.viewport().height() // ROW_HEIGHT - 1)
        rows = 0 if self.model() is None else self.model().rowCount()
        return {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -rows,
            Qt.Key.Key_End: rows,
        }

    def _listed(self) -> QueueModel | None:
        model = self.model()
        return model if isinstance(model, QueueModel) else None

    def _at(self, place: QPoint) -> int | None:
        position = self.rowAt(place.y())
        return position if position >= 0 else None

    def _current_row(self) -> int | None:
        """Return the current row of the case."""
        model, current = self._listed(), self.currentIndex()
        if model is None or not current.isValid():
            return None
        return model.row_at(current.row())

    def _make_current(self, position: int) -> None:
        """Go to a row without choosing it alone, and bring it into sight."""
        column = max(0, self.horizontalHeader().logicalIndexAt(0))
        index: QModelIndex = self.model().index(position, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.viewport().update()
