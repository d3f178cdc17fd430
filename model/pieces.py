"""Cuts a column of text into pieces at its spaces; each distinct piece comes once."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_SPACE = np.uint8(ord(" "))

HIGH, LOW = np.int64(32), np.int64(0xFFFFFFFF)
"""Two counts go in one number: shift of the second, mask of the first."""

Bounds = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """Some rows' text as numbers of distinct pieces.

    A piece ends with the first ASCII space in it, or with its row: no word reaches over
    a space, nor do Python's rules for small letters, nor a broken UTF-8 sequence, so
    that a piece can be read without what stands beside it.

    Attributes
    ----------
    distinct : pyarrow.LargeBinaryArray
        Each piece once, in UTF-8.
    codes : intp array of shape (p,)
        Which of them each piece is, in the order of the text.
    bounds : int64 array of shape (n + 1,)
        Where each row's pieces begin in `codes`; the last entry is their end. A missing
        or empty row has none.
    """

    distinct: pa.LargeBinaryArray
    codes: NDArray[np.intp]
    bounds: Bounds

    @property
    def sizes(self) -> Bounds:
        """Pieces of each row; int64 array of shape (n,)."""
        return np.diff(self.bounds)

    def blocks(self, most: int) -> list[slice]:
        """Cut the rows into blocks of about so many pieces; one at least."""
        rows = len(self.bounds) - 1
        cuts = np.searchsorted(self.bounds, np.arange(most, self.bounds[-1], most))
        edges = [0, *dict.fromkeys([*cuts.tolist(), rows])]
        return [slice(start, stop) for start, stop in pairwise(edges)]

    def part(self, rows: slice) -> "Pieces":
        """Return the pieces of neighbouring rows, sharing these pieces' memory."""
        bounds = self.bounds[rows.start : rows.stop + 1]
        codes = self.codes[bounds[0] : bounds[-1]]
        return Pieces(self.distinct, codes, bounds - bounds[0])

    def of_rows(self, rows: NDArray[np.intp]) -> "Pieces":
        """Return some rows' pieces, the rows rising."""
        sizes = self.sizes
        wanted = np.zeros(len(sizes), dtype=np.bool_)
        wanted[rows] = True
        codes = self.codes[np.repeat(wanted, sizes)]
        return Pieces(self.distinct, codes, bounds_of(sizes[rows]))

    def where(self, wanted: NDArray[np.bool_]) -> "Pieces":
        """Leave out pieces; of each distinct one, `wanted` tells whether it stays."""
        if wanted.all():
            return self
        kept = np.flatnonzero(wanted[self.codes])
        bounds = np.searchsorted(kept, self.bounds)
        return Pieces(self.distinct, self.codes[kept], bounds)

    def total(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum by row what each distinct piece counts for."""
        return self.sums(values[self.codes])

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum by row what each piece counts for; int64 array of shape (n,)."""
        return np.diff(bounds_of(values)[self.bounds])


def bounds_of(sizes: NDArray[np.int64]) -> Bounds:
    """Return where groups of these sizes begin, one after another, and the end."""
    bounds = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def cut(text: pa.LargeStringArray) -> Pieces:
    """Cut rows into pieces.

    Parameters
    ----------
    text : pyarrow.LargeStringArray of length n
        Its bytes needn't be valid UTF-8.
    """
    offsets, data = _buffers(text)
    ends = offsets[1:] - offsets[0]
    sizes = np.diff(offsets)
    marks = data == _SPACE
    marks[ends[sizes > 0] - 1] = True
    cuts = np.zeros(np.count_nonzero(marks) + 1, dtype=np.int64)
    np.add(np.flatnonzero(marks), 1, out=cuts[1:])
    pieces = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(cuts) - 1, [None, pa.py_buffer(cuts), pa.py_buffer(data)]
    ).dictionary_encode()
    bounds = np.zeros(len(offsets), dtype=np.int64)
    bounds[1:] = np.searchsorted(cuts, ends)
    codes = pieces.indices.to_numpy().astype(np.intp)
    return Pieces(pieces.dictionary, codes, bounds)


def _buffers(text: pa.LargeStringArray) -> tuple[Bounds, NDArray[np.uint8]]:
    """Return a column's offsets and the bytes between the first and the last."""
    if text.null_count:
        # A missing row may lie over bytes, which are not its text.
        text = text.fill_null("")
    _, offsets, data = text.buffers()
    if not len(text) or data is None:
        return np.zeros(len(text) + 1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    bounds = np.frombuffer(offsets, dtype=np.int64)
    bounds = bounds[text.offset : text.offset + len(text) + 1]
    return bounds, np.frombuffer(data, dtype=np.uint8)[bounds[0] : bounds[-1]]
