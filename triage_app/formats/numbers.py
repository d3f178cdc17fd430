"""Counts and durations: read at once where they are plain, one by one where not.

A count is a whole number from 0 up; thousands may be grouped by commas (``1,234``)
and a fraction of zeros is let pass (``343296.0``), but not ``12.000``, which to half
of Europe is twelve thousand. A duration is any finite number from 0 up. An empty cell
and the usual words for "not available" are missing without more ado, in these columns
alone; anything else is missing and said so.
"""

import math
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from triage_app.formats.rows import to_text

MISSING_WORDS = frozenset(
    {"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "nil", "-", "--"}
)
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_POINTED = re.compile(r"\+?[1-9][0-9]{0,2}\.000")
_SIMPLE = r"^[0-9]+(\.[0-9]*)?$"


def judge_number(text: str, *, whole: bool) -> tuple[float, str]:
    """Read one cell.

    Parameters
    ----------
    text : str
    whole : bool
        Whether it must be a whole number.

    Returns
    -------
    tuple of float and str
        The value, NaN where there is none, and why not; no reason for a missing one.
    """
    cell = text.strip()
    if cell.casefold() in MISSING_WORDS:
        return math.nan, ""
    if _GROUPED.fullmatch(cell):
        cell = cell.replace(",", "")
    if not _PLAIN.fullmatch(cell):
        finite = _INFINITE.fullmatch(cell) is None
        return math.nan, "not a number" if finite else "not a finite number"
    if whole and _POINTED.fullmatch(cell):
        return math.nan, "either a fraction of zeros or thousands"
    value = float(cell)
    if math.isinf(value):
        return math.nan, "too large for a number"
    if value < 0:
        return math.nan, "below zero"
    if whole and value != math.floor(value):
        return math.nan, "not a whole number"
    return abs(value), ""


def parse_numbers(
    column: pa.LargeStringArray, *, whole: bool
) -> tuple[NDArray[np.float64], list[tuple[int, str]]]:
    """Read a column of numbers.

    Parameters
    ----------
    column : pyarrow.LargeStringArray of length n
    whole : bool
        Whether they must be whole numbers.

    Returns
    -------
    tuple of float64 array of shape (n,) and list of tuple of int and str
        The values, NaN where missing; and the rows whose cells were not usable, with
        the reason.
    """
    filled = _without_empty(column)
    values = _integers(filled)
    if values is not None:
        sound = ~np.isnan(values)
    else:
        values = _cast(column, filled)
        sound = (values >= 0) & (values < np.inf)
        if whole:
            sound &= values == np.floor(values)
            if _may_be_pointed(column):
                sound &= values >= 1000
    unusable: list[tuple[int, str]] = []
    if sound.all():
        return values + 0.0, unusable
    given = pc.fill_null(pc.greater(pc.binary_length(column), 0), False)
    odd = ~sound & given.to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(odd).tolist():
        values[row], reason = judge_number(column[row].as_py(), whole=whole)
        if reason:
            unusable.append((row, reason))
    return values + 0.0, unusable


def _may_be_pointed(column: pa.LargeStringArray) -> bool:
    """Whether thousands may be grouped by points somewhere; cheap and cautious."""
    data = column.buffers()[2]
    return data is not None and b".000" in memoryview(data).tobytes()


def _without_empty(column: pa.LargeStringArray) -> pa.LargeStringArray:
    """Put nulls for empty cells."""
    empty = pc.equal(pc.binary_length(column), 0)
    if not pc.any(empty).as_py():
        return column
    return pc.if_else(empty, pa.scalar(None, pa.large_string()), column)


def _integers(filled: pa.LargeStringArray) -> NDArray[np.float64] | None:
    """Let Arrow read cells that are digits to the last, faster than decimals."""
    data = to_text(filled, empty_is_missing=True).data
    if (data - np.uint8(ord("0")) > 9).any():  # else it would read 0x10 as sixteen
        return None
    try:
        return _as_float64(filled.cast(pa.int64()).cast(pa.float64(), safe=False))
    except pa.ArrowInvalid:
        return None


def _cast(
    column: pa.LargeStringArray, filled: pa.LargeStringArray
) -> NDArray[np.float64]:
    """Let Arrow read the plain cells; NaN for all others."""
    try:
        numbers = filled.cast(pa.float64())
    except pa.ArrowInvalid:
        simple = pc.match_substring_regex(column, _SIMPLE)
        none = pa.scalar(None, pa.large_string())
        numbers = pc.if_else(simple, column, none).cast(pa.float64())
    return _as_float64(numbers)


def _as_float64(numbers: pa.DoubleArray) -> NDArray[np.float64]:
    return np.array(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
