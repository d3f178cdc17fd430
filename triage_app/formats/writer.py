"""The door for files out: CSV, TSV, Parquet and JSON Lines, chosen by the ending."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog
from triage_app.domain.errors import OutputError
from triage_app.domain.ports import ExtraColumn
from triage_app.domain.progress import (
    CancelToken,
    Progress,
    Stage,
    Step,
    no_progress,
)
from triage_app.domain.report import ImportReport
from triage_app.formats.aside import check_place, file_sha256, written_aside
from triage_app.formats.folder import folder_sha256
from triage_app.formats.outcolumns import OutColumn, out_columns
from triage_app.formats.texts import delimited_lines, json_lines

_CHUNK_ROWS = 20_000
_ROW_GROUP = 100_000


class FileWriter:
    """Writes backlogs and reports to files that are whole or not there."""

    def check(self, path: Path) -> None:
        """Raise `OutputError` early if a file can't be written there."""
        _body_for(path)
        check_place(path)

    def write_backlog(
        self,
        path: Path,
        backlog: Backlog,
        extra: Mapping[str, ExtraColumn],
        rows: NDArray[np.intp],
        *,
        spreadsheet_safe: bool = False,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> None:
        """Write the given rows: every source column as it was, then the extra ones.

        A source column whose name an extra one takes is kept as ``NAME (input)``.

        Raises
        ------
        OutputError
            If the file can't be written.
        CancelledError
        """
        body = _body_for(path)
        columns = out_columns(backlog, extra)
        cancel = cancel or CancelToken()
        job = _Job(columns, rows, spreadsheet_safe, progress, cancel)
        with written_aside(path) as file:
            body(file, job)

    def write_report(self, path: Path, report: ImportReport) -> None:
        """Write an import report's issues as CSV: line, column, value, reason, outcome.

        Formulas are made harmless: this file is for spreadsheets.

        Raises
        ------
        OutputError
        """
        names = ["line", "column", "value", "reason", "outcome"]
        with written_aside(path) as file:
            file.write((",".join(names) + "\n").encode())
            for begin in range(0, len(report.issues), _CHUNK_ROWS):
                issues = report.issues[begin : begin + _CHUNK_ROWS]
                cells = [
                    [str(issue.line) for issue in issues],
                    [issue.column for issue in issues],
                    [issue.value for issue in issues],
                    [issue.reason for issue in issues],
                    [issue.outcome.value for issue in issues],
                ]
                texts = [pa.array(column, pa.large_string()) for column in cells]
                file.write(delimited_lines(texts, ",", safe=True))

    def write_text(self, path: Path, text: str) -> str:
        """Write a text file; return its SHA-256 in hex.

        Raises
        ------
        OutputError
        """
        data = text.encode()
        with written_aside(path) as file:
            file.write(data)
        return hashlib.sha256(data).hexdigest()

    def sha256(self, path: Path) -> str:
        """Return a file's SHA-256 in hex; of a folder, that of its names and digests.

        Raises
        ------
        BacklogError
            If it can't be read.
        """
        return folder_sha256(path) if path.is_dir() else file_sha256(path)


def _write_delimited(out: IO[bytes], job: "_Job", delimiter: str) -> None:
    header = [pa.array([column.name], pa.large_string()) for column in job.columns]
    out.write(delimited_lines(header, delimiter, safe=job.safe))
    for piece in job.chunks(_CHUNK_ROWS):
        cells = [column.as_text(piece) for column in job.columns]
        out.write(delimited_lines(cells, delimiter, safe=job.safe))


def _write_csv(out: IO[bytes], job: "_Job") -> None:
    _write_delimited(out, job, ",")


def _write_tsv(out: IO[bytes], job: "_Job") -> None:
    _write_delimited(out, job, "\t")


def _write_parquet(out: IO[bytes], job: "_Job") -> None:
    kinds = [column.kind_for(job.rows) for column in job.columns]
    names = [column.name for column in job.columns]
    schema = pa.schema(list(zip(names, kinds, strict=True)))
    with pq.ParquetWriter(out, schema) as table:
        for piece in job.chunks(_ROW_GROUP):
            arrays = [
                column.as_typed(piece, kind)
                for column, kind in zip(job.columns, kinds, strict=True)
            ]
            table.write_batch(pa.record_batch(arrays, schema=schema))


def _write_json(out: IO[bytes], job: "_Job") -> None:
    kinds = [column.kind_for(job.rows) for column in job.columns]
    for piece in job.chunks(_CHUNK_ROWS):
        out.write(json_lines(job.columns, kinds, piece))


@dataclass(frozen=True)
class _Job:
    """What is to be written, and whom to tell."""

    columns: Sequence[OutColumn]
    rows: NDArray[np.intp]
    safe: bool
    progress: Progress
    cancel: CancelToken

    def chunks(self, size: int) -> Iterator[NDArray[np.intp]]:
        """Yield the rows piece by piece, telling where the work is."""
        for begin in range(0, len(self.rows), size):
            self.cancel.raise_if_cancelled()
            piece = self.rows[begin : begin + size]
            yield piece
            step = Step(Stage.WRITING, begin + len(piece), len(self.rows))
            self.progress(step)
        self.cancel.raise_if_cancelled()


_BODIES: Mapping[str, Callable[[IO[bytes], _Job], None]] = {
    ".csv": _write_csv,
    ".tsv": _write_tsv,
    ".parquet": _write_parquet,
    ".jsonl": _write_json,
}


def _body_for(path: Path) -> Callable[[IO[bytes], _Job], None]:
    body = _BODIES.get(path.suffix.lower())
    if body is None:
        raise OutputError(
            f'The ending of "{path.name}" does not say in which format to write.',
            "It can be .csv, .tsv, .parquet or .jsonl.",
        )
    return body
