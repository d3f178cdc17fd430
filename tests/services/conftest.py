"""Adapters in memory: a store, a reader, a scorer and a writer that only remember."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import Decision, Event, Record
from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.ports import (
    ExtraColumn,
    ImportedBacklog,
    SourceLayout,
    StoreCheck,
)
from triage_app.domain.progress import CancelToken, Progress, Stage, Step, no_progress
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.services.intake import ScoredBacklog
from triage_app.services.workspace import Workspace


@dataclass
class MemoryStore:
    """A workspace that lives as long as the test; `broken` makes its writes fail."""

    path: Path = Path("november.triage")
    workspace_id: str = "w-1"
    broken: bool = False
    closed: bool = False
    kept: list[ImportedBacklog] = field(default_factory=list)
    columns: dict[str, tuple[Backlog, Scores]] = field(default_factory=dict)
    log_records: list[Record] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    log_events: list[Event] = field(default_factory=list)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    kept_lots: dict[str, Draws] = field(default_factory=dict)

    def imports(self) -> tuple[ImportedBacklog, ...]:
        return tuple(self.kept)

    def load(self, backlog_id: str) -> tuple[Backlog, Scores]:
        return self.columns[backlog_id]

    def add_import(
        self,
        imported: ImportedBacklog,
        backlog: Backlog,
        scores: Scores,
        report: ImportReport,
    ) -> ImportedBacklog:
        self._check()
        kept = replace(imported, report_file=f"reports/{len(report.issues)}.csv")
        self.kept.append(kept)
        self.columns[kept.backlog_id] = (backlog, scores)
        return kept

    def append(self, decisions: Sequence[Decision]) -> tuple[Record, ...]:
        self._check()
        return tuple(self._append(decision) for decision in decisions)

    def _append(self, decision: Decision) -> Record:
        for record in self.log_records:
            if record.decision.decision_id == decision.decision_id:
                return record
        seq = len(self.log_records) + 1
        record = Record(seq, decision, f"h{seq - 1}", f"h{seq}")
        self.log_records.append(record)
        return record

    def records(self, after: int = 0) -> Iterator[Record]:
        return iter(self.log_records[after:])

    def pages(self, after: int = 0) -> Iterator[Sequence[Record]]:
        return iter([self.log_records[after:]] if self.log_records[after:] else [])

    def lots(self, backlog_id: str) -> Draws | None:
        return self.kept_lots.get(backlog_id)

    def keep_lots(self, backlog_id: str, draws: Draws) -> None:
        self.kept_lots[backlog_id] = draws

    def setting(self, key: str) -> str | None:
        return self.settings.get(key)

    def set_setting(self, key: str, value: str, event: Event) -> None:
        self.log(event)
        self.settings[key] = value

    def log(self, event: Event) -> None:
        self._check()
        self.log_events.append(event)

    def events(self) -> tuple[Event, ...]:
        return tuple(self.log_events)

    def drafts(self, moderator: str) -> Mapping[str, str]:
        kept = self.notes.items()
        return {item: note for (who, item), note in kept if who == moderator}

    def save_draft(self, moderator: str, item_id: str, note: str) -> None:
        self._check()
        self.notes.pop((moderator, item_id), None)
        if note:
            self.notes[moderator, item_id] = note

    def verify(
        self, progress: Progress = no_progress, cancel: CancelToken | None = None
    ) -> StoreCheck:
        head = self.log_records[-1].hash if self.log_records else ""
        return StoreCheck(len(self.log_records), head, True, True, ())

    def close(self) -> None:
        self.closed = True

    def _check(self) -> None:
        if self.broken:
            raise WorkspaceError("The disk is full.")


@dataclass
class MemoryStores:
    """Workspaces by their path."""

    stores: dict[Path, MemoryStore] = field(default_factory=dict)

    def open(
        self, path: Path, *, create: bool = False, read_only: bool = False
    ) -> MemoryStore:
        if path not in self.stores:
            if not create:
                raise WorkspaceError(f"There is no workspace at {path}.")
            self.stores[path] = MemoryStore(path)
        return self.stores[path]


@dataclass
class MemoryStream:
    """A file that hands out prepared chunks."""

    chunks: list[Backlog]
    progress: Progress
    cancel: CancelToken | None
    layout: SourceLayout

    def __iter__(self) -> Iterator[Backlog]:
        for number, chunk in enumerate(self.chunks, start=1):
            if self.cancel is not None:
                self.cancel.raise_if_cancelled()
            self.progress(Step(Stage.READING, number, len(self.chunks), "bytes"))
            yield chunk

    @property
    def report(self) -> ImportReport:
        rows = sum(len(chunk) for chunk in self.chunks)
        return ImportReport("reports.csv", "abc", rows, rows, 0, 0)


@dataclass
class MemoryFormats:
    """A reader that knows one file."""

    chunks: list[Backlog]

    def inspect(self, path: Path) -> SourceLayout:
        names = self.chunks[0].names
        return SourceLayout(path, "csv", names, self.chunks[0].roles, (), (), 1, ())

    def open(
        self,
        path: Path,
        mapping: Mapping[Field, str] | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> MemoryStream:
        return MemoryStream(self.chunks, progress, cancel, self.inspect(path))


class ViewsScorer:
    """Scores by views alone: one million views are a claim for sure."""

    model_id = "views-1"
    notice = ""

    def __init__(self) -> None:
        self.calls = 0

    def score(
        self,
        backlog: Backlog,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Scores:
        self.calls += 1
        p_claim = backlog.number(Field.VIEWS) / 1e6
        return Scores(
            p_claim, p_claim, p_claim, np.zeros(len(p_claim), np.bool_), self.model_id
        )

    def evidence(self) -> Evidence:
        return make_evidence()


def make_evidence(rows: int = 4_000, model_id: str = "views-1") -> Evidence:
    """Labels that the scores are always right about, half of them claims."""
    labels = (np.arange(rows) % 2).astype(np.float64)
    p_claim = np.where(labels == 1.0, 0.95, 0.05)
    ages = np.repeat(p_claim[:, None], 4, axis=1)
    return Evidence(labels, ages, p_claim, ages, 0.01, model_id)


@dataclass
class MemoryWriter:
    """Remembers tables instead of writing them."""

    tables: dict[str, dict[str, list[object]]] = field(default_factory=dict)
    safe: dict[str, bool] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)

    def check(self, path: Path) -> None:
        pass

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
        assert all(len(column) == len(backlog) for column in extra.values())
        table = {
            name: column.take(rows).to_list() for name, column in backlog.raw.items()
        }
        table |= {name: [values[row] for row in rows] for name, values in extra.items()}
        self.tables[path.name] = table
        self.safe[path.name] = spreadsheet_safe

    def write_report(self, path: Path, report: ImportReport) -> None:
        self.reports.append(path.name)

    def write_text(self, path: Path, text: str) -> str:
        self.texts[path.name] = text
        return hashlib.sha256(text.encode()).hexdigest()

    def sha256(self, path: Path) -> str:
        return f"sha-of-{path.name}"


def make_backlog(views: Sequence[float], first: int = 0) -> Backlog:
    """Rows with ids from `first` up; NaN views have nothing to score."""
    rows = len(views)
    raw = {
        "video_id": TextColumn.from_strings(str(first + row) for row in range(rows)),
        "video_view_count": TextColumn.from_strings(
            "" if view != view else f"{view:.0f}" for view in views
        ),
        "claim_status": TextColumn.from_strings(["claim"] * rows),
    }
    return Backlog(
        raw,
        {Field(name): name for name in raw},
        {Field.VIEWS: np.array(views, dtype=np.float64)},
        np.arange(rows) + 2,
    )


VIEWS = [900_000.0, 700_000.0, 500_000.0, 300_000.0, 100_000.0, np.nan]


@pytest.fixture
def backlog_of() -> Callable[..., Backlog]:
    return make_backlog


@pytest.fixture
def formats() -> MemoryFormats:
    return MemoryFormats([make_backlog(VIEWS[:2]), make_backlog(VIEWS[2:], 2)])


@pytest.fixture
def scorer() -> ViewsScorer:
    return ViewsScorer()


@pytest.fixture
def writer() -> MemoryWriter:
    return MemoryWriter()


@pytest.fixture
def stores() -> MemoryStores:
    return MemoryStores()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that goes on by a second a look."""
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def look() -> datetime:
        nonlocal now
        now += timedelta(seconds=1)
        return now

    return look


@pytest.fixture
def scored() -> Callable[..., ScoredBacklog]:
    """Scored rows, from views."""

    def make(
        views: Sequence[float] = VIEWS,
        first: int = 0,
        plan: RoutingPlan | None = None,
    ) -> ScoredBacklog:
        backlog = make_backlog(views, first)
        scores = ViewsScorer().score(backlog)
        rows = len(views)
        report = ImportReport("reports.csv", "abc", rows, rows, 0, 0)
        plan = RoutingPlan(BandPolicy(), AuditRule(0.0)) if plan is None else plan
        routing = plan.route(scores, draws_of(backlog.ids, ""))
        path = Path("reports.csv")
        return ScoredBacklog(path, backlog, scores, routing, report, plan)

    return make


@pytest.fixture
def workspace(
    store: MemoryStore,
    clock: Callable[[], datetime],
    scored: Callable[..., ScoredBacklog],
) -> Workspace:
    """A workspace with six items, one of them with nothing to score."""
    opened = Workspace(store, clock)
    opened.add(scored(), "ann")
    return opened
