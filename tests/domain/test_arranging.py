"""The rows a query shows, in its order: against sorting them anew each time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage_app.domain import queue
from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.errors import CancelledError
from triage_app.domain.filters import Span
from triage_app.domain.history import State
from triage_app.domain.orders import Codes
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import (
    Column,
    QueueQuery,
    Tab,
    arrange,
    filter_mask,
    lead_mask,
    likes_per_view,
    prepare_orders,
)
from triage_app.domain.serving import Serving
from triage_app.domain.visibility import secret_rows

Make = Callable[..., Case]
Mask = Any


def plainly(case: Case, query: QueueQuery, hidden: Mask) -> list[int]:
    """List rows as the queue did before it kept orders: sort floats, row by row."""
    rows = np.flatnonzero(on_tab(case, query.tab) & filter_mask(case, query, hidden))
    if query.sort is Column.POSITION:
        return rows[stable(case.keys[rows], query.descending)].tolist()
    served = rows[np.argsort(-case.keys[rows], kind="stable")]
    keys = sort_keys(case, query.sort, served)
    if query.sort is Column.REASON:
        keys = np.where(secret_rows(case)[served] | hidden[served], np.nan, keys)
    if query.sort is Column.VERDICT and query.tab is Tab.LEAD:
        keys = np.where(case.disputed[served], np.nan, keys)
    if query.sort is Column.P_CLAIM:
        keys = np.where(hidden[served], case.keys[served], keys)
    return served[stable(keys, query.descending)].tolist()


def on_tab(case: Case, tab: Tab) -> Mask:
    if tab is Tab.DECIDED:
        return case.in_state(State.CLAIM, State.OPINION)
    return lead_mask(case) if tab.lane is None else case.routing.lanes == tab.lane


def stable(keys: Mask, descending: bool) -> Mask:
    return np.argsort(-keys if descending else keys, kind="stable")


def sort_keys(case: Case, column: Column, rows: Mask) -> Mask:
    if column in (Column.ID, Column.TRANSCRIPT):
        part = Field.ID if column is Column.ID else Field.TRANSCRIPT
        texts = [case.backlog.text(part)[row] or "" for row in rows.tolist()]
        places = {text: n for n, text in enumerate(sorted(map(str.casefold, texts)))}
        return np.array([places[t.casefold()] if t else np.nan for t in texts], float)
    codes = case.authors.codes
    whole = {
        Column.P_CLAIM: case.scores.p_claim,
        Column.VIEWS: case.backlog.number(Field.VIEWS),
        Column.DURATION: case.backlog.number(Field.DURATION),
        Column.LIKES_PER_VIEW: likes_per_view(case),
        Column.REASON: case.routing.reasons.astype(float),
        Column.VERDICT: case.states.astype(float),
        Column.AUTHOR: np.where(codes < 0, np.nan, codes),
    }
    return whole[column][rows]


NUMBERS = st.sampled_from([np.nan, 0.0, 1.0, 10.0, 0.5, 500.0, 7e9])
SHARES = st.sampled_from([np.nan, 0.0, 0.3, 0.5, 0.5, 0.7, 1.0])
TEXTS = st.sampled_from(["Beta", "beta", "", None, "alpha two", "Alpha one", "ß 1"])
AUTHORS = st.sampled_from(["active", "Banned", None, ""])
FLAGS = st.booleans()
ROW = st.tuples(
    SHARES,
    SHARES,
    TEXTS,
    AUTHORS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.sampled_from(State),
    FLAGS,
    FLAGS,
)
QUERIES = st.builds(
    QueueQuery,
    tab=st.sampled_from(Tab),
    search=st.sampled_from(["", "", "a", "id1"]),
    views=st.sampled_from([Span(), Span(low=1.0)]),
    sort=st.sampled_from(Column),
    descending=FLAGS,
)


def build(make_case: Make, table: list[tuple[Any, ...]]) -> tuple[Case, Mask]:
    p_claim, keys, texts, authors, views, likes, lengths, states, disputed, hidden = (
        list(column) for column in zip(*table, strict=True)
    )
    case = make_case(p_claim, texts, authors, views, likes, lengths)
    case = case.serving(Serving(np.array(keys), case.served))
    case.states[:] = [int(state) for state in states]
    case.disputed[:] = disputed
    return case, np.array(hidden, dtype=np.bool_)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=16),
    st.lists(QUERIES, min_size=1, max_size=6),
    st.sampled_from([0, 1, 16, 1_000]),
    st.lists(st.tuples(st.integers(0, 15), st.sampled_from(State), FLAGS), max_size=4),
)
def test_a_list_is_what_sorting_anew_gives_whatever_was_kept(
    make_case: Make,
    monkeypatch: pytest.MonkeyPatch,
    table: list[tuple[Any, ...]],
    queries: list[QueueQuery],
    few: int,
    verdicts: list[tuple[int, State, bool]],
) -> None:
    monkeypatch.setattr(queue, "_FEW", few)
    case, hidden = build(make_case, table)
    for query in queries:
        assert arrange(case, query, hidden).tolist() == plainly(case, query, hidden)
    for row, state, disputed in verdicts:
        if row < len(case):
            case.set_state(row, state, disputed)
            hidden[row] = not hidden[row]
    other = case.serving(Serving(case.keys[::-1].copy(), case.served))
    for query in queries:
        assert arrange(case, query, hidden).tolist() == plainly(case, query, hidden)
        assert arrange(other, query, hidden).tolist() == plainly(other, query, hidden)


def test_what_a_list_holds_may_be_moved_without_harm_to_the_next(
    make_case: Make,
) -> None:
    case = make_case([0.3, 0.7, 0.5])
    for query in (QueueQuery(), QueueQuery(sort=Column.VIEWS)):
        rows = arrange(case, query)
        wanted = rows.tolist()
        rows[:] = 0
        assert arrange(case, query).tolist() == wanted


def test_orders_made_beforehand_give_the_same_lists(make_case: Make) -> None:
    table = ([0.5, 0.3, np.nan], ["b", None, "a"], ["x", "y", None], [1.0, 9.0, 4.0])
    prepared, fresh = make_case(*table), make_case(*table)
    prepare_orders(prepared, CancelToken())
    for column in Column:
        query = QueueQuery(sort=column, descending=False)
        assert arrange(prepared, query).tolist() == arrange(fresh, query).tolist()
    assert prepared.orders.has(Field.TRANSCRIPT)


def test_no_number_is_sorted_twice_once_orders_were_made_beforehand(
    make_case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case([0.5, 0.3, 0.7])
    case = case.serving(Serving(np.array([0.3, 0.7, 0.5]), case.served))
    prepare_orders(case, CancelToken())

    def encode(_numbers: Any) -> Any:
        raise AssertionError("the window waits for this")

    monkeypatch.setattr(Codes, "of_numbers", encode)
    hidden = np.array([True, False, True])
    for column in Column:
        for veil in (None, hidden):
            assert len(arrange(case, QueueQuery(sort=column), veil)) == 3


def test_making_orders_beforehand_can_be_stopped(make_case: Make) -> None:
    case, token = make_case([0.5]), CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        prepare_orders(case, token)
    assert not case.orders.has(Field.TRANSCRIPT)


def test_a_new_model_or_order_of_serving_is_sorted_by_its_own_scores(
    make_case: Make,
) -> None:
    case = make_case([0.3, 0.5, 0.7])
    query = QueueQuery(sort=Column.P_CLAIM)
    assert arrange(case, query).tolist() == [2, 1, 0]
    turned = replace(case.scores, p_claim=np.array([0.7, 0.5, 0.3]))
    assert arrange(replace(case, scores=turned), query).tolist() == [0, 1, 2]
    assert arrange(case, query).tolist() == [2, 1, 0]
