"""Lanes and the reasons for review, and what no policy may send past people."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.scores import Parts, Scores


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


_SURE_TEXT = (0.2, 0.8)
_SURE_ENGAGEMENT = (0.1, 0.9)


def forced(scores: Scores) -> NDArray[np.int8]:
    """Return why people must look at an item, whatever the policy.

    Parameters
    ----------
    scores : Scores

    Returns
    -------
    int8 array of shape (n,)
        `Reason` codes, the first that holds: nothing to score; outside what the model
        learned; heads that contradict each other; `Reason.MID_CONFIDENCE` where another
        model gave the score; `Reason.NONE` where a policy may decide.
    """
    reasons = np.full(len(scores), Reason.NONE, dtype=np.int8)
    reasons[scores.stale] = Reason.MID_CONFIDENCE
    reasons[heads_disagree(scores.p_text, scores.p_engagement)] = Reason.HEADS_DISAGREE
    reasons[scores.outside] = Reason.OUTSIDE_TRAINING
    nothing = np.isnan(scores.p_claim) | (scores.parts() == Parts.NOTHING)
    reasons[nothing] = Reason.MISSING_CONTENT
    return reasons


def heads_disagree(
    p_text: NDArray[np.float64], p_engagement: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return where both heads are sure and contradict each other.

    The engagement head is worth less, so it must be surer (0.9) than the words (0.8).
    A head that is missing contradicts nobody.
    """
    text_no, text_yes = _SURE_TEXT
    counts_no, counts_yes = _SURE_ENGAGEMENT
    claims = (p_text >= text_yes) & (p_engagement <= counts_no)
    opinions = (p_text <= text_no) & (p_engagement >= counts_yes)
    found: NDArray[np.bool_] = claims | opinions
    return found
