"""The engagement head as plain arrays: a piecewise linear curve for each quantity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.features import CURVES, WIDTH
from model.pipeline import Linear

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curves:
    """What each quantity adds to the log-odds: heights at knots, lines between them.

    Attributes
    ----------
    heights : tuple of float64 arrays
        For each of `model.features.CURVES` one height a knot.
    slopes : tuple of float64 arrays
        By how much the curve rises from each knot to the next; 0 from the last.
    steps : tuple of float
        From knot to knot; they lie at equal distances, the first at 0.
    intercept : float
    """

    heights: tuple[Floats, ...]
    slopes: tuple[Floats, ...]
    steps: tuple[float, ...]
    intercept: float

    @classmethod
    def of(cls, linear: Linear) -> "Curves":
        """Take the engagement head apart: its weights are the curves' heights.

        Raises
        ------
        ValueError
            If there isn't one weight for each feature.
        """
        if len(linear.weights) != WIDTH:
            raise ValueError("The engagement head's weights don't fit its features.")
        ends = np.cumsum([len(curve.knots) for curve in CURVES])
        heights = tuple(np.split(linear.weights, ends[:-1]))
        return cls(
            heights,
            tuple(np.diff(height, append=height[-1]) for height in heights),
            tuple(curve.knots[1] for curve in CURVES),
            linear.intercept,
        )

    def log_odds(self, values: Floats) -> Floats:
        """Add up the curves.

        Parameters
        ----------
        values : float64 array of shape (n, 9)
            From `model.features.quantities`, none of them negative; NaN adds nothing.

        Returns
        -------
        float64 array of shape (n,)
        """
        total = np.full(len(values), self.intercept)
        columns = np.ascontiguousarray(values.T)
        missing = np.isnan(columns)
        columns[missing] = 0.0
        parts = zip(columns, self.heights, self.slopes, self.steps, strict=True)
        for (column, heights, slopes, step), gone in zip(parts, missing, strict=True):
            spots = np.minimum(column, (len(heights) - 1) * step) / step
            lower = spots.astype(np.intp)
            spots -= lower
            height = heights[lower] + slopes[lower] * spots
            height[gone] = 0.0
            total += height
        return total
