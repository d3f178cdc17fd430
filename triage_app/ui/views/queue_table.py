"""The table inside the queue view: hairlines, and the selected row's edge."""

from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from triage_app.ui.theme import Theme
from triage_app.ui.views.queue_delegate import ROW_HEIGHT


class QueueTable(QTableView):
    """The table itself: hairlines, the selected row's edge, and a row menu."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
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
        theme.changed.connect(self.viewport().update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, then one hairline below each row."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to the window's shortcuts instead of Qt's type-ahead."""
        if event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)
