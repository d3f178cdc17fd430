"""The fast path of JSON Lines: Arrow parses a block of plain objects, one to a line.

The proof that it reads what the careful path would: each line begins with a brace and
ends with one, and Arrow found as many objects as there are lines. An object can't run
over a line's end then, since between ``}`` and ``{`` within one there would be a comma,
so that no line has two. Every column has one type, and whatever isn't spelt as we
would spell it again (decimals, nested values, ``-0``) makes Arrow refuse or is looked
for; then the block goes the careful path.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import json

_FEED, _RETURN, _OPEN, _CLOSE = b"\n\r{}"
_MINUS_ZERO = re.compile(rb":\s*-0")
_LARGEST = 1 << 30
Places = NDArray[np.int64]


@dataclass(frozen=True)
class PlainBlock:
    """Rows that Arrow read.

    Attributes
    ----------
    columns : list of pyarrow.LargeStringArray of length n
    starts, ends : int64 arrays of shape (n,)
        Where each row lies in the bytes, without its line end.
    line_offsets : int64 array of shape (n,)
        How many line ends come before each row.
    """

    columns: list[pa.LargeStringArray]
    starts: Places
    ends: Places
    line_offsets: Places


def kind_of(value: object, number: type[str]) -> pa.DataType | None:
    """Return the type of a column that such a value can stand in, None if none can.

    Parameters
    ----------
    value : object
        As the careful path's decoder gives it.
    number : type
        What that decoder makes of numbers.
    """
    if isinstance(value, bool):
        return pa.bool_()
    if isinstance(value, number):
        return pa.int64() if value.lstrip("-").isdecimal() else None
    return pa.large_string() if isinstance(value, str) else None


def read_plain(
    data: bytes, names: Iterable[str], kinds: Mapping[str, pa.DataType]
) -> PlainBlock | None:
    """Read whole lines, or return None where they aren't proven plain.

    Parameters
    ----------
    data : bytes
        UTF-8; it ends with a line end, or where the file does.
    names : iterable of str
        All columns there may be.
    kinds : mapping of str to pyarrow.DataType
        Their types; a column without one holds text.
    """
    starts, ends = _lines(data)
    filled = np.flatnonzero(ends > starts)
    if len(filled) < len(starts):
        starts, ends = starts[filled], ends[filled]
    array = np.frombuffer(data, dtype=np.uint8)
    braced = (array[starts] == _OPEN) & (array[ends - 1] == _CLOSE)
    if not len(starts) or not braced.all() or len(data) > _LARGEST:
        return None
    if b"-0" in data and _MINUS_ZERO.search(data):
        return None
    fields = [(name, kinds.get(name, pa.large_string())) for name in names]
    table = _parse(data, pa.schema(fields))
    if table is None or table.num_rows != len(starts):
        return None
    columns = [column.combine_chunks() for column in table.columns]
    texts = [column.cast(pa.large_string()) for column in columns]
    return PlainBlock(texts, starts, ends, filled)


def _lines(data: bytes) -> tuple[Places, Places]:
    """Return where each line begins, and where its text ends."""
    array = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(array == _FEED)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1] + 1))
    returned = array[np.maximum(ends - 1, 0)] == _RETURN
    return starts, ends - (returned & (ends > starts))


def _parse(data: bytes, schema: pa.Schema) -> pa.Table | None:
    try:
        return json.read_json(
            pa.BufferReader(data),
            json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            json.ParseOptions(
                explicit_schema=schema, unexpected_field_behavior="error"
            ),
        )
    except pa.ArrowInvalid:
        return None
