"""The main job beside the ordinary way; run with ``pytest -m benchmark -s``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
import pytest

from triage_app.bootstrap import build
from triage_app.domain.backlog import Field
from triage_app.domain.decisions import Verdict
from triage_app.domain.filters import Span
from triage_app.domain.queue import Column, QueueQuery, Tab, arrange
from triage_app.services.intake import ScoredBacklog
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.services import Services

pytestmark = pytest.mark.benchmark
Compare = Callable[..., Any]


@pytest.fixture(scope="module")
def services() -> Services:
    return build(workers=1)


@pytest.fixture(scope="module")
def scored(services: Services, large: Path) -> ScoredBacklog:
    return services.intake.score(large)


def test_reading_with_an_account_beside_pandas(
    compare: Compare, services: Services, large: Path
) -> None:
    ratio = compare(
        lambda: services.intake.read(large),
        lambda: pd.read_csv(large, dtype=str, keep_default_na=False),
    )
    assert ratio.times_faster > 0.5


def test_sorting_by_p_claim_beside_pandas(
    compare: Compare, services: Services, scored: ScoredBacklog, tmp_path: Path
) -> None:
    workspace = services.workspaces.open(tmp_path / "w.triage", create=True)
    workspace.add(scored, "ann")
    frame = pd.DataFrame(
        {name: column.to_list() for name, column in scored.backlog.raw.items()}
    ).assign(p_claim=scored.scores.p_claim)
    query = QueueQuery(Tab.REVIEW, sort=Column.P_CLAIM, p_claim=Span(high=0.5))
    ratio = compare(
        lambda: arrange(workspace.case, query),
        lambda: frame[frame.p_claim <= 0.5].sort_values("p_claim", ascending=False),
    )
    found = arrange(workspace.case, query)
    assert workspace.case.routing.lane_counts()["review"] == len(frame)
    assert len(found) == int((frame.p_claim <= 0.5).sum())
    assert (np.diff(scored.scores.p_claim[found]) <= 0).all()
    workspace.close()
    assert ratio.times_faster > 1.0


def test_searching_beside_pandas(compare: Compare, scored: ScoredBacklog) -> None:
    from triage_app.domain.text_index import TextIndex

    column = scored.backlog.text(Field.TRANSCRIPT)
    index = TextIndex([column])
    series = pd.Series(column.to_list()).fillna("")
    found = series.str.contains("music", case=False, regex=False)
    assert np.array_equal(index.matches("music"), found.to_numpy())
    ratio = compare(
        lambda: index.matches("music"),
        lambda: series.str.contains("music", case=False, regex=False),
    )
    assert ratio.times_faster > 1.0


def test_a_verdict_with_its_commit_beside_a_bare_commit(
    compare: Compare, services: Services, scored: ScoredBacklog, tmp_path: Path
) -> None:
    """A verdict costs little more than SQLite's own durable insert."""
    import sqlite3

    workspace = services.workspaces.open(tmp_path / "w.triage", create=True)
    workspace.add(scored, "ann")
    desk = ReviewDesk(workspace)
    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE decisions (id TEXT PRIMARY KEY, body TEXT)")

    def ours() -> None:
        for row in range(100):
            desk.decide(VerdictRequest(row, Verdict.CLAIM, "ann"))

    def ordinary() -> None:
        for _ in range(100):
            bare.execute(
                "INSERT INTO decisions VALUES (?, ?)", (str(uuid4()), "x" * 400)
            )

    ratio = compare(ours, ordinary)
    workspace.close()
    bare.close()
    assert ratio.ours_s / 100 < 1.0, "a verdict takes longer than a second"
