"""Columns that grow at their end while rows come in, and can be shown at any moment.

What is shown is a view: rows that come later are written behind it, never over it. Room
is taken for as many rows as the whole is likely to have; memory that nothing was
written to costs only addresses, so a good guess saves every later copy.
"""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from triage_app.domain.backlog import Backlog
from triage_app.domain.text_column import TextColumn

_GROWTH = 1.5
_MARGIN = 1.25

S = TypeVar("S", bound=np.generic)


class GrowingArray(Generic[S]):
    """An array that grows at its end.

    Parameters
    ----------
    values : array of shape (n, ...)
        What it begins with.
    """

    def __init__(self, values: NDArray[S]) -> None:
        self._held = values
        self._used = len(values)

    def __len__(self) -> int:
        return self._used

    @classmethod
    def empty(cls, dtype: DTypeLike, *shape: int) -> "GrowingArray[Any]":
        """Begin with nothing; `shape` is that of one entry."""
        return GrowingArray(np.empty((0, *shape), dtype=dtype))

    @property
    def values(self) -> NDArray[S]:
        """What has come in so far: a view that stays as it is."""
        return self._held[: self._used]

    def room(self, entries: int, share: float | None = None) -> NDArray[S]:
        """Make the array longer; return its new end, to be written to at once.

        Parameters
        ----------
        entries : int
        share : float, optional
            Which part of the whole, in 0..1, will be there then; None if unknown.
        """
        needed = self._used + entries
        if needed > len(self._held):
            self._grow(needed, share)
        fresh = self._held[self._used : needed]
        self._used = needed
        return fresh

    def extend(self, values: NDArray[S], share: float | None = None) -> None:
        """Put values behind those that are there."""
        self.room(len(values), share)[:] = values

    def _grow(self, needed: int, share: float | None) -> None:
        wanted = int(needed * _GROWTH)
        likely = int(needed / share * _MARGIN) if share else wanted
        shape, dtype = self._held.shape[1:], self._held.dtype
        try:
            held = np.empty((max(wanted, likely), *shape), dtype=dtype)
        except MemoryError:  # the guess was too large for this machine
            held = np.empty((wanted, *shape), dtype=dtype)
        held[: self._used] = self.values
        self._held = held


class GrowingText:
    """A column of text that grows at its end."""

    def __init__(self) -> None:
        self._offsets = GrowingArray(np.zeros(1, dtype=np.int64))
        self._data = GrowingArray[np.uint8].empty(np.uint8)
        self._missing = GrowingArray[np.bool_].empty(np.bool_)

    def extend(self, column: TextColumn, share: float | None = None) -> None:
        """Put a column's rows behind those that are there."""
        first, last = int(column.offsets[0]), int(column.offsets[-1])
        shift = len(self._data) - first
        ends = self._offsets.room(len(column), share)
        np.add(column.offsets[1:], shift, out=ends)
        self._data.extend(column.data[first:last], share)
        self._missing.extend(column.missing, share)

    @property
    def column(self) -> TextColumn:
        """The rows so far."""
        return TextColumn(self._offsets.values, self._data.values, self._missing.values)


class _Stretch:
    """Rows of chunks that have the same columns in the same parts."""

    def __init__(self, like: Backlog) -> None:
        self.layout = _layout(like)
        self._roles = dict(like.roles)
        self._raw = {name: GrowingText() for name in like.raw}
        self._numbers: Mapping[Any, GrowingArray[Any]] = {
            part: GrowingArray.empty(np.float64) for part in like.numbers
        }
        self._lines = GrowingArray[np.int64].empty(np.int64)

    def extend(self, chunk: Backlog, share: float | None) -> None:
        for name, column in self._raw.items():
            column.extend(chunk.raw[name], share)
        for part, values in self._numbers.items():
            values.extend(chunk.numbers[part], share)
        self._lines.extend(chunk.lines, share)

    @property
    def backlog(self) -> Backlog:
        return Backlog(
            {name: text.column for name, text in self._raw.items()},
            self._roles,
            {part: grown.values for part, grown in self._numbers.items()},
            self._lines.values,
        )


class GrowingBacklog:
    """A backlog that grows chunk by chunk into what `Backlog.concat` would join."""

    def __init__(self) -> None:
        self._closed: list[Backlog] = []
        self._open: _Stretch | None = None
        self.rows = 0

    def extend(self, chunk: Backlog, share: float | None = None) -> None:
        """Put a chunk's rows behind those that are there.

        Parameters
        ----------
        chunk : Backlog
            Copied, so that what it was cut from can go.
        share : float, optional
            Which part of all rows, in 0..1, will be there then; None if unknown.
        """
        if self._open is None or self._open.layout != _layout(chunk):
            if self._open is not None:
                self._closed.append(_compact(self._open.backlog))
            self._open = _Stretch(chunk)
        self._open.extend(chunk, share)
        self.rows += len(chunk)

    @property
    def backlog(self) -> Backlog:
        """The rows so far; without a copy where all chunks had the same columns."""
        stretches = [] if self._open is None else [self._open.backlog]
        return Backlog.concat([*self._closed, *stretches])


def _layout(chunk: Backlog) -> tuple[object, ...]:
    return tuple(chunk.raw), tuple(chunk.roles.items()), tuple(chunk.numbers)


def _compact(backlog: Backlog) -> Backlog:
    """Return a copy that keeps no room."""
    raw = {
        name: TextColumn(text.offsets.copy(), text.data.copy(), text.missing.copy())
        for name, text in backlog.raw.items()
    }
    numbers = {part: values.copy() for part, values in backlog.numbers.items()}
    return Backlog(raw, backlog.roles, numbers, backlog.lines.copy())
