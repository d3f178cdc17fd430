"""The window's tests: real files and store, a scorer that is plain, leak checks."""

import gc
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import Decision, Record, Verdict
from triage_app.domain.errors import UserFacingError, WorkspaceError
from triage_app.domain.evidence import Evidence
from triage_app.domain.explanation import Explanation
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.ports import (
    Backup,
    ModelPapers,
    Restored,
    SourceLayout,
    WorkspaceStore,
)
from triage_app.domain.progress import CancelToken, Progress, Stage, Step, no_progress
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.domain.similarity import Groups
from triage_app.domain.text_column import TextColumn
from triage_app.formats.reader import FileFormats
from triage_app.formats.writer import FileWriter
from triage_app.paths import Paths
from triage_app.services.export import Exporter, ExportRequest
from triage_app.services.intake import Intake, ScoredBacklog
from triage_app.services.services import Services
from triage_app.services.workspaces import Workspaces
from triage_app.settings import SettingsFile
from triage_app.store.workspaces import SqliteWorkspaces
from triage_app.ui.commands import KeyTable
from triage_app.ui.composition import Composition
from triage_app.ui.models.bulk_question import BulkAnswer, BulkQuestion
from triage_app.ui.notifications import Message, Notifications
from triage_app.ui.presenters.dialogs import Choice, Dialogs, KeepSettings
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.theme import Scheme, Theme

PATIENCE_MS = 10_000
# What a transcript holds that the scorer takes for outside what it learned.
UNFAMILIAR = "unfamiliar"
# Said by the offscreen platform of every window, and about nothing of ours.
HARMLESS = "This plugin does not support propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail on Qt's own warnings."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(HARMLESS))


@pytest.fixture(scope="session")
def few_objects(qapp: QApplication) -> None:
    """Keep what the imports made out of every collection: it takes a third second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_leaks(few_objects: None) -> Iterator[None]:
    """Fail on windows, threads and timers that outlive a test."""
    before = set(map(id, QApplication.topLevelWidgets()))
    yield
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        gc.collect()
    left = [w for w in QApplication.topLevelWidgets() if id(w) not in before]
    assert not left, f"windows left open: {left}"
    ours = [t.name for t in threading.enumerate() if t.name.startswith("triage-")]
    assert not ours, f"threads left running: {ours}"
    objects = [o for o in gc.get_objects() if isinstance(o, QThread | QTimer)]
    alive = [o for o in objects if shiboken6.isValid(o)]
    running = [
        o for o in alive if (o.isActive() if isinstance(o, QTimer) else o.isRunning())
    ]
    assert not running, f"timers or threads left running: {running}"
    gc.freeze()  # what is still there stays: the next test's collections are short


@pytest.fixture(autouse=True)
def no_error_records() -> Iterator[list[logging.LogRecord]]:
    """Fail on errors in the log; a test that means them empties the list."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    collector = Collector(logging.ERROR)
    logger = logging.getLogger("triage_app")
    logger.addHandler(collector)
    yield records
    logger.removeHandler(collector)
    assert not records, [record.getMessage() for record in records]


