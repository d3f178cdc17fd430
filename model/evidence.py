"""Evidence: what the classifier says of labelled rows it wasn't fitted on.

Every promise about the error among automatic items is made from it.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.calibration import AGES, Calibration, fit_platt, surest_after
from model.dataset import CLAIM, OPINION, Dataset
from model.heads import LogOdds

MOST_ROWS = 4_000
DECIMALS = 6
_LEAST_TO_CALIBRATE = 20

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Out-of-fold probabilities beside labels; a sample of at most `MOST_ROWS`.

    Only base rows that have both parts and lie inside, as automatic items do.

    Attributes
    ----------
    labels : float64 array of shape (m,)
        1 for a claim, 0 for an opinion.
    both : float64 array of shape (m, CONDITIONS)
        P(claim) by all there is, with the counts divided by each of `AGES`, then with
        some of them missing.
    text : float64 array of shape (m,)
        P(claim) by the words alone.
    engagement : float64 array of shape (m, CONDITIONS)
        P(claim) by the counts alone, in the same conditions.
    outside_share : float
        Share of the base rows that lay outside and aren't among these.
    """

    labels: Floats
    both: Floats
    text: Floats
    engagement: Floats
    outside_share: float


def fit_calibration(prior: float, said: LogOdds, rows: Dataset) -> Calibration:
    """Learn what the heads' sum is worth, from out-of-fold rows at all of `AGES`.

    Parameters
    ----------
    prior : float
    said : LogOdds
        Of `rows`, by heads fitted without them.
    rows : Dataset

    Returns
    -------
    Calibration
        Uncalibrated where too few rows of either label have both parts.
    """
    plain = Calibration(prior)
    aged = said.engagement[:, : len(AGES)]
    pooled = plain.pooled(said.text[:, np.newaxis], aged)
    known = ~np.isnan(pooled).any(axis=1)
    found = np.bincount(rows.labels[known], minlength=2)
    if found[[CLAIM, OPINION]].min() < _LEAST_TO_CALIBRATE:
        return plain
    slope, offset = fit_platt(
        pooled[known].T.ravel(), np.tile(rows.labels[known], len(AGES))
    )
    words = plain.heard(said.text[known])
    text_slope, text_offset = fit_platt(words, rows.labels[known])
    return Calibration(
        prior,
        slope=slope,
        offset=offset,
        text_slope=text_slope,
        text_offset=text_offset,
        surest=surest_after(int(found.sum())),
    )


def gather(
    said: LogOdds, rows: Dataset, outside: Flags, calibration: Calibration
) -> Evidence:
    """Keep a sample of rows that the hash of their ids picks.

    Parameters
    ----------
    said : LogOdds
        Of `rows`, by heads fitted without them.
    rows : Dataset
        Base rows, all with a label.
    outside : bool array of shape (n,)
        Which of them lie outside, by a guard fitted without them.
    calibration : Calibration
    """
    usable = ~outside & ~np.isnan(said.text) & ~np.isnan(said.engagement).any(axis=1)
    kept = _sample(rows, usable)
    text, engagement = said.text[kept], said.engagement[kept]
    spoken = [calibration.combine(text, by_age) for by_age in engagement.T]
    return Evidence(
        rows.labels[kept].astype(np.float64),
        _side_by_side([p_claim for p_claim, *_ in spoken]),
        np.round(spoken[0][1], DECIMALS),
        _side_by_side([p_counts for *_, p_counts in spoken]),
        round(float(outside.mean()), 6),
    )


def _side_by_side(columns: list[Floats]) -> Floats:
    table: Floats = np.round(np.asarray(columns).T, DECIMALS)
    return table


def _sample(rows: Dataset, usable: Flags) -> NDArray[np.int64]:
    places = np.flatnonzero(usable).tolist()
    places.sort(key=lambda place: _hash(rows.ids[place]))
    return np.asarray(places[:MOST_ROWS], dtype=np.int64)


def _hash(item: str) -> bytes:
    return hashlib.sha256(f"evidence {item}".encode("utf-8", "replace")).digest()
