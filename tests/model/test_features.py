import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import schema
from model.features import (
    CURVES,
    WIDTH,
    count_matrix,
    engagement_features,
    has_words,
    quantities,
)

COUNTS = (343_296.0, 19_425.0, 241.0, 1.0, 0.0)


def columns(*rows: tuple[float, ...]) -> dict[str, np.ndarray]:
    matrix = np.asarray(rows)
    return {name: matrix[:, i] for i, name in enumerate(schema.COUNT_NAMES)}


def test_a_transcript_without_a_word_counts_as_missing() -> None:
    texts = [None, "", "  \n", "?!", "🔥🔥", "\u202e\u200b", "a", "3", "月", "قهوة"]
    assert has_words(texts).tolist() == [False] * 6 + [True] * 4


def test_unusable_counts_are_missing() -> None:
    matrix = count_matrix(columns((-5.0, np.inf, np.nan, 0.0, 7.0)), 1)
    assert np.isnan(matrix[0]).tolist() == [True, True, True, False, False]


def test_counts_that_no_column_holds_are_missing() -> None:
    matrix = count_matrix({schema.LIKES.name: np.array([3.0, 4.0])}, 2)
    assert np.isnan(matrix).sum() == 8
    assert matrix[:, 1].tolist() == [3.0, 4.0]


def test_rates_are_per_view_and_unknown_without_views() -> None:
    found = quantities(count_matrix(columns(COUNTS, (0.0, 1.0, 1.0, 1.0, 1.0)), 2))
    assert found[0, 5] == pytest.approx(19_425 / 343_296)
    assert np.isnan(found[1, 5:]).all()
    assert found[0, 0] == pytest.approx(np.log10(343_297))


@given(
    st.lists(
        st.one_of(st.just(np.nan), st.floats(0, 1e308)), min_size=5, max_size=5
    ).map(tuple)
)
def test_each_known_quantity_is_spread_over_knots_that_sum_to_one(
    counts: tuple[float, ...],
) -> None:
    matrix = count_matrix(columns(counts), 1)
    features = engagement_features(matrix).toarray()[0]
    assert len(features) == WIDTH
    assert (features >= 0).all()
    known = ~np.isnan(quantities(matrix)[0])
    start = 0
    for curve, there in zip(CURVES, known, strict=True):
        part = features[start : start + len(curve.knots)]
        assert part.sum() == pytest.approx(1.0 if there else 0.0)
        start += len(curve.knots)


def test_a_weight_at_each_knot_draws_a_line_between_them() -> None:
    matrix = count_matrix(columns(COUNTS), 1)
    weights = np.concatenate([np.asarray(curve.knots) for curve in CURVES])
    rebuilt = float(engagement_features(matrix).dot(weights)[0])
    assert rebuilt == pytest.approx(float(quantities(matrix).sum()))
