import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.audit import AuditRule
from triage_app.domain.case import Case
from triage_app.domain.filters import Span, Standing
from triage_app.domain.history import State
from triage_app.domain.policies import BandPolicy
from triage_app.domain.queue import (
    Column,
    QueueQuery,
    Tab,
    arrange,
    author_statuses,
    next_waiting,
    queue_order,
    waiting_mask,
)
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.serving import Serving
from triage_app.domain.visibility import (
    ScoreVisibility,
    Veil,
    secret_rows,
    shown_reason,
)

Make = Callable[..., Case]


def test_the_queue_runs_from_the_surest_claim_to_the_unscored(make_case: Make) -> None:
    case = make_case([0.3, np.nan, 0.7, 0.5, 0.95, 0.05])
    assert arrange(case, QueueQuery()).tolist() == [2, 3, 0, 1]
    assert arrange(case, QueueQuery(Tab.LIKELY_CLAIM)).tolist() == [4]
    assert arrange(case, QueueQuery(Tab.LIKELY_OPINION)).tolist() == [5]
    assert arrange(case, QueueQuery(descending=False)).tolist() == [0, 3, 2, 1]


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=50))
def test_queue_order_is_a_stable_descending_permutation(p_claim: list[float]) -> None:
    order = queue_order(np.array(p_claim, dtype=np.float64)).tolist()
    assert sorted(order) == list(range(len(p_claim)))
    keys = [-p_claim[r] if p_claim[r] == p_claim[r] else 2.0 for r in order]
    assert [(key, row) for key, row in zip(keys, order, strict=True)] == sorted(
        zip(keys, order, strict=True)
    )


def test_decided_items_stay_in_their_lane_and_show_among_the_decided(
    make_case: Make,
) -> None:
    case = make_case([0.6, 0.5, 0.4])
    case.set_state(1, State.CLAIM)
    case.set_state(2, State.SKIPPED)
    assert arrange(case, QueueQuery()).tolist() == [0, 1, 2]
    assert arrange(case, QueueQuery(Tab.DECIDED)).tolist() == [1]
    waiting = QueueQuery(standings=frozenset({Standing.WAITING}))
    assert arrange(case, waiting).tolist() == [0, 2]
    worked = QueueQuery(standings=frozenset({Standing.CLAIM, Standing.OPINION}))
    assert arrange(case, worked).tolist() == [1]


def test_filters_narrow_together(make_case: Make) -> None:
    case = make_case(
        [0.6, 0.5, 0.4, np.nan],
        ["red fox", "red hen", "fox", None],
        ["active", "banned", "active", None],
    )
    query = QueueQuery(search="FOX", author="active", p_claim=Span(low=0.5))
    assert query.filtered
    assert arrange(case, query).tolist() == [0]
    missing = QueueQuery(reason=Reason.MISSING_CONTENT)
    assert arrange(case, missing).tolist() == [0, 1, 2, 3], "before the verdicts"
    for row in range(3):
        case.set_state(row, State.CLAIM)
    assert arrange(case, missing).tolist() == [3]
    assert arrange(case, query.cleared()).tolist() == [0, 1, 2, 3]
    assert query.on(Tab.DECIDED).search == "FOX"
    assert author_statuses(case) == ("active", "banned")
    assert arrange(case, QueueQuery(search="id2")).tolist() == [2]


def test_a_filter_gives_no_hidden_score_or_reason_away(make_case: Make) -> None:
    case = make_case([0.6, 0.3, np.nan])
    hidden = Veil(ScoreVisibility.HIDDEN).rows(case)
    by_score = QueueQuery(p_claim=Span(low=0.5))
    by_reason = QueueQuery(reason=Reason.MISSING_CONTENT)
    assert arrange(case, by_score, hidden).tolist() == [0, 1, 2]
    assert arrange(case, by_reason, hidden).tolist() == [0, 1, 2]
    assert arrange(case, by_score).tolist() == [0]


