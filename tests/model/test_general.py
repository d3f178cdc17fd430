import numpy as np
import pytest

from model.general import MIN_FEEDBACK, fit_general, teaches
from model.linguistics import linguistic_features

SAID = "officials reported 45 percent fewer accidents in 2019"
FELT = "i really believe that this is a wonderful feeling"
BASE = linguistic_features([SAID, FELT] * 50)
LABELS = np.tile(np.array([1, 0], dtype=np.int8), 50)
NOTHING = BASE[:0], LABELS[:0], np.zeros(0)


def feedback(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Verdicts that say the opposite of the base rows."""
    return BASE[:rows], 1 - LABELS[:rows], np.ones(rows)


def said(linear: object, text: str) -> float:
    features = linguistic_features([text])[0]
    return float(features @ linear.weights + linear.intercept)


def test_it_learns_how_claims_and_opinions_are_worded() -> None:
    head = fit_general(BASE, LABELS, *NOTHING)
    assert said(head, "the agency announced 12 new cases in May") > 0
    assert said(head, "i love this, my honest opinion") < 0


def test_a_teams_own_labels_outweigh_the_base_rows() -> None:
    head = fit_general(BASE, LABELS, *feedback(60))
    assert said(head, SAID) < 0 < said(head, FELT)


@pytest.mark.parametrize(
    ("labels", "weights", "told"),
    [
        ([1, 0] * 12, [1.0] * 24, False),
        ([1, 0] * 12 + [1], [1.0] * 25, True),
        ([1] * 40, [1.0] * 40, False),
        ([1, 0] * 20, [0.0] * 16 + [0.3] * 24, False),
        ([1, 0] * 20, [0.0] * 15 + [0.3] * 25, True),
        ([1] * 30 + [0] * 30, [1.0] * 30 + [0.0] * 30, False),
    ],
)
def test_few_labels_or_one_kind_teach_nothing(
    labels: list[int], weights: list[float], told: bool
) -> None:
    codes, weighed = np.array(labels, dtype=np.int8), np.array(weights)
    assert MIN_FEEDBACK == 25
    assert teaches(codes, weighed) == told
    features = np.resize(BASE[::-1], (len(codes), BASE.shape[1]))
    without = fit_general(BASE, LABELS, *NOTHING)
    learnt = fit_general(BASE, LABELS, features, codes, weighed)
    assert np.array_equal(without.weights, learnt.weights) != told


def test_the_rarer_label_is_not_drowned() -> None:
    text = [SAID] * 6 + [FELT] * 60
    labels = np.array([1] * 6 + [0] * 60, dtype=np.int8)
    own = linguistic_features(text)
    head = fit_general(BASE, 1 - LABELS, own, labels, np.ones(66))
    assert said(head, SAID) > said(head, FELT)
    assert said(head, SAID) > 0
