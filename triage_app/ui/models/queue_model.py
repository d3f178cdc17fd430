"""The queue as a Qt table: a window on a case's columns through a permutation."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.history import State
from triage_app.domain.queue import Column, Mask, Rows
from triage_app.domain.routing import Reason
from triage_app.domain.scores import Label
from triage_app.domain.text_column import TextColumn
from triage_app.domain.visibility import Veil, shown_reason
from triage_app.ui import text
from triage_app.ui.models.chosen_rows import ChosenRows
from triage_app.ui.models.roles import COLUMNS, Role

Index = QModelIndex | QPersistentModelIndex

_TRANSCRIPT_LIMIT = 300
_TOOLTIP_LIMIT = 1_000
_MOST_APART = 50
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FIGURES = {Column.POSITION, Column.VIEWS, Column.LIKES_PER_VIEW, Column.DURATION}
_VEILED = {Column.P_CLAIM, Column.REASON}
_LABEL_OF = {State.CLAIM: Label.CLAIM, State.OPINION: Label.OPINION}


class QueueModel(QAbstractTableModel):
    """The rows of a case that a query shows, in its order.

    Holds columns and a permutation, never an object per row. A row is a row of the
    case; a position is where the table shows it.

    Attributes
    ----------
    chosen : ChosenRows
        What is chosen of them besides the current one.
    """

    _case: Case
    _rows: Rows
    _hidden: Mask
    _ids: TextColumn
    _transcripts: TextColumn
    _authors: TextColumn
    _views: NDArray[np.float64]
    _likes: NDArray[np.float64]
    _durations: NDArray[np.float64]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._match: list[str] = []
        self._settling = False
        self._folded = False
        self._near = 0
        self.chosen = ChosenRows(self)
        self._set(Case.empty(), np.zeros(0, np.intp), np.zeros(0, np.bool_))
        self._texts: dict[Column, Callable[[int], str]] = {
            Column.P_CLAIM: self._p_claim_text,
            Column.ID: lambda row: text.visible(self._ids[row] or "", 80),
            Column.TRANSCRIPT: lambda row: text.one_line(
                self._transcripts[row] or "", _TRANSCRIPT_LIMIT
            ),
            Column.VIEWS: lambda row: text.count(float(self._views[row])),
            Column.LIKES_PER_VIEW: self._likes_per_view_text,
            Column.DURATION: lambda row: text.seconds(float(self._durations[row])),
            Column.AUTHOR: lambda row: text.one_line(self._authors[row] or "", 60),
            Column.REASON: self._reason_text,
            Column.VERDICT: lambda row: text.state(self._state(row)),
        }

    def show_rows(
        self,
        case: Case,
        rows: Rows,
        hidden: Mask,
        match: Iterable[str] = (),
        *,
        settling: bool = False,
    ) -> None:
        """Show other rows.

        Parameters
        ----------
        case : Case
        rows : intp array of shape (m,)
        hidden : bool array of shape (n,)
            Rows of the case whose score and reason wait for the verdict.
        match : iterable of str
            Folded words to mark in the transcripts.
        settling : bool
            Two verdicts wait to be settled: which of them holds is not told.
        """
        self.beginResetModel()
        self._match = list(match)
        self._settling = settling
        self._set(case, rows, hidden)
        # First: whoever hears of the new rows may ask at once which are chosen.
        self.chosen.follow(self._ids, self._rows)
        self.endResetModel()

    def rows_changed(self, rows: Iterable[int], veil: Veil) -> None:
        """Draw some rows of the case anew, after what is hidden changed with them."""
        changed = np.fromiter(rows, np.intp)
        self._hidden[changed] = veil.among(self._case, changed)
        if len(changed) > _MOST_APART and len(self._rows):
            self._redraw(0, len(self._rows) - 1)
            return
        for row in changed.tolist():
            position = self.position_of(row)
            if position is not None:
                self._redraw(position, position)

    def move(self, position: int, there: int) -> None:
        """Put the row of one position at another; those between make room.

        Nothing but a slice of the permutation moves, also among a million.
        """
        if position == there:
            return
        low, high = min(position, there), max(position, there)
        turn = -1 if position < there else 1
        self._rows[low : high + 1] = np.roll(self._rows[low : high + 1], turn)
        self._redraw(low, high)

    def remove(self, position: int) -> None:
        """Take a row out of the list; the case keeps it.

        To the view it is the last row that goes, and all below the place that change:
        what a row says holds its number.
        """
        last = len(self._rows) - 1
        self.beginRemoveRows(_NOWHERE, last, last)
        self._rows = np.delete(self._rows, position)
        self.endRemoveRows()
        self.chosen.follow(self._ids, self._rows)
        if position < last:
            self._redraw(position, last - 1)

    @property
    def folded(self) -> bool:
        """Whether the transcripts stay out of sight."""
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Put the transcripts out of sight, their marks and tooltips too, or back."""
        if folded != self._folded:
            self._folded = folded
            if len(self._rows):
                self._redraw(0, len(self._rows) - 1)

    @property
    def rows(self) -> Rows:
        """The permutation that is shown."""
        return self._rows

    @property
    def hidden(self) -> Mask:
        """Rows of the case whose score and reason wait for the verdict."""
        return self._hidden

    def row_at(self, position: int) -> int:
        """Return the row of the case at a position."""
        return int(self._rows[position])

    def position_of(self, row: int | None) -> int | None:
        """Return where a row of the case is shown; None where it isn't."""
        if row is None:
            return None
        near = self._near
        if not (near < len(self._rows) and self._rows[near] == row):
            found = np.flatnonzero(self._rows == row)
            if not len(found):
                return None
            near = self._near = int(found[0])
        return near

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's heading and alignment; rows have none."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return text.column(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[section] in _FIGURES else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one cell under one role."""
        position = index.row()
        if not index.isValid() or position >= len(self._rows):
            return None
        column, row = COLUMNS[index.column()], int(self._rows[position])
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(column, row, position)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _FIGURES else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(column, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(column, row, position)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.tr("selected") if self._is_chosen(row) else None
        return self._fact(role, row)

    def _redraw(self, low: int, high: int) -> None:
        first = self.index(low, 0)
        self.dataChanged.emit(first, self.index(high, len(COLUMNS) - 1))

    def _set(self, case: Case, rows: Rows, hidden: Mask) -> None:
        backlog = case.backlog
        self._case, self._rows, self._hidden = case, rows, hidden
        self._near = 0
        self._ids = backlog.ids
        self._transcripts = backlog.text(Field.TRANSCRIPT)
        self._authors = backlog.text(Field.BAN)
        self._views = backlog.number(Field.VIEWS)
        self._likes = backlog.number(Field.LIKES)
        self._durations = backlog.number(Field.DURATION)

    def _text(self, column: Column, row: int, position: int) -> str:
        if column is Column.POSITION:
            return text.count(position + 1)
        if column in _VEILED and self._hidden[row]:
            return text.NOTHING
        if column is Column.TRANSCRIPT and self._folded:
            return self.tr("Folded")
        return self._texts[column](row)

    def _spoken(self, column: Column, row: int, position: int) -> str:
        if column in _VEILED and self._hidden[row]:
            return self.tr("hidden until your verdict")
        if column is Column.VERDICT and self._settling and self._case.disputed[row]:
            return self.tr("two verdicts disagree")
        return self._text(column, row, position)

    def _tooltip(self, column: Column, row: int) -> str | None:
        if column in _VEILED and self._hidden[row]:
            return self.tr("Shown after your verdict")
        if column is not Column.TRANSCRIPT or self._folded:
            return None
        return text.tooltip(self._transcripts[row] or "", _TOOLTIP_LIMIT)

    def _fact(self, role: int, row: int) -> object:
        if role == Role.HIDDEN:
            return bool(self._hidden[row])
        if role == Role.STATE:
            return self._state(row)
        if role == Role.P_CLAIM:
            return None if self._hidden[row] else self._p_claim(row)
        if role == Role.LABEL:
            return "" if self._hidden[row] else self._case.scores.label(row).word
        if role == Role.OVERRIDE:
            return self._overrides(row)
        if role == Role.FOLDED:
            return self._folded
        if role == Role.CHOSEN:
            return self._is_chosen(row)
        return self._match if role == Role.MATCH and not self._folded else None

    def _is_chosen(self, row: int) -> bool | None:
        return row in self.chosen if self.chosen.several else None

    def _state(self, row: int) -> State:
        if self._settling and self._case.disputed[row]:
            return State.PENDING
        return State(int(self._case.states[row]))

    def _overrides(self, row: int) -> bool:
        said, model = _LABEL_OF.get(self._state(row)), self._case.scores.label(row)
        return said is not None and model is not Label.NONE and said is not model

    def _p_claim(self, row: int) -> float | None:
        value = float(self._case.scores.p_claim[row])
        return None if value != value else value

    def _p_claim_text(self, row: int) -> str:
        return text.probability(self._p_claim(row))

    def _reason_text(self, row: int) -> str:
        reason = Reason(int(self._case.routing.reasons[row]))
        return text.reason(shown_reason(reason, self._state(row)))

    def _likes_per_view_text(self, row: int) -> str:
        views = float(self._views[row])
        return text.ratio(float(self._likes[row]) / views if views > 0 else None)
