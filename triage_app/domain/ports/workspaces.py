"""How a workspace is kept, as the services need it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from triage_app.domain.backlog import Backlog
from triage_app.domain.decisions import Decision, Event, Record
from triage_app.domain.draws import Draws
from triage_app.domain.progress import CancelToken, Progress
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class ImportedBacklog:
    """One import as the workspace keeps it; never changed afterwards.

    Attributes
    ----------
    backlog_id : str
        A UUID.
    source, source_sha256, source_path : str
        The file's name, its bytes' digest and where it lay.
    imported_at, moderator : str
    rows_read, accepted, quarantined, duplicates, added : int
        `added` are the accepted rows that were new to the workspace.
    notes : tuple of str
    report_file : str
        Path of the saved import report inside the workspace.
    """

    backlog_id: str
    source: str
    source_sha256: str
    source_path: str
    imported_at: str
    moderator: str
    rows_read: int
    accepted: int
    quarantined: int
    duplicates: int
    added: int
    notes: tuple[str, ...]
    report_file: str

    @property
    def conserved(self) -> bool:
        """Whether every row of the file is accounted for."""
        return self.rows_read == self.accepted + self.quarantined + self.duplicates


@dataclass(frozen=True)
class StoreCheck:
    """What `WorkspaceStore.verify` found.

    Attributes
    ----------
    decisions : int
        Records in the log.
    head_hash : str
    chain, integrity : bool
        Whether the hash chain and the database with its snapshots are as written.
    problems : tuple of str
        One sentence each.
    """

    decisions: int
    head_hash: str
    chain: bool
    integrity: bool
    problems: tuple[str, ...]


class Occasion(StrEnum):
    """Why a backup was made."""

    OPENED = "opened"
    HOURLY = "hourly"
    MIGRATION = "migration"
    RESTORE = "restore"
    ASKED = "asked"


@dataclass(frozen=True)
class Backup:
    """A copy of a workspace's database, kept inside its folder.

    The backlogs' files never change, so a copy of the database is a copy of the case.

    Attributes
    ----------
    name : str
        Of the file, without its folder.
    made_at : str
        UTC, ISO 8601.
    occasion : Occasion
    size : int
        Bytes.
    records : int or None
        Records in its decision log; None where it can't be read.
    newest_at : str
        When the newest of these was decided; empty where there is none.
    """

    name: str
    made_at: str
    occasion: Occasion
    size: int
    records: int | None
    newest_at: str = ""


@dataclass(frozen=True)
class Restored:
    """What a restoring did.

    Attributes
    ----------
    backup : Backup
        What was put in place.
    records : int
        Records in the decision log now.
    carried : int
        Of these, newer than the backup: they could still be read from the database
        that it replaced, and their chain goes on from the backup's last.
    lost : int or None
        Records of that database that could not be carried over; None where nobody can
        tell how many there were.
    kept_as : str
        The file inside the folder of backups that holds what was replaced; empty where
        there was nothing.
    """

    backup: Backup
    records: int
    carried: int
    lost: int | None
    kept_as: str


class WorkspaceStore(Protocol):
    """An open workspace: one case's imports, scores, log and settings.

    Every method raises `WorkspaceError` with a sentence of its own when the disk is
    full, the folder read-only or gone, the database locked or damaged; what was
    acknowledged before stays, and the call may be tried again.
    """

    @property
    def path(self) -> Path:
        """The workspace's folder."""

    @property
    def workspace_id(self) -> str:
        """A UUID given when the workspace was made."""

    def imports(self) -> tuple[ImportedBacklog, ...]:
        """Every import in order."""

    def load(self, backlog_id: str) -> tuple[Backlog, Scores]:
        """The rows that one import added, and their scores."""

    def lots(self, backlog_id: str) -> Draws | None:
        """An import's lots, if they were kept for this workspace and are whole."""

    def keep_lots(self, backlog_id: str, draws: Draws) -> None:
        """Keep an import's lots, which can be drawn anew; does nothing if it can't."""

    def add_import(
        self,
        imported: ImportedBacklog,
        backlog: Backlog,
        scores: Scores,
        report: ImportReport,
    ) -> ImportedBacklog:
        """Keep the added rows, all or nothing; return it with `report_file` set."""

    def append(self, decisions: Sequence[Decision]) -> tuple[Record, ...]:
        """Put decisions at the log's end, all or none, durable when this returns.

        A decision whose id is already there is not added again; its record of then
        is returned, so a retry is harmless. The drafts of what is decided go with it.
        """

    def records(self, after: int = 0) -> Iterator[Record]:
        """The log's records with a `seq` above `after`, in order."""

    def pages(self, after: int = 0) -> Iterator[Sequence[Record]]:
        """The same records many at a time, none of them empty; for a whole log."""

    def setting(self, key: str) -> str | None:
        """A setting kept with the workspace, as JSON."""

    def set_setting(self, key: str, value: str, event: Event) -> None:
        """Keep a setting and log it, both or neither."""

    def log(self, event: Event) -> None:
        """Put an event at the end of the event log."""

    def events(self) -> tuple[Event, ...]:
        """Every event in order."""

    def drafts(self, moderator: str) -> Mapping[str, str]:
        """Notes that a moderator began and gave no verdict with, by item id."""

    def save_draft(self, moderator: str, item_id: str, note: str) -> None:
        """Keep a note that was begun; an empty one is forgotten."""

    def back_up(self, occasion: Occasion) -> Backup:
        """Copy the database as it is now, and let go of backups that are too many.

        Where no log has changed since the newest backup, that one is returned, unless
        somebody asked for another. Any thread may call it; verdicts go on beside it.
        """

    def verify(
        self, progress: Progress = ..., cancel: CancelToken | None = None
    ) -> StoreCheck:
        """Check the chain, the database and the snapshots' digests."""

    def close(self) -> None:
        """Let the workspace go; safe to call twice."""


class WorkspaceStores(Protocol):
    """Opens workspaces."""

    def open(
        self, path: Path, *, create: bool = False, read_only: bool = False
    ) -> WorkspaceStore:
        """Open a workspace folder, or make one.

        Parameters
        ----------
        path : Path
            A folder, by custom ``NAME.triage``.
        create : bool
            Make it if it isn't there.
        read_only : bool
            Only look; works beside a process that writes.

        Raises
        ------
        WorkspaceBusyError
            If another process has it open for writing.
        WorkspaceError
            If it is missing, not a workspace, damaged, or made by a newer version.
        """

    def backups(self, path: Path) -> tuple[Backup, ...]:
        """A workspace's backups, the newest first; works on a damaged one too.

        Raises
        ------
        WorkspaceError
            If the folder can't be read.
        """

    def restore(self, path: Path, name: str, moderator: str = "") -> Restored:
        """Put a backup in the place of a workspace's database.

        The database that was there is kept among the backups. Records of it that are
        newer than the backup are carried over where they are whole and follow on; an
        event ``restored`` tells of it.

        Raises
        ------
        WorkspaceBusyError
            If another process has the workspace open.
        BackupError
            If the backup is damaged; another one may not be.
        WorkspaceError
            If there is no such backup, or the disk won't have it; the workspace is
            then as it was.
        """
