import numpy as np
import pytest

from model.fairness import (
    ACCUSED,
    MISSED,
    UNSEEN,
    Rate,
    bootstrap_interval,
    fairness,
)
from model.metrics import Flags


def groups_of(*sizes: int) -> dict[str, Flags]:
    of_row = np.repeat(np.arange(len(sizes)), sizes)
    return {f"g{place}": of_row == place for place in range(len(sizes))}


def measured(
    missed: tuple[int, int], rows: tuple[int, int] = (200, 200)
) -> dict[tuple[str, str], Rate]:
    """Two groups of claims, of which so many were called an opinion."""
    wrong = np.concatenate(
        [np.arange(size) < bad for bad, size in zip(missed, rows, strict=True)]
    )
    found = fairness(
        "as they are",
        np.where(wrong, 0.1, 0.9),
        np.where(wrong, 0, 1).astype(np.int8),
        np.ones(sum(rows), dtype=bool),
        {"status": groups_of(*rows)},
    )
    return {(rate.measure, rate.value): rate for rate in found}


def test_errors_are_counted_by_group_and_kind() -> None:
    p = np.array([0.9, 0.1, 0.9, 0.1, np.nan, 0.4])
    lanes = np.array([1, 0, 1, 0, -1, -1], dtype=np.int8)
    truth = np.array([True, True, False, False, True, True])
    found = fairness("x", p, lanes, truth, {"status": {"all": np.ones(6, dtype=bool)}})
    counted = {rate.measure: (rate.wrong, rate.rows) for rate in found}
    # The fifth row has no score; the sixth is a miss that a person looks at.
    assert counted == {MISSED: (2, 3), ACCUSED: (1, 2), UNSEEN: (1, 3)}


def test_groups_differ_where_their_intervals_do_not_touch() -> None:
    found = measured((2, 60))
    assert found[MISSED, "g0"].differs_from == ("g1",)
    assert found[MISSED, "g1"].differs_from == ("g0",)
    assert found[UNSEEN, "g0"].differs_from == ("g1",)
    near = measured((20, 24))
    assert near[MISSED, "g0"].differs_from == ()


def test_nothing_is_concluded_from_a_small_group() -> None:
    found = measured((0, 20), (200, 20))
    assert found[MISSED, "g1"].small
    assert found[MISSED, "g1"].rate == 1.0
    assert found[MISSED, "g0"].differs_from == ()
    assert not found[MISSED, "g0"].small


def test_a_group_without_rows_has_no_rate() -> None:
    found = measured((2, 60))[ACCUSED, "g0"]
    assert (found.rows, found.rate, found.low, found.high) == (0, None, None, None)


def test_no_error_seen_is_not_no_error() -> None:
    low, high = bootstrap_interval(0, 50, 60, np.random.default_rng(0))
    assert low == 0.0
    # Clopper-Pearson's two-sided upper end for 0 of 50.
    assert high == pytest.approx(0.0711, abs=1e-4)
    assert bootstrap_interval(50, 50, 60, np.random.default_rng(0)) == (
        pytest.approx(1 - 0.0711, abs=1e-4),
        1.0,
    )


def test_the_interval_is_that_of_resampled_rows() -> None:
    random = np.random.default_rng(1)
    wrong, rows, group = 30, 200, 500
    low, high = bootstrap_interval(wrong, rows, group, random)
    cells = np.repeat([0, 1, 2], [wrong, rows - wrong, group - rows])
    drawn = cells[random.integers(0, group, (2_000, group))]
    rates = (drawn == 0).sum(axis=1) / (drawn < 2).sum(axis=1)
    assert [low, high] == pytest.approx(np.quantile(rates, [0.025, 0.975]), abs=0.012)


def test_the_interval_holds_the_true_rate_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        low, high = bootstrap_interval(int(random.binomial(300, 0.1)), 300, 300, random)
        assert low is not None and high is not None  # noqa: PT018
        held += low <= 0.1 <= high
    assert 0.91 <= held / 400 <= 0.99


def test_the_same_rows_give_the_same_intervals() -> None:
    assert measured((5, 9)) == measured((5, 9))
