"""Routing policies as values: one in, lanes and reasons out."""

from dataclasses import dataclass

import numpy as np

from triage_app.domain.audit import AuditRule
from triage_app.domain.errors import UserFacingError
from triage_app.domain.routing import Lane, Reason, Routing, forced
from triage_app.domain.scores import Scores


@dataclass(frozen=True)
class BandPolicy:
    """Two cuts by hand: between them a person looks.

    Parameters
    ----------
    low, high : float
        P(claim) from `high` up is *likely claim*, down from `low` *likely opinion*;
        strictly between them, and where `forced` says so, *needs review*.

    Raises
    ------
    UserFacingError
        If not ``0 <= low < high <= 1``.
    """

    low: float = 0.2
    high: float = 0.8

    def __post_init__(self) -> None:
        if not 0.0 <= self.low < self.high <= 1.0:
            raise UserFacingError(
                f"A review band from {self.low:g} to {self.high:g} can't be used.",
                "The lower cut must be below the upper one, both between 0 and 1.",
            )

    @property
    def kind(self) -> str:
        """The policy's name in files and logs."""
        return "band"

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data."""
        return {"kind": self.kind, "low": self.low, "high": self.high}

    def describe(self) -> str:
        """Say the policy in a few words for people."""
        return f"review band {self.low:g} to {self.high:g}"

    def route(self, scores: Scores, audit: AuditRule) -> Routing:
        """Give every item a lane and a reason."""
        del audit
        p_claim, must = scores.p_claim, forced(scores)
        free = must == Reason.NONE
        lanes = np.full(len(scores), Lane.REVIEW, dtype=np.int8)
        lanes[free & (p_claim >= self.high)] = Lane.LIKELY_CLAIM
        lanes[free & (p_claim <= self.low)] = Lane.LIKELY_OPINION
        reasons = must.copy()
        reasons[free & (lanes == Lane.REVIEW)] = Reason.MID_CONFIDENCE
        return Routing(lanes, reasons)
