"""Typed columns as text, faithfully: what Parquet's values look like in a backlog."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_EXACT = 2.0**53


def as_text(column: pa.Array) -> tuple[pa.LargeStringArray, list[int]]:
    """Turn a column of any type to text.

    Returns
    -------
    tuple of pyarrow.LargeStringArray and list of int
        The text, and the rows whose bytes are not UTF-8 (their text is missing).
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.large_string()), []
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    if (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    ):
        return _checked(column)
    if pa.types.is_nested(kind):
        texts = [_json(value) for value in column.to_pylist()]
        return pa.array(texts, type=pa.large_string()), []
    try:
        return column.cast(pa.large_string()), []
    except pa.ArrowNotImplementedError:
        texts = [None if v is None else str(v) for v in column.to_pylist()]
        return pa.array(texts, type=pa.large_string()), []


def _checked(column: pa.Array) -> tuple[pa.LargeStringArray, list[int]]:
    """Accept text only where it is UTF-8: Parquet files don't always keep to it."""
    binary = column.cast(pa.large_binary())
    try:
        return binary.cast(pa.large_string()), []
    except pa.ArrowInvalid:
        values = binary.to_pylist()
        bad = [row for row, value in enumerate(values) if not _is_utf8(value)]
        for row in bad:
            values[row] = None
        kept = pa.array(values, type=pa.large_binary())
        return kept.cast(pa.large_string()), bad


def _is_utf8(value: bytes | None) -> bool:
    try:
        (value or b"").decode()
    except UnicodeDecodeError:
        return False
    return True


def whole_ids(column: pa.Array) -> tuple[pa.LargeStringArray, list[int]]:
    """Turn ids that were stored as decimal numbers to text without a fraction.

    Returns
    -------
    tuple of pyarrow.LargeStringArray and list of int
        The text, and the rows whose number is no whole one or too large to be exact.
    """
    values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    missing = np.isnan(values)
    exact = (np.abs(values) < _EXACT) & (values == np.floor(values))
    whole = np.where(exact, values, 0).astype(np.int64)
    text = pa.array(whole, mask=~exact).cast(pa.large_string())
    return text, np.flatnonzero(~exact & ~missing).tolist()


def _json(value: object) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, default=str)
