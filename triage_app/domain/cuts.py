"""Cuts on P(claim), one pair for each kind of report, and the lanes they make."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.errors import UserFacingError
from triage_app.domain.routing import Lane, Reason, Routing, forced
from triage_app.domain.scores import Parts, Scores

BELOW_HALF = math.nextafter(0.5, 0.0)
"""The largest P(claim) of what is called an opinion."""

KINDS = (Parts.BOTH, Parts.TEXT, Parts.ENGAGEMENT)


@dataclass(frozen=True)
class LaneCuts:
    """From where on, and down to where, items of one kind are automatic.

    Attributes
    ----------
    claim_from : float or None
        P(claim) from here up is *likely claim*; None where that lane is closed.
    opinion_to : float or None
        P(claim) down from here is *likely opinion*; None where that lane is closed.

    Raises
    ------
    UserFacingError
        If a cut isn't a probability, or an item could be in both lanes.
    """

    claim_from: float | None
    opinion_to: float | None

    def __post_init__(self) -> None:
        cuts = [c for c in (self.claim_from, self.opinion_to) if c is not None]
        apart = len(cuts) < 2 or cuts[0] > cuts[1]
        if not (apart and all(0.0 <= cut <= 1.0 for cut in cuts)):
            raise UserFacingError(
                f"Cuts at {self.claim_from} and {self.opinion_to} can't be used.",
                "The lower cut must be below the upper one, both between 0 and 1.",
            )

    @property
    def closed(self) -> bool:
        """Whether every item of the kind goes to people."""
        return self.claim_from is None and self.opinion_to is None

    @property
    def open(self) -> bool:
        """Whether both automatic lanes take items of the kind."""
        return self.claim_from is not None and self.opinion_to is not None


Cuts = Mapping[Parts, LaneCuts]


def route_by_cuts(scores: Scores, cuts: Cuts) -> Routing:
    """Give every item a lane and a reason by the cuts of its kind.

    Parameters
    ----------
    scores : Scores
    cuts : mapping of Parts to LaneCuts
        Kinds that are absent go to people.
    """
    claim_from = np.full(len(Parts), 2.0)
    opinion_to = np.full(len(Parts), -1.0)
    for kind, pair in cuts.items():
        if pair.claim_from is not None:
            claim_from[kind] = pair.claim_from
        if pair.opinion_to is not None:
            opinion_to[kind] = pair.opinion_to
    p_claim, kinds, reasons = scores.p_claim, scores.parts(), forced(scores)
    free = reasons == Reason.NONE
    lanes: NDArray[np.int8] = np.full(len(scores), Lane.REVIEW, dtype=np.int8)
    lanes[free & (p_claim >= claim_from[kinds])] = Lane.LIKELY_CLAIM
    lanes[free & (p_claim <= opinion_to[kinds])] = Lane.LIKELY_OPINION
    reasons[free & (lanes == Lane.REVIEW)] = Reason.MID_CONFIDENCE
    return Routing(lanes, reasons)
