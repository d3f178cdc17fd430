"""Rows as a file held them, before anybody judged their cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from triage_app.domain.report import Issue, Outcome
from triage_app.domain.text_column import TextColumn
from triage_app.formats import without_pandas

without_pandas.keep_out()


@dataclass(frozen=True)
class RowBlock:
    """Rows of sound structure, and those beside them that were not.

    Attributes
    ----------
    columns : mapping of str to pyarrow.LargeStringArray of length n
    lines : int64 array of shape (n,)
        The line of the source on which each row begins.
    raw : callable
        Gives a row's text as the source has it.
    broken : sequence of Issue
        Rows that were quarantined already, in the order of lines.
    """

    columns: Mapping[str, pa.LargeStringArray]
    lines: NDArray[np.int64]
    raw: Callable[[int], str]
    broken: Sequence[Issue] = field(default=())

    def __len__(self) -> int:
        return len(self.lines)


def quarantined(line: int, raw: str, reason: str) -> Issue:
    """Return the issue of a row that can't be used."""
    return Issue(line, "", raw, reason, Outcome.QUARANTINED)


def from_bytes(cells: Sequence[bytes]) -> pa.LargeStringArray:
    """Make an Arrow column of cells that are valid UTF-8."""
    binary = pa.array(cells, type=pa.large_binary())
    return pa.Array.from_buffers(pa.large_string(), len(binary), binary.buffers())


def to_text(column: pa.LargeStringArray, *, empty_is_missing: bool) -> TextColumn:
    """Hand an Arrow column's buffers over as a `TextColumn`, without a copy."""
    rows = len(column)
    _, offset_buffer, data_buffer = column.buffers()
    if rows == 0 or offset_buffer is None:
        return TextColumn.all_missing(rows)
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)
    offsets = offsets[column.offset : column.offset + rows + 1]
    first, last = int(offsets[0]), int(offsets[-1])
    data = np.frombuffer(data_buffer or b"", dtype=np.uint8)[first:last]
    if first:
        offsets = offsets - first
    if empty_is_missing:
        missing = offsets[1:] == offsets[:-1]
    else:
        missing = column.is_null().to_numpy(zero_copy_only=False)
    return TextColumn(offsets, data, missing)


def to_arrow(column: TextColumn) -> pa.LargeStringArray:
    """Hand a `TextColumn`'s arrays over as an Arrow column, without a copy."""
    rows = len(column)
    validity = None
    if column.missing.any():
        packed = np.packbits(~column.missing, bitorder="little")
        validity = pa.py_buffer(packed)
    offsets = np.ascontiguousarray(column.offsets, dtype=np.int64)
    data = np.ascontiguousarray(column.data)
    buffers = [validity, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_string(), rows, buffers)
