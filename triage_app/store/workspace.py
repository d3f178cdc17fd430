"""An open workspace in SQLite: imports, scores, the log of decisions, settings."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select

from triage_app.domain.backlog import Backlog
from triage_app.domain.decisions import Decision, Event, Record
from triage_app.domain.draws import Draws
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import Backup, ImportedBacklog, Occasion, StoreCheck
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.store import drafts, keeping, logs, records, schema
from triage_app.store.backups import BackupFolder
from triage_app.store.database import Database
from triage_app.store.errors import damaged, translated
from triage_app.store.files import inside
from triage_app.store.logs import (
    DECISIONS,
    EVENTS,
    IMPORTS,
    PAGE,
    SCORE_SETS,
    SETTINGS,
)
from triage_app.store.lots import Owner, lots_name, read_lots, write_lots
from triage_app.store.pages import read_page
from triage_app.store.rotation import let_go
from triage_app.store.snapshots import read_backlog, read_scores
from triage_app.store.verify import check_workspace

_IN_QUERY = 500


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
            kept = keeping.find(connection, backlog_id)
            of_backlog = schema.score_sets.c.backlog_id == backlog_id
            scored = SCORE_SETS.newest(connection, of_backlog)
        if kept is None or scored is None:
            raise WorkspaceError(
                f"The workspace {self._folder.name} holds no backlog {backlog_id!r}."
            )
        rows = int(kept["added"])
        return (
            keeping.read(self._folder, read_backlog, kept["snapshot_file"], rows),
            keeping.read(self._folder, read_scores, scored["file"], rows),
        )

    def lots(self, backlog_id: str) -> Draws | None:
        """An import's lots, if they were kept for this workspace and are whole."""
        with self._reading("its items' lots can't be read") as connection:
            kept = keeping.find(connection, backlog_id)
        if kept is None:
            return None
        with suppress(OSError, ValueError):
            path = inside(self._folder, lots_name(backlog_id))
            return read_lots(path, self._owner(kept))
        return None

    def keep_lots(self, backlog_id: str, draws: Draws) -> None:
        """Keep an import's lots beside its scores; does nothing where it can't."""
        if self._database.read_only:
            return
        with self._reading("its items' lots can't be kept") as connection:
            kept = keeping.find(connection, backlog_id)
        if kept is None or len(draws) != kept["added"]:
            return
        with suppress(OSError, ValueError):
            path = inside(self._folder, lots_name(backlog_id))
            write_lots(path, draws, self._owner(kept))

    def _owner(self, kept: RowMapping) -> Owner:
        rows, digest = int(kept["added"]), str(kept["snapshot_sha256"])
        return Owner(self._workspace_id, digest, rows)

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
        keeping.check(imported, backlog, scores)
        consequence = "the backlog was not kept"
        names = keeping.names(imported.backlog_id, scores.model_id)
        kept = replace(imported, report_file=names.report)
        with self._reading(consequence) as connection:
            there = keeping.find(connection, imported.backlog_id)
        if there is not None:
            return keeping.again(self._folder, there, kept)
        self._check_writable(consequence)
        with translated(self._folder, consequence):
            digests = keeping.write(self._folder, names, backlog, scores, report)
        with self._writing(consequence) as connection:
            keeping.append(connection, kept, scores.model_id, names, digests)
        return kept

    def append(self, decisions: Sequence[Decision]) -> tuple[Record, ...]:
        """Put decisions at the log's end, all or none, durable when this returns.

        A decision whose id is already there is not added again; its record of then
        is returned, so a retry is harmless. The drafts of what is decided go with it.

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
                kept = there.get(decision.decision_id)
                twin = new.get(decision.decision_id) if kept is None else kept.decision
                if twin is not None and twin != decision:
                    raise records.different(decision)
                if kept is None:
                    new[decision.decision_id] = decision
            fields = [records.decision_fields(decision) for decision in new.values()]
            links = DECISIONS.append(connection, fields)
            drafts.forget(connection, new.values())
        made = {
            decision.decision_id: records.record_of(decision, link)
            for decision, link in zip(new.values(), links, strict=True)
        }
        return tuple(
            made.get(one.decision_id) or there[one.decision_id] for one in decisions
        )

    def records(self, after: int = 0) -> Iterator[Record]:
        """The log's records with a `seq` above `after`, in order."""
        while True:
            with self._reading("its decisions can't be read") as connection:
                rows = DECISIONS.values(
                    connection, records.decision_columns(), after, PAGE
                )
            record = None
            for row in rows:
                record = records.record_from(row, self._folder)
                yield record
            if record is None or len(rows) < PAGE:
                return
            after = record.seq

    def pages(self, after: int = 0) -> Iterator[Sequence[Record]]:
        """The same records many at a time: the quick way to read a whole log.

        Another thread reads on while a page is looked at.
        """
        with ThreadPoolExecutor(1, "triage-log") as ahead:
            page = self._page(after)
            while page:
                coming = ahead.submit(self._page, page[-1].seq)
                yield page
                page = coming.result()

    def _page(self, after: int) -> Sequence[Record]:
        with self._reading("its decisions can't be read") as connection:
            page = read_page(connection, after)
        return list(islice(self.records(after), PAGE)) if page is None else page

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

    def drafts(self, moderator: str) -> dict[str, str]:
        """Notes that a moderator began and gave no verdict with, by item id."""
        with self._reading("its drafts can't be read") as connection:
            return drafts.read(connection, moderator)

    def save_draft(self, moderator: str, item_id: str, note: str) -> None:
        """Keep a note that was begun; an empty one is forgotten."""
        with self._writing("the note was not kept") as connection:
            drafts.keep(connection, moderator, item_id, note)

    def back_up(self, occasion: Occasion) -> Backup:
        """Copy the database as it is now, and let go of backups that are too many.

        Where no log has changed since the newest backup, that one is returned, unless
        somebody asked for another. Verdicts can be saved meanwhile.
        """
        consequence = "no backup was made"
        self._check_writable(consequence)
        folder = BackupFolder(self._folder)
        with self._reading(consequence) as connection:
            heads = logs.all_heads(connection)
        with translated(self._folder, consequence):
            there = None if occasion is Occasion.ASKED else folder.same_as(heads)
            if there is not None:
                return there
            made = folder.make(occasion)
            let_go(self._folder)
        return made

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

    def _there(self, connection: Connection, ids: Sequence[str]) -> dict[str, Record]:
        """Return the records that the log already has, by their ids."""
        found, rest = {}, iter(ids)
        query = select(*records.decision_columns())
        while some := list(islice(rest, _IN_QUERY)):
            known = schema.decisions.c.decision_id.in_(some)
            for row in connection.execute(query.where(known)):
                record = records.record_from(row, self._folder)
                found[record.decision.decision_id] = record
        return found
