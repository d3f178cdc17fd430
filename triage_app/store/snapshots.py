"""Immutable Parquet files: an import's rows as they were, and their scores."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn

_META = b"claim-triage"
_LINE = "line"
_OUTSIDE = "outside"
_HEADS = ("p_claim", "p_text", "p_engagement")


class SnapshotError(ValueError):
    """A Parquet file isn't a snapshot as this program writes it."""


def backlog_writer(backlog: Backlog) -> Callable[[Path], None]:
    """Return what writes a backlog to the path that it is given.

    Source columns are named ``text_0``, ``text_1``, ... in the file, since theirs may
    be empty or strange; their names and roles stand in its metadata as JSON.
    """
    columns = {f"text_{i}": _to_arrow(c) for i, c in enumerate(backlog.raw.values())}
    for part, values in backlog.numbers.items():
        columns[f"number_{part.value}"] = pa.array(values, pa.float64())
    columns[_LINE] = pa.array(backlog.lines, pa.int64())
    meta = {
        "names": list(backlog.raw),
        "roles": {part.value: name for part, name in backlog.roles.items()},
        "numbers": [part.value for part in backlog.numbers],
    }
    return _writer(columns, meta)


def scores_writer(scores: Scores) -> Callable[[Path], None]:
    """Return what writes scores to the path that it is given."""
    columns = {n: pa.array(getattr(scores, n), pa.float64()) for n in _HEADS}
    columns[_OUTSIDE] = pa.array(scores.outside, pa.bool_())
    return _writer(columns, {"model_id": scores.model_id})


def read_backlog(path: Path) -> Backlog:
    """Read a backlog back, exactly as it was.

    Raises
    ------
    SnapshotError
        If the file holds something else.
    OSError, pyarrow.ArrowException
        If it can't be read or is damaged.
    """
    table, meta = _read(path)
    try:
        names, parts = list(meta["names"]), [Field(part) for part in meta["numbers"]]
        roles = {Field(part): str(name) for part, name in meta["roles"].items()}
        raw = {
            str(name): _from_arrow(_column(table, f"text_{i}", pa.large_string()))
            for i, name in enumerate(names)
        }
        numbers = {p: _floats(table, f"number_{p.value}") for p in parts}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"{path.name} holds columns that no backlog has."
        raise SnapshotError(message) from error
    if not set(roles.values()) <= set(raw):
        message = f"{path.name} lacks a column that it names."
        raise SnapshotError(message)
    lines = _column(table, _LINE, pa.int64()).to_numpy()
    return Backlog(raw, roles, numbers, lines)


def read_scores(path: Path) -> Scores:
    """Read scores back, exactly as they were.

    Raises
    ------
    SnapshotError, OSError, pyarrow.ArrowException
        As `read_backlog`.
    """
    table, meta = _read(path)
    heads = [_floats(table, name) for name in _HEADS]
    if any(((head < 0.0) | (head > 1.0)).any() for head in heads):
        message = f"{path.name} holds scores that are no probabilities."
        raise SnapshotError(message)
    p_claim, p_text, p_engagement = heads
    if _OUTSIDE in table.column_names:
        column = _column(table, _OUTSIDE, pa.bool_())
        if column.null_count:
            message = f"{path.name} doesn't say of every item whether it is outside."
            raise SnapshotError(message)
        outside = column.to_numpy(zero_copy_only=False).astype(np.bool_)
        stale = np.zeros(len(p_claim), dtype=np.bool_)
    else:  # kept before there was a guard: nobody knows, so people look
        outside = stale = np.ones(len(p_claim), dtype=np.bool_)
    model_id = str(meta.get("model_id", ""))
    return Scores(p_claim, p_text, p_engagement, outside, model_id, stale)


def row_count(path: Path) -> int:
    """Return a Parquet file's rows without reading them.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If it can't be read or is damaged.
    """
    with path.open("rb") as file:
        return int(pq.read_metadata(file).num_rows)


def _writer(columns: dict[str, Any], meta: object) -> Callable[[Path], None]:
    table = pa.table(columns).replace_schema_metadata({_META: json.dumps(meta)})

    def write(path: Path) -> None:
        with path.open("wb") as file:  # Arrow itself takes no path that isn't UTF-8
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)

    return write


def _read(path: Path) -> tuple[Any, dict[str, Any]]:
    with (
        _opened(path) as source,
        pq.ParquetFile(source, page_checksum_verification=True) as file,
    ):
        table = file.read()
    try:
        meta = json.loads((table.schema.metadata or {})[_META])
    except (KeyError, ValueError, RecursionError) as error:
        message = f"{path.name} isn't one of this program's files."
        raise SnapshotError(message) from error
    if not isinstance(meta, dict):
        message = f"{path.name} doesn't say what its columns are."
        raise SnapshotError(message)
    return table, meta


def _opened(path: Path) -> Any:  # noqa: ANN401  # pyarrow has no types
    """Open a file for Arrow's own threads, without anything of Python's in it.

    They may let go of the last piece of it when the interpreter is ending already, and
    where that piece is Python's the program aborts: status 134 after a command is done.
    """
    with path.open("rb") as file:  # what can't be opened is told as anywhere else
        try:
            return pa.OSFile(str(path), "rb")
        except UnicodeEncodeError:  # Arrow takes no path that isn't UTF-8
            return pa.BufferReader(_native(file.read()))


def _native(data: bytes) -> Any:  # noqa: ANN401
    """Copy bytes into memory that is Arrow's own."""
    buffer = pa.allocate_buffer(len(data))
    memoryview(buffer).cast("b").cast("B")[:] = data
    return buffer


def _column(table: Any, name: str, kind: Any) -> Any:  # noqa: ANN401  # pyarrow
    """Return a column as one array, if it is of the kind that was written."""
    if name not in table.column_names or table.column(name).type != kind:
        message = f"The column {name} isn't as it was written."
        raise SnapshotError(message)
    column = table.column(name)
    # Arrow copies what is in one piece already, and that may be all of a backlog.
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _floats(table: Any, name: str) -> NDArray[np.float64]:  # noqa: ANN401  # pyarrow
    values: NDArray[np.float64] = _column(table, name, pa.float64()).to_numpy(
        zero_copy_only=False
    )
    return values


def _to_arrow(column: TextColumn) -> Any:  # noqa: ANN401  # pyarrow has no types
    rows = len(column)
    offsets = np.ascontiguousarray(column.offsets, dtype=np.int64)
    present = pa.array(~column.missing, pa.bool_()).buffers()[1] if rows else None
    return pa.LargeStringArray.from_buffers(
        rows, pa.py_buffer(offsets), pa.py_buffer(column.data), present
    )


def _from_arrow(array: Any) -> TextColumn:  # noqa: ANN401  # pyarrow has no types
    rows, start = len(array), array.offset
    _, offsets, data = array.buffers()
    if rows == 0 or offsets is None:
        return TextColumn.all_missing(rows)
    bounds = np.frombuffer(offsets, dtype=np.int64)[start : start + rows + 1]
    present = np.frombuffer(b"" if data is None else data, dtype=np.uint8)
    missing = np.asarray(array.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
    for values in (bounds, present, missing):
        values.flags.writeable = False
    return TextColumn(bounds, present, missing)
