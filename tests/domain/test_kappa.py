"""Cohen's kappa and its standard error, against books and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.kappa import cohen_kappa, kappa_error

# Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, table 18.1.
FLEISS = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]])


def test_kappa_and_its_error_are_as_fleiss_published_them() -> None:
    assert cohen_kappa(FLEISS) == pytest.approx(0.68, abs=0.005)
    assert kappa_error(FLEISS) == pytest.approx(0.087, abs=0.001)


def test_kappa_of_two_verdicts_is_as_in_cohens_kind_of_example() -> None:
    assert cohen_kappa(np.array([[20, 5], [10, 15]])) == pytest.approx(0.4)
    assert cohen_kappa(np.array([[45, 15], [25, 15]])) == pytest.approx(
        0.1304, abs=1e-4
    )
    assert cohen_kappa(np.array([[25, 35], [5, 35]])) == pytest.approx(0.2593, abs=1e-4)


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_kappa_is_what_scikit_learn_says(cells: list[int]) -> None:
    from sklearn.metrics import cohen_kappa_score

    table = np.array(cells).reshape(2, 2)
    pairs = [(i, j) for i in (0, 1) for j in (0, 1) for _ in range(table[i, j])]
    kappa = cohen_kappa(table)
    if len({said for pair in pairs for said in pair}) < 2:
        assert kappa is None
        return
    first, second = zip(*pairs, strict=True)
    assert kappa == pytest.approx(cohen_kappa_score(first, second))


@pytest.mark.parametrize(
    "shares", [(0.4, 0.1, 0.05, 0.45), (0.7, 0.1, 0.08, 0.12), (0.3, 0.2, 0.2, 0.3)]
)
def test_the_error_is_the_spread_of_kappa_over_many_samples(
    shares: tuple[float, ...],
) -> None:
    rng = np.random.default_rng(5)
    tables = rng.multinomial(2_000, shares, 2_000).reshape(-1, 2, 2)
    spread = np.std([cohen_kappa(table) for table in tables])
    expected = kappa_error((np.array(shares) * 2_000).reshape(2, 2).astype(np.int64))
    assert expected == pytest.approx(float(spread), rel=0.06)


def test_the_error_vanishes_where_all_agree_and_can_not_be_believed() -> None:
    assert kappa_error(np.array([[20, 0], [0, 20]])) == 0.0


def test_there_is_no_kappa_without_pairs_or_where_all_said_the_same() -> None:
    assert cohen_kappa(np.zeros((2, 2), dtype=np.int64)) is None
    assert cohen_kappa(np.array([[40, 0], [0, 0]])) is None
