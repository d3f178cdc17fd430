"""Puts the heads' evidence together into one probability that means what it says."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LABEL_NOISE = 0.02
"""Share of training labels taken to be wrong, so that no head learns certainty."""


@dataclass(frozen=True)
class Calibration:
    """How far each head is believed.

    The heads see different things of an item, so their log-odds add up, less the prior
    that both contain (naive Bayes). The limits keep either from silencing the other:
    where both are as sure as they may be and disagree, P(claim) lies inside the band of
    0.2 to 0.8, on the text's side.

    Attributes
    ----------
    prior : float
        Log-odds of a claim among the training rows.
    text_limit : float
        Bound on the text head's log-odds, always.
    engagement_limit : float
        Bound on the engagement head's log-odds where there is text as well.
    """

    prior: float
    text_limit: float = 3.15
    engagement_limit: float = 1.8

    def combine(self, text: Array, engagement: Array) -> tuple[Array, Array, Array]:
        """Turn log-odds into probabilities.

        Parameters
        ----------
        text, engagement : float64 arrays of shape (n,)
            What each head says; NaN where its part is missing.

        Returns
        -------
        p_claim, p_text, p_engagement : float64 arrays of shape (n,)
            NaN where there is nothing to go by.
        """
        text = np.clip(text, -self.text_limit, self.text_limit)
        bound = np.clip(engagement, -self.engagement_limit, self.engagement_limit)
        both = text + bound - self.prior
        alone = np.where(np.isnan(text), engagement, text)
        pooled = np.where(np.isnan(both), alone, both)
        return logistic(pooled), logistic(text), logistic(engagement)

    def to_json(self) -> dict[str, float]:
        """Return the numbers as plain data."""
        return asdict(self)


def logistic(log_odds: Array) -> Array:
    """Turn log-odds into probabilities; NaN stays NaN."""
    bounded = np.clip(log_odds, -700.0, 700.0)
    result: Array = 1.0 / (1.0 + np.exp(-bounded))
    return result


def expected_calibration_error(
    p_claim: Array, is_claim: Array, bins: int = 15
) -> float:
    """Measure how far stated probabilities lie from what happens.

    Parameters
    ----------
    p_claim, is_claim : float64 arrays of shape (n,)
        Probabilities, and 1 for a claim or 0 for an opinion.
    bins : int
        Bins of equal width.

    Returns
    -------
    float
        Mean over the rows of the gap in their bin (Guo et al. 2017, "On calibration
        of modern neural networks").
    """
    if not len(p_claim):
        return float("nan")
    place = np.minimum((p_claim * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(place, weights=p_claim - is_claim, minlength=bins)
    return float(np.abs(gaps).sum() / len(p_claim))
