"""How one import is kept: three files on disk first, then the rows that name them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, RowMapping

from triage_app.domain.backlog import Backlog
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import ImportedBacklog
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.store import records, schema
from triage_app.store.errors import file_damaged, translated
from triage_app.store.files import file_name, inside, write_aside
from triage_app.store.logs import IMPORTS, SCORE_SETS, Fields
from triage_app.store.reports import report_writer
from triage_app.store.snapshots import backlog_writer, scores_writer

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_Read = TypeVar("_Read", Backlog, Scores)


@dataclass(frozen=True, slots=True)
class Files:
    """One text for each file of an import: its name, or its digest."""

    snapshot: str
    scores: str
    report: str


def check(imported: ImportedBacklog, backlog: Backlog, scores: Scores) -> None:
    """Refuse what a caller must not ask for.

    Raises
    ------
    ValueError
        If the rows, scores and counts don't agree, or the id is no plain word.
    """
    if not _ID.fullmatch(imported.backlog_id):
        message = f"A backlog can't be kept under {imported.backlog_id!r}."
        raise ValueError(message)
    if not len(backlog) == len(scores) == imported.added:
        message = (
            f"{imported.added} rows were to be added, with {len(backlog)} rows "
            f"and {len(scores)} scores."
        )
        raise ValueError(message)


def names(backlog_id: str, model_id: str) -> Files:
    """Return the names that an import's files have inside the workspace."""
    scored = file_name(backlog_id, model_id, ending="parquet")
    return Files(
        snapshot=f"snapshots/{file_name(backlog_id, ending='parquet')}",
        scores=f"scores/{scored}",
        report=f"reports/{file_name(backlog_id, ending='csv')}",
    )


def find(connection: Connection, backlog_id: str) -> RowMapping | None:
    """Return an import's row, if it is there."""
    return IMPORTS.newest(connection, schema.imports.c.backlog_id == backlog_id)


def again(folder: Path, row: RowMapping, kept: ImportedBacklog) -> ImportedBacklog:
    """Return an import that is tried again.

    Raises
    ------
    WorkspaceError
        If the one that is there is another.
    """
    there = records.import_from(row, folder)
    if there != kept:
        raise WorkspaceError(
            "The backlog was not kept, because another one has its number.",
            f"The workspace holds another import under {kept.backlog_id!r}.",
            "Import the file again.",
        )
    return there


def write(
    folder: Path,
    named: Files,
    backlog: Backlog,
    scores: Scores,
    report: ImportReport,
) -> Files:
    """Put an import's files on disk; return their SHA-256 in hex.

    Raises
    ------
    OSError, pyarrow.ArrowException
    """
    return Files(
        snapshot=write_aside(folder / named.snapshot, backlog_writer(backlog)),
        scores=write_aside(folder / named.scores, scores_writer(scores)),
        report=write_aside(folder / named.report, report_writer(report)),
    )


def append(
    connection: Connection,
    kept: ImportedBacklog,
    model_id: str,
    named: Files,
    digests: Files,
) -> None:
    """Log an import and its scores, inside the caller's write transaction."""
    files = {
        "report_sha256": digests.report,
        "snapshot_file": named.snapshot,
        "snapshot_sha256": digests.snapshot,
    }
    IMPORTS.append(connection, [records.import_fields(kept, files)])
    score_set: Fields = {
        "backlog_id": kept.backlog_id,
        "model_id": model_id,
        "made_at": kept.imported_at,
        "rows": kept.added,
        "file": named.scores,
        "sha256": digests.scores,
    }
    SCORE_SETS.append(connection, [score_set])


def read(folder: Path, reader: Callable[[Path], _Read], name: str, rows: int) -> _Read:
    """Read a snapshot and see that it has the rows that the log names.

    Raises
    ------
    WorkspaceError
        If the file is gone or not as it was written.
    """
    consequence = "a backlog of it can't be shown"
    with translated(folder, consequence):
        try:
            found = reader(inside(folder, name))
        except (ValueError, FileNotFoundError) as error:
            detail = f"The file {name[:120]} is gone or not as it was written."
            raise file_damaged(folder, f"so {consequence}", detail) from error
    if len(found) != rows:
        detail = f"The file {name} has {len(found)} rows where {rows} were kept."
        raise file_damaged(folder, f"so {consequence}", detail)
    return found
