import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    f1_score,
    roc_auc_score,
)

from model.metrics import (
    automatic,
    histogram,
    metrics,
    reliability,
    risk_coverage,
)

P = np.array([0.97, 0.8, 0.6, 0.5, 0.4, 0.2, 0.1, np.nan])
TRUTH = np.array([True, False, True, False, True, False, True, True])
LANES = np.array([1, 1, -1, -1, -1, 0, 0, -1], dtype=np.int8)
NOBODY = np.zeros(8, dtype=bool)

BOTH_LABELS = st.lists(
    st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()),
    min_size=4,
    max_size=40,
).filter(lambda rows: len({truth for _, truth in rows}) == 2)


def test_figures_are_what_their_names_say() -> None:
    found = metrics(P, TRUTH)
    assert found["rows"] == 7
    assert found["unscored"] == 1
    assert found["claims"] == 4
    assert found["precision"] == pytest.approx(2 / 4)
    assert found["recall"] == pytest.approx(2 / 4)


def test_errors_in_the_lanes_are_shares_of_what_they_could_befall() -> None:
    found = automatic(LANES, TRUTH)
    assert found["automatic_share"] == pytest.approx(4 / 8)
    assert found["automatic_error"] == pytest.approx(2 / 4)
    assert found["likely_claim_share"] == pytest.approx(2 / 8)
    assert found["likely_opinion_share"] == pytest.approx(2 / 8)
    assert found["claims_to_likely_opinion"] == pytest.approx(1 / 5)
    assert found["opinions_to_likely_claim"] == pytest.approx(1 / 3)


@given(BOTH_LABELS)
def test_figures_agree_with_scikit_learns(rows: list[tuple[float, bool]]) -> None:
    p, truth = (np.array(column) for column in zip(*rows, strict=True))
    found = metrics(p, truth)
    assert found["roc_auc"] == pytest.approx(roc_auc_score(truth, p))
    assert found["pr_auc"] == pytest.approx(average_precision_score(truth, p))
    assert found["brier"] == pytest.approx(brier_score_loss(truth, p))
    said = p >= 0.5
    if said.any():
        assert found["f1"] == pytest.approx(f1_score(truth, said))
    macro = f1_score(truth, said, average="macro", zero_division=0)
    assert found["macro_f1"] == pytest.approx(macro)


def test_a_figure_that_can_not_be_had_is_none() -> None:
    nothing = metrics(np.zeros(0), np.zeros(0, dtype=bool))
    assert nothing["rows"] == 0
    assert nothing["precision"] is nothing["roc_auc"] is nothing["ece"] is None
    one_label = metrics(np.array([0.9]), np.array([True]))
    assert one_label["roc_auc"] is None
    assert one_label["recall"] == 1.0
    people = automatic(np.array([-1], dtype=np.int8), np.array([True]))
    assert people["automatic_share"] == 0.0
    assert people["automatic_error"] is None


def test_the_reliability_curve_agrees_with_scikit_learns() -> None:
    random = np.random.default_rng(4)
    # No draw lies on a bin's edge, which belongs to another bin there.
    p = random.random(500)
    truth = random.random(500) < p**2
    claims, stated = calibration_curve(truth, p, n_bins=10)
    found = reliability(p, truth)
    assert [one["mean_p"] for one in found] == pytest.approx(stated.tolist())
    assert [one["claims"] for one in found] == pytest.approx(claims.tolist())
    assert sum(int(str(one["rows"])) for one in found) == 500


def test_the_reliability_curve_leaves_out_empty_bins_and_what_has_no_score() -> None:
    (only,) = reliability(np.array([1.0, np.nan]), np.array([True, True]))
    assert only == {"low": 0.9, "high": 1.0, "rows": 1, "mean_p": 1.0, "claims": 1.0}


def test_the_histogram_counts_claims_and_opinions_apart() -> None:
    found = histogram(P, TRUTH)
    assert sum(found["claims"]) == 4
    assert sum(found["opinions"]) == 3
    assert found["claims"][19] == 1
    assert found["opinions"][16] == 1


def test_the_surest_rows_pass_first_and_equals_together() -> None:
    p = np.array([1.0, 0.125, 0.75, 0.25, 0.25])
    truth = np.array([True, False, False, True, False])
    found = risk_coverage(p, truth, np.zeros(5, dtype=bool))
    assert found == [
        {"coverage": pytest.approx(1 / 5), "risk": 0.0},
        {"coverage": pytest.approx(2 / 5), "risk": 0.0},
        {"coverage": 1.0, "risk": pytest.approx(2 / 5)},
    ]


def test_rows_that_must_not_pass_never_do() -> None:
    barred = np.array([True, *[False] * 7])
    found = risk_coverage(P, TRUTH, barred)
    assert found[-1]["coverage"] == pytest.approx(6 / 8)
    assert risk_coverage(P, TRUTH, ~NOBODY) == []


def test_a_curve_of_many_rows_has_few_points() -> None:
    random = np.random.default_rng(5)
    p = random.random(5_000)
    found = risk_coverage(p, p > 0.5, np.zeros(5_000, dtype=bool))
    assert len(found) == 50
    assert found[-1] == {"coverage": 1.0, "risk": 0.0}
