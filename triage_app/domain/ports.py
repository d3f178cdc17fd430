"""What the services need of the outside world, as the few protocols it fulfils."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import Decision, Event, Record
from triage_app.domain.evidence import Evidence
from triage_app.domain.explanation import Explanation
from triage_app.domain.progress import CancelToken, Progress
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn

Clock = Callable[[], datetime]
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


@dataclass(frozen=True)
class ModelPapers:
    """What a model says of itself; verified with it.

    Attributes
    ----------
    created : str
        UTC, ISO 8601.
    rows_trained, rows_held_out : int
    metrics : mapping of str to float
        On the held-out fifth.
    card : str
        The model card, Markdown; empty where there is none.
    """

    created: str
    rows_trained: int
    rows_held_out: int
    metrics: Mapping[str, float]
    card: str


class Scorer(Protocol):
    """A verified model, ready to score."""

    @property
    def model_id(self) -> str:
        """The model's name and digest, such as ``base-1-3f9c2a``."""

    @property
    def notice(self) -> str:
        """A sentence if this isn't the model that was asked for, else empty."""

    def score(
        self,
        backlog: Backlog,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> Scores:
        """Score every row, in chunks.

        Raises
        ------
        CancelledError
        """

    def evidence(self) -> Evidence:
        """Return the labelled rows that a promise for this model is made from.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """

    def explain(self, backlog: Backlog, row: int) -> Explanation:
        """Say why one row has its score.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """

    def papers(self) -> ModelPapers:
        """Return what the model says of itself, its file verified anew.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """


class Reranker(Protocol):
    """The items of one queue, ready to be put in order from the verdicts so far."""

    def refit(
        self, rows: NDArray[np.intp], labels: NDArray[np.int8]
    ) -> NDArray[np.float64]:
        """Learn from verdicts and score every item; the same verdicts, the same scores.

        Parameters
        ----------
        rows : intp array of shape (k,)
            The items that have a verdict, among the n that were prepared.
        labels : int8 array of shape (k,)
            `Label` codes, claim or opinion.

        Returns
        -------
        float64 array of shape (n,)
            The higher, the likelier a claim.
        """


class Rerankers(Protocol):
    """Makes re-rankers; slow work that belongs in the background."""

    def prepare(
        self,
        texts: TextColumn,
        p_claim: NDArray[np.float64],
        cancel: CancelToken | None = None,
    ) -> Reranker:
        """Compute once what every refit needs.

        Parameters
        ----------
        texts : TextColumn of length n
        p_claim : float64 array of shape (n,)
            What the model in use says, for the time before the verdicts say more.
        cancel : CancelToken, optional

        Raises
        ------
        CancelledError
        """


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
        is returned, so a retry is harmless.
        """

    def records(self, after: int = 0) -> Iterator[Record]:
        """The log's records with a `seq` above `after`, in order."""

    def setting(self, key: str) -> str | None:
        """A setting kept with the workspace, as JSON."""

    def set_setting(self, key: str, value: str, event: Event) -> None:
        """Keep a setting and log it, both or neither."""

    def log(self, event: Event) -> None:
        """Put an event at the end of the event log."""

    def events(self) -> tuple[Event, ...]:
        """Every event in order."""

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


@dataclass(frozen=True)
class TrainingSummary:
    """What a training run made.

    Attributes
    ----------
    model_id : str
    out : Path
        The folder with the model, its manifest and its card.
    rows_trained, rows_held_out, rows_unlabelled : int
    rows_feedback : int
        A team's verdicts that were learnt beside them.
    rows_general : int
        Of those, verdicts that the order of unfamiliar items was learnt from; 0 where
        too few came by lot or by doubt.
    metrics : mapping of str to float
        On the held-out fifth.
    """

    model_id: str
    out: Path
    rows_trained: int
    rows_held_out: int
    rows_unlabelled: int
    rows_feedback: int
    rows_general: int
    metrics: Mapping[str, float]


class Trainer(Protocol):
    """Fits a model and measures one; the only door to scikit-learn besides scoring."""

    def train(
        self,
        backlog: Backlog,
        out: Path,
        *,
        name: str,
        seed: int,
        feedback: Mapping[str, Backlog] = ...,
        foreign: Mapping[str, Backlog] = ...,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> TrainingSummary:
        """Fit on the labelled rows outside the held-out fifth; save under `out`.

        Parameters
        ----------
        feedback : mapping of str to Backlog
            Exports of a team's verdicts, by file name; learnt beside the rows, whose
            place they take where the id is the same.
        foreign : mapping of str to Backlog
            Rows of other sources, by name, that the card tells of.

        Raises
        ------
        ModelError
            If there are too few labelled rows, or only one label; or a feedback file
            is no export of verdicts.
        OutputError
        CancelledError
        """

    def evaluate(
        self,
        backlog: Backlog,
        *,
        model_dir: Path | None,
        held_out: bool,
        error_budget: float = ...,
        foreign: Mapping[str, Backlog] = ...,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> Mapping[str, object]:
        """Measure a model against the labels of a backlog; JSON-able.

        Parameters
        ----------
        error_budget : float
            The share of wrong labels that automatic items are routed by.
        foreign : mapping of str to Backlog
            Rows of other sources, by name, with labels or without.

        Raises
        ------
        ModelError
            If the model doesn't verify, or no row has a label.
        CancelledError
        """

    def describe(self, measured: Mapping[str, object]) -> str:
        """Return what `evaluate` measured as text for people."""

    def page(self, measured: Mapping[str, object]) -> str:
        """Return what `evaluate` measured as a whole HTML page with plots."""


class Sampler(Protocol):
    """Makes synthetic backlogs."""

    def write_sample(
        self,
        path: Path,
        rows: int,
        seed: int,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> int:
        """Write a synthetic backlog by the path's ending; return its rows.

        Raises
        ------
        OutputError
        CancelledError
        """
