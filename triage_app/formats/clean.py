"""The fast path: Arrow parses a block whose structure was proven sound beforehand.

The proof: taking quotes in pairs, every opening quote follows a delimiter, a line end
or the quote before it, and every closing one precedes a delimiter, a line end or the
next quote. Then pairing is what the grammar says, each line end outside the pairs ends
a record, and no line inside a quoted cell has enough delimiters to be a row by itself.
Where any of it fails the block goes the careful path, which judges each record.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from triage_app.formats.grammar import Shape

_FEED, _RETURN, _QUOTE = ord("\n"), ord("\r"), ord('"')
# Arrow would take it for a byte order mark wherever a block begins.
_MARK = b"\xef\xbb\xbf"
_Places = NDArray[np.int64]


@dataclass(frozen=True)
class CleanBlock:
    """Rows that Arrow read.

    Attributes
    ----------
    columns : list of pyarrow.LargeStringArray of length n
    starts, ends : int64 arrays of shape (n,)
        Where each record lies in the bytes, without its line end.
    line_offsets : int64 array of shape (n,)
        How many line ends come before each record.
    used, lines : int
        Bytes judged, and the line ends they hold.
    """

    columns: list[pa.LargeStringArray]
    starts: _Places
    ends: _Places
    line_offsets: _Places
    used: int
    lines: int


@dataclass(frozen=True)
class _Proof:
    cut: int
    feeds: _Places
    record_ends: _Places


def read_clean(data: bytes, shape: Shape, *, final: bool) -> CleanBlock | None:
    """Read the whole records of a block, or return None if it isn't proven sound."""
    if data.startswith(_MARK):
        return None
    if final and data and not data.endswith((b"\n", b"\r")):
        data += b"\n"
    proof = _prove(data, shape)
    if proof is None:
        return None
    starts = np.concatenate(([0], proof.record_ends[:-1] + 1))
    ends = proof.record_ends - _returns_before(data, proof.record_ends)
    filled = ends > starts
    if not filled.all():
        starts, ends = starts[filled], ends[filled]
    table = _parse(data, proof.cut, shape)
    if table is None or table.num_rows != len(starts):
        return None
    lines = np.searchsorted(proof.feeds, starts)
    columns = [_one_chunk(column) for column in table.columns]
    return CleanBlock(columns, starts, ends, lines, proof.cut, len(proof.feeds))


def _prove(data: bytes, shape: Shape) -> _Proof | None:
    array = np.frombuffer(data, dtype=np.uint8)
    feeds = np.flatnonzero(array == _FEED)
    if len(feeds) == 0:
        return None
    if b'"' not in data:
        cut = int(feeds[-1]) + 1
        return _Proof(cut, feeds, feeds) if _paired_returns(data, cut) else None
    quotes = np.flatnonzero(array == _QUOTE)
    outside = np.searchsorted(quotes, feeds) % 2 == 0
    record_ends = feeds[outside]
    if len(record_ends) == 0:
        return None
    cut = int(record_ends[-1]) + 1
    if not _paired_returns(data, cut):
        return None
    quotes, feeds = quotes[quotes < cut], feeds[feeds < cut]
    if not _quotes_are_sound(array, quotes, shape):
        return None
    if len(feeds) > len(record_ends) and _may_swallow(array[:cut], feeds, shape):
        return None
    return _Proof(cut, feeds, record_ends)


def _paired_returns(data: bytes, cut: int) -> bool:
    """Whether every carriage return belongs to a CRLF."""
    if b"\r" not in data:
        return True
    return data.count(b"\r", 0, cut) == data.count(b"\r\n", 0, cut)


def _quotes_are_sound(array: NDArray[np.uint8], quotes: _Places, shape: Shape) -> bool:
    delimiter = shape.delimiter[0]
    opening, closing = quotes[0::2], quotes[1::2]
    before = array[np.maximum(opening - 1, 0)]
    good = (before == delimiter) | (before == _FEED) | (before == _QUOTE)
    if not (good | (opening == 0)).all():
        return False
    after = array[closing + 1]
    good = (after == delimiter) | (after == _FEED) | (after == _QUOTE)
    return bool((good | (after == _RETURN)).all())


def _may_swallow(array: NDArray[np.uint8], feeds: _Places, shape: Shape) -> bool:
    """Whether a line that begins in a quoted cell has delimiters enough for a row."""
    delimiters = np.flatnonzero(array == shape.delimiter[0])
    quotes = np.flatnonzero(array == _QUOTE)
    inner = np.searchsorted(quotes, feeds) % 2 == 1
    before = np.searchsorted(delimiters, feeds)
    following = np.diff(before)
    return bool((following[inner[:-1]] >= shape.columns - 1).any())


def _returns_before(data: bytes, ends: _Places) -> NDArray[np.bool_]:
    array = np.frombuffer(data, dtype=np.uint8)
    returns: NDArray[np.bool_] = array[np.maximum(ends - 1, 0)] == _RETURN
    return returns & (ends > 0)


def _parse(data: bytes, cut: int, shape: Shape) -> pa.Table | None:
    names = [str(position) for position in range(shape.columns)]
    misfits = []

    def misfit(row: csv.InvalidRow) -> str:
        misfits.append(row.number)
        return "skip"

    try:
        table = csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(0, cut)),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=cut + 1),
            csv.ParseOptions(
                delimiter=shape.delimiter.decode("ascii"),
                newlines_in_values=True,
                invalid_row_handler=misfit,
            ),
            csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return None if misfits else table


def _one_chunk(column: pa.ChunkedArray) -> pa.LargeStringArray:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
