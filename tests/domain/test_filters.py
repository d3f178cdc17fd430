"""Filters: masks against a plain loop, and numbers as people type them."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.errors import FilterError
from triage_app.domain.filters import Span, Standing, Unit, typed_number
from triage_app.domain.folding import fold
from triage_app.domain.history import State
from triage_app.domain.queue import (
    Column,
    QueueQuery,
    Tab,
    arrange,
    filter_mask,
    lead_mask,
    likes_per_view,
    shows,
)
from triage_app.domain.routing import Reason
from triage_app.domain.visibility import secret_rows

Make = Callable[..., Case]
NUMBERS = [math.nan, 0.0, 1.0, 10.0, 500.0]
WORDS = ["moon", "Café au lait", "the\u200b moon", "", None]
AUTHORS = ["active", "banned", None]
ENDS = st.sampled_from([None, 0.0, 0.5, 1.0, 10.0])
STATES = {
    Standing.WAITING: {State.PENDING, State.SKIPPED},
    Standing.CLAIM: {State.CLAIM},
    Standing.OPINION: {State.OPINION},
    Standing.SKIPPED: {State.SKIPPED},
    Standing.ESCALATED: {State.ESCALATED},
    Standing.DISPUTED: set(),
}


def span(low: float | None, high: float | None) -> Span:
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Span(low, high)


SPANS = st.builds(span, ENDS, ENDS)
QUERIES = st.builds(
    QueueQuery,
    tab=st.sampled_from(Tab),
    search=st.sampled_from(["", "moon", "CAFE", '"au lait"', "id1", "  "]),
    p_claim=SPANS,
    views=SPANS,
    likes_per_view=SPANS,
    duration=SPANS,
    author=st.sampled_from(["", "banned", "gone"]),
    reason=st.sampled_from([None, Reason.MID_CONFIDENCE, Reason.MISSING_CONTENT]),
    standings=st.frozensets(st.sampled_from(Standing), max_size=3),
    in_id=st.sampled_from(["", "id", "2"]),
    in_transcript=st.sampled_from(["", "moon", "the moon"]),
    sort=st.sampled_from(Column),
    descending=st.booleans(),
)


@st.composite
def rows(draw: Any) -> list[tuple[Any, ...]]:
    one = st.tuples(
        st.sampled_from([math.nan, 0.0, 0.3, 0.5, 0.7, 1.0]),
        st.sampled_from(WORDS),
        st.sampled_from(AUTHORS),
        st.sampled_from(NUMBERS),
        st.sampled_from(NUMBERS),
        st.sampled_from(NUMBERS),
        st.sampled_from(State),
        st.booleans(),
        st.booleans(),
    )
    return draw(st.lists(one, max_size=12))


def build(make_case: Make, table: list[tuple[Any, ...]]) -> tuple[Case, Any]:
    p_claim, texts, authors, views, likes, lengths, states, disputed, hidden = (
        [list(column) for column in zip(*table, strict=True)]
        if table
        else [[] for _ in range(9)]
    )
    case = make_case(p_claim, texts, authors, views, likes, lengths)
    case.states[:] = [int(state) for state in states]
    case.disputed[:] = disputed
    return case, np.array(hidden, dtype=np.bool_)


def within(span: Span, value: float) -> bool:
    if span.whole:
        return True
    above = span.low is None or value >= span.low
    return above and (span.high is None or value <= span.high)


def passes(case: Case, query: QueueQuery, row: int, *, hidden: bool) -> bool:
    """The same as a plain reading of the query, one row at a time."""
    item = case.item(row)
    folded_id, folded_text = fold(item.item_id), fold(item.transcript or "")
    for words in query.search.split('"')[1::2] or query.search.split():
        if fold(words) not in folded_id and fold(words) not in folded_text:
            return False
    if fold(query.in_id) not in folded_id:
        return False
    if not all(fold(w) in folded_text for w in query.in_transcript.split()):
        return False
    if not hidden and not within(query.p_claim, float(case.scores.p_claim[row])):
        return False
    numbers = (
        (query.views, case.backlog.number(Field.VIEWS)[row]),
        (query.duration, case.backlog.number(Field.DURATION)[row]),
        (query.likes_per_view, likes_per_view(case)[row]),
    )
    if not all(within(wanted, float(value)) for wanted, value in numbers):
        return False
    author = case.backlog.text(Field.BAN)[row]
    if query.author and author != query.author:
        return False
    told = item.reason is query.reason or secret_rows(case)[row]
    if query.reason is not None and not hidden and not told:
        return False
    if not query.standings:
        return True
    disputed = bool(case.disputed[row])
    if disputed and Standing.DISPUTED in query.standings:
        return True
    told_state = not (disputed and query.tab is Tab.LEAD)
    return told_state and any(item.state in STATES[one] for one in query.standings)


def on_tab(case: Case, tab: Tab, row: int) -> bool:
    state = State(int(case.states[row]))
    if tab is Tab.DECIDED:
        return state.decided
    if tab is Tab.LEAD:
        return state is State.ESCALATED or bool(case.disputed[row])
    return int(case.routing.lanes[row]) == tab.lane


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=rows(), query=QUERIES)
def test_masks_agree_with_a_plain_loop(
    make_case: Make, table: list[tuple[Any, ...]], query: QueueQuery
) -> None:
    case, hidden = build(make_case, table)
    plain = [
        passes(case, query, row, hidden=bool(hidden[row])) for row in range(len(case))
    ]
    assert filter_mask(case, query, hidden).tolist() == plain
    shown = [
        row for row in range(len(case)) if plain[row] and on_tab(case, query.tab, row)
    ]
    assert sorted(arrange(case, query, hidden).tolist()) == shown
    for row in range(len(case)):
        assert shows(case, query, row, hidden) == (row in shown)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=rows(), query=QUERIES, other=st.floats(0.21, 0.79))
def test_no_filter_order_or_count_tells_a_hidden_score(
    make_case: Make, table: list[tuple[Any, ...]], query: QueueQuery, other: float
) -> None:
    case, hidden = build(make_case, table)
    p_claim = np.where(hidden, other, case.scores.p_claim)
    scores = replace(case.scores, p_claim=p_claim)
    changed = replace(case, scores=scores)
    before = arrange(case, query, hidden).tolist()
    assert arrange(changed, query, hidden).tolist() == before


def test_on_a_leads_tab_nothing_tells_which_of_two_verdicts_holds(
    make_case: Make,
) -> None:
    case = make_case([0.6, 0.5, 0.4])
    case.disputed[:] = True
    for states in ([1, 2, 1], [2, 1, 2]):
        case.states[:] = states
        by_verdict = QueueQuery(Tab.LEAD, sort=Column.VERDICT)
        assert arrange(case, by_verdict).tolist() == [0, 1, 2]
        claims = QueueQuery(Tab.LEAD, standings=frozenset({Standing.CLAIM}))
        assert arrange(case, claims).tolist() == []
        disputed = QueueQuery(Tab.LEAD, standings=frozenset({Standing.DISPUTED}))
        assert arrange(case, disputed).tolist() == [0, 1, 2]
    assert lead_mask(case).all()


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("", Unit.COUNT, None),
        ("  ", Unit.SECONDS, None),
        ("1500", Unit.COUNT, 1500.0),
        ("1,500", Unit.COUNT, 1500.0),
        ("1 500 000", Unit.COUNT, 1_500_000.0),
        ("20k", Unit.COUNT, 20_000.0),
        ("2.5M", Unit.COUNT, 2_500_000.0),
        (".5", Unit.RATE, 0.5),
        ("0.8", Unit.PROBABILITY, 0.8),
        ("80 %", Unit.PROBABILITY, 0.8),
        ("1:30", Unit.SECONDS, 90.0),
        ("1:02:03", Unit.SECONDS, 3723.0),
        ("90", Unit.SECONDS, 90.0),
    ],
)
def test_numbers_are_read_as_people_type_them(
    typed: str, unit: Unit, number: float | None
) -> None:
    assert typed_number(typed, unit) == number


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("many", Unit.COUNT),
        ("-5", Unit.COUNT),
        ("1,5", Unit.COUNT),
        ("1e9", Unit.COUNT),
        ("k", Unit.COUNT),
        ("5%", Unit.COUNT),
        ("nan", Unit.RATE),
        ("1:75", Unit.SECONDS),
        ("1:30", Unit.COUNT),
        ("1.2", Unit.PROBABILITY),
        ("9" * 24, Unit.COUNT),
    ],
)
def test_what_is_no_number_is_refused(typed: str, unit: Unit) -> None:
    with pytest.raises(FilterError) as refused:
        typed_number(typed, unit)
    assert typed[:20] in refused.value.title
    assert refused.value.next_step.startswith("Type ")


def test_a_range_runs_upwards_and_has_sane_ends() -> None:
    with pytest.raises(FilterError, match="begins at 5, above its end at 1"):
        Span(5, 1)
    with pytest.raises(FilterError, match="too large"):
        Span(math.nan)
    with pytest.raises(FilterError, match="too large"):
        Span(high=math.inf)
    assert Span(1, 1).holds(np.array([0.0, 1.0, math.nan])).tolist() == [0, 1, 0]
