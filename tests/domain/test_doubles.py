import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.case import Case
from triage_app.domain.decisions import Record, Verdict, WhyShown
from triage_app.domain.doubles import NEVER, Sample, gap, rests_until, sample_size
from triage_app.domain.draws import DOUBLE, PLACE, draws_of
from triage_app.domain.history import State
from triage_app.domain.routing import Lane

Make = Callable[..., Record]
RESTED = "2026-01-02T00:00:00.000Z"


def test_the_sample_is_the_share_rounded_up() -> None:
    assert [sample_size(0.05, n) for n in (0, 1, 20, 21, 100)] == [0, 1, 1, 2, 5]
    assert sample_size(0.07, 100) == 7
    assert sample_size(1.0, 9) == 9
    assert sample_size(0.0, 9) == 0


def test_a_turn_comes_after_as_many_verdicts_as_the_share_asks_for() -> None:
    gaps = np.array([gap("w", "ann", n, 0.05) for n in range(4_000)])
    assert (gaps.min() >= 10.0, gaps.max() <= 30.0) == (True, True)
    assert gaps.mean() == pytest.approx(20.0, abs=0.3)
    assert gap("w", "ann", 3, 0.05) == gaps[3]
    assert gap("w", "ben", 3, 0.05) != gaps[3]
    assert gap("v", "ann", 3, 0.05) != gaps[3]
    assert gap("w", "ann", 0, 0.0) == math.inf
    assert gap("w", "\ud800", 0, 1.0) <= 1.5


def test_an_item_comes_to_others_at_once_and_to_the_same_after_a_rest(
    make_record: Make,
) -> None:
    fresh = [make_record(at="2026-01-02T00:00:00.001Z")]
    assert rests_until("ben", fresh) <= RESTED
    assert rests_until("ann", fresh) > RESTED
    assert rests_until("ann", [make_record(at=RESTED)]) <= RESTED
    both = [*fresh, make_record(moderator="ben", at=RESTED)]
    assert rests_until("ann", both) > RESTED, "she said something of it lately"


@pytest.mark.parametrize(
    "said",
    [
        [],
        [{"verdict": Verdict.SKIP}],
        [{"verdict": Verdict.ESCALATE}],
        [{"verdict": Verdict.ESCALATE}, {"why": WhyShown.ESCALATED}],
        [{}, {"why": WhyShown.SETTLE}],
    ],
)
def test_what_is_not_decided_or_was_before_a_lead_does_not_come_again(
    make_record: Make, said: list[dict[str, Any]]
) -> None:
    verdicts = [make_record(**one) for one in said]
    assert rests_until("ben", verdicts) == NEVER


@given(moves=st.lists(st.tuples(st.integers(0, 39), st.integers(-1, 2)), max_size=60))
def test_the_sample_kept_in_step_is_the_sample_drawn_anew(
    make_case: Callable[..., Case], moves: list[tuple[int, int]]
) -> None:
    case = make_case(np.linspace(0.0, 1.0, 40).tolist())
    draws = draws_of(case.backlog.ids, "seed")
    case.states[::3] = State.CLAIM
    sample = Sample(case, draws)
    for row, lane in moves:
        case.states[row] = State.PENDING if lane < 0 else State.OPINION
        case.routing.lanes[row] = max(lane, 0)
        sample.put(row, None if lane < 0 else Lane(lane))
    anew = Sample(case, draws)
    for lane in Lane:
        decided = np.flatnonzero((case.states > 0) & (case.routing.lanes == lane))
        wanted = sorted(
            decided.tolist(), key=lambda row: (draws[row, DOUBLE], draws[row, PLACE])
        )[: math.ceil(0.3 * len(decided) - 1e-9)]
        assert list(sample.rows(lane, 0.3)) == list(anew.rows(lane, 0.3)) == wanted
