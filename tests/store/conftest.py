"""Small backlogs, scores and decisions, and workspaces to keep them in."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import (
    Decision,
    Event,
    RecordKind,
    Verdict,
    WhyShown,
)
from triage_app.domain.ports import ImportedBacklog
from triage_app.domain.report import ImportReport, Issue, Outcome
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces

BACKLOG_ID = "11111111-1111-4111-8111-111111111111"


def make_backlog(rows: int = 3) -> Backlog:
    raw = {
        "video_id": TextColumn.from_strings([f"00{i}" for i in range(rows)]),
        "video_transcription_text": TextColumn.from_strings(
            [None if i % 3 == 2 else f"someone söid\nthat {i}" for i in range(rows)]
        ),
        "views": TextColumn.from_strings([str(i * 1000) for i in range(rows)]),
        "": TextColumn.from_strings(["" for _ in range(rows)]),
    }
    roles = {
        Field.ID: "video_id",
        Field.TRANSCRIPT: "video_transcription_text",
        Field.VIEWS: "views",
    }
    views = np.arange(rows, dtype=np.float64) * 1000
    views[:1] = np.nan
    lines = np.arange(2, rows + 2, dtype=np.int64)
    return Backlog(raw, roles, {Field.VIEWS: views}, lines)


def make_scores(rows: int = 3, model_id: str = "base-1-3f9c2a") -> Scores:
    p_claim = np.linspace(0.0, 1.0, rows)
    p_claim[:1] = np.nan
    return Scores(p_claim, p_claim[::-1].copy(), p_claim**2, p_claim > 0.7, model_id)


def make_decision(**changes: object) -> Decision:
    fields: dict[str, object] = {
        "decision_id": str(uuid.uuid4()),
        "kind": RecordKind.VERDICT,
        "revokes": "",
        "item_id": "007",
        "backlog_id": BACKLOG_ID,
        "verdict": Verdict.CLAIM,
        "reason_code": "",
        "note": "søgt\x00“quoted”",
        "model_id": "base-1-3f9c2a",
        "p_claim": 0.1 + 0.2,
        "model_label": "opinion",
        "lane": "review",
        "why_shown": WhyShown.MID_CONFIDENCE,
        "score_visible": False,
        "shown_at": "2026-11-21T08:00:00.000Z",
        "decided_at": "2026-11-21T08:00:05.250Z",
        "moderator": "Ada",
        "app_version": "0.1.0",
    }
    return Decision(**{**fields, **changes})  # type: ignore[arg-type]


def make_report(*issues: Issue, unlisted: int = 0) -> ImportReport:
    return ImportReport("week.csv", "ab" * 32, 5, 3, 1, 1, issues, unlisted)


def make_import(backlog_id: str = BACKLOG_ID, added: int = 3) -> ImportedBacklog:
    return ImportedBacklog(
        backlog_id=backlog_id,
        source="week.csv",
        source_sha256="ab" * 32,
        source_path="/reports/week.csv",
        imported_at="2026-11-21T07:00:00.000Z",
        moderator="Ada",
        rows_read=added + 2,
        accepted=added,
        quarantined=1,
        duplicates=1,
        added=added,
        notes=("Read as UTF-8.",),
        report_file="",
    )


class Makers:
    """What tests make, under one name, since tests don't import one another."""

    backlog_id = BACKLOG_ID
    backlog = staticmethod(make_backlog)
    scores = staticmethod(make_scores)
    decision = staticmethod(make_decision)
    report = staticmethod(make_report)
    imported = staticmethod(make_import)

    @staticmethod
    def event(kind: str = "exported", payload: str = "{}") -> Event:
        return Event(kind, payload, "2026-11-21T09:00:00.000Z", "Ada")

    @staticmethod
    def issue(value: str, reason: str = "not a number") -> Issue:
        return Issue(4, "views", value, reason, Outcome.VALUE_MISSING)

    @staticmethod
    def fill(store: SqliteWorkspace, backlog_id: str = BACKLOG_ID) -> ImportedBacklog:
        return store.add_import(
            make_import(backlog_id), make_backlog(), make_scores(), make_report()
        )


@pytest.fixture
def make() -> type[Makers]:
    return Makers


@pytest.fixture
def stores() -> SqliteWorkspaces:
    return SqliteWorkspaces(lock_wait=0.1, busy_wait=0.2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "november.triage"


@pytest.fixture
def store(stores: SqliteWorkspaces, folder: Path) -> Iterator[SqliteWorkspace]:
    """An open workspace with one import of three rows."""
    opened = stores.open(folder, create=True)
    Makers.fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def closed(store: SqliteWorkspace, folder: Path) -> Path:
    """The folder of such a workspace with five decisions and an event, closed."""
    store.append([make_decision(item_id=f"00{i}") for i in range(5)])
    store.log(Makers.event())
    store.set_setting("routing", '{"low": 0.2}', Makers.event("routing_set"))
    store.close()
    return folder


@pytest.fixture
def tamper(closed: Path) -> Callable[..., None]:
    """Change the closed workspace's database behind the program's back."""
    import sqlite3

    def run(*statements: str) -> None:
        connection = sqlite3.connect(closed / "workspace.db")
        for name in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name[0]}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return run


@pytest.fixture
def version_1(folder: Path) -> Path:
    """The folder of a workspace that version 1 of the format's program wrote."""
    import shutil
    import sqlite3

    shutil.copytree(Path(__file__).with_name("version_1"), folder)
    script = folder / "workspace.sql"
    connection = sqlite3.connect(folder / "workspace.db")
    connection.executescript(script.read_text("utf-8"))
    connection.close()
    script.unlink()
    return folder
