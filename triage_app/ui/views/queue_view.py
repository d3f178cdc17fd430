"""The queue table: rows of a model, painted by its own delegate."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.queue import Column
from triage_app.ui import text
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.models.roles import COLUMNS
from triage_app.ui.theme import Theme
from triage_app.ui.views.queue_columns import QueueColumns
from triage_app.ui.views.queue_delegate import ROW_HEIGHT, QueueDelegate
from triage_app.ui.views.queue_header import QueueHeader
from triage_app.ui.views.queue_table import QueueTable
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState

# Text reads from A on; numbers are looked at from the largest down.
_ASCENDING_FIRST = {Column.ID, Column.TRANSCRIPT, Column.AUTHOR}


class QueueView(QWidget):
    """The queue with its headings, or why it is empty.

    Attributes
    ----------
    table : QueueTable
    header : QueueHeader
    columns : QueueColumns
        Which are on screen, and how wide.

    Signals
    -------
    row_activated : int
        The position that became current by the person's hand.
    opened : int
        The position that was double-clicked or entered by Return.
    sort_requested : Column, bool
        A column, and whether from the largest down.
    filter_requested : Column
    """

    row_activated = Signal(int)
    opened = Signal(int)
    sort_requested = Signal(object, bool)
    filter_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._quiet = False
        self.table = QueueTable(theme)
        self.table.setAccessibleName(self.tr("Queue"))
        self.table.setAutoScroll(False)  # `select_position` knows when
        self.header = QueueHeader(theme, self.table)
        self.table.setHorizontalHeader(self.header)
        self.columns = QueueColumns(self.table, self.header, self)
        self._delegate = QueueDelegate(theme)
        self._delegate.setParent(self)
        self.table.setItemDelegate(self._delegate)
        self.table.activated.connect(lambda index: self.opened.emit(index.row()))
        self.header.sectionClicked.connect(self._heading_clicked)
        self.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header.customContextMenuRequested.connect(
            lambda at: self._show_menu(self.header.mapToGlobal(at), self._column_at(at))
        )
        self._empty = EmptyPanel(theme, self.table)
        self._empty.hide()
        self.table.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.addWidget(self.table)
        self.setFocusProxy(self.table)

    def set_model(self, model: QAbstractTableModel) -> None:
        """Show a model's rows; its columns are those of `Column`, in order."""
        self.table.setModel(model)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        model.modelReset.connect(self.columns.fit)
        if isinstance(model, QueueModel):
            model.chosen.changed.connect(self.table.viewport().update)
        self.columns.begin()

    def select_position(self, position: int | None, *, scroll: bool = True) -> None:
        """Make a row current without reporting it; None takes the mark away."""
        model = self.table.model()
        self._redraw_row(self.table.currentIndex())
        self._quiet = True
        try:
            if position is None or not 0 <= position < model.rowCount():
                self.table.clearSelection()
                self.table.setCurrentIndex(QModelIndex())
            else:
                visible = self.header.logicalIndexAt(0)
                index = model.index(position, max(0, visible))
                self.table.setCurrentIndex(index)
                if scroll:
                    self._bring_into_sight(index)
        finally:
            self._quiet = False
        self._redraw_row(self.table.currentIndex())

    @contextmanager
    def scroll_kept(self) -> Iterator[None]:
        """Stay where the table is scrolled to while its rows change places.

        The current row, if it is in sight, stays where it is on screen.
        """
        bar, height = self.table.verticalScrollBar(), self.table.height()
        before, top = bar.value(), self._current_top(height)
        yield
        bar.setValue(before)
        if top is not None and (current := self.table.currentIndex()).isValid():
            moved = self.table.rowViewportPosition(current.row()) - top
            bar.setValue(before + moved)

    def keep_in_sight(self) -> None:
        """Scroll to the current row once the table has taken its new size."""
        QTimer.singleShot(0, self, self._scroll_to_current)

    def _scroll_to_current(self) -> None:
        current = self.table.currentIndex()
        if current.isValid():
            self.table.scrollTo(current)

    def choose_all(self) -> None:
        """Choose every row of the list."""
        model = self.table.model()
        if isinstance(model, QueueModel) and model.rowCount():
            model.chosen.choose_all()

    def choose_one(self) -> None:
        """Choose nothing besides the current row."""
        model = self.table.model()
        if isinstance(model, QueueModel):
            model.chosen.collapse()

    def position(self) -> int | None:
        """Return the current row's position."""
        current = self.table.currentIndex()
        return current.row() if current.isValid() else None

    def set_sort(self, column: Column, descending: bool) -> None:
        """Draw the arrow at the column the queue is sorted by."""
        self.header.set_sort(column, descending)

    def show_empty_state(self, state: EmptyState | None) -> None:
        """Say why there are no rows; None shows the rows."""
        if state is not None:
            self._empty.show_state(state)
            self._place_empty()
        self._empty.setVisible(state is not None)

    def empty_state(self) -> EmptyState | None:
        """Return why there are no rows, if that is shown."""
        return None if self._empty.isHidden() else self._empty.state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the empty state over the rows; open the menu by keyboard too."""
        if isinstance(event, QResizeEvent):
            self._place_empty()
            self.columns.fit()
            if self._current_top(event.oldSize().height()) is not None:
                self.keep_in_sight()
        if event.type() is QEvent.Type.Show:
            self.keep_in_sight()
        if isinstance(event, QContextMenuEvent):
            keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
            corner = self.table.viewport().mapToGlobal(QPoint(16, 16))
            self._show_menu(corner if keyboard else event.globalPos())
            return True
        return False

    def menu(self, heading: Column | None = None) -> QMenu:
        """Return the menu that filters, sorts, and shows or hides columns.

        Parameters
        ----------
        heading : Column, optional
            The one whose heading was clicked.
        """
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if heading is not None and heading is not Column.POSITION:
            by_this = menu.addAction(self.tr("Filter by this column…"))
            by_this.triggered.connect(lambda: self.filter_requested.emit(heading))
            menu.addSeparator()
        sort = menu.addMenu(self.tr("Sort by"))
        shown = menu.addMenu(self.tr("Columns"))
        for place, column in enumerate(COLUMNS):
            name = text.column(column)
            by = QAction(name, sort, checkable=True)
            by.setChecked(self.header.sorting[0] is column)
            by.triggered.connect(lambda _=False, at=place: self._heading_clicked(at))
            sort.addAction(by)
            show = QAction(name, shown, checkable=True)
            show.setChecked(self.columns.wanted(column))
            show.setEnabled(column is not Column.TRANSCRIPT)
            show.toggled.connect(lambda on, own=column: self.columns.show(own, on))
            shown.addAction(show)
        return menu

    def _column_at(self, place: QPoint) -> Column | None:
        section = self.header.logicalIndexAt(place)
        return COLUMNS[section] if section >= 0 else None

    def _show_menu(self, at: QPoint, heading: Column | None = None) -> None:
        self.menu(heading).popup(at)

    def _heading_clicked(self, place: int) -> None:
        column = COLUMNS[place]
        sorted_by, descending = self.header.sorting
        downwards = column not in _ASCENDING_FIRST
        if column is sorted_by:
            downwards = not descending
        self.sort_requested.emit(column, downwards)

    def _bring_into_sight(self, index: QModelIndex) -> None:
        """Scroll by half a table where a row is out of sight, not by a row each time.

        So people see what comes next, and most verdicts need not draw the rest anew.
        """
        top = self.table.rowViewportPosition(index.row())
        if -ROW_HEIGHT < top < self.table.viewport().height():
            self.table.scrollTo(index)
        else:
            centre = QAbstractItemView.ScrollHint.PositionAtCenter
            self.table.scrollTo(index, centre)

    def _current_top(self, height: int) -> int | None:
        """Return how far down the current row is, if a table so high shows it."""
        current = self.table.currentIndex()
        if not current.isValid():
            return None
        top = self.table.rowViewportPosition(current.row())
        room = height - self.header.height()
        return top if -ROW_HEIGHT < top < room else None

    def _redraw_row(self, index: QModelIndex) -> None:
        """Draw one row anew: the whole table takes longer than a verdict."""
        if index.isValid():
            viewport = self.table.viewport()
            top = self.table.rowViewportPosition(index.row())
            viewport.update(0, top, viewport.width(), ROW_HEIGHT)

    def _current_changed(self, current: QModelIndex, former: QModelIndex) -> None:
        self._redraw_row(former)
        self._redraw_row(current)
        if current.isValid() and not self._quiet:
            self.row_activated.emit(current.row())

    def _place_empty(self) -> None:
        frame = self.table.rect().adjusted(1, 1 + self.header.height(), -1, -1)
        self._empty.setGeometry(frame)
        self._empty.raise_()
