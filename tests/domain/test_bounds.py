import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom

from triage_app.domain.bounds import (
    lower_bound,
    percent,
    rows_needed,
    tail,
    upper_bound,
)

counts = st.integers(0, 5_000).flatmap(
    lambda rows: st.tuples(st.integers(0, rows), st.just(rows))
)


@given(counts, st.floats(1e-6, 0.5))
def test_bounds_are_those_of_scipy(drawn: tuple[int, int], delta: float) -> None:
    wrong, rows = drawn
    above = beta.ppf(1 - delta, wrong + 1, rows - wrong) if wrong < rows else 1.0
    below = beta.ppf(delta, wrong, rows - wrong + 1) if wrong else 0.0
    assert upper_bound(wrong, rows, delta) == pytest.approx(above, rel=1e-7)
    assert lower_bound(wrong, rows, delta) == pytest.approx(below, rel=1e-7, abs=1e-12)


@given(counts, st.floats(0.0, 1.0))
def test_the_tail_is_that_of_scipy(drawn: tuple[int, int], share: float) -> None:
    wrong, rows = drawn
    expected = binom.cdf(wrong, rows, share)
    assert tail(wrong, rows, share) == pytest.approx(expected, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("wrong", [0, 1, 3_000, 500_000, 999_999])
def test_a_million_rows_are_bounded_too(wrong: int) -> None:
    expected = beta.ppf(0.95, wrong + 1, 1_000_000 - wrong)
    assert upper_bound(wrong, 1_000_000, 0.05) == pytest.approx(expected, rel=1e-6)


def test_arrays_are_bounded_one_by_one() -> None:
    wrong, rows = np.array([0, 3, 62]), np.array([0, 62, 62])
    expected = [upper_bound(k, n, 0.05) for k, n in [(0, 0), (3, 62), (62, 62)]]
    assert upper_bound(wrong, rows, 0.05).tolist() == expected
    assert expected[0] == expected[2] == 1.0
    assert lower_bound(wrong, rows, 0.05)[[0, 2]] == pytest.approx(
        [0.0, 0.05 ** (1 / 62)]
    )
    assert upper_bound(np.zeros(0, np.int64), np.zeros(0, np.int64), 0.05).shape == (0,)


@pytest.mark.parametrize("budget", [0.5, 0.05, 0.01, 0.0005])
def test_so_many_rows_are_needed_and_no_fewer(budget: float) -> None:
    rows = rows_needed(budget, 0.1)
    assert upper_bound(0, rows, 0.1) <= budget < upper_bound(0, rows - 1, 0.1)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.04717, "4.7 %"),
        (0.0005, "0.05 %"),
        (0.123, "12 %"),
        (1, "100 %"),
    ],
)
def test_shares_are_written_with_two_digits(share: float, words: str) -> None:
    assert percent(share) == words
