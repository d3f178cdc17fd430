"""Rows of Parquet, turned to text; unfolded batch by batch within a byte budget."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from triage_app.domain.errors import BacklogError
from triage_app.domain.report import Issue
from triage_app.formats.celltext import as_text, whole_ids
from triage_app.formats.columns import unique_names
from triage_app.formats.rows import RowBlock, quarantined

BATCH_BYTES = 64 << 20
"""How large a batch of rows may be when unfolded, where its rows allow it."""

UNFOLDED_LIMIT = 8 << 30
"""How large the whole file may be when unfolded."""

_TEXT = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
FLOAT_ID_NOTE = (
    'The ids in "{name}" are stored as decimal numbers; they are read as whole ones.'
)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        # Arrow reports a damaged file as any of these, by what it trips over.
        reason = str(error).splitlines()[0][:200] if str(error) else "no reason given"
        raise BacklogError(
            f'"{path.name}" is a damaged Parquet file.',
            f"The library that reads it says: {reason}.",
            "Ask for the file again.",
        ) from error


class ParquetRows:
    """The rows of a Parquet file, in blocks; a row's line is its number from 1.

    Parameters
    ----------
    path : Path
        The file's name, for sentences.
    file : binary file
    id_column : str
        Under its unique name; empty if it isn't known.
    rows : int
        The most rows in a block.
    batch_bytes, unfolded_limit : int
        The byte budgets of a batch and of the whole file.

    Attributes
    ----------
    names : tuple of str
    notes : list of str
    total : int
        How many rows the file says it has.

    Raises
    ------
    BacklogError
        If it isn't a sound Parquet file.
    """

    def __init__(
        self,
        path: Path,
        file: IO[bytes],
        id_column: str = "",
        rows: int = 10_000,
        *,
        batch_bytes: int = BATCH_BYTES,
        unfolded_limit: int = UNFOLDED_LIMIT,
    ) -> None:
        self._path = path
        self._id = id_column
        self._rows = rows
        self._batch_bytes = batch_bytes
        self._left = unfolded_limit
        with _translated(path):
            schema = pq.read_schema(file)
            file.seek(0)
            folded = [field.name for field in schema if field.type in _TEXT]
            # Read ahead in Arrow's threads, a whole row group would lie in memory, and
            # one of them could let go of Python's bytes when the interpreter has ended.
            self._file = pq.ParquetFile(file, read_dictionary=folded, pre_buffer=False)
        self.names, self.notes = unique_names(schema.names)
        self.total = int(self._file.metadata.num_rows)

    def __iter__(self) -> Iterator[RowBlock]:
        """Yield blocks until the file ends.

        Raises
        ------
        BacklogError
            If the file is damaged, or would unfold beyond the budget.
        """
        line = 1
        batches = self._batches()
        while True:
            with _translated(self._path):
                batch = next(batches, None)
            if batch is None:
                return
            for part in self._parts(batch):
                yield self._block(part, line)
                line += part.num_rows

    def preview(self, rows: int) -> tuple[tuple[str, ...], ...]:
        """Return the first rows' cells as text."""
        with _translated(self._path):
            batch = next(self._batches(), None)
        if batch is None:
            return ()
        first = next(self._parts(batch.slice(0, rows)))
        with _translated(self._path):
            columns = [as_text(column)[0].to_pylist() for column in first.columns]
        cells = [[(text or "")[:400] for text in column] for column in columns]
        return tuple(zip(*cells, strict=True))

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """Return batches whose pages, at least, unfold within the budget."""
        metadata = self._file.metadata
        heaviest = 0
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            heaviest = max(heaviest, group.total_byte_size // max(group.num_rows, 1))
        if heaviest > self._batch_bytes:
            raise self._too_large(heaviest, "A row")
        size = min(self._rows, max(1, self._batch_bytes // max(heaviest, 1)))
        batches: Iterator[pa.RecordBatch] = self._file.iter_batches(
            batch_size=size, use_threads=False
        )
        return batches

    def _parts(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Cut a batch so that each part's texts stay within the budget."""
        weights = np.zeros(batch.num_rows, dtype=np.int64)
        with _translated(self._path):
            for column in batch.columns:
                weights += _weights(column)
        if len(weights) and weights.max() > self._batch_bytes:
            raise self._too_large(int(weights.max()), "A row")
        self._left -= int(weights.sum())
        if self._left < 0:
            raise self._too_large(UNFOLDED_LIMIT, "The file")
        begin = 0
        filled = np.cumsum(weights)
        while begin < batch.num_rows:
            before = filled[begin - 1] if begin else 0
            end = int(np.searchsorted(filled, before + self._batch_bytes, "right"))
            end = max(end, begin + 1)
            yield batch.slice(begin, end - begin)
            begin = end

    def _too_large(self, size: int, what: str) -> BacklogError:
        return BacklogError(
            f'"{self._path.name}" unfolds to more than this program takes in.',
            f"{what} needs more than {max(size >> 20, 1)} MB when unpacked.",
            "Split the file, or leave out the columns that are so large.",
        )

    def _block(self, batch: pa.RecordBatch, line: int) -> RowBlock:
        columns: dict[str, pa.LargeStringArray] = {}
        broken: dict[int, Issue] = {}
        with _translated(self._path):
            for name, column in zip(self.names, batch.columns, strict=True):
                if name == self._id and pa.types.is_floating(column.type):
                    self._note(FLOAT_ID_NOTE.format(name=name))
                    text, bad = whole_ids(column)
                    reason = "id stored as a decimal number, so it isn't exact"
                else:
                    text, bad = as_text(column)
                    reason = f'bytes in "{name}" that are not UTF-8 text'
                columns[name] = text
                for row in bad:
                    issue = quarantined(line + row, _row_text(batch, row), reason)
                    broken.setdefault(row, issue)
        lines = np.arange(line, line + batch.num_rows, dtype=np.int64)
        return _without(columns, lines, batch, broken)

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _weights(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return about how many bytes each value of a column needs as text."""
    if pa.types.is_dictionary(column.type) and column.type.value_type in _TEXT:
        sizes = pc.binary_length(column.dictionary.cast(pa.large_binary()))
        lengths = sizes.cast(pa.int64()).take(column.indices)
        return np.asarray(lengths.fill_null(0), dtype=np.int64)
    each = column.nbytes // max(len(column), 1)
    return np.full(len(column), each, dtype=np.int64)


def _row_text(batch: pa.RecordBatch, row: int) -> str:
    names = batch.schema.names
    cells = {name: batch.column(i)[row].as_py() for i, name in enumerate(names)}
    return json.dumps(cells, ensure_ascii=False, default=str)


def _without(
    columns: dict[str, pa.LargeStringArray],
    lines: np.ndarray[tuple[int], np.dtype[np.int64]],
    batch: pa.RecordBatch,
    broken: dict[int, Issue],
) -> RowBlock:
    """Leave the broken rows out of a block."""
    places = np.arange(len(lines))
    if broken:
        places = np.setdiff1d(places, list(broken))
        columns = {name: column.take(places) for name, column in columns.items()}
        lines = lines[places]

    def raw(row: int) -> str:
        return _row_text(batch, int(places[row]))

    issues = [broken[row] for row in sorted(broken)]
    return RowBlock(columns, lines, raw, issues)
