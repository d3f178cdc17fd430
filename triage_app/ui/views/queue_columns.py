"""The columns of the queue: which are on screen, how wide, and in which order."""

import base64
import binascii
from collections.abc import Set

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QHeaderView, QTableView

from triage_app.domain.queue import Column
from triage_app.ui import text
from triage_app.ui.models.roles import COLUMNS
from triage_app.ui.views.column_fit import squeezed_out
from triage_app.ui.views.queue_delegate import PADDING

_WIDTHS = {
    Column.POSITION: 48,
    Column.P_CLAIM: 100,
    Column.ID: 168,
    Column.TRANSCRIPT: 240,
    Column.VIEWS: 72,
    Column.LIKES_PER_VIEW: 92,
    Column.DURATION: 70,
    Column.AUTHOR: 98,
    Column.REASON: 120,
    Column.VERDICT: 96,
}
_HIDDEN_AT_FIRST = {Column.ID}
_STATE_VERSION = "1:"


class QueueColumns(QObject):
    """Shows the columns that the person wants, as far as there is room.

    Parameters
    ----------
    table : QTableView
    header : QHeaderView
    """

    def __init__(
        self, table: QTableView, header: QHeaderView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._header = header
        self._unwanted = set(_HIDDEN_AT_FIRST)

    def begin(self) -> None:
        """Give the columns of a new model their first widths."""
        for place, column in enumerate(COLUMNS):
            self._table.setColumnWidth(place, _WIDTHS[column])
        stretched = COLUMNS.index(Column.TRANSCRIPT)
        self._header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self.fit()

    def wanted(self, column: Column) -> bool:
        """Return whether a column is shown where there is room for it."""
        return column not in self._unwanted

    def save_state(self) -> str:
        """Return widths, order and visibility of the columns as text."""
        # What there is only no room for now counts as shown.
        self._hide(frozenset(self._unwanted))
        data = self._header.saveState().data()
        self.fit()
        return _STATE_VERSION + base64.b64encode(data).decode("ascii")

    def restore_state(self, saved: str) -> bool:
        """Take up what `save_state` gave; anything else changes nothing."""
        if not saved.startswith(_STATE_VERSION):
            return False
        before = self._header.saveState()
        try:
            data = base64.b64decode(saved.removeprefix(_STATE_VERSION), validate=True)
        except (binascii.Error, ValueError):
            return False
        sound = self._header.restoreState(QByteArray(data))
        if not sound or self._header.count() != len(COLUMNS) or self._all_hidden():
            self._header.restoreState(before)
            return False
        self._header.setSectionsMovable(True)
        self._header.setSectionsClickable(True)
        self._unwanted = {
            column
            for place, column in enumerate(COLUMNS)
            if self._header.isSectionHidden(place)
        }
        self.fit()
        return True

    def show(self, column: Column, shown: bool) -> None:
        """Show a column, where there is room for it, or leave it out."""
        if shown:
            self._unwanted.discard(column)
        elif column is not Column.TRANSCRIPT:
            self._unwanted.add(column)
        self.fit()

    def shown(self) -> tuple[Column, ...]:
        """Return the columns on screen, in the model's order."""
        return tuple(
            column
            for place, column in enumerate(COLUMNS)
            if not self._header.isSectionHidden(place)
        )

    def fit(self) -> None:
        """Leave columns out where the transcript would be too narrow to read."""
        model = self._table.model()
        if self._header.count() != len(COLUMNS):
            return
        widths: dict[Column, int] = {
            column: self._header.sectionSize(place) or _WIDTHS[column]
            for place, column in enumerate(COLUMNS)
            if column is not Column.TRANSCRIPT
        }
        figures = self._table.fontMetrics().horizontalAdvance(
            text.count(model.rowCount())
        )
        widths[Column.POSITION] = max(40, figures + 2 * PADDING + 4)
        self._header.resizeSection(
            COLUMNS.index(Column.POSITION), widths[Column.POSITION]
        )
        room = self._table.width() - self._table.verticalScrollBar().sizeHint().width()
        self._hide(self._unwanted | squeezed_out(room, widths, self._unwanted))

    def _hide(self, gone: Set[Column]) -> None:
        for place, column in enumerate(COLUMNS):
            if self._header.isSectionHidden(place) != (column in gone):
                self._header.setSectionHidden(place, column in gone)

    def _all_hidden(self) -> bool:
        return self._header.hiddenSectionCount() == self._header.count()
