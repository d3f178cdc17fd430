"""What becomes of scored rows, as an evaluation is told by the program that routes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.classifier import Scores
from model.dataset import CLAIM, OPINION
from model.metrics import PEOPLE, Flags, Lanes

LOW, HIGH = 0.2, 0.8

Router = Callable[[Scores], Lanes]


@dataclass(frozen=True)
class Rules:
    """How rows are routed.

    Attributes
    ----------
    plan, band : callable
        Scores to lanes: by the plan that is measured, and by a band beside it.
    disagree : callable
        Scores to the rows whose heads contradict each other.
    description : str
        The plan in a few words.
    budget : float or None
        The share of wrong labels that the plan promises to keep to.
    notes : tuple of str
        Sentences: what the promise leaves out, or why there is none.
    """

    plan: Router
    band: Router
    disagree: Callable[[Scores], Flags]
    description: str
    budget: float | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return what people are told of the rules as plain data."""
        return {
            "plan": self.description,
            "budget": self.budget,
            "notes": list(self.notes),
        }


def band(scores: Scores) -> Lanes:
    """Route by the plain band of 0.2 to 0.8; what lies outside goes to people."""
    lanes = np.full(len(scores.p_claim), PEOPLE, dtype=np.int8)
    lanes[~scores.outside & (scores.p_claim >= HIGH)] = CLAIM
    lanes[~scores.outside & (scores.p_claim <= LOW)] = OPINION
    return lanes


def _nowhere(scores: Scores) -> Flags:
    return np.zeros(len(scores.p_claim), dtype=np.bool_)


BAND = Rules(band, band, _nowhere, f"review band {LOW:g} to {HIGH:g}")
"""Rules for whoever uses the library without the program."""
