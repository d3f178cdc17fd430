"""The engagement head as plain arrays: a piecewise linear curve for each quantity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.features import CURVES
from model.pipeline import Linear

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curves:
    """What each quantity adds to the log-odds, at each of its knots.

    Attributes
    ----------
    heights : tuple of float64 arrays
        For each of `model.features.CURVES` one height a knot.
    intercept : float
    """

    heights: tuple[Floats, ...]
    intercept: float

    @classmethod
    def of(cls, linear: Linear) -> "Curves":
        """Take the engagement head apart: its weights are the curves' heights."""
        ends = np.cumsum([len(curve.knots) for curve in CURVES])
        return cls(tuple(np.split(linear.weights, ends[:-1])), linear.intercept)

    def log_odds(self, values: Floats) -> Floats:
        """Add up the curves.

        Parameters
        ----------
        values : float64 array of shape (n, 9)
            From `model.features.quantities`; NaN adds nothing.

        Returns
        -------
        float64 array of shape (n,)
        """
        total = np.full(len(values), self.intercept)
        for column, curve, heights in zip(values.T, CURVES, self.heights, strict=True):
            height = np.interp(column, curve.knots, heights)
            total += np.where(np.isnan(height), 0.0, height)
        return total
