"""The list of a group's members: arrows move, Space and a click tick."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from triage_app.ui.models.group_model import GroupModel
from triage_app.ui.theme import Theme
from triage_app.ui.views.group.member_delegate import ROW_HEIGHT, MemberDelegate

_WALKING = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Space,
}


class MemberList(QTableView):
    """Shows a `GroupModel`; fixed row heights, so that 100,000 members open at once.

    Signals
    -------
    toggled : int
        The place whose tick the person changes.
    """

    toggled = Signal(int)

    def __init__(
        self, model: GroupModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setModel(model)
        self._delegate = MemberDelegate(theme)
        self._delegate.setParent(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Items like this"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().hide()
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        self.clicked.connect(self._clicked)
        theme.changed.connect(self.viewport().update)

    def show_place(self, place: int) -> None:
        """Make a place current, in the middle where that can be."""
        index = self.model().index(place, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def place(self) -> int:
        """Return the current place, -1 where none is."""
        return self.currentIndex().row()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that walk here from the window's shortcuts."""
        walks = event.type() == QEvent.Type.ShortcutOverride
        if walks and isinstance(event, QKeyEvent) and event.key() in _WALKING:
            bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if bare == Qt.KeyboardModifier.NoModifier:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick at Space; leave letters to the window's shortcuts."""
        if event.key() == Qt.Key.Key_Space:
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self.toggled.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape or _is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the members, then the current one's edge."""
        super().paintEvent(event)
        current = self.currentIndex()
        if current.isValid():
            painter = QPainter(self.viewport())
            top = self.rowViewportPosition(current.row())
            edge = 4 if self.hasFocus() else 3
            painter.fillRect(0, top, edge, ROW_HEIGHT, self._theme.colour("accent"))

    def _clicked(self, index: QModelIndex) -> None:
        self.toggled.emit(index.row())


def _is_letter(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable()
