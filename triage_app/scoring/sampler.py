"""Writes synthetic backlogs to files, block by block."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
from pyarrow import csv, parquet

from model.synthetic import ARROW_SCHEMA, blocks
from triage_app.domain.errors import OutputError
from triage_app.domain.progress import (
    CancelToken,
    Progress,
    Stage,
    Step,
    no_progress,
)


class _BlockWriter(Protocol):
    def write_batch(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


class _JsonLines:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write_batch(self, batch: pa.RecordBatch) -> None:
        lines = (json.dumps(row, ensure_ascii=False) for row in batch.to_pylist())
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        self._file.flush()


def _delimited(delimiter: str) -> Callable[[BinaryIO], Any]:
    options = csv.WriteOptions(delimiter=delimiter)
    return lambda file: csv.CSVWriter(file, ARROW_SCHEMA, write_options=options)


_WRITERS: dict[str, Callable[[BinaryIO], _BlockWriter]] = {
    ".csv": _delimited(","),
    ".tsv": _delimited("\t"),
    ".parquet": lambda file: parquet.ParquetWriter(file, ARROW_SCHEMA),
    ".jsonl": _JsonLines,
    ".ndjson": _JsonLines,
}


class BacklogSampler:
    """Makes synthetic backlogs; fulfils `domain.ports.Sampler`."""

    def write_sample(
        self,
        path: Path,
        rows: int,
        seed: int,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> int:
        """Write a synthetic backlog by the path's ending; return its rows.

        The file is written aside and then renamed, so that one under the asked name is
        always whole.

        Raises
        ------
        OutputError
            If it can't be written, or the ending, the rows or the seed can't be used.
        CancelledError
        """
        _check(path, rows, seed)
        aside = path.with_name(f".{path.name}.part")
        try:
            with aside.open("wb") as file:
                _write(file, path.suffix.lower(), rows, seed, progress, cancel)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except OSError as error:
            raise OutputError(
                f"The sample can't be written to {path}.",
                f"{error.strerror or error}.",
            ) from error
        finally:
            _remove(aside)
        return rows


def _check(path: Path, rows: int, seed: int) -> None:
    if path.suffix.lower() not in _WRITERS:
        raise OutputError(
            f"A sample can't be written as {path.suffix or 'a file without ending'}.",
            "",
            f"Give a name that ends in {', '.join(_WRITERS)}.",
        )
    if not 0 < rows < 2**32 or not 0 <= seed < 2**63:
        raise OutputError(
            f"A sample of {rows:,} rows with seed {seed} can't be made.",
            "There must be at least one row, and the seed must be 0 or more.",
        )


def _write(
    file: BinaryIO,
    ending: str,
    rows: int,
    seed: int,
    progress: Progress,
    cancel: CancelToken | None,
) -> None:
    writer, done = _WRITERS[ending](file), 0
    progress(Step(Stage.WRITING, 0, rows))
    try:
        for block in blocks(rows, seed):
            if cancel is not None:
                cancel.raise_if_cancelled()
            writer.write_batch(block)
            done += len(block)
            progress(Step(Stage.WRITING, done, rows))
    finally:
        writer.close()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
