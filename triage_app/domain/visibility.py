"""Whether a moderator may see the score before giving a verdict."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case, Item
from triage_app.domain.draws import VISIBLE, Draws
from triage_app.domain.history import State
from triage_app.domain.routing import Lane, Reason

_SHOWN_BELOW = 0.5


class ScoreVisibility(StrEnum):
    """The lead's choice for the review lane."""

    HIDDEN = "hidden"
    SHOWN = "shown"
    RANDOM = "random"


@dataclass(frozen=True)
class Veil:
    """Where score, label and reason wait for the verdict.

    Attributes
    ----------
    visibility : ScoreVisibility
    draws : float64 array of shape (n, 4), optional
        Each item's lots; where visibility is random and an item has none, it is hidden.
    settling : bool
        For a lead who settles what two verdicts disagree on: such an item waits for
        her verdict as an undecided one does.
    """

    visibility: ScoreVisibility = ScoreVisibility.HIDDEN
    draws: Draws | None = None
    settling: bool = False

    def rows(self, case: Case) -> NDArray[np.bool_]:
        """Return where they stay hidden; bool array of shape (n,).

        Only undecided items of the review lane are ever hidden: in the automatic lanes
        the lane itself says what the score is about.
        """
        if self.visibility is ScoreVisibility.SHOWN:
            return np.zeros(len(case), dtype=np.bool_)
        decided = case.in_state(State.CLAIM, State.OPINION)
        if self.settling:
            decided &= ~case.disputed
        hidden = np.equal(case.routing.lanes, Lane.REVIEW) & ~decided
        if self.visibility is ScoreVisibility.RANDOM and self.draws is not None:
            known = len(self.draws)
            hidden[:known] &= self.draws[: len(case), VISIBLE] >= _SHOWN_BELOW
        return hidden

    def among(self, case: Case, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which of some rows stay hidden; bool array of shape (m,)."""
        if self.visibility is ScoreVisibility.SHOWN:
            return np.zeros(len(rows), dtype=np.bool_)
        states = case.states[rows]
        decided = (states == State.CLAIM) | (states == State.OPINION)
        if self.settling:
            decided &= ~case.disputed[rows]
        review = np.equal(case.routing.lanes[rows], Lane.REVIEW)
        hidden: NDArray[np.bool_] = review & ~decided
        if self.visibility is ScoreVisibility.RANDOM and self.draws is not None:
            known = rows < len(self.draws)
            hidden[known] &= self.draws[rows[known], VISIBLE] >= _SHOWN_BELOW
        return hidden

    def hides(self, item: Item) -> bool:
        """Return whether one item's score, label and reason stay hidden."""
        decided = item.state.decided and not (self.settling and item.disputed)
        if item.lane is not Lane.REVIEW or decided:
            return False
        return not self.shows(item.row)

    def shows(self, row: int) -> bool:
        """Return whether an undecided item of the review lane shows its score."""
        if self.visibility is not ScoreVisibility.RANDOM:
            return self.visibility is ScoreVisibility.SHOWN
        draws = self.draws
        if draws is None or row >= len(draws):
            return False
        return bool(draws[row, VISIBLE] < _SHOWN_BELOW)


def secret_rows(case: Case) -> NDArray[np.bool_]:
    """Return where nobody is told the reason, scores shown or not: see `shown_reason`.

    Bool array of shape (n,).
    """
    decided = case.in_state(State.CLAIM, State.OPINION)
    return np.not_equal(case.routing.reasons, Reason.NONE) & ~decided


def shown_reason(reason: Reason, state: State) -> Reason:
    """Return what a moderator may be told: nothing before the verdict.

    Somebody who knows that an item is there to check the model looks otherwise, and
    if only the others told their reason, its silence would mark the audit slice.
    """
    return reason if state.decided else Reason.NONE
