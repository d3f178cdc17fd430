"""TF-IDF of hashed n-grams, made chunk by chunk so that nothing holds the program up.

scikit-learn's vectoriser keeps every n-gram of a backlog in a dictionary and hands
nothing back before it is done. Here an n-gram is a number from the start (Weinberger
et al. 2009, "Feature hashing for large scale multitask learning", ICML), so that memory
has a bound that no text can move.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.features import tokens_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BITS = 20
"""N-grams share 2 to the power of this many columns."""

_SHORTEST, _LONGEST = 3, 5
_SPACE = ord(" ")
# Odd numbers without pattern: the golden ratio's, and splitmix64's two.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]
Grams = tuple[Rows, Hashes]
"""N-grams as they come: the row each stands in, and its hash."""


def words_and_pairs(texts: Sequence[str | None]) -> Grams:
    """Hash every word, and every two neighbours.

    Parameters
    ----------
    texts : sequence of str or None, of length n
    """
    tokens = tokens_of(texts)
    lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
    rows = np.repeat(np.arange(len(tokens), dtype=np.int64), lengths)
    words = np.fromiter(
        (zlib.crc32(t.encode("utf-8", "replace")) for row in tokens for t in row),
        dtype=np.uint64,
        count=len(rows),
    )
    words = _mixed(words + np.uint64(1))
    same = rows[1:] == rows[:-1]
    pairs = _mixed(words[:-1] * _STEP + words[1:])[same]
    return np.concatenate([rows, rows[1:][same]]), np.concatenate([words, pairs])


def letters(texts: Sequence[str | None]) -> Grams:
    """Hash every three, four and five neighbouring letters of a word and its edges.

    Parameters
    ----------
    texts : sequence of str or None, of length n
    """
    padded = [f" {' '.join((text or '').lower().split())} " for text in texts]
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    rows = np.repeat(np.arange(len(padded), dtype=np.int64), lengths)
    codes = np.frombuffer(
        "".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4"
    ).astype(np.uint64)
    spaces = np.concatenate([[0], np.cumsum(codes == _SPACE)])
    found_rows, found = [], []
    window = codes.copy()
    for size in range(2, _LONGEST + 1):
        window = window[:-1] * _STEP + codes[size - 1 :]
        if size < _SHORTEST:
            continue
        last = max(len(codes) - size + 1, 0)
        # No space within: of one word, and so of one row, as each ends with a space.
        whole = spaces[size - 1 : size - 1 + last] == spaces[1 : 1 + last]
        found_rows.append(rows[:last][whole])
        found.append(_mixed(window[whole] + np.uint64(size)))
    return np.concatenate(found_rows), np.concatenate(found)


def _mixed(values: Hashes) -> Hashes:
    """Spread close numbers over all 64 bits (Steele et al. 2014, splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed


@dataclass(frozen=True, eq=False)
class _Counts:
    """How often each column's n-grams come in each row of a chunk, row by row."""

    bounds: Rows
    columns: NDArray[np.int32]
    counts: NDArray[np.float32]


class HashedTfidf:
    """Gathers n-grams chunk by chunk; then gives every row its TF-IDF of length 1.

    Parameters
    ----------
    grams : callable
        `words_and_pairs` or `letters`.
    least_rows : int
        N-grams of fewer rows are left out.
    """

    def __init__(
        self, grams: Callable[[Sequence[str | None]], Grams], least_rows: int
    ) -> None:
        self._grams = grams
        self._least_rows = least_rows
        self._documents = np.zeros(1 << BITS, dtype=np.int32)
        self._chunks: list[_Counts] = []
        self._rows = 0

    def add(self, texts: Sequence[str | None]) -> None:
        """Take the next rows."""
        rows, hashes = self._grams(texts)
        columns = (hashes >> np.uint64(64 - BITS)).astype(np.int64)
        cells, counts = np.unique((rows << BITS) | columns, return_counts=True)
        columns = cells & ((1 << BITS) - 1)
        np.add.at(self._documents, columns, 1)
        bounds = np.searchsorted(cells >> BITS, np.arange(len(texts) + 1))
        weights = (1.0 + np.log(counts)).astype(np.float32)
        self._chunks.append(_Counts(bounds, columns.astype(np.int32), weights))
        self._rows += len(texts)

    def matrix(self) -> "csr_matrix":
        """Give the rows so far, in their order; takes no more afterwards.

        Returns
        -------
        csr_matrix of float32, of shape (n, k)
            k: n-grams, or several that share a column, in at least `least_rows` rows.
        """
        from scipy.sparse import csr_matrix

        kept = self._documents >= self._least_rows
        places = (np.cumsum(kept) - 1).astype(np.int32)
        idf = np.log((1.0 + self._rows) / (1.0 + self._documents)) + 1.0
        most = sum(len(part.columns) for part in self._chunks)
        values = np.empty(most, dtype=np.float32)
        columns = np.empty(most, dtype=np.int32)
        bounds = np.zeros(self._rows + 1, dtype=np.int64)
        row = 0
        while self._chunks:
            part = self._chunks.pop(0)
            told = kept[part.columns]
            ends = np.concatenate([[0], np.cumsum(told)])[part.bounds]
            first, last = bounds[row], bounds[row] + ends[-1]
            weights = part.counts[told] * idf[part.columns[told]]
            values[first:last] = _normed(weights, ends)
            columns[first:last] = places[part.columns[told]]
            bounds[row : row + len(ends)] = first + ends
            row += len(ends) - 1
        return csr_matrix(
            (values[: bounds[-1]], columns[: bounds[-1]], bounds),
            shape=(self._rows, int(kept.sum())),
        )


def _normed(values: NDArray[np.float64], ends: Rows) -> NDArray[np.float64]:
    """Give each row's values, which end at `ends`, a length of 1."""
    squares = np.concatenate([[0.0], np.cumsum(values**2)])[ends]
    lengths = np.sqrt(np.diff(squares))
    lengths[lengths == 0] = 1.0
    normed: NDArray[np.float64] = values / np.repeat(lengths, np.diff(ends))
    return normed
