"""A group's members as a Qt table: one column, a heading before each framing."""

from collections.abc import Collection
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.group_summary import GroupSummary
from triage_app.domain.history import State
from triage_app.domain.similarity import Framing
from triage_app.domain.wording import Span, differing, words_of
from triage_app.ui import text

Index = QModelIndex | QPersistentModelIndex
Rows = NDArray[np.intp]

_LIMIT, _TOOLTIP_LIMIT = 300, 1_000
_FIRST = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()
_FRAMINGS = (Framing.PLAIN, Framing.REPORTED, Framing.PERSONAL)


class GroupRole(IntEnum):
    """What a member says besides its text.

    Attributes
    ----------
    HEADING : bool
        Whether this is a framing's heading and no member.
    STATE : State
    LABEL : str
        The model's: claim, opinion or empty; empty while hidden.
    HELD : bool
        Whether it is the item on the card.
    SPANS : tuple of (int, int)
        Where its words differ from the item's on the card, in UTF-16 units.
    """

    HEADING = _FIRST + 1
    STATE = _FIRST + 2
    LABEL = _FIRST + 3
    HELD = _FIRST + 4
    SPANS = _FIRST + 5


class GroupModel(QAbstractTableModel):
    """The members of a group by framing, those that wait first.

    Holds arrays, never an object per member. A tick says that the next verdict is for
    this member, too; what is decided has none.

    Signals
    -------
    ticks_changed
    """

    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._case = Case.empty()
        self._entries: Rows = np.zeros(0, np.intp)
        self._waiting = np.zeros(0, np.bool_)
        self._ticked = np.zeros(0, np.bool_)
        self._sections: dict[int, tuple[int, int]] = {}
        self._hidden: frozenset[int] = frozenset()
        self._words: frozenset[str] = frozenset()
        self._row = -1

    def show_group(
        self,
        case: Case,
        summary: GroupSummary,
        framings: NDArray[np.int8],
        hidden: NDArray[np.bool_],
        exceptions: Collection[int] = (),
    ) -> None:
        """Show a group's members.

        Parameters
        ----------
        case : Case
        summary : GroupSummary
        framings : int8 array of shape (m,)
            `Framing` codes, aligned with the summary's rows.
        hidden : bool array of shape (m,)
            Members whose score waits for their verdict.
        exceptions : collection of int
            Rows of the case that have no tick although they wait.
        """
        self.beginResetModel()
        self._case, self._row = case, summary.row
        waits = np.isin(summary.rows, summary.waiting)
        order = np.lexsort((summary.rows, ~waits, framings))
        entries: list[Rows] = []
        self._sections = {}
        place = 0
        for framing in _FRAMINGS:
            members = summary.rows[order][framings[order] == framing]
            if len(members):
                self._sections[place] = (int(framing), place + 1 + len(members))
                entries += [np.array([-1], np.intp), members]
                place += 1 + len(members)
        self._entries = np.concatenate([np.zeros(0, np.intp), *entries])
        self._waiting = np.isin(self._entries, summary.waiting)
        out = np.fromiter(exceptions, np.intp, len(exceptions))
        self._ticked = self._waiting & ~np.isin(self._entries, out)
        self._hidden = frozenset(summary.rows[hidden].tolist())
        self._words = words_of(self._shown(summary.row))
        self.endResetModel()
        self.ticks_changed.emit()

    @property
    def ticked(self) -> int:
        """How many members the next verdict is for."""
        return int(self._ticked.sum())

    def exceptions(self) -> frozenset[int]:
        """Return the rows of the case that wait and have no tick."""
        left = self._waiting & ~self._ticked
        return frozenset(self._entries[left].tolist())

    def toggle(self, place: int) -> None:
        """Tick a member or leave it out; on a heading, all of its framing."""
        if not 0 <= place < len(self._entries):
            return
        section = self._sections.get(place)
        if section is None:
            if not self._waiting[place]:
                return
            self._ticked[place] ^= True
        else:
            inside = slice(place + 1, section[1])
            whole = bool((self._ticked[inside] == self._waiting[inside]).all())
            self._ticked[inside] = False if whole else self._waiting[inside]
        last = self.rowCount() - 1
        self.dataChanged.emit(self.index(0, 0), self.index(last, 0))
        self.ticks_changed.emit()

    def place_of(self, row: int) -> int | None:
        """Return where a row of the case is shown."""
        found = np.flatnonzero(self._entries == row)
        return int(found[0]) if len(found) else None

    def row_at(self, place: int) -> int | None:
        """Return the row of the case at a place; None on a heading or nowhere."""
        inside = 0 <= place < len(self._entries) and place not in self._sections
        return int(self._entries[place]) if inside else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many members and headings there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return one: a member's whole line."""
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let everything be current, and be ticked where it can be."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.data(index, Qt.ItemDataRole.CheckStateRole) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Tick or leave out, as a screen reader asks for it."""
        now = self.data(index, Qt.ItemDataRole.CheckStateRole)
        if role != Qt.ItemDataRole.CheckStateRole or now is None:
            return False
        if value != now:
            self.toggle(index.row())
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a member or a heading under one role."""
        place = index.row()
        if not index.isValid() or place >= len(self._entries):
            return None
        if role == GroupRole.HEADING:
            return place in self._sections
        if role == Qt.ItemDataRole.CheckStateRole:
            check = self._check(place)
            return None if check is None else check.value  # as Qt reads it
        if place in self._sections:
            spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self._heading(place) if role in spoken else None
        return self._member(int(self._entries[place]), role)

    def _check(self, place: int) -> Qt.CheckState | None:
        section = self._sections.get(place)
        inside = (
            slice(place, place + 1) if section is None else slice(place, section[1])
        )
        waiting, ticked = self._waiting[inside].sum(), self._ticked[inside].sum()
        if not waiting:
            return None
        if ticked == waiting:
            return Qt.CheckState.Checked
        partly = Qt.CheckState.PartiallyChecked
        return partly if ticked else Qt.CheckState.Unchecked

    def _heading(self, place: int) -> str:
        framing, end = self._sections[place]
        words = {
            Framing.PLAIN: self.tr("Just said"),
            Framing.REPORTED: self.tr("Reported: somebody said or read it"),
            Framing.PERSONAL: self.tr("Personal: somebody thinks it"),
        }[Framing(framing)]
        return f"{words} · {text.count(end - place - 1)}"

    def _member(self, row: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return text.tooltip(self._transcript(row), _TOOLTIP_LIMIT)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role == GroupRole.STATE:
            return State(int(self._case.states[row]))
        if role == GroupRole.LABEL:
            return "" if row in self._hidden else self._case.scores.label(row).word
        if role == GroupRole.HELD:
            return row == self._row
        if role == GroupRole.SPANS:
            shown = self._shown(row)
            return _in_utf16(shown, differing(shown, self._words))
        return None

    def _spoken(self, row: int) -> str:
        state = State(int(self._case.states[row]))
        said = text.state(state) if state is not State.PENDING else ""
        return ", ".join(filter(None, (self._shown(row), said)))

    def _transcript(self, row: int) -> str:
        return self._case.backlog.text(Field.TRANSCRIPT)[row] or ""

    def _shown(self, row: int) -> str:
        return text.one_line(self._transcript(row), _LIMIT)


def _in_utf16(shown: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Count as Qt does: what lies above U+FFFF is two units."""
    if shown.isascii():
        return spans
    return tuple(
        (_units(shown[:start]), _units(shown[start : start + length]))
        for start, length in spans
    )


def _units(part: str) -> int:
    return len(part.encode("utf-16-le", "surrogatepass")) // 2
