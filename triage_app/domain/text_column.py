"""A column of text as three arrays, in Arrow's layout: no Python object per row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK_ROWS = 65_536


@dataclass(frozen=True, eq=False)
class TextColumn:
    """Immutable UTF-8 text, one value a row, some of them missing.

    The layout is Arrow's ``large_string``, so a reader hands its buffers over without
    a copy; a `str` is made only for a row that somebody looks at.

    Attributes
    ----------
    offsets : int64 array of shape (n + 1,)
        Where each row's bytes begin in `data`; the last entry is their end.
    data : uint8 array
        The rows' UTF-8 bytes, one after another.
    missing : bool array of shape (n,)
        True where the row has no value; an empty text is a value.
    """

    offsets: NDArray[np.int64]
    data: NDArray[np.uint8]
    missing: NDArray[np.bool_]

    @classmethod
    def from_strings(cls, values: Iterable[str | None]) -> "TextColumn":
        """Build a column from Python strings; lone surrogates are replaced."""
        encoded = [
            None if value is None else value.encode("utf-8", "replace")
            for value in values
        ]
        lengths = [0 if value is None else len(value) for value in encoded]
        return cls(
            _offsets(np.asarray(lengths, dtype=np.int64)),
            np.frombuffer(b"".join(v for v in encoded if v), dtype=np.uint8),
            np.array([value is None for value in encoded], dtype=np.bool_),
        )

    @classmethod
    def all_missing(cls, rows: int) -> "TextColumn":
        """Build a column of `rows` missing values."""
        return cls(
            np.zeros(rows + 1, dtype=np.int64),
            np.zeros(0, dtype=np.uint8),
            np.ones(rows, dtype=np.bool_),
        )

    @classmethod
    def concat(cls, columns: Sequence["TextColumn"]) -> "TextColumn":
        """Join columns end to end."""
        if len(columns) == 1:
            return columns[0]
        if not columns:
            return cls.all_missing(0)
        offsets = np.zeros(1 + sum(map(len, columns)), dtype=np.int64)
        parts, row, filled = [], 0, 0
        for column in columns:
            first, last = int(column.offsets[0]), int(column.offsets[-1])
            ends = offsets[row + 1 : row + 1 + len(column)]
            np.add(column.offsets[1:], filled - first, out=ends)
            parts.append(column.data[first:last])
            row, filled = row + len(column), filled + last - first
        missing = np.concatenate([column.missing for column in columns])
        return cls(offsets, np.concatenate(parts), missing)

    def __len__(self) -> int:
        return len(self.missing)

    def __getitem__(self, row: int) -> str | None:
        if self.missing[row]:
            return None
        row = range(len(self))[row]
        piece = self.data[self.offsets[row] : self.offsets[row + 1]]
        return piece.tobytes().decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.to_list())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TextColumn):
            return NotImplemented
        return self.to_list() == other.to_list()

    __hash__ = None  # type: ignore[assignment]  # columns are values, not keys

    def to_list(self) -> list[str | None]:
        """Every value as a Python string; for chunks, not for a whole backlog."""
        blob = self.data.tobytes()
        bounds = self.offsets.tolist()
        return [
            None if gone else blob[start:end].decode("utf-8", "replace")
            for gone, start, end in zip(
                self.missing.tolist(), bounds, bounds[1:], strict=False
            )
        ]

    def slice(self, start: int, stop: int) -> "TextColumn":
        """Rows `start` to `stop`, sharing this column's bytes."""
        first, last = self.offsets[start], self.offsets[stop]
        return TextColumn(
            self.offsets[start : stop + 1] - first,
            self.data[first:last],
            self.missing[start:stop],
        )

    def take(self, rows: NDArray[np.intp]) -> "TextColumn":
        """The given rows, in the given order; not tied to the others' memory."""
        if in_a_row(rows):
            if len(rows) == len(self):
                return self
            piece = self.slice(int(rows[0]), int(rows[-1]) + 1)
            return TextColumn(piece.offsets, piece.data.copy(), np.array(piece.missing))
        lengths = np.diff(self.offsets)[rows]
        offsets = _offsets(lengths)
        data = np.empty(int(offsets[-1]), dtype=np.uint8)
        for begin in range(0, len(rows), _BLOCK_ROWS):
            end = min(begin + _BLOCK_ROWS, len(rows))
            block = lengths[begin:end]
            shift = self.offsets[rows[begin:end]] - offsets[begin:end]
            source = np.repeat(shift, block)
            source += np.arange(offsets[begin], offsets[end])
            data[offsets[begin] : offsets[end]] = self.data[source]
        return TextColumn(offsets, data, self.missing[rows])

    def same(
        self,
        rows: NDArray[np.intp],
        other: "TextColumn",
        other_rows: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Where rows of this column hold what rows of another hold, byte for byte.

        Parameters
        ----------
        rows, other_rows : intp arrays of shape (m,)
            What is compared with what; missing is the same as empty.
        """
        lengths = self._lengths()[rows]
        result: NDArray[np.bool_] = lengths == other._lengths()[other_rows]
        alike = np.flatnonzero(result & (lengths > 0))
        for begin in range(0, len(alike), _BLOCK_ROWS):
            some = alike[begin : begin + _BLOCK_ROWS]
            here, there = self.take(rows[some]), other.take(other_rows[some])
            unlike = np.flatnonzero(here.data != there.data)
            changed = np.searchsorted(here.offsets, unlike, "right") - 1
            result[some[changed]] = False
        return result

    def _lengths(self) -> NDArray[np.int64]:
        return np.where(self.missing, 0, np.diff(self.offsets))

    def blank(self) -> NDArray[np.bool_]:
        """Where a row is missing or holds no visible character but ASCII spaces."""
        visible = self.data > ord(" ")
        counts = np.concatenate(([0], np.cumsum(visible, dtype=np.int64)))
        filled = counts[self.offsets[1:]] > counts[self.offsets[:-1]]
        return self.missing | ~filled


def in_a_row(rows: NDArray[np.intp]) -> bool:
    """Whether rows follow one another without a gap."""
    if not len(rows) or rows[0] < 0 or rows[-1] - rows[0] != len(rows) - 1:
        return False
    return bool((rows[1:] - rows[:-1] == 1).all())


def _offsets(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets
