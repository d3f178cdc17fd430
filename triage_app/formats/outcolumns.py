"""The columns of a file to be written: every source column, then the added ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from triage_app.domain.backlog import NUMBERS, Backlog
from triage_app.domain.ports import ExtraColumn
from triage_app.domain.text_column import TextColumn
from triage_app.formats.rows import to_arrow

_EXACT = 2.0**53
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class OutColumn:
    """One column to be written.

    Attributes
    ----------
    name : str
    text : TextColumn or None
        Its cells as text; None for an added number or truth value.
    values : float64 or bool array of shape (n,), or None
        Its cells as numbers or truth values, where it has such.
    """

    name: str
    text: TextColumn | None
    values: NDArray[np.float64] | NDArray[np.bool_] | None = None

    def as_text(self, rows: Rows) -> pa.LargeStringArray:
        """Return the given rows as text, null where there is nothing."""
        if self.text is not None:
            return self._arrow.take(pa.array(rows))
        return self._typed(rows).cast(pa.large_string())

    def as_typed(self, rows: Rows, kind: pa.DataType) -> pa.Array:
        """Return the given rows as the type that `kind_for` chose."""
        if pa.types.is_string(kind):
            return self.as_text(rows).cast(kind)
        return self._typed(rows).cast(kind)

    def kind_for(self, rows: Rows) -> pa.DataType:
        """Choose a type that holds every cell of the given rows without loss.

        A source column counts as numbers only if each of its cells was read as one.
        """
        if self.values is None:
            return pa.string()
        if self.values.dtype == np.bool_:
            return pa.bool_()
        if self.text is None:
            return pa.float64()
        values = self.values[rows]
        absent = np.isnan(values)
        lengths = np.diff(self.text.offsets)[rows]
        given = ~self.text.missing[rows] & (lengths > 0)
        known = values[~absent]
        if (absent & given).any() or (known >= _EXACT).any() or not len(known):
            return pa.string()
        return pa.int64() if (known == np.floor(known)).all() else pa.float64()

    @cached_property
    def _arrow(self) -> pa.LargeStringArray:
        assert self.text is not None
        return to_arrow(self.text)

    def _typed(self, rows: Rows) -> pa.Array:
        assert self.values is not None
        return pa.array(self.values[rows], from_pandas=True)


def out_columns(backlog: Backlog, extra: Mapping[str, ExtraColumn]) -> list[OutColumn]:
    """Put the added columns after the source's; a source column makes way by name."""
    numbers = {
        name: backlog.numbers[part]
        for part, name in backlog.roles.items()
        if part in NUMBERS and part in backlog.numbers
    }
    taken = set(backlog.raw) | set(extra)
    columns = []
    for name, text in backlog.raw.items():
        kept = _free_name(name, taken) if name in extra else name
        taken.add(kept)
        columns.append(OutColumn(kept, text, numbers.get(name)))
    return columns + [_added(name, column) for name, column in extra.items()]


def _free_name(name: str, taken: set[str]) -> str:
    fresh, number = f"{name} (input)", 2
    while fresh in taken:
        fresh = f"{name} (input {number})"
        number += 1
    return fresh


def _added(name: str, column: ExtraColumn) -> OutColumn:
    if isinstance(column, np.ndarray):
        return OutColumn(name, None, column)
    return OutColumn(name, TextColumn.from_strings(column))
