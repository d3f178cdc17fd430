"""Which rows of the queue are chosen besides the current one: a mask, never a list."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from triage_app.domain.queue import Mask, Rows
from triage_app.domain.text_column import TextColumn


class ChosenRows(QObject):
    """Rows of the case that were chosen together; none while there is but the current.

    Kept by rows of the case, so that another order changes nothing of it; what the
    list no longer shows is no longer chosen. Nothing takes longer than a pass over a
    mask: a millisecond for a million.

    Signals
    -------
    changed
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listed: Rows = np.zeros(0, np.intp)
        self._mask: Mask = np.zeros(0, np.bool_)
        self._count = 0
        self._items: TextColumn | None = None
        self._from: int | None = None

    @property
    def count(self) -> int:
        """How many are chosen."""
        return self._count

    @property
    def several(self) -> bool:
        """Whether a verdict would be one for many."""
        return self._count > 1

    def __contains__(self, row: int) -> bool:
        return self._count > 0 and bool(self._mask[row])

    def rows(self) -> NDArray[np.intp]:
        """Return the chosen rows in the order of the list; intp array of shape (m,)."""
        if not self._count:
            return np.zeros(0, np.intp)
        return self._listed[self._mask[self._listed]]

    def follow(self, items: TextColumn, listed: Rows) -> None:
        """Take up another list; among other items nothing stays chosen.

        Parameters
        ----------
        items : TextColumn
            The ids of the case; the same object as long as the items are the same.
        listed : intp array of shape (m,)
            The rows the list shows, in its order.
        """
        self._listed = listed
        if items is not self._items:
            self._items, self._from = items, None
            self._take(np.zeros(len(items), np.bool_))
        elif self._count:
            shown = np.zeros(len(self._mask), np.bool_)
            shown[listed] = True
            self._take(self._mask & shown)

    def collapse(self) -> None:
        """Choose nothing besides the current row."""
        self._from = None
        if self._count:
            self._mask[:] = False
            self._count = 0
            self.changed.emit()

    def reach(self, position: int, current: int | None, *, more: bool = False) -> None:
        """Choose from where the range began to a position.

        Parameters
        ----------
        position : int
        current : int or None
            The current row, where a range begins unless several are chosen.
        more : bool
            Keep what was chosen before.
        """
        if self._from is None or not self.several:
            self._from = current
        begin = self._position(self._from)
        begin = position if begin is None else begin
        low, high = min(begin, position), max(begin, position)
        mask = self._kept() if more else np.zeros(len(self._mask), np.bool_)
        mask[self._listed[low : high + 1]] = True
        self._take(mask)

    def toggle(self, position: int, current: int | None) -> None:
        """Choose one more row, or one less; the current one is chosen with the first.

        Parameters
        ----------
        position : int
        current : int or None
            The current row.
        """
        mask = self._kept()
        if not self.several and current is not None:
            mask[current] = True
        row = int(self._listed[position])
        mask[row] = not mask[row]
        self._from = row
        self._take(mask)

    def choose_all(self) -> None:
        """Choose every row of the list."""
        mask = np.zeros(len(self._mask), np.bool_)
        mask[self._listed] = True
        self._take(mask)

    def _kept(self) -> Mask:
        """Return what goes on being chosen: nobody sees that a row alone was."""
        return self._mask.copy() if self.several else np.zeros_like(self._mask)

    def _take(self, mask: Mask) -> None:
        self._mask, self._count = mask, int(np.count_nonzero(mask))
        self.changed.emit()

    def _position(self, row: int | None) -> int | None:
        if row is None:
            return None
        found = np.flatnonzero(self._listed == row)
        return int(found[0]) if len(found) else None
