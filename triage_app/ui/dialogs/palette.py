"""The palette: type a few letters, choose by arrows, Return does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from triage_app.ui.dialogs.palette_delegate import ROW_HEIGHT, PaletteDelegate
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label

WIDTH = 560
MOST_ROWS = 10
ENTRY = int(Qt.ItemDataRole.UserRole) + 1
_LONGEST = 200
_NOWHERE = QModelIndex()
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST_ROWS - 1,
    Qt.Key.Key_PageUp: 1 - MOST_ROWS,
}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PaletteEntry:
    """Something that can be chosen.

    Attributes
    ----------
    id : str
        For whoever acts on it.
    title : str
    detail : str
        What kind of thing it is, or where.
    key : str
        The key that does the same, empty for none.
    enabled : bool
        Whether it can be done now.
    places : tuple of int
        Letters of the title to mark.
    """

    id: str
    title: str
    detail: str = ""
    key: str = ""
    enabled: bool = True
    places: tuple[int, ...] = ()


Find = Callable[[str], Sequence[PaletteEntry]]


class PaletteModel(QAbstractListModel):
    """The entries that fit what is typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[PaletteEntry, ...] = ()

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many entries there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an entry's words; whole for whoever hears them."""
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(entry)
        return entry if role == ENTRY else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only what can be done be chosen."""
        entry = self.entries[index.row()] if index.isValid() else None
        if entry is None or not entry.enabled:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Palette(QDialog):
    """A field and a list of what fits it.

    Parameters
    ----------
    theme : Theme
    title : str
        What the field is for; its placeholder too.
    find : callable
        Returns the entries for what is typed, the best first.
    why_none : callable
        Returns the sentence shown where nothing fits what is typed.

    Signals
    -------
    chosen : PaletteEntry
        The palette is closed by then.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        title: str,
        find: Find,
        why_none: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint
        )
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setProperty("role", "palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._find, self._why_none = find, why_none
        self.field = QLineEdit()
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText(title)
        self.field.setAccessibleName(title)
        self.field.setMaxLength(_LONGEST)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self._model = PaletteModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(PaletteDelegate(theme, self))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(title)
        self.list.setProperty("role", "palette")
        self.list.clicked.connect(self._clicked)
        self.list.selectionModel().currentChanged.connect(self._speak)
        self._none = label("", "second", wrap=True)
        self._none.setContentsMargins(16, 12, 16, 14)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._none)
        self.setFixedWidth(WIDTH)
        self._typed("")

    def open_over(self, window: QWidget) -> None:
        """Open at the upper middle of a window."""
        corner = window.mapToGlobal(window.rect().topLeft())
        left = corner.x() + (window.width() - self.width()) // 2
        self.move(left, corner.y() + min(96, window.height() // 6))
        self.open()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def entries(self) -> tuple[PaletteEntry, ...]:
        """Return what is listed."""
        return self._model.entries

    def current(self) -> PaletteEntry | None:
        """Return what Return would do."""
        place = self.list.currentIndex()
        return self._model.entries[place.row()] if place.isValid() else None

    def sentence(self) -> str:
        """Return what is said where nothing fits."""
        return self._none.text() if self._none.isVisibleTo(self) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list from the field."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in _MOVES:
            self._move(_MOVES[Qt.Key(key)])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.current())
            return True
        return False

    def _typed(self, text: str) -> None:
        entries = self._find(text)
        self._model.show_entries(entries)
        rows = min(len(entries), MOST_ROWS)
        self.list.setFixedHeight(rows * ROW_HEIGHT + 10)
        self.list.setVisible(bool(rows))
        self._none.setText("" if rows else self._why_none(text))
        self._none.setVisible(not rows)
        first = next((n for n, one in enumerate(entries) if one.enabled), None)
        if first is not None:
            self.list.setCurrentIndex(self._model.index(first))
        self.field.setAccessibleDescription(
            self._none.text() if first is None else spoken(entries[first])
        )
        self.adjustSize()

    def _move(self, step: int) -> None:
        """Go to the next entry that can be done, round the ends."""
        able = [n for n, one in enumerate(self._model.entries) if one.enabled]
        if not able:
            return
        here = self.list.currentIndex().row()
        place = able.index(here) if here in able else 0
        there = place + step
        if abs(step) > 1:
            there = max(0, min(len(able) - 1, there))
        index = self._model.index(able[there % len(able)])
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _speak(self, current: QModelIndex) -> None:
        if current.isValid():
            entry = self._model.entries[current.row()]
            self.field.setAccessibleDescription(spoken(entry))

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(self._model.entries[index.row()])

    def _choose(self, entry: PaletteEntry | None) -> None:
        if entry is None or not entry.enabled:
            return
        self.accept()
        self.chosen.emit(entry)


def spoken(entry: PaletteEntry) -> str:
    """Return an entry as it is read out."""
    return ", ".join(part for part in (entry.title, entry.detail, entry.key) if part)