class PlainScorer:
    """Scores by views alone: a thousand views are a claim for sure."""

    model_id = "plain-1"
    notice = ""

    def __init__(self) -> None:
        self.gate: threading.Event | None = None
        self.free_calls = 0
        self.reached = threading.Event()

    def score(
        self,
        backlog: Backlog,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Scores:
        if self.gate is not None and self.free_calls == 0:
            self.reached.set()
            self.gate.wait(PATIENCE_MS / 1000)
        self.free_calls = max(0, self.free_calls - 1)
        if cancel is not None:
            cancel.raise_if_cancelled()
        p_claim = backlog.number(Field.VIEWS) / 1000
        texts = backlog.text(Field.TRANSCRIPT).to_list()
        outside = np.array([UNFAMILIAR in (text or "") for text in texts], np.bool_)
        progress(Step(Stage.SCORING, len(backlog), len(backlog)))
        return Scores(p_claim, p_claim, p_claim, outside, self.model_id)

    def evidence(self) -> Evidence:
        """Three thousand labels, all as P(claim) has them: enough for 1 %."""
        p_claim = np.linspace(0.001, 0.999, 3000)
        young = np.repeat(p_claim[:, np.newaxis], 4, axis=1)
        labels = (p_claim >= 0.5).astype(np.float64)
        return Evidence(labels, young, p_claim, young, 0.01, self.model_id)

    def explain(self, backlog: Backlog, row: int) -> Explanation:
        raise AssertionError("nobody asked why")

    def papers(self) -> ModelPapers:
        return ModelPapers("2026-11-01", 80, 20, {"precision": 1.0}, "# A card")


class PlainIntake(Intake):
    """Routes by the plain band, and audits nothing, where no plan was set."""

    plan = RoutingPlan(BandPolicy(), AuditRule(0.0))

    def score(
        self, path: Path, plan: RoutingPlan | None = None, *args: Any, **named: Any
    ) -> ScoredBacklog:
        return super().score(path, plan or self.plan, *args, **named)


class WordRerankers:
    """Likes what holds a word of the claims and not of the opinions."""

    def prepare(
        self, texts: TextColumn, p_claim: Any, cancel: Any = None
    ) -> "WordRerankers":
        self.words = [set((text or "").split()) for text in texts.to_list()]
        return self

    def refit(self, rows: Any, labels: Any) -> Any:
        said: dict[str, float] = {}
        for row, label in zip(rows, labels, strict=True):
            for word in self.words[row]:
                said[word] = said.get(word, 0.0) + (1.0 if label else -1.0)
        return np.array([sum(said.get(w, 0.0) for w in own) for own in self.words])


class SameWords:
    """Groups transcripts that are the same to the letter."""

    def group(
        self,
        texts: TextColumn,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Groups:
        said = texts.to_list()
        counts = Counter(said)
        many = sorted(text for text, count in counts.items() if text and count > 1)
        places = {text: place for place, text in enumerate(many)}
        labels = np.array([places.get(text or "", -1) for text in said], np.int32)
        return Groups(labels, np.zeros(len(said), np.int8))


@dataclass
class BreakableStores:
    """Real workspaces whose log can be told to fail, before or after it kept."""

    failure: WorkspaceError | None = None
    after: bool = False
    gate: threading.Event | None = None

    def open(
        self, path: Path, *, create: bool = False, read_only: bool = False
    ) -> WorkspaceStore:
        store = SqliteWorkspaces(lock_wait=0.1).open(
            path, create=create, read_only=read_only
        )
        append = store.append

        def breakable(decisions: Sequence[Decision]) -> tuple[Record, ...]:
            if self.gate is not None:
                self.gate.wait(PATIENCE_MS / 1000)
            if self.failure is not None and not self.after:
                raise self.failure
            records = append(decisions)
            if self.failure is not None:
                raise self.failure
            return records

        store.append = breakable  # type: ignore[method-assign]
        return store

    def backups(self, path: Path) -> tuple[Backup, ...]:
        return SqliteWorkspaces(lock_wait=0.1).backups(path)

    def restore(self, path: Path, name: str, moderator: str = "") -> Restored:
        return SqliteWorkspaces(lock_wait=0.1).restore(path, name, moderator)


class Answers(Dialogs):
    """Answers every question at once, as the test told it to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.backlog: Path | None = None
        self.backlogs: tuple[Path, ...] = ()
        self.folder: Path | None = None
        self.workspace: Path | None = None
        self.mapping: dict[Field, str] | None = None
        self.export: ExportRequest | None = None
        self.backup: str | None = None
        self.backups: list[tuple[str, Sequence[Backup], int | None]] = []
        self.choice: Choice | None = None
        self.shown_choices: list[Choice] = []
        self.own_keys: dict[str, str] | None = None
        self.settings: LeadSettings | None = None
        self.shown_settings: list[LeadSettings] = []
        self.kept: list[LeadSettings] = []
        self.refused: list[UserFacingError] = []
        self.to_routing = False
        self.abandon = False
        self.bulk: BulkAnswer | None = BulkAnswer()
        self.bulk_questions: list[BulkQuestion] = []
        self.layouts: list[SourceLayout] = []
        self.reports: list[tuple[ImportReport, int]] = []
        self.crashes: list[str] = []
        self.key_sheets: list[KeyTable] = []

    def choose_backlogs(self) -> tuple[Path, ...]:
        return self.backlogs or ((self.backlog,) if self.backlog else ())

    def choose_folder(self) -> Path | None:
        return self.folder

    def choose_workspace(self, folder: Path) -> Path | None:
        return self.workspace

    def ask_mapping(self, layout: SourceLayout) -> dict[Field, str] | None:
        self.layouts.append(layout)
        return self.mapping

    def show_report(
        self, report: ImportReport, added: int, save: Callable[[Path], None]
    ) -> None:
        self.reports.append((report, added))

    def ask_export(
        self, folder: Path, name: str, moderator: str
    ) -> ExportRequest | None:
        return self.export

    def choose_backup(
        self, workspace: str, backups: Sequence[Backup], records: int | None
    ) -> str | None:
        self.backups.append((workspace, backups, records))
        return self.backup

    def ask_settings(
        self, choice: Choice, change_keys: Callable[[], None]
    ) -> Choice | None:
        self.shown_choices.append(choice)
        return self.choice

    def show_lead_settings(self, settings: LeadSettings, save: KeepSettings) -> bool:
        self.shown_settings.append(settings)
        if self.settings is not None:
            edited = self.settings
            save(edited, lambda: self.kept.append(edited), self.refused.append)
        return self.to_routing

    def confirm_bulk(self, question: BulkQuestion) -> BulkAnswer | None:
        self.bulk_questions.append(question)
        return self.bulk

    def change_keys(self, keys: KeyTable) -> dict[str, str] | None:
        return self.own_keys

    def show_keys(self, keys: KeyTable) -> None:
        self.key_sheets.append(keys)

    def show_crash(self, summary: str, details: str) -> None:
        self.crashes.append(details)

    def may_abandon(self, verdicts: int) -> bool:
        return self.abandon


@dataclass
class Desk:
    """A window with everything behind it, and ways to use it as a person does."""

    qtbot: QtBot
    composition: Composition
    answers: Answers
    told: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.composition.notifications.told.connect(self.told.append)

    def open(self, backlog: Path | None, workspace: Path | None = None) -> None:
        """Show the window on something and wait until its first card is painted."""
        self.composition.begin(backlog, workspace)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is worked on and the card, if any, is painted."""
        window = self.composition

        def quiet() -> bool:
            opened = window.session.workspace is not None
            card = window.desk.row is None or window.desk.ready
            return opened and card and not window.jobs.running and not window.flow.busy

        self.qtbot.waitUntil(quiet, timeout=PATIENCE_MS)

    def press(self, *keys: object) -> None:
        """Press keys one after another, each once its card is there."""
        for key in keys:
            self.settle()
            self.qtbot.keyClick(self.focus(), key)
            self.settle()

    def focus(self) -> QWidget:
        """Return what has the keyboard, once the window is active."""
        window = self.composition.window
        window.activateWindow()
        self.qtbot.waitUntil(
            lambda: window.isActiveWindow() and QApplication.focusWidget() is not None
        )
        return QApplication.focusWidget()

    def item(self) -> str:
        """The id on the card, empty where there is none."""
        content = self.composition.desk_page.card.content()
        return "" if content is None else content.item.item_id

    def queue(self) -> list[str]:
        """The ids in the table, in its order."""
        model = self.composition.desk.model
        ids = self.composition.session.case.backlog.ids
        return [ids[model.row_at(place)] or "" for place in range(model.rowCount())]

    def receipt(self) -> str:
        """The receipt's words."""
        return self.composition.desk_page.card.receipt.text()

    def titles(self) -> list[str]:
        """The titles of every message told so far."""
        return [message.title for message in self.told]

    def verdict_of(self, item_id: str) -> Verdict | None:
        """What the log says of an item."""
        workspace = self.composition.session.workspace
        current = None if workspace is None else workspace.history.current(item_id)
        return None if current is None else current.verdict

    def close(self) -> None:
        """Close the window and wait until everything is kept."""
        with self.qtbot.waitSignal(self.composition.finished, timeout=PATIENCE_MS):
            self.composition.window.close()


MakeDesk = Callable[..., Desk]


@pytest.fixture
def paths(home: Path) -> Paths:
    return Paths.under(home)


@pytest.fixture
def scorer() -> PlainScorer:
    return PlainScorer()


@pytest.fixture
def stores() -> BreakableStores:
    return BreakableStores()


@pytest.fixture
def services(scorer: PlainScorer, stores: BreakableStores) -> Services:
    def absent() -> object:
        raise AssertionError("the window needs neither a trainer nor a sampler")

    return Services(
        intake=PlainIntake(FileFormats(), lambda: scorer),
        workspaces=Workspaces(stores, lambda: datetime.now(UTC)),
        exporter=Exporter(FileWriter()),
        trainer=absent,  # type: ignore[arg-type]
        sampler=absent,  # type: ignore[arg-type]
        scorer=lambda: scorer,
        rerankers=WordRerankers,
        groupers=SameWords,
        parts=absent,  # type: ignore[arg-type]
    )


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    theme = Theme()
    theme.apply(Scheme.LIGHT)
    return theme


@pytest.fixture
def make_desk(
    qtbot: QtBot,
    services: Services,
    theme: Theme,
    paths: Paths,
    scorer: PlainScorer,
    stores: BreakableStores,
) -> Iterator[MakeDesk]:
    """Makes windows; what a test leaves open is closed, unsaved or not."""
    made: list[Desk] = []

    def make(moderator: str = "m-07", using: Services | None = None) -> Desk:
        notifications = Notifications()
        file = SettingsFile(paths.settings_file)
        preferences = Preferences(file, notifications, paths.workspaces_folder)
        answers = Answers(theme)
        composition = Composition(
            using or services, preferences, notifications, theme, moderator, answers
        )
        desk = Desk(qtbot, composition, answers)
        made.append(desk)
        return desk

    yield make
    stores.failure = None
    for gate in filter(None, (scorer.gate, stores.gate)):
        gate.set()
    for desk in made:
        desk.answers.abandon = True
        if desk.composition.window.isVisible():
            desk.close()
        desk.composition.opening.clean_up()
        desk.composition.dispose()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


# In review from r1 down, then one with nothing to score; two of each other lane.
ROWS = (
    ("c1", "a claim for sure", 990),
    ("c2", "another claim", 900),
    ("r1", "penguins are said to sleep", 700),
    ("r2", "i think that tea is best", 600),
    ("r3", "somebody shared a rumour", 500),
    ("r4", "my view of the weather", 400),
    ("r5", "they say bees can count", 300),
    ("x1", "", None),
    ("o1", "an opinion", 100),
    ("o2", "a stronger opinion", 10),
)


@pytest.fixture
def write_backlog(tmp_path: Path) -> Callable[..., Path]:
    """Writes a backlog file: id, transcript and views a row."""

    def write(
        rows: Sequence[tuple[str, str, int | None]] = ROWS,
        name: str = "november.csv",
        header: str = "video_id,video_transcription_text,video_view_count,claim_status",
    ) -> Path:
        lines = [f"{i},{t},{'' if v is None else v},claim" for i, t, v in rows]
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def backlog(write_backlog: Callable[..., Path]) -> Path:
    return write_backlog()
