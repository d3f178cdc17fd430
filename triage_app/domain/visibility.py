"""Whether a moderator may see the score before giving a verdict."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case, Item
from triage_app.domain.history import State
from triage_app.domain.routing import Lane, Reason


class ScoreVisibility(StrEnum):
    """The lead's choice for the review lane."""

    HIDDEN = "hidden"
    SHOWN = "shown"


def hidden_rows(case: Case, visibility: ScoreVisibility) -> NDArray[np.bool_]:
    """Return where score, label and reason stay hidden; bool array of shape (n,).

    Only undecided items of the review lane are ever hidden: in the automatic lanes
    the lane itself says what the score is about.
    """
    if visibility is ScoreVisibility.SHOWN:
        return np.zeros(len(case), dtype=np.bool_)
    decided = case.in_state(State.CLAIM, State.OPINION)
    return np.equal(case.routing.lanes, Lane.REVIEW) & ~decided


def secret_rows(case: Case) -> NDArray[np.bool_]:
    """Return where nobody is told the reason, scores shown or not: see `shown_reason`.

    Bool array of shape (n,).
    """
    decided = case.in_state(State.CLAIM, State.OPINION)
    return np.equal(case.routing.reasons, Reason.AUDIT) & ~decided


def is_hidden(item: Item, visibility: ScoreVisibility) -> bool:
    """Return whether one item's score, label and reason stay hidden."""
    return (
        visibility is ScoreVisibility.HIDDEN
        and item.lane is Lane.REVIEW
        and not item.state.decided
    )


def shown_reason(reason: Reason, state: State) -> Reason:
    """Return what a moderator may be told: of the audit slice only when decided.

    Somebody who knows that an item is there to check the model looks otherwise.
    """
    secret = reason is Reason.AUDIT and not state.decided
    return Reason.NONE if secret else reason