@pytest.mark.parametrize(
    ("column", "descending", "expected"),
    [
        (Column.VIEWS, False, [1, 0, 2]),
        (Column.VIEWS, True, [0, 1, 2]),
        (Column.LIKES_PER_VIEW, True, [1, 0, 2]),
        (Column.TRANSCRIPT, False, [2, 0, 1]),
        (Column.TRANSCRIPT, True, [0, 2, 1]),
        (Column.ID, True, [2, 1, 0]),
        (Column.AUTHOR, False, [1, 0, 2]),
        (Column.DURATION, False, [0, 1, 2]),
        (Column.REASON, True, [0, 1, 2]),
        (Column.VERDICT, True, [2, 0, 1]),
        (Column.POSITION, True, [0, 1, 2]),
    ],
)
def test_any_column_sorts_and_missing_values_come_last(
    make_case: Make, column: Column, descending: bool, expected: list[int]
) -> None:
    case = make_case(
        [0.6, 0.5, 0.4],
        ["Beta", None, "alpha"],
        ["banned", "active", None],
        [20.0, 10.0, np.nan],
        [2.0, 5.0, 1.0],
    )
    case.set_state(2, State.SKIPPED)
    query = QueueQuery(sort=column, descending=descending)
    assert arrange(case, query).tolist() == expected


def test_next_goes_on_round_the_end_and_takes_skipped_ones_last(
    make_case: Make,
) -> None:
    case = make_case([0.7, 0.6, 0.5, 0.4])
    rows = arrange(case, QueueQuery())
    assert next_waiting(case, rows) == 0
    case.set_state(0, State.SKIPPED)
    case.set_state(2, State.CLAIM)
    assert next_waiting(case, rows, after=1) == 3
    assert next_waiting(case, rows, after=3) == 1
    assert next_waiting(case, rows, after=99) == 1
    case.set_state(1, State.OPINION)
    case.set_state(3, State.ESCALATED)
    assert next_waiting(case, rows, after=3) == 0
    case.set_state(0, State.CLAIM)
    assert next_waiting(case, rows) is None


def test_scores_hide_only_where_a_verdict_is_still_to_come(make_case: Make) -> None:
    case = make_case([0.9, 0.5, 0.4])
    case.set_state(2, State.OPINION)
    hidden = Veil(ScoreVisibility.HIDDEN).rows(case).tolist()
    assert hidden == [False, True, False]
    for row, veil in enumerate(hidden):
        assert Veil(ScoreVisibility.HIDDEN).hides(case.item(row)) is veil
        assert not Veil(ScoreVisibility.SHOWN).hides(case.item(row))
    assert not Veil(ScoreVisibility.SHOWN).rows(case).any()


def test_an_item_gathers_a_row_without_its_reference_label(make_case: Make) -> None:
    item = make_case([0.9], ["hi"], views=[10.0], likes=[5.0]).item(0)
    assert item.item_id == "id0"
    assert item.p_claim == item.p_text == 0.9
    assert item.p_engagement is None
    assert item.model_label == "claim"
    assert item.likes_per_view == 0.5
    assert item.facts == (("author_ban_status", "active"), ("language", "en"))


@pytest.mark.parametrize("views", [0.0, np.nan])
def test_likes_per_view_needs_views(make_case: Make, views: float) -> None:
    assert make_case([0.9], views=[views]).item(0).likes_per_view is None


def test_rows_are_found_by_id_and_an_empty_case_has_none(make_case: Make) -> None:
    case = make_case([0.9, 0.1])
    assert [case.row_of.get(one) for one in ("id0", "id1", "id2")] == [0, 1, None]
    assert len(Case.empty()) == 0


def test_of_very_many_author_statuses_the_commonest_are_offered(
    make_case: Make,
) -> None:
    names = [f"s{n:03}" for n in range(60)]
    case = make_case(
        [0.5] * 121, authors=[*names, *names[10:], *names[10:], None][:121]
    )
    offered = author_statuses(case)
    assert len(offered) == 50
    assert offered == tuple(names[10:])


def test_an_order_by_reason_gives_no_hidden_reason_away(make_case: Make) -> None:
    case = make_case([0.7, np.nan, 0.5, 0.3])
    case.set_state(2, State.CLAIM)
    hidden = Veil(ScoreVisibility.HIDDEN).rows(case)
    for descending in (True, False):
        query = QueueQuery(sort=Column.REASON, descending=descending)
        assert arrange(case, query, hidden).tolist() == [2, 0, 3, 1]
        assert arrange(case, query).tolist() == [2, 0, 3, 1], "scores shown or not"
    case.set_state(1, State.CLAIM)
    downwards = QueueQuery(sort=Column.REASON, descending=True)
    assert arrange(case, downwards).tolist() == [1, 2, 0, 3]


def test_the_unscored_come_last_from_either_end(make_case: Make) -> None:
    case = make_case([0.5, np.nan, 0.7, 0.5])
    assert arrange(case, QueueQuery()).tolist() == [2, 0, 3, 1]
    assert arrange(case, QueueQuery(descending=False)).tolist() == [0, 3, 2, 1]


