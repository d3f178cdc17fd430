"""Compares probabilities, and the lanes they lead to, with labels: pure figures."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from model.calibration import expected_calibration_error
from model.dataset import CLAIM, OPINION

Probabilities = NDArray[np.float64]
Flags = NDArray[np.bool_]
Lanes = NDArray[np.int8]
"""`CLAIM` or `OPINION` where a row passes as such unseen, `PEOPLE` where not."""
Figures = Mapping[str, object]

PEOPLE = -1
HISTOGRAM_BINS = 20
RELIABILITY_BINS = 10
_CURVE_POINTS = 50


def metrics(p_claim: Probabilities, is_claim: Flags) -> dict[str, object]:
    """Compare probabilities with labels; a row is called a claim from 0.5 up.

    Parameters
    ----------
    p_claim : float64 array of shape (n,)
        NaN where nothing could be scored; such rows count in ``unscored`` alone.
    is_claim : bool array of shape (n,)

    Returns
    -------
    dict
        Figures by their field terms; None where one can't be had.
    """
    known = ~np.isnan(p_claim)
    p, truth = p_claim[known], is_claim[known]
    found = p >= 0.5
    return {
        "rows": len(p),
        "unscored": int((~known).sum()),
        "claims": int(truth.sum()),
        "precision": share(truth, found),
        "recall": share(found, truth),
        "f1": _f1(found, truth),
        "macro_f1": _mean_of(_f1(found, truth), _f1(~found, ~truth)),
        "roc_auc": _roc_auc(p, truth),
        "pr_auc": _pr_auc(p, truth),
        "brier": mean((p - truth) ** 2),
        "ece": _ece(p, truth),
    }


def automatic(lanes: Lanes, is_claim: Flags) -> dict[str, float | None]:
    """Compare lanes with labels.

    Parameters
    ----------
    lanes : int8 array of shape (n,)
    is_claim : bool array of shape (n,)

    Returns
    -------
    dict
        Shares of all rows, and errors as shares of the rows they could befall; None
        where there are none.
    """
    claim, opinion = lanes == CLAIM, lanes == OPINION
    wrong = (claim & ~is_claim) | (opinion & is_claim)
    return {
        "automatic_share": mean(claim | opinion),
        "automatic_error": share(wrong, claim | opinion),
        "likely_claim_share": mean(claim),
        "likely_opinion_share": mean(opinion),
        "claims_to_likely_opinion": share(opinion, is_claim),
        "opinions_to_likely_claim": share(claim, ~is_claim),
    }


def reliability(p_claim: Probabilities, is_claim: Flags) -> list[dict[str, object]]:
    """Tell what happens to rows of about the same probability.

    Parameters
    ----------
    p_claim, is_claim : arrays of shape (n,)

    Returns
    -------
    list of dict
        One a bin of equal width: its ends ``low`` and ``high``, ``rows``, the mean
        probability ``mean_p`` and the share of ``claims``; bins without a row are
        absent (Niculescu-Mizil and Caruana 2005, "Predicting good probabilities with
        supervised learning", ICML).
    """
    known = ~np.isnan(p_claim)
    p, truth = p_claim[known], is_claim[known]
    place = np.minimum((p * RELIABILITY_BINS).astype(np.intp), RELIABILITY_BINS - 1)
    sizes = np.bincount(place, minlength=RELIABILITY_BINS)
    stated = np.bincount(place, weights=p, minlength=RELIABILITY_BINS)
    claims = np.bincount(place, weights=truth.astype(float), minlength=RELIABILITY_BINS)
    return [
        {
            "low": one / RELIABILITY_BINS,
            "high": (one + 1) / RELIABILITY_BINS,
            "rows": int(sizes[one]),
            "mean_p": float(stated[one] / sizes[one]),
            "claims": float(claims[one] / sizes[one]),
        }
        for one in np.flatnonzero(sizes).tolist()
    ]


def histogram(p_claim: Probabilities, is_claim: Flags) -> dict[str, list[int]]:
    """Count claims and opinions by P(claim), in bins of equal width from 0 to 1."""
    counts = {}
    for name, chosen in (("claims", is_claim), ("opinions", ~is_claim)):
        values = p_claim[chosen & ~np.isnan(p_claim)]
        found, _ = np.histogram(values, bins=HISTOGRAM_BINS, range=(0.0, 1.0))
        counts[name] = [int(one) for one in found]
    return counts


def risk_coverage(
    p_claim: Probabilities, is_claim: Flags, barred: Flags
) -> list[dict[str, float]]:
    """Tell how often the surest rows are wrong, the more of them pass unseen.

    Parameters
    ----------
    p_claim, is_claim : arrays of shape (n,)
    barred : bool array of shape (n,)
        Rows that must not pass whatever their probability.

    Returns
    -------
    list of dict
        Up to 50 points: the share of all rows that pass (``coverage``) and the share
        of wrong labels among these (``risk``), the surest first (El-Yaniv and Wiener
        2010, "On the foundations of noise-free selective classification", JMLR 11).
    """
    free = ~barred & ~np.isnan(p_claim)
    p, truth = p_claim[free], is_claim[free]
    sure = np.maximum(p, 1.0 - p)
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(((p >= 0.5) != truth)[order])
    # Rows that are equally sure pass together.
    ends = np.flatnonzero(np.append(np.diff(sure[order]) != 0.0, len(p) > 0))
    spread = np.unique(np.linspace(0, len(ends) - 1, _CURVE_POINTS).astype(np.intp))
    return [
        {
            "coverage": float((end + 1) / len(p_claim)),
            "risk": float(wrong[end] / (end + 1)),
        }
        for end in (ends[spread] if len(ends) else ends).tolist()
    ]


def share(what: Flags, among: Flags) -> float | None:
    """Return the share of `what` among some rows; None where there are none."""
    return float(what[among].mean()) if among.any() else None


def mean(values: Probabilities | Flags) -> float | None:
    """Return the mean; None of nothing."""
    return float(np.mean(values)) if len(values) else None


def _ece(p: Probabilities, truth: Flags) -> float | None:
    value = expected_calibration_error(p, truth.astype(np.float64))
    return None if np.isnan(value) else value


def _f1(found: Flags, truth: Flags) -> float | None:
    either = int(found.sum()) + int(truth.sum())
    return 2 * int((found & truth).sum()) / either if either else None


def _mean_of(*values: float | None) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


def _roc_auc(p: Probabilities, truth: Flags) -> float | None:
    """Area under the ROC curve, by the Mann-Whitney statistic with ties halved."""
    claims = int(truth.sum())
    opinions = len(truth) - claims
    if not claims or not opinions:
        return None
    _, place, sizes = np.unique(p, return_inverse=True, return_counts=True)
    ranks = np.cumsum(sizes) - (sizes - 1) / 2
    wins = ranks[place][truth].sum() - claims * (claims + 1) / 2
    return float(wins / (claims * opinions))


def _pr_auc(p: Probabilities, truth: Flags) -> float | None:
    """Average precision: precision at each threshold, weighted by recall gained."""
    if not truth.any():
        return None
    _, place = np.unique(-p, return_inverse=True)
    sizes = np.bincount(place)
    hits = np.bincount(place, weights=truth.astype(np.float64))
    precision = np.cumsum(hits) / np.cumsum(sizes)
    return float((precision * hits).sum() / truth.sum())
