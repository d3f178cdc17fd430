"""The check of a whole workspace: chains, database, files, and that they agree."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.exc import DBAPIError

from triage_app.domain.ports import StoreCheck
from triage_app.domain.progress import (
    CancelToken,
    Progress,
    Stage,
    Step,
    no_progress,
)
from triage_app.store import lots, schema
from triage_app.store.files import inside, sha256
from triage_app.store.logs import ALL, DECISIONS, IMPORTS, SCORE_SETS
from triage_app.store.snapshots import read_backlog, row_count

_MOST = 100  # problems listed


class _Report:
    """Collects problems and tells how far the check has come."""

    def __init__(self, progress: Progress, cancel: CancelToken | None) -> None:
        self._progress, self._cancel = progress, cancel
        self.total = 0
        self._done = 0
        self.problems: list[str] = []

    def add(self, problem: str) -> None:
        self.problems.append(problem)

    def advance(self, rows: int) -> None:
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()
        self._done += rows
        self._progress(Step(Stage.CHECKING, self._done, self.total))


def check_workspace(
    connection: Connection,
    folder: Path,
    progress: Progress,
    cancel: CancelToken | None,
) -> StoreCheck:
    """Check everything, inside one consistent view of the database.

    Raises
    ------
    CancelledError
    """
    report = _Report(progress, cancel)
    report.total = _work(connection)
    report.advance(0)
    records, head_hash = _check_chains(connection, report)
    breaks = len(report.problems)
    _check_database(connection, report)
    _check_files(connection, folder, report)
    problems = report.problems
    intact = len(problems) == breaks
    if len(problems) > _MOST:
        more = f"{len(problems) - _MOST} more problems were found."
        problems = [*problems[:_MOST], more]
    return StoreCheck(
        decisions=records,
        head_hash=head_hash if records else "",
        chain=breaks == 0,
        integrity=intact,
        problems=tuple(problems),
    )


def database_problems(connection: Connection) -> tuple[str, ...]:
    """Check the chains and the database, without the files beside it."""
    report = _Report(no_progress, None)
    _check_chains(connection, report)
    _check_database(connection, report)
    return tuple(report.problems)


def _work(connection: Connection) -> int:
    """Return the rows to check: records of the logs, and rows of the snapshots."""
    try:
        kept = sum(log.count(connection) for log in ALL)
        return kept + sum(int(row["added"]) for row in IMPORTS.rows(connection))
    except (DBAPIError, ValueError):
        return 0  # what is wrong is said where it is checked


def _check_chains(connection: Connection, report: _Report) -> tuple[int, str]:
    """Recompute every chain; return the decision log's head."""
    for log in ALL:
        done = 0
        try:
            for found in log.problems(connection):
                if isinstance(found, str):
                    report.add(found)
                else:
                    report.advance(found - done)
                    done = found
        except DBAPIError as error:
            report.add(f"The {log.noun} can't be read: {error.orig}.")
    try:
        return DECISIONS.head(connection)
    except DBAPIError:
        return 0, ""


def _check_database(connection: Connection, report: _Report) -> None:
    """Ask SQLite for its own findings, and see that the guards still stand."""
    try:
        for (found,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
            if found != "ok":
                report.add(f"The database is damaged: {found}.")
        for table, row, parent, _ in connection.exec_driver_sql(
            "PRAGMA foreign_key_check"
        ):
            report.add(
                f"Record {row} of the table {table} names something "
                f"that the table {parent} doesn't hold."
            )
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = {row.name: row.sql for row in connection.exec_driver_sql(query)}
    except DBAPIError as error:
        report.add(f"The database is damaged: {error.orig}.")
        return
    guards = schema.guards()
    for name in sorted(guards.keys() | triggers.keys()):
        if triggers.get(name) != guards.get(name):
            report.add(f"The database's guard against changes {name!r} was changed.")


def _check_files(connection: Connection, folder: Path, report: _Report) -> None:
    """See that every file that the logs name is there, as it was written."""
    try:
        imports, scored = IMPORTS.rows(connection), SCORE_SETS.rows(connection)
    except (DBAPIError, ValueError):
        return  # the chain's check has said it
    added = {row["backlog_id"]: row["added"] for row in imports}
    for row in imports:
        for problem in _import_problems(row):
            report.add(problem)
        _check_file(folder, row["report_file"], row["report_sha256"], None, report)
        file, digest = row["snapshot_file"], row["snapshot_sha256"]
        _check_file(folder, file, digest, row["added"], report)
        _check_lots(connection, folder, row, report)
        report.advance(row["added"])
    for row in scored:
        rows = added.get(row["backlog_id"])
        _check_file(folder, row["file"], row["sha256"], rows, report)
    for backlog_id in added.keys() - {row["backlog_id"] for row in scored}:
        report.add(f"The import {backlog_id} has no scores.")


def _import_problems(row: RowMapping) -> Iterator[str]:
    """Yield what an import's own counts don't account for."""
    outcomes = row["accepted"] + row["quarantined"] + row["duplicates"]
    if row["rows_read"] != outcomes:
        yield (
            f"The import of {row['source']} read {row['rows_read']} rows "
            f"and accounts for {outcomes}."
        )
    if row["added"] > row["accepted"]:
        yield (
            f"The import of {row['source']} added {row['added']} rows "
            f"of {row['accepted']} accepted."
        )


def _check_file(
    folder: Path, name: str, digest: str, rows: int | None, report: _Report
) -> None:
    """Compare a file with what the log says of it."""
    try:
        path = inside(folder, name)
        if sha256(path) != digest:
            report.add(f"The file {name} was changed after it was written.")
        elif rows is not None and row_count(path) != rows:
            report.add(f"The file {name} doesn't have the {rows} rows that were kept.")
    except FileNotFoundError:
        report.add(f"The file {name} is missing.")
    except (OSError, ValueError, pa.ArrowException) as error:
        report.add(f"The file {name} can't be read: {error}.")


def _check_lots(
    connection: Connection, folder: Path, row: RowMapping, report: _Report
) -> None:
    """Draw an import's lots anew where some are kept, and see that they are the same.

    Others would choose who is audited. What opening wouldn't take isn't looked at.
    """
    query = select(schema.workspace.c.workspace_id)
    try:
        seed = str(connection.execute(query).scalar_one())
        owner = lots.Owner(seed, str(row["snapshot_sha256"]), int(row["added"]))
        path = inside(folder, lots.lots_name(row["backlog_id"]))
        kept = lots.read_lots(path, owner)
        if kept is None:
            return
        ids = read_backlog(inside(folder, row["snapshot_file"])).ids
    except (DBAPIError, OSError, ValueError, pa.ArrowException):
        return  # there are none, or what is wrong with the rest is said elsewhere
    if not lots.agree(kept, ids, seed, lambda: report.advance(0)):
        report.add(
            f"The file {path.relative_to(folder)} holds other lots than were drawn for "
            f"the import of {row['source']}: delete it, and they are drawn anew."
        )
