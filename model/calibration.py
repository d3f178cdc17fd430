"""Puts the heads' evidence together into one probability that means what it says."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from model.pipeline import as_given

Array = NDArray[np.float64]

LABEL_NOISE = 0.02
"""Share of training labels taken to be wrong, so that no head learns certainty."""


AGES = (1.0, 10.0, 100.0, 1000.0)
"""Divisors of the counts at which the model is calibrated and evidence is kept."""

CONDITIONS = len(AGES) + 1
"""How evidence shows each row: at every age, then young with some counts missing."""


@dataclass(frozen=True)
class Calibration:
    """How far each head is believed.

    The heads see different things of an item, so their log-odds add up, less the prior
    that both contain (naive Bayes), each within a limit, so that neither silences the
    other. What the sum is worth is learnt from rows that the heads weren't fitted on,
    at all of `AGES` (Platt 1999, "Probabilistic outputs for support vector machines"),
    and so is what the words are worth alone; the counts alone are taken at their word.

    Attributes
    ----------
    prior : float
        Log-odds of a claim among the training rows.
    text_limit : float
        Bound on the text head's log-odds, always.
    engagement_limit : float
        Bound on the engagement head's log-odds where there is text as well.
    slope, offset : float
        Calibrated log-odds are ``slope * sum + offset`` where both heads speak.
    text_slope, text_offset : float
        The same where the text head speaks alone.
    outside_limit : float
        Bound on the engagement head's log-odds beside a text that lies outside.
    surest : float
        P(claim) lies between this and its complement: nobody can be surer than the
        number of rows it was calibrated on allows.
    """

    prior: float
    text_limit: float = 3.15
    engagement_limit: float = 1.8
    slope: float = 1.0
    offset: float = 0.0
    text_slope: float = 1.0
    text_offset: float = 0.0
    outside_limit: float = 1.0
    surest: float = 0.999

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
        both = self.slope * self.pooled(text, engagement) + self.offset
        words = self.text_slope * self.heard(text) + self.text_offset
        alone = np.where(np.isnan(words), engagement, words)
        p_claim = self._humbled(np.where(np.isnan(both), alone, both))
        return p_claim, self._humbled(words), self._humbled(engagement)

    def heard(self, text: Array) -> Array:
        """Hold the text head's log-odds within their limit."""
        return np.clip(text, -self.text_limit, self.text_limit)

    def pooled(self, text: Array, engagement: Array) -> Array:
        """Add up log-odds before they are calibrated; NaN where either is missing."""
        limit = self.engagement_limit
        return self.heard(text) + np.clip(engagement, -limit, limit) - self.prior

    def outside(self, general: Array, engagement: Array) -> Array:
        """Return P(claim) where the words lie outside.

        Parameters
        ----------
        general, engagement : float64 arrays of shape (n,)
            Log-odds of the general head, and of the engagement head or NaN.
        """
        limit = self.outside_limit
        more = np.clip(engagement - self.prior, -limit, limit)
        return self._humbled(general + np.where(np.isnan(more), 0.0, more))

    def _humbled(self, log_odds: Array) -> Array:
        """Turn log-odds into probabilities within `surest`, their order kept."""
        spread = 2.0 * self.surest - 1.0
        return 1.0 - self.surest + spread * logistic(log_odds)

    def to_json(self) -> dict[str, float]:
        """Return the numbers as plain data."""
        return asdict(self)


def fit_platt(log_odds: Array, labels: NDArray[np.int8]) -> tuple[float, float]:
    """Fit slope and offset on rows that the heads weren't fitted on.

    Parameters
    ----------
    log_odds : float64 array of shape (n,)
    labels : int8 array of shape (n,)
        1 for a claim, 0 for an opinion; both must be there.

    Returns
    -------
    slope, offset : float
        1 and 0 where the log-odds don't rise with the labels.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator

    frozen = FrozenEstimator(as_given())
    calibrated = CalibratedClassifierCV(frozen, method="sigmoid")
    column = log_odds[:, np.newaxis]
    (fitted,) = calibrated.fit(column, labels).calibrated_classifiers_
    (sigmoid,) = fitted.calibrators
    slope, offset = round(-float(sigmoid.a_), 4), round(-float(sigmoid.b_), 4)
    return (slope, offset) if slope > 0 else (1.0, 0.0)


def surest_after(rows: int) -> float:
    """Return the highest probability that so many rows without a miss allow.

    Laplace's rule of succession: after n of n, the next is right by (n + 1) / (n + 2).
    """
    return round(1.0 - 1.0 / (rows + 2), 6)


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
