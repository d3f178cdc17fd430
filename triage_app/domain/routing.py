"""Which lane an item goes to, and why: one policy value in, lanes and reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.errors import UserFacingError
from triage_app.domain.scores import Scores


class Lane(IntEnum):
    """Where an item waits; the values are array codes."""

    LIKELY_CLAIM = 0
    REVIEW = 1
    LIKELY_OPINION = 2

    @property
    def word(self) -> str:
        """The lane as it is written in files."""
        return self.name.lower()


class Reason(IntEnum):
    """Why an item is in review; the values are array codes."""

    NONE = 0
    MID_CONFIDENCE = 1
    HEADS_DISAGREE = 2
    OUTSIDE_TRAINING = 3
    MISSING_CONTENT = 4
    AUDIT = 5

    @property
    def word(self) -> str:
        """The reason as it is written in files; empty in an automatic lane."""
        return "" if self is Reason.NONE else self.name.lower()


LANES_BY_WORD = {lane.word: lane for lane in Lane}
REASONS_BY_WORD = {reason.word: reason for reason in Reason}


@dataclass(frozen=True)
class Routing:
    """Lanes and reasons aligned with a backlog's rows.

    Attributes
    ----------
    lanes : int8 array of shape (n,)
        `Lane` codes.
    reasons : int8 array of shape (n,)
        `Reason` codes; `Reason.NONE` in an automatic lane.
    """

    lanes: NDArray[np.int8]
    reasons: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.lanes)

    def lane_counts(self) -> dict[str, int]:
        """Items by lane, under the lanes' words."""
        counts = np.bincount(self.lanes, minlength=len(Lane))
        return {lane.word: int(counts[lane]) for lane in Lane}

    def reason_counts(self) -> dict[str, int]:
        """Items by reason, under the reasons' words; reasons nobody has are absent."""
        counts = np.bincount(self.reasons, minlength=len(Reason))
        return {r.word: int(counts[r]) for r in Reason if r.word and counts[r]}

    @classmethod
    def concat(cls, parts: Sequence["Routing"]) -> "Routing":
        """Join routings end to end."""
        if not parts:
            none = np.zeros(0, dtype=np.int8)
            return cls(none, none)
        return cls(
            np.concatenate([part.lanes for part in parts]),
            np.concatenate([part.reasons for part in parts]),
        )


class RoutingPolicy(Protocol):
    """A rule that sends scored items to lanes; a value, kept with the workspace."""

    @property
    def kind(self) -> str:
        """The policy's name in files and logs."""

    def to_json(self) -> dict[str, object]:
        """Return the policy as plain data, `kind` included."""

    def describe(self) -> str:
        """Say the policy in a few words for people."""

    def route(self, scores: Scores) -> Routing:
        """Give every item a lane and a reason."""


@dataclass(frozen=True)
class BandPolicy:
    """Two cuts by hand: between them a person looks.

    Parameters
    ----------
    low, high : float
        P(claim) from `high` up is *likely claim*, down from `low` *likely opinion*;
        strictly between them, and where nothing could be scored, *needs review*.

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

    def route(self, scores: Scores) -> Routing:
        """Give every item a lane and a reason."""
        p_claim = scores.p_claim
        unscored = np.isnan(p_claim)
        lanes = np.full(len(scores), Lane.REVIEW, dtype=np.int8)
        lanes[p_claim >= self.high] = Lane.LIKELY_CLAIM
        lanes[p_claim <= self.low] = Lane.LIKELY_OPINION
        reasons = np.full(len(scores), Reason.NONE, dtype=np.int8)
        reasons[lanes == Lane.REVIEW] = Reason.MID_CONFIDENCE
        reasons[unscored] = Reason.MISSING_CONTENT
        return Routing(lanes, reasons)


def policy_from_json(data: Mapping[str, object]) -> RoutingPolicy:
    """Read a policy that `RoutingPolicy.to_json` wrote.

    Raises
    ------
    UserFacingError
        If the data is no policy that this version knows.
    """
    low, high = data.get("low"), data.get("high")
    numeric = all(
        isinstance(cut, int | float) and not isinstance(cut, bool)
        for cut in (low, high)
    )
    if data.get("kind") == "band" and numeric:
        return BandPolicy(float(str(low)), float(str(high)))
    raise UserFacingError(
        "The routing kept in this workspace can't be read.",
        f"It names a policy called {str(data.get('kind'))[:40]!r}.",
        "Open the workspace with the version of the program that set it.",
    )
