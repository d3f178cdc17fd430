"""Files in and out, as the services need them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.progress import CancelToken, Progress
from triage_app.domain.report import ImportReport

ColumnMapping = Mapping[Field, str]


@dataclass(frozen=True)
class SourceLayout:
    """What a file looks like before its rows are read.

    Attributes
    ----------
    path : Path
    format : str
        ``"csv"``, ``"tsv"``, ``"parquet"`` or ``"jsonl"``.
    columns : tuple of str
        The columns as the file spells them, in its order.
    mapping : mapping of Field to str
        The columns recognised by their names or aliases.
    missing : tuple of str
        What a backlog needs and the names don't show, as phrases for people; empty
        when the file can be read as it is.
    preview : tuple of tuple of str
        The first few rows' cells, aligned with `columns`, for the mapping dialog.
    size : int
        Bytes.
    notes : tuple of str
        Sentences such as "Read as Windows-1252, because it is not valid UTF-8."
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    mapping: Mapping[Field, str]
    missing: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    size: int
    notes: tuple[str, ...]


class BacklogStream(Protocol):
    """A file being read: chunks of accepted rows, then the account of every row."""

    layout: SourceLayout

    def __iter__(self) -> Iterator[Backlog]:
        """Yield accepted rows in chunks, in the file's order.

        Raises
        ------
        BacklogError
            If the file turns out not to be readable; nothing was lost, nothing kept.
        CancelledError
        """

    @property
    def report(self) -> ImportReport:
        """The account; complete once the iteration has ended."""


class BacklogFormats(Protocol):
    """Files in."""

    def inspect(self, path: Path) -> SourceLayout:
        """Look at a file's head.

        Raises
        ------
        BacklogError
            If the file is missing, unreadable, or no backlog at all.
        """

    def open(
        self,
        path: Path,
        mapping: ColumnMapping | None = None,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> BacklogStream:
        """Begin to read a file, with the columns of `mapping` before those recognised.

        Raises
        ------
        BacklogError
            As `inspect`; or if `mapping` names a column that the file lacks.
        MappingNeededError
            If the names don't show an id and something to score.
        """


ExtraColumn = NDArray[np.float64] | NDArray[np.bool_] | Sequence[str | None]


class TableWriter(Protocol):
    """Files out; the ending chooses CSV, TSV, Parquet or JSON Lines.

    Every write goes to a file aside, is flushed to disk and then renamed, so that a
    file under the asked name is always whole.
    """

    def check(self, path: Path) -> None:
        """Raise `OutputError` early if a file can't be written there."""

    def write_backlog(
        self,
        path: Path,
        backlog: Backlog,
        extra: Mapping[str, ExtraColumn],
        rows: NDArray[np.intp],
        *,
        spreadsheet_safe: bool = False,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> None:
        """Write the given rows: every source column as it was, then the extra ones.

        Parameters
        ----------
        path : Path
        backlog : Backlog
        extra : mapping of str to column of length n
            Added columns by name, aligned with the backlog (not with `rows`); NaN and
            None are written as empty.
        rows : intp array of shape (m,)
            Rows of the backlog in the order wanted.
        spreadsheet_safe : bool
            For CSV and TSV: put an apostrophe before a text cell that a spreadsheet
            would run as a formula.

        Raises
        ------
        OutputError
            If the file can't be written.
        CancelledError
        """

    def write_report(self, path: Path, report: ImportReport) -> None:
        """Write an import report's issues as CSV: line, column, value, reason, outcome.

        Raises
        ------
        OutputError
        """

    def write_text(self, path: Path, text: str) -> str:
        """Write a text file; return its SHA-256 in hex.

        Raises
        ------
        OutputError
        """

    def sha256(self, path: Path) -> str:
        """Return a file's SHA-256 in hex."""
