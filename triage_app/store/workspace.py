"""An open workspace in SQLite: imports, scores, the log of decisions, settings."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, RowMapping, select

from triage_app.domain.backlog import Backlog
from triage_app.domain.decisions import Decision, Event, Record
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import ImportedBacklog, StoreCheck
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.store import records, schema, snapshots
from triage_app.store.database import Database
from triage_app.store.errors import damaged, translated
from triage_app.store.files import file_name, inside, write_aside
from triage_app.store.logs import (
    DECISIONS,
    EVENTS,
    IMPORTS,
    PAGE,
    SCORE_SETS,
    SETTINGS,
    Fields,
)
from triage_app.store.reports import report_writer
from triage_app.store.verify import check_workspace

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_IN_QUERY = 500
_Read = TypeVar("_Read", Backlog, Scores)


class SqliteWorkspace:
    """A `WorkspaceStore` in a folder; any thread may call it.

    Parameters
    ----------
    database : Database
        Of a workspace whose version was checked.
    release : callable
        Lets go of the right to write; called once the database is closed.
    """

    def __init__(self, database: Database, release: Callable[[], None]) -> None:
        self._database = database
        self._release = release
        self._folder = database.file.parent
        self._closed = False
        with self._reading("it can't be opened") as connection:
            query = select(schema.workspace.c.workspace_id)
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise damaged(self._folder, "so it can't be opened", "It has no identity.")
        self._workspace_id = str(found)

    @property
    def path(self) -> Path:
        """The workspace's folder."""
        return self._folder

    @property
    def workspace_id(self) -> str:
        """A UUID given when the workspace was made."""
        return self._workspace_id

    def imports(self) -> tuple[ImportedBacklog, ...]:
        """Every import in order."""
        with self._reading("its imports can't be listed") as connection:
            rows = IMPORTS.rows(connection)
        return tuple(records.import_from(row, self._folder) for row in rows)

    def load(self, backlog_id: str) -> tuple[Backlog, Scores]:
        """The rows that one import added, and their newest scores.

        Raises
        ------
        WorkspaceError
            If the workspace has no such import, or its files are damaged or gone.
        """
        consequence = "the backlog can't be shown"
        with self._reading(consequence) as connection:
            kept = _import_row(connection, backlog_id)
            of_backlog = schema.score_sets.c.backlog_id == backlog_id
            scored = SCORE_SETS.newest(connection, of_backlog)
        if kept is None or scored is None:
            raise WorkspaceError(
                f"The workspace {self._folder.name} holds no backlog {backlog_id!r}."
            )
        rows = int(kept["added"])
        return (
            self._read(snapshots.read_backlog, kept["snapshot_file"], rows),
            self._read(snapshots.read_scores, scored["file"], rows),
        )

    def add_import(
        self,
        imported: ImportedBacklog,
        backlog: Backlog,
        scores: Scores,
        report: ImportReport,
    ) -> ImportedBacklog:
        """Keep the added rows, all or nothing; return it with `report_file` set.

        The files are on disk before the database names them, so a crash leaves at
        most files that nothing names. An import that is already there is returned.

        Raises
        ------
        WorkspaceError
            If it can't be kept, or its id stands for another import.
        ValueError
            If the rows, scores and counts don't agree, or the id is no plain word.
        """
        _check_import(imported, backlog, scores)
        consequence = "the backlog was not kept"
        names = _names(imported.backlog_id, scores.model_id)
        kept = replace(imported, report_file=names["report"])
        with self._reading(consequence) as connection:
            there = _import_row(connection, imported.backlog_id)
        if there is not None:
            return self._again(there, kept)
        with translated(self._folder, consequence):
            self._check_writable(consequence)
            digests = {
                "snapshot": self._write(
                    names["snapshot"], snapshots.backlog_writer(backlog)
                ),
                "scores": self._write(names["scores"], snapshots.scores_writer(scores)),
                "report": self._write(names["report"], report_writer(report)),
            }
        with self._writing(consequence) as connection:
            files = {
                "report_sha256": digests["report"],
                "snapshot_file": names["snapshot"],
                "snapshot_sha256": digests["snapshot"],
            }
            IMPORTS.append(connection, [records.import_fields(kept, files)])
            score_set: Fields = {
                "backlog_id": imported.backlog_id,
                "model_id": scores.model_id,
                "made_at": imported.imported_at,
                "rows": len(scores),
                "file": names["scores"],
                "sha256": digests["scores"],
            }
            SCORE_SETS.append(connection, [score_set])
        return kept

    def append(self, decisions: Sequence[Decision]) -> tuple[Record, ...]:
        """Put decisions at the log's end, all or none, durable when this returns.

        A decision whose id is already there is not added again; its record of then
        is returned, so a retry is harmless.

        Raises
        ------
        WorkspaceError
            If they can't be saved, or an id stands for another decision.
        """
        saved = "the decision was" if len(decisions) == 1 else "the decisions were"
        with self._writing(f"{saved} not saved") as connection:
            there = self._there(connection, [d.decision_id for d in decisions])
            new: dict[str, Decision] = {}
            for decision in decisions:
                row, twin = (
                    there.get(decision.decision_id),
                    new.get(decision.decision_id),
                )
                if row is not None and not records.same_decision(row, decision):
                    raise records.different(decision)
                if twin is not None and twin != decision:
                    raise records.different(decision)
                if row is None:
                    new[decision.decision_id] = decision
            fields = [records.decision_fields(decision) for decision in new.values()]
            links = DECISIONS.append(connection, fields)
        made = {
            decision.decision_id: records.record_of(decision, link)
            for decision, link in zip(new.values(), links, strict=True)
        }
        return tuple(
            made.get(d.decision_id)
            or records.record_from(there[d.decision_id], self._folder)
            for d in decisions
        )

    def records(self, after: int = 0) -> Iterator[Record]:
        """The log's records with a `seq` above `after`, in order."""
        while True:
            with self._reading("its decisions can't be read") as connection:
                rows = DECISIONS.rows(connection, after, PAGE)
            for row in rows:
                yield records.record_from(row, self._folder)
            if len(rows) < PAGE:
                return
            after = rows[-1]["seq"]

    def setting(self, key: str) -> str | None:
        """A setting kept with the workspace, as JSON."""
        with self._reading("its settings can't be read") as connection:
            row = SETTINGS.newest(connection, schema.settings.c.key == key)
        return None if row is None else str(row["value"])

    def set_setting(self, key: str, value: str, event: Event) -> None:
        """Keep a setting and log it, both or neither; its older values stay."""
        with self._writing("the setting was not saved") as connection:
            new = {"key": key, "value": value, "set_at": event.at}
            SETTINGS.append(connection, [{**new, "moderator": event.moderator}])
            EVENTS.append(connection, [records.event_fields(event)])

    def log(self, event: Event) -> None:
        """Put an event at the end of the event log."""
        with self._writing("the event was not logged") as connection:
            EVENTS.append(connection, [records.event_fields(event)])

    def events(self) -> tuple[Event, ...]:
        """Every event in order."""
        with self._reading("its events can't be read") as connection:
            rows = EVENTS.rows(connection)
        return tuple(records.event_from(row) for row in rows)

    def verify(
        self, progress: Progress = no_progress, cancel: CancelToken | None = None
    ) -> StoreCheck:
        """Check the chain, the database and the files' digests.

        Raises
        ------
        WorkspaceError
            If the database can't be read at all.
        CancelledError
        """
        with self._reading("it can't be checked") as connection:
            return check_workspace(connection, self._folder, progress, cancel)

    def close(self) -> None:
        """Let the workspace go; safe to call twice."""
        if not self._closed:
            self._closed = True
            self._database.close()
            self._release()

    def _reading(self, consequence: str) -> AbstractContextManager[Connection]:
        self._check_open(consequence)
        return self._database.reading(consequence)

    def _writing(self, consequence: str) -> AbstractContextManager[Connection]:
        self._check_writable(consequence)
        return self._database.writing(consequence)

    def _check_open(self, consequence: str) -> None:
        if self._closed:
            raise WorkspaceError(
                f"The workspace {self._folder.name} was closed, so {consequence}.",
                next_step="Open it again.",
            )

    def _check_writable(self, consequence: str) -> None:
        self._check_open(consequence)
        if self._database.read_only:
            raise WorkspaceError(
                f"The workspace {self._folder.name} is open only to look at, "
                f"so {consequence}.",
                next_step="Open it for writing.",
            )

    def _write(self, name: str, write: Callable[[Path], None]) -> str:
        return write_aside(self._folder / name, write)

    def _read(self, read: Callable[[Path], _Read], name: str, rows: int) -> _Read:
        """Read a snapshot and see that it has the rows that the log names."""
        consequence = "so a backlog of it can't be shown"
        with translated(self._folder, consequence.removeprefix("so ")):
            try:
                found = read(inside(self._folder, name))
            except (ValueError, FileNotFoundError) as error:
                detail = f"The file {name[:120]} is gone or not as it was written."
                raise damaged(self._folder, consequence, detail) from error
        if len(found) != rows:
            detail = f"The file {name} has {len(found)} rows where {rows} were kept."
            raise damaged(self._folder, consequence, detail)
        return found

    def _again(self, row: RowMapping, kept: ImportedBacklog) -> ImportedBacklog:
        """Return an import that is tried again, if it is the same one."""
        there = records.import_from(row, self._folder)
        if there != kept:
            raise WorkspaceError(
                "The backlog was not kept, because another one has its number.",
                f"The workspace holds another import under {kept.backlog_id!r}.",
                "Import the file again.",
            )
        return there

    def _there(
        self, connection: Connection, ids: Sequence[str]
    ) -> dict[str, RowMapping]:
        """Return the records that the log already has, by their ids."""
        table, found, rest = schema.decisions, {}, iter(ids)
        while some := list(islice(rest, _IN_QUERY)):
            query = select(table).where(table.c.decision_id.in_(some))
            rows = connection.execute(query).mappings()
            found.update({str(row["decision_id"]): row for row in rows})
        return found


def _import_row(connection: Connection, backlog_id: str) -> RowMapping | None:
    return IMPORTS.newest(connection, schema.imports.c.backlog_id == backlog_id)


def _names(backlog_id: str, model_id: str) -> dict[str, str]:
    """Return the names that an import's files have inside the workspace."""
    scored = file_name(backlog_id, model_id, ending="parquet")
    return {
        "snapshot": f"snapshots/{file_name(backlog_id, ending='parquet')}",
        "scores": f"scores/{scored}",
        "report": f"reports/{file_name(backlog_id, ending='csv')}",
    }


def _check_import(imported: ImportedBacklog, backlog: Backlog, scores: Scores) -> None:
    if not _ID.fullmatch(imported.backlog_id):
        message = f"A backlog can't be kept under {imported.backlog_id!r}."
        raise ValueError(message)
    if not len(backlog) == len(scores) == imported.added:
        message = (
            f"{imported.added} rows were to be added, with {len(backlog)} rows "
            f"and {len(scores)} scores."
        )
        raise ValueError(message)