def test_a_status_that_does_not_occur_shows_nothing(make_case: Make) -> None:
    case = make_case([0.5, 0.5], authors=["active", None])
    assert arrange(case, QueueQuery(author="banned")).tolist() == []


def test_authors_are_sorted_without_case_and_the_missing_last(make_case: Make) -> None:
    case = make_case([0.5] * 4, authors=["b", None, "A", "a"])
    query = QueueQuery(sort=Column.AUTHOR, descending=False)
    assert arrange(case, query).tolist() == [2, 3, 0, 1]
    assert arrange(case, replace(query, descending=True)).tolist() == [0, 3, 2, 1]


def test_another_routing_keeps_what_was_indexed(make_case: Make) -> None:
    case = make_case([0.9, 0.1])
    rows, index = case.row_of, case.text_index
    routed = case.rerouted(BandPolicy(0.05, 0.95).route(case.scores, AuditRule()))
    assert routed.routing.lanes.tolist() == [Lane.REVIEW, Lane.REVIEW]
    assert routed.row_of is rows
    assert routed.text_index is index


def test_an_order_by_score_shows_hidden_items_where_they_are_served(
    make_case: Make,
) -> None:
    case = make_case([0.7, 0.3, 0.5, 0.4])
    served = np.array([0.7, 0.9, 0.5, 0.1])  # the last two took theirs by lot
    case = case.serving(Serving(served, case.served))
    case.set_state(2, State.CLAIM)
    hidden = Veil(ScoreVisibility.HIDDEN).rows(case)
    by_score = QueueQuery(sort=Column.P_CLAIM)
    assert arrange(case, by_score, hidden).tolist() == [1, 0, 2, 3]
    upwards = replace(by_score, descending=False)
    assert arrange(case, upwards, hidden).tolist() == [3, 2, 0, 1]
    assert arrange(case, by_score).tolist() == [0, 2, 3, 1]
    assert arrange(case, QueueQuery()).tolist() == [1, 0, 2, 3]


def test_equal_values_are_shown_in_the_order_of_serving(make_case: Make) -> None:
    case = make_case([0.7, 0.3, 0.5], authors=["active"] * 3)
    case = case.serving(Serving(np.array([0.1, 0.9, 0.5]), case.served))
    by_author = QueueQuery(sort=Column.AUTHOR, descending=False)
    assert arrange(case, by_author).tolist() == [1, 2, 0]


def test_another_order_keeps_what_was_indexed(make_case: Make) -> None:
    case = make_case([0.9, 0.1])
    rows = case.row_of
    other = case.serving(Serving(np.array([0.1, 0.9]), case.served))
    assert other.row_of is rows
    assert other.states is case.states
    assert other.order.keys.tolist() == [0.1, 0.9]


@pytest.mark.parametrize("reason", [Reason.AUDIT, Reason.OUTSIDE_TRAINING])
def test_no_reason_is_told_before_the_verdict_or_its_lack_would_mark_the_audit(
    reason: Reason,
) -> None:
    for state in (State.PENDING, State.SKIPPED, State.ESCALATED):
        assert shown_reason(reason, state) is Reason.NONE
    assert shown_reason(reason, State.CLAIM) is reason


def hidden(case: Case) -> object:
    return Veil(ScoreVisibility.HIDDEN).rows(case)


@pytest.mark.parametrize("ask", [waiting_mask, secret_rows, hidden])
def test_a_verdict_that_lands_while_items_are_counted_disturbs_nobody(
    make_case: Callable[..., Case], ask: Callable[[Case], object]
) -> None:
    case, over = make_case([0.5] * 20_000), threading.Event()

    def land() -> None:
        while not over.is_set():
            for state in State:
                case.states[::7] = state

    moderator = threading.Thread(target=land)
    moderator.start()
    try:
        for _ in range(800):
            ask(case)
    finally:
        over.set()
        moderator.join()


def test_the_escalated_and_the_disputed_wait_for_a_lead(make_case: Make) -> None:
    case = make_case([0.6, 0.5, 0.4, 0.3])
    case.set_state(0, State.ESCALATED)
    case.set_state(1, State.CLAIM)
    case.set_state(2, State.OPINION)
    case.disputed[1] = True
    assert arrange(case, QueueQuery(Tab.LEAD)).tolist() == [0, 1]
    assert arrange(case, QueueQuery(Tab.DECIDED)).tolist() == [1, 2]
    assert Tab.LEAD.lane is None
