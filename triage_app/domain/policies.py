"""Routing policies as values: one in, lanes and reasons out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain import plain_data
from triage_app.domain.audit import AuditRule
from triage_app.domain.budget import ErrorBudgetPolicy
from triage_app.domain.cuts import KINDS, Cuts, LaneCuts, route_by_cuts
from triage_app.domain.errors import UserFacingError
from triage_app.domain.routing import Lane, Reason, Routing, forced
from triage_app.domain.scores import Scores

__all__ = [
    "BandPolicy",
    "CapacityPolicy",
    "ErrorBudgetPolicy",
    "LaneCuts",
    "policy_from_json",
]


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

    def cuts_for(self, model_id: str) -> Cuts:
        """Return the same pair for every kind of report, whatever the model."""
        del model_id
        return dict.fromkeys(KINDS, LaneCuts(self.high, self.low))

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data."""
        return {"kind": self.kind, "low": self.low, "high": self.high}

    def describe(self) -> str:
        """Say the policy in a few words for people."""
        return f"review band {self.low:g} to {self.high:g}"

    def notes(self, scores: Scores) -> tuple[str, ...]:
        """Say nothing: a band promises nothing."""
        del scores
        return ()

    def route(self, scores: Scores, audit: AuditRule) -> Routing:
        """Give every item a lane and a reason."""
        del audit
        return route_by_cuts(scores, self.cuts_for(scores.model_id))


@dataclass(frozen=True)
class CapacityPolicy:
    """As many items for people as they can look at, the least certain first.

    Attributes
    ----------
    items : int
        Over the whole backlog, decided or not, the audit slice included. Where those
        that must be looked at and the slice alone are more, so many go to people.

    Raises
    ------
    UserFacingError
        If it is no number of items.
    """

    items: int

    def __post_init__(self) -> None:
        if not 0 <= self.items <= 1_000_000_000:
            raise UserFacingError(
                f"A capacity of {self.items:,} items can't be used.",
                "It must be between 0 and 1,000,000,000.",
            )

    @property
    def kind(self) -> str:
        """The policy's name in files and logs."""
        return "capacity"

    def cuts_for(self, model_id: str) -> None:
        """Return None: where the cuts lie depends on the backlog."""
        del model_id

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data."""
        return {"kind": self.kind, "items": self.items}

    def describe(self) -> str:
        """Say the policy in a few words for people."""
        if not self.items:
            return "only what must be looked at"
        return f"the {self.items:,} least certain items"

    def notes(self, scores: Scores) -> tuple[str, ...]:
        """Say where more must be looked at than there is room for."""
        must = int((forced(scores) != Reason.NONE).sum())
        if must <= self.items:
            return ()
        items = "item" if must == 1 else "items"
        return (
            f"{must:,} {items} must be looked at whatever the capacity, which is "
            f"{self.items:,}: the most useful of them come first.",
        )

    def route(self, scores: Scores, audit: AuditRule) -> Routing:
        """Give every item a lane and a reason, leaving room for the audit slice."""
        reasons = forced(scores)
        lanes = np.full(len(scores), Lane.REVIEW, dtype=np.int8)
        free = np.flatnonzero(reasons == Reason.NONE)
        claims = scores.p_claim[free] >= 0.5
        room = self.items - (len(scores) - len(free))
        order = _least_certain(scores.p_claim[free], room)
        people = order[: _fitting(claims[order], claims, room, audit)]
        lanes[free] = np.where(claims, Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION)
        lanes[free[people]] = Lane.REVIEW
        reasons[free[people]] = Reason.MID_CONFIDENCE
        return Routing(lanes, reasons)


def _least_certain(p_claim: NDArray[np.float64], room: int) -> NDArray[np.intp]:
    """Return at least the `room` least certain rows, in order; ties by row."""
    # Rounded, so that equally certain claims and opinions take turns by row.
    sureness = np.round(np.abs(p_claim - 0.5), 9)
    rows = np.arange(len(p_claim))
    wanted = max(0, room)
    if wanted < len(p_claim):
        rows = np.flatnonzero(sureness <= np.partition(sureness, wanted)[wanted])
    return rows[np.argsort(sureness[rows], kind="stable")]


def _fitting(
    order: NDArray[np.bool_], claims: NDArray[np.bool_], room: int, audit: AuditRule
) -> int:
    """Return how many of the least certain go to people, the slice of the rest besides.

    Each further one leaves its lane, whose slice shrinks by one or not at all. The sum
    thus grows by one or stays, and meets any room between its ends exactly.

    Parameters
    ----------
    order : bool array
        Which of the least certain, in order, are claims.
    claims : bool array
        Which of all that may be automatic are.
    room : int
        Places with people.
    audit : AuditRule
    """
    taken = np.arange(len(order) + 1)
    claims_left = claims.sum() - np.concatenate([[0], np.cumsum(order)])
    opinions_left = len(claims) - taken - claims_left
    people = taken + audit.sizes(claims_left) + audit.sizes(opinions_left)
    return max(0, int(np.searchsorted(people, room, side="right")) - 1)


def policy_from_json(data: object) -> BandPolicy | ErrorBudgetPolicy | CapacityPolicy:
    """Read a policy that its `to_json` wrote.

    Raises
    ------
    UserFacingError
        If the data is no policy that this version knows.
    """
    found = plain_data.mapping(data, "policy")
    kind = found.get("kind")
    try:
        if kind == "band":
            low, high = (plain_data.number(found, cut) for cut in ("low", "high"))
            return BandPolicy(low, high)
        if kind == "error_budget":
            return ErrorBudgetPolicy.from_json(found)
        if kind == "capacity":
            return CapacityPolicy(plain_data.whole(found, "items"))
    except UserFacingError as error:
        raise plain_data.refused(error.detail) from error
    raise plain_data.refused(f"It names a policy called {str(kind)[:40]!r}.")
