"""Intervals against the examples of the papers that they come from."""

import pytest

from triage_app.domain.intervals import (
    Interval,
    difference_interval,
    exact_interval,
    score_interval,
)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_of_shares_is_as_newcombe_published_it(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference_interval(one, other)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_difference_turned_round_has_the_interval_turned_round() -> None:
    there, back = (difference_interval(*pair) for pair in _both((5, 40), (12, 60)))
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def _both(
    one: tuple[int, int], other: tuple[int, int]
) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    return (one, other), (other, one)


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    # Newcombe, Stat. Med. 17 (1998) 857-872, table I: methods 3 (score), 5 (exact).
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_score_interval_is_as_published(
    found: int, of: int, low: float, high: float
) -> None:
    ends = score_interval(found, of)
    assert (ends.low, ends.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_an_exact_interval_is_as_published(
    found: int, of: int, low: float, high: float
) -> None:
    ends = exact_interval(found, of)
    assert (ends.low, ends.high) == pytest.approx((low, high), abs=5e-5)


def test_nothing_seen_leaves_everything_believable() -> None:
    assert exact_interval(0, 0) == score_interval(0, 0) == Interval(0.0, 1.0)


def test_the_ends_belong_to_an_interval() -> None:
    interval = Interval(0.25, 0.5)
    assert 0.25 in interval
    assert 0.5 in interval
    assert 0.51 not in interval
    assert interval.to_json() == [0.25, 0.5]
