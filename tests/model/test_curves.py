import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.curves import Curves
from model.features import CURVES, WIDTH
from model.pipeline import Linear

LINEAR = Linear(np.random.default_rng(1).normal(size=WIDTH), -0.25)


def by_interpolation(values: np.ndarray) -> np.ndarray:
    total, first = np.full(len(values), LINEAR.intercept), 0
    for place, curve in enumerate(CURVES):
        heights = LINEAR.weights[first : first + len(curve.knots)]
        height = np.interp(values[:, place], curve.knots, heights)
        total += np.where(np.isnan(height), 0.0, height)
        first += len(curve.knots)
    return total


@given(st.lists(st.floats(0, 1e300) | st.floats(0, 2) | st.just(np.nan), max_size=40))
def test_curves_are_lines_between_their_knots(numbers: list[float]) -> None:
    values = np.resize(np.array([*numbers, 0.3]), (12, len(CURVES)))
    found = Curves.of(LINEAR).log_odds(values)
    np.testing.assert_allclose(found, by_interpolation(values), atol=1e-9)


def test_at_and_beside_each_knot_nothing_jumps() -> None:
    for place, curve in enumerate(CURVES):
        for knot in curve.knots:
            values = np.full((3, len(CURVES)), np.nan)
            values[:, place] = np.nextafter(knot, 0), knot, np.nextafter(knot, 99)
            found = Curves.of(LINEAR).log_odds(values)
            np.testing.assert_allclose(found, by_interpolation(values), atol=1e-9)


def test_knots_lie_at_equal_distances_from_nought() -> None:
    for curve in CURVES:
        assert curve.knots[0] == 0.0
        np.testing.assert_allclose(np.diff(curve.knots), curve.knots[1], rtol=1e-9)
