import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calibration import Calibration, expected_calibration_error, logistic

NEUTRAL = Calibration(prior=0.0)
log_odds = st.floats(-60, 60)


def combine(text: float, engagement: float, by: Calibration = NEUTRAL) -> list[float]:
    parts = by.combine(np.array([text]), np.array([engagement]))
    return [float(part[0]) for part in parts]


def test_with_nothing_to_score_there_is_no_probability() -> None:
    assert np.isnan(combine(np.nan, np.nan)).all()


def test_one_head_alone_speaks_for_itself() -> None:
    p_claim, p_text, p_engagement = combine(1.0, np.nan)
    assert p_claim == p_text == pytest.approx(logistic(np.array([1.0]))[0], abs=1e-3)
    assert np.isnan(p_engagement)
    p_claim, p_text, p_engagement = combine(np.nan, -4.0)
    assert (
        p_claim
        == p_engagement
        == pytest.approx(logistic(np.array([-4.0]))[0], abs=1e-3)
    )
    assert np.isnan(p_text)


def test_words_alone_are_worth_what_they_were_worth_alone() -> None:
    by = Calibration(0.0, text_slope=2.0, text_offset=0.5, surest=0.9999)
    p_claim, p_text, _ = combine(1.0, np.nan, by)
    assert p_claim == p_text == pytest.approx(logistic(np.array([2.5]))[0], abs=1e-3)
    _, beside, _ = combine(1.0, 1.0, by)
    assert beside == p_text


def test_heads_that_agree_are_surer_together_than_alone() -> None:
    p_claim, p_text, p_engagement = combine(1.5, 1.2)
    assert p_claim > max(p_text, p_engagement)


def test_the_prior_is_counted_once() -> None:
    by = Calibration(prior=0.7)
    assert combine(0.7, 0.7, by)[0] == pytest.approx(combine(0.7, np.nan, by)[0])


@given(st.sampled_from([-1.0, 1.0]))
def test_sure_heads_that_disagree_leave_it_to_a_person(side: float) -> None:
    p_claim, *_ = combine(side * 50, side * -50)
    assert 0.2 < p_claim < 0.8
    assert (p_claim > 0.5) == (side > 0)


@given(log_odds, log_odds, st.floats(0, 5))
def test_more_evidence_for_a_claim_never_lowers_it(
    text: float, engagement: float, more: float
) -> None:
    before = combine(text, engagement)[0]
    assert combine(text + more, engagement)[0] >= before
    assert combine(text, engagement + more)[0] >= before


def test_calibration_error_is_the_gap_between_said_and_seen() -> None:
    said = np.array([0.9] * 10 + [0.1] * 10)
    seen = np.array([1.0] * 6 + [0.0] * 4 + [0.0] * 10)
    assert expected_calibration_error(said, seen) == pytest.approx(0.2)
    assert expected_calibration_error(said[:1], seen[:1]) == pytest.approx(0.1)
    assert np.isnan(expected_calibration_error(said[:0], seen[:0]))
