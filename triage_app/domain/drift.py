"""Whether a backlog as a whole looks like what the model learned from."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.bounds import lower_bound, percent
from triage_app.domain.evidence import Array, Evidence
from triage_app.domain.scores import Parts, Scores

_DELTA = 0.05
_BINS = 20
_LEAST_OUTSIDE = 0.05
_LEAST_DISTANCE = 0.25


@dataclass(frozen=True)
class Drift:
    """How far a backlog lies from the model's own training rows.

    Attributes
    ----------
    rows : int
        Items that the model itself scored.
    outside : int
        Of those, outside what the model learned.
    home_share : float
        The share of training rows that the guard takes for outside.
    distance : float
        Total variation, 0 to 1, between the histograms of P(claim) in 20 bins: the
        backlog's, and that of training rows with the same parts, at the age that fits
        best.
    """

    rows: int
    outside: int
    home_share: float
    distance: float

    @property
    def share(self) -> float:
        """The share of items outside."""
        return self.outside / self.rows if self.rows else 0.0

    @property
    def much_outside(self) -> bool:
        """Whether clearly more lies outside than at home (one-sided, 95 %)."""
        usual = max(_LEAST_OUTSIDE, 2.0 * self.home_share)
        return lower_bound(self.outside, self.rows, _DELTA) > usual

    @property
    def scores_differ(self) -> bool:
        """Whether the scores are spread otherwise, beyond what so few rows explain."""
        if not self.rows:
            return False
        # The mean of the distance by chance, and how far it strays from that mean.
        chance = 0.5 * math.sqrt(_BINS / self.rows)
        strays = math.sqrt(math.log(1.0 / _DELTA) / (2.0 * self.rows))
        return self.distance > _LEAST_DISTANCE + chance + strays

    def sentence(self) -> str:
        """Say it for people, with the numbers; empty where the backlog is like home."""
        home = f"of the model's own training rows {percent(self.home_share)} do"
        said = []
        if self.much_outside and self.share > 0.5:
            said.append(
                f"This backlog is unlike what the model learned from: {self.outside:,} "
                f"of {self.rows:,} items ({_part(self.share)}) lie outside; {home}. "
                "Those go to people, and their order is a guess."
            )
        elif self.much_outside:
            said.append(
                f"{self.outside:,} of {self.rows:,} items ({_part(self.share)}) lie "
                f"outside what the model learned from; {home}. Those go to people."
            )
        if self.scores_differ:
            spread = (
                "The scores are spread otherwise than in training (distance "
                f"{self.distance:.2f}, from 0 to 1)"
            )
            if self.outside < self.rows:
                spread += ", so a promise made there may not hold here: watch the audit"
            said.append(f"{spread}.")
        return " ".join(said)


def _part(share: float) -> str:
    """Write a share so that only the whole is 100 %."""
    return "over 99 %" if 0.995 <= share < 1.0 else percent(share)


def measure(scores: Scores, evidence: Evidence) -> Drift:
    """Compare a backlog's scores with those of the labelled rows.

    Rows that another model scored, or a version without a guard, are left out: of them
    nobody knows.

    Parameters
    ----------
    scores : Scores
    evidence : Evidence

    Returns
    -------
    Drift
    """
    own = ~scores.stale & (scores.model_id == evidence.model_id)
    scored = ~np.isnan(scores.p_claim) & own
    rows = int(scored.sum())
    outside = int((scores.outside & scored).sum())
    distance = 0.0
    if rows and len(evidence):
        found = _histogram(scores.p_claim[scored])
        expected = _expected(scores.parts()[scored], evidence)
        distance = 0.5 * min(float(np.abs(found - one).sum()) for one in expected)
    return Drift(rows, outside, evidence.outside_share, distance)


def _expected(kinds: NDArray[np.int8], evidence: Evidence) -> list[Array]:
    """Return, for each age, the histogram of training rows with the same parts."""
    text, engagement, both = (
        float(np.mean(kinds == kind))
        for kind in (Parts.TEXT, Parts.ENGAGEMENT, Parts.BOTH)
    )
    words = text * _histogram(evidence.text)
    return [
        words + engagement * _histogram(counts) + both * _histogram(together)
        for counts, together in zip(evidence.engagement.T, evidence.both.T, strict=True)
    ]


def _histogram(p_claim: Array) -> Array:
    counts, _ = np.histogram(p_claim, bins=_BINS, range=(0.0, 1.0))
    return counts / max(1, len(p_claim))
