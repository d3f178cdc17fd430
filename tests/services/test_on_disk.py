"""The services on the real store: what they keep there holds, and so did the old."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from triage_app.domain.decisions import Decision, Event, Verdict, WhyShown
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy
from triage_app.domain.serving import Ranking
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.statistics import verify
from triage_app.services.workspace import Workspace
from triage_app.services.workspaces import Workspaces
from triage_app.store import keeping
from triage_app.store.workspaces import SqliteWorkspaces

MANY = 120


@pytest.fixture
def workspaces(clock: Any) -> Workspaces:
    return Workspaces(SqliteWorkspaces(), clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "november.triage"


@pytest.fixture
def foreign(
    workspaces: Workspaces, folder: Path, scored: Callable[..., Any]
) -> Iterator[Workspace]:
    """A workspace on disk, of items that the model doesn't know."""
    made = scored(np.linspace(9e5, 1e5, MANY).tolist())
    outside = replace(made.scores, outside=np.ones(MANY, dtype=np.bool_))
    opened = workspaces.open(folder, create=True)
    opened.add(replace(made, scores=outside), "ann")
    yield opened
    opened.close()


def work(workspace: Workspace, times: int) -> list[Decision]:
    """Decide what comes next, as often as asked."""
    desk, made = ReviewDesk(workspace), []
    for _ in range(times):
        item = desk.next_item()
        assert item is not None
        record = desk.decide(VerdictRequest(item.row, Verdict.CLAIM, "ann")).record
        assert record is not None
        made.append(record.decision)
    return made


def test_a_workspace_that_learned_and_was_routed_anew_verifies_and_opens_again(
    foreign: Workspace, workspaces: Workspaces, folder: Path, scorer: Any
) -> None:
    work(foreign, 55)
    pending = np.flatnonzero(foreign.case.states == 0)
    foreign.rank(Ranking(pending[::-1], 55, "views-1"), "ann")
    foreign.set_plan(RoutingPlan(CapacityPolicy(70)), "lead")
    reasons = {decision.why_shown for decision in work(foreign, 6)}
    assert reasons <= {WhyShown.RANDOM, WhyShown.UNCERTAIN}
    foreign.set_reranking(False, "lead")
    plan = RoutingPlan(
        ErrorBudgetPolicy.from_evidence(0.05, scorer.evidence()),
        closed=frozenset(foreign.audit().lanes),
    )
    foreign.set_plan(plan, "lead")
    found = verify(foreign)
    assert found.problems == ()
    kinds = [event.kind for event in foreign.store.events()]
    assert kinds.count("reranked") == 1
    counts = foreign.counts()
    foreign.close()
    again = workspaces.open(folder)
    assert again.plan == plan
    assert not again.reranking
    assert again.counts() == counts
    assert again.notices == ()
    again.close()


def test_a_workspace_of_before_the_guard_is_opened_whole_and_looked_at(
    workspaces: Workspaces,
    folder: Path,
    scored: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "scores_writer", _write_as_before)
    opened = workspaces.open(folder, create=True)
    opened.add(scored(), "ann")
    policy = {"high": 0.7, "kind": "band", "low": 0.3}
    event = Event("routing_set", json.dumps(policy), opened.now(), "ann")
    opened.store.set_setting("routing", json.dumps(policy), event)
    opened.close()
    again = workspaces.open(folder)
    assert again.plan == RoutingPlan(BandPolicy(0.3, 0.7))
    reasons = again.case.routing.reason_counts()
    assert reasons == {"outside_training": 5, "missing_content": 1}
    (notice,) = again.notices
    assert notice.startswith("6 items that wait have their scores from views-1, of an")
    assert verify(again).ok
    assert len(work(again, 2)) == 2
    again.close()


def test_a_kept_routing_that_nobody_knows_opens_with_the_band(
    foreign: Workspace, workspaces: Workspaces, folder: Path
) -> None:
    event = Event("routing_set", "{}", foreign.now(), "ann")
    foreign.store.set_setting("routing", '{"kind": "oracle"}', event)
    foreign.close()
    again = workspaces.open(folder)
    assert again.plan == RoutingPlan(BandPolicy())
    assert len(again.notices) == 1
    assert verify(again).ok
    again.set_plan(RoutingPlan(BandPolicy(0.4, 0.6)), "lead")
    again.close()
    mended = workspaces.open(folder)
    assert mended.notices == ()
    mended.close()


def test_a_workspace_opened_to_look_at_serves_and_audits(
    foreign: Workspace, workspaces: Workspaces, folder: Path
) -> None:
    beside = workspaces.open(folder, read_only=True)
    ours, theirs = ReviewDesk(foreign).next_item(), ReviewDesk(beside).next_item()
    assert ours is not None
    assert theirs is not None
    assert theirs.item_id == ours.item_id
    assert beside.audit() == foreign.audit()
    beside.close()


def _write_as_before(scores: Any) -> Callable[[Path], None]:
    """Write scores as the version before the guard did."""
    heads = ("p_claim", "p_text", "p_engagement")
    columns = {name: pa.array(getattr(scores, name), pa.float64()) for name in heads}
    meta = {b"claim-triage": json.dumps({"model_id": scores.model_id})}
    table = pa.table(columns).replace_schema_metadata(meta)
    return lambda path: pq.write_table(table, path)
