"""The risk-coverage curve: what error comes with how much work left to the program."""

from dataclasses import dataclass

import numpy as np

from triage_app.domain.bounds import upper_bound
from triage_app.domain.evidence import Array, Evidence
from triage_app.domain.scores import Parts

_POINTS = 200


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """Share wrong against share let pass, the surest rows first.

    Attributes
    ----------
    coverage, risk, upper : float64 arrays of shape (k,)
        Share of labelled rows let pass, share of wrong ones among them, and its upper
        bound (each point for itself); the riskiest last.

    Notes
    -----
    R. El-Yaniv and Y. Wiener, "On the foundations of noise-free selective
    classification" (Journal of Machine Learning Research 11, 2010).
    """

    coverage: Array
    risk: Array
    upper: Array


def risk_coverage(evidence: Evidence | None, delta: float) -> RiskCoverage:
    """Return the curve over rows with both parts, as the videos look now.

    At most 200 points; none without evidence. Rows whose heads contradict each other
    are never let pass, so the curve may end before 1.

    Parameters
    ----------
    evidence : Evidence or None
    delta : float
        How often a bound may be too low.
    """
    if evidence is None or not len(evidence):
        none = np.zeros(0)
        return RiskCoverage(none, none, none)
    p_claim, labels = evidence.groups(Parts.BOTH)[0]
    order = np.argsort(-np.abs(p_claim - 0.5), kind="stable")
    wrong = np.cumsum(((p_claim >= 0.5) != (labels == 1.0))[order])
    places = np.linspace(1, len(order), min(_POINTS, len(order)))
    rows = places.astype(np.int64)
    found = wrong[rows - 1].astype(np.int64)
    upper = upper_bound(found, rows, delta)
    return RiskCoverage(rows / len(evidence), found / rows, upper)
