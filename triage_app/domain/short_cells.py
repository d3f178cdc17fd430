"""Columns of short cells, such as ids: searched place by place over all rows."""

from dataclasses import dataclass

import numpy as np

from triage_app.domain.folded_text import Bools, Bytes, FoldedColumn

# Longer ones take more comparisons than a scan of their text.
LONGEST = 48
_ROWS_AT_ONCE = 1 << 17
# Up to this part of all rows are sooner gathered and then searched.
_FEW = 32


@dataclass(frozen=True, eq=False)
class ShortCells:
    """A folded column laid out by place: all first bytes, then all second ones.

    Attributes
    ----------
    places : uint8 array of shape (w, n)
        Zero behind the end of a cell.
    letters : frozenset of int
        The bytes that occur.
    """

    places: Bytes
    letters: frozenset[int]

    @classmethod
    def of(cls, column: FoldedColumn) -> "ShortCells | None":
        """Lay out a column; None if a cell is too long, or most are far shorter."""
        lengths = np.diff(column.starts) - 1
        longest = int(lengths.max(initial=0))
        if longest > LONGEST or longest * len(lengths) > 4 * len(column.data):
            return None
        places = np.zeros((longest, len(lengths)), np.uint8)
        for place in range(longest):
            rows = np.flatnonzero(lengths > place)
            places[place, rows] = column.data[column.starts[rows] + place]
        letters = np.flatnonzero(np.bincount(column.data, minlength=256)).tolist()
        return cls(places, frozenset(letters))

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.places.nbytes

    def contains(self, word: bytes, among: Bools | None = None) -> Bools:
        """Return where folded text occurs; bool array of shape (n,).

        Parameters
        ----------
        word : bytes
        among : bool array of shape (n,), optional
            Where anybody wants to know.
        """
        rows = self.places.shape[1]
        found = np.zeros(rows, dtype=np.bool_)
        if not self.letters.issuperset(word):
            return found
        if among is not None and int(np.count_nonzero(among)) * _FEW < rows:
            wanted = np.flatnonzero(among)
            hits = np.zeros(len(wanted), dtype=np.bool_)
            self._look(self.places.take(wanted, axis=1), word, hits)
            found[wanted] = hits
            return found
        for low in range(0, rows, _ROWS_AT_ONCE):
            part = slice(low, low + _ROWS_AT_ONCE)
            self._look(self.places[:, part], word, found[part])
        return found

    @staticmethod
    def _look(places: Bytes, word: bytes, found: Bools) -> None:
        hits, same = np.empty_like(found), np.empty_like(found)
        for begin in range(len(places) - len(word) + 1):
            np.equal(places[begin], word[0], out=hits)
            for step in range(1, len(word)):
                np.equal(places[begin + step], word[step], out=same)
                hits &= same
            found |= hits
