from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import QueueQuery, arrange
from triage_app.domain.scores import Label
from triage_app.domain.serving import Served
from triage_app.domain.text_column import TextColumn
from triage_app.services import reranking
from triage_app.services.reranking import VERDICTS_BETWEEN, Reranking
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace

MANY = 120


@dataclass
class LastFirst:
    """A re-ranker that, whatever it is told, likes the later rows better."""

    prepared: list[int] = field(default_factory=list)
    told: list[tuple[list[int], list[int]]] = field(default_factory=list)

    def prepare(
        self,
        texts: TextColumn,
        p_claim: NDArray[np.float64],
        cancel: CancelToken | None = None,
    ) -> "LastFirst":
        assert len(texts) == len(p_claim)
        self.prepared.append(len(texts))
        return self

    def refit(
        self, rows: NDArray[np.intp], labels: NDArray[np.int8]
    ) -> NDArray[np.float64]:
        self.told.append((rows.tolist(), labels.tolist()))
        return np.arange(self.prepared[-1], dtype=np.float64)


@pytest.fixture
def ranker() -> LastFirst:
    return LastFirst()


@pytest.fixture
def workspace(store: Any, clock: Any, scored: Callable[..., Any]) -> Workspace:
    """Sixty familiar items in review, then sixty that the model doesn't know."""
    made = scored(np.linspace(7.9e5, 2.1e5, MANY).tolist())
    scores = replace(made.scores, outside=np.arange(MANY) >= MANY // 2)
    opened = Workspace(store, clock)
    opened.add(replace(made, scores=scores), "ann")
    return opened


@pytest.fixture
def learning(workspace: Workspace, ranker: LastFirst) -> Reranking:
    return Reranking(workspace, lambda: ranker)


def decide(workspace: Workspace, rows: range, verdict: Verdict | None = None) -> None:
    """Give verdicts, claims and opinions by turns unless one is named."""
    for row in rows:
        turn = Verdict.CLAIM if row % 2 else Verdict.OPINION
        request = VerdictRequest(row, verdict or turn, "ann")
        ReviewDesk(workspace).decide(request)


def test_a_new_order_is_due_after_twenty_verdicts_of_unfamiliar_items(
    learning: Reranking,
) -> None:
    workspace = learning.workspace
    assert not learning.due()
    decide(workspace, range(30))
    assert not learning.due(), "familiar items teach nothing here"
    decide(workspace, range(60, 79))
    assert not learning.due()
    decide(workspace, range(79, 80), Verdict.SKIP)
    assert not learning.due(), "a skipped item has no label"
    decide(workspace, range(80, 81))
    assert learning.due()
    assert learning.due(), "asking changes nothing"
    learning.refit()
    assert not learning.due(), "a refit that is under way is not asked for again"
    decide(workspace, range(81, 81 + VERDICTS_BETWEEN))
    assert learning.due()


def test_verdicts_of_one_kind_order_nothing(
    learning: Reranking, ranker: LastFirst
) -> None:
    decide(learning.workspace, range(60, 90), Verdict.CLAIM)
    assert not learning.due()
    assert learning.refit() is None
    assert ranker.prepared == []


def test_a_lead_can_switch_it_off(learning: Reranking) -> None:
    decide(learning.workspace, range(60, 90))
    learning.workspace.set_reranking(False, "lead")
    assert not learning.due()
    learning.workspace.set_reranking(True, "lead")
    assert learning.due()


def test_switching_it_on_again_orders_at_once(learning: Reranking) -> None:
    decide(learning.workspace, range(60, 90))
    learning.refit()
    learning.workspace.set_reranking(False, "lead")
    assert not learning.due()
    learning.workspace.set_reranking(True, "lead")
    assert learning.due()


def test_the_ranking_holds_pending_unfamiliar_items_in_the_rerankers_order(
    learning: Reranking, ranker: LastFirst
) -> None:
    workspace = learning.workspace
    decide(workspace, range(60, 80))
    decide(workspace, range(80, 81), Verdict.SKIP)
    decide(workspace, range(10))
    ranking = learning.refit()
    assert ranking is not None
    assert ranking.rows.tolist() == list(range(119, 80, -1))
    assert (ranking.verdicts, ranking.model_id) == (20, "views-1")
    assert ranker.prepared == [60]
    labels = [Label.OPINION, Label.CLAIM] * 10
    assert ranker.told == [(list(range(20)), labels)]


def test_a_refit_changes_nothing_until_its_ranking_is_put_in_force(
    learning: Reranking,
) -> None:
    workspace = learning.workspace
    decide(workspace, range(60, 80))
    case, records = workspace.case, len(workspace.store.events())
    ranking = learning.refit()
    assert ranking is not None
    assert workspace.case is case
    assert len(workspace.store.events()) == records
    decide(workspace, range(119, 120))
    workspace.rank(ranking, "ann")
    shown = arrange(workspace.case, QueueQuery()).tolist()
    pending = [r for r in shown if workspace.case.states[r] == State.PENDING]
    ranked = [r for r in pending if r >= 60 and not workspace.case.served[r]]
    assert ranked == [r for r in range(118, 79, -1) if not workspace.case.served[r]]
    assert pending[:60] == list(range(60)), "familiar items are where they were"
    assert Served.UNCERTAIN not in workspace.case.served


def test_items_that_come_later_are_learned_of_and_ordered(
    learning: Reranking, ranker: LastFirst, scored: Callable[..., Any]
) -> None:
    workspace = learning.workspace
    decide(workspace, range(60, 80))
    assert learning.refit() is not None
    assert learning.refit() is not None
    assert ranker.prepared == [60], "features are computed once"
    more = scored([5e5] * 10, MANY)
    outside = replace(more.scores, outside=np.ones(10, dtype=np.bool_))
    workspace.add(replace(more, scores=outside), "ann")
    assert learning.due(), "the new items have no order yet"
    ranking = learning.refit()
    assert ranking is not None
    assert ranking.rows.tolist()[:10] == list(range(129, 119, -1))
    assert ranker.prepared == [60, 70]
    assert not learning.due()


def test_only_the_highest_of_very_many_items_are_ordered(
    learning: Reranking, ranker: LastFirst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "MOST_ITEMS", 30)
    highest = arrange(learning.workspace.case, QueueQuery())[60:90].tolist()
    decide(learning.workspace, range(60, 85))
    ranking = learning.refit()
    assert ranking is not None
    assert ranker.prepared == [30]
    assert set(ranking.rows.tolist()) <= set(highest)


def test_verdicts_below_the_highest_alone_order_nothing(
    learning: Reranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "MOST_ITEMS", 5)
    decide(learning.workspace, range(100, 120))
    assert learning.refit() is None


def test_a_cancelled_refit_stops(learning: Reranking) -> None:
    decide(learning.workspace, range(60, 80))
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        learning.refit(token)


def test_no_lane_score_or_label_changes_while_the_queue_learns(
    learning: Reranking,
) -> None:
    workspace = learning.workspace
    workspace.set_plan(RoutingPlan(BandPolicy()), "lead")
    before = workspace.case
    decide(workspace, range(60, 80))
    ranking = learning.refit()
    assert ranking is not None
    workspace.rank(ranking, "ann")
    after = workspace.case
    np.testing.assert_array_equal(after.routing.lanes, before.routing.lanes)
    np.testing.assert_array_equal(after.scores.p_claim, before.scores.p_claim)
    np.testing.assert_array_equal(after.scores.labels(), before.scores.labels())
    assert after.scores.model_id == before.scores.model_id


def test_a_reranker_that_is_gone_is_made_anew_the_next_time(
    workspace: Workspace, ranker: LastFirst
) -> None:
    gone = UserFacingError("The order of the queue could not be learned.")

    class Fleeting(LastFirst):
        def refit(
            self, rows: NDArray[np.intp], labels: NDArray[np.int8]
        ) -> NDArray[np.float64]:
            raise gone

    made = [Fleeting(), ranker]
    learning = Reranking(workspace, lambda: made.pop(0))
    decide(workspace, range(60, 90))
    with pytest.raises(UserFacingError, match="could not be learned"):
        learning.refit()
    ranking = learning.refit()
    assert ranking is not None
    assert len(ranker.prepared) == 1
