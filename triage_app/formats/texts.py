"""Rows as lines of CSV, TSV and JSON Lines: a chunk at a time, in Arrow."""

import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from triage_app.formats.outcolumns import OutColumn, Rows

_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_BREAK = r"[\r\n]"
_JSON_SPECIAL = r'["\\\x00-\x1f]'


def neutral(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    formula = pc.match_substring_regex(cells, _FORMULA)
    if not pc.any(formula).as_py():
        return cells
    number = pc.match_substring_regex(cells, _NUMBER)
    risky = pc.and_(formula, pc.invert(number))
    return pc.if_else(risky, _joined(["'", cells], ""), cells)


def delimited_lines(
    columns: Sequence[pa.LargeStringArray], delimiter: str, *, safe: bool
) -> bytes:
    """Return rows as delimited text.

    A cell is quoted where it must be. A row that holds a line break is quoted in every
    cell, so that no line within it can be taken for a row of its own.

    Parameters
    ----------
    columns : sequence of pyarrow.LargeStringArray of length n
    delimiter : str
    safe : bool
        Whether formulas are made harmless.
    """
    cells = [column.fill_null("") for column in columns]
    if safe:
        cells = [neutral(column) for column in cells]
    broken = [pc.match_substring_regex(column, _BREAK) for column in cells]
    whole_rows = broken[0]
    for mask in broken[1:]:
        whole_rows = pc.or_(whole_rows, mask)
    if len(cells) == 1:
        # An empty cell alone on its line would be a blank line, and so no row.
        whole_rows = pc.or_(whole_rows, pc.equal(pc.binary_length(cells[0]), 0))
    special = rf'["{delimiter}]|^\s|\s$'
    quoted = [
        _quoted(column, pc.or_(whole_rows, pc.match_substring_regex(column, special)))
        for column in cells
    ]
    return _bytes(_joined([_joined(quoted, delimiter), "\n"], ""))


def _quoted(cells: pa.LargeStringArray, needed: pa.BooleanArray) -> pa.LargeStringArray:
    if not pc.any(needed).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    return pc.if_else(needed, _joined(['"', doubled, '"'], ""), cells)


def json_lines(
    columns: Sequence[OutColumn], kinds: Sequence[pa.DataType], rows: Rows
) -> bytes:
    """Return rows as JSON Lines; numbers bare, missing cells null."""
    parts: list[pa.Array | str] = []
    for column, kind in zip(columns, kinds, strict=True):
        cells = column.as_text(rows) if pa.types.is_string(kind) else None
        if cells is None:
            bare = column.as_typed(rows, kind).cast(pa.large_string())
        else:
            bare = _json_strings(cells)
        mark = "{" if not parts else ", "
        name = json.dumps(column.name, ensure_ascii=False)
        parts += [f"{mark}{name}: ", bare.fill_null("null")]
    return _bytes(_joined([*parts, "}\n"], ""))


def _json_strings(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    plain = _joined(['"', cells, '"'], "")
    special = pc.match_substring_regex(cells, _JSON_SPECIAL).fill_null(False)
    if not pc.any(special).as_py():
        return plain
    escaped = [
        json.dumps(text, ensure_ascii=False)
        for text in cells.filter(special).to_pylist()
    ]
    return pc.replace_with_mask(plain, special, pa.array(escaped, pa.large_string()))


def _joined(parts: Sequence[pa.Array | str], between: str) -> pa.LargeStringArray:
    kind = pa.large_string()
    sides = [pa.scalar(p, kind) if isinstance(p, str) else p for p in parts]
    return pc.binary_join_element_wise(*sides, pa.scalar(between, kind))


def _bytes(lines: pa.LargeStringArray) -> bytes:
    """Return an array's texts end to end."""
    if not len(lines):
        return b""
    _, offset_buffer, data = lines.buffers()
    offsets = memoryview(offset_buffer).cast("q")
    first, last = offsets[lines.offset], offsets[lines.offset + len(lines)]
    return bytes(memoryview(data)[first:last])
