"""The items that the rules don't cover, each a way to its card."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.text import one_line, tooltip
from triage_app.ui.views.quality.panels import fill_box
from triage_app.ui.views.quality.values import Gap
from triage_app.ui.widgets.labels import label

_LONGEST = 200
_LEAST_HEIGHT, _ROW = 120, 26


class GapList(QFrame):
    """A list; Enter, a double click or the button opens an item on the desk.

    Signals
    -------
    item_requested : str
        An item's id.
    """

    item_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self._note = label(role="second", px=12, wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Items that the rules don't cover"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self.open = QPushButton(self.tr("Open on the desk"))
        self.list.itemActivated.connect(self._activated)
        self.list.currentRowChanged.connect(self._enable)
        self.open.clicked.connect(self._open)
        column = QVBoxLayout(self)
        fill_box(column, self.tr("Policy gap"), "")
        column.addWidget(self._note)
        column.addWidget(self.list, 1)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(0)
        self.show_gaps((), "")

    def show_gaps(self, gaps: Sequence[Gap], note: str) -> None:
        """Show items in place of those before; the one chosen stays chosen."""
        kept = self._current()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for gap in gaps:
            words = f"{one_line(gap.item_id, 40)}  {one_line(gap.words, _LONGEST)}"
            row = QListWidgetItem(words)
            row.setData(Qt.ItemDataRole.UserRole, gap.item_id)
            row.setSizeHint(QSize(0, _ROW))
            row.setToolTip(tooltip(gap.words, _LONGEST))
            self.list.addItem(row)
            if gap.item_id == kept:
                self.list.setCurrentItem(row)
        if self.list.currentRow() < 0 and gaps:
            self.list.setCurrentRow(0)
        self.list.blockSignals(blocked)
        self._note.setText(note)
        for part in (self.list, self.open):
            part.setVisible(bool(gaps))
        self._enable()

    def note(self) -> str:
        """Return what is said of the list."""
        return self._note.text()

    def _current(self) -> str:
        row = self.list.currentItem()
        return "" if row is None else str(row.data(Qt.ItemDataRole.UserRole))

    def _activated(self, row: QListWidgetItem) -> None:
        self.item_requested.emit(str(row.data(Qt.ItemDataRole.UserRole)))

    def _open(self) -> None:
        if self._current():
            self.item_requested.emit(self._current())

    def _enable(self) -> None:
        self.open.setEnabled(bool(self._current()))
