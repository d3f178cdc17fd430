"""What the classifier says of each item: P(claim), and what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Label(IntEnum):
    """What the model (or a person) calls an item; the values are array codes."""

    NONE = -1
    OPINION = 0
    CLAIM = 1

    @property
    def word(self) -> str:
        """The label as it is written in files: claim, opinion or empty."""
        return "" if self is Label.NONE else self.name.lower()


@dataclass(frozen=True)
class Scores:
    """Scores aligned with a backlog's rows.

    Attributes
    ----------
    p_claim : float64 array of shape (n,)
        Calibrated probability in 0..1 that the item is a claim; NaN where there was
        nothing to score.
    p_text, p_engagement : float64 arrays of shape (n,)
        What each head says alone; NaN where its part is missing.
    model_id : str
        The model that gave them.
    """

    p_claim: NDArray[np.float64]
    p_text: NDArray[np.float64]
    p_engagement: NDArray[np.float64]
    model_id: str

    def __len__(self) -> int:
        return len(self.p_claim)

    def labels(self) -> NDArray[np.int8]:
        """Return `Label` codes of shape (n,): claim from 0.5 up, else opinion."""
        scored = ~np.isnan(self.p_claim)
        claim = np.where(self.p_claim >= 0.5, Label.CLAIM, Label.OPINION)
        return np.where(scored, claim, Label.NONE).astype(np.int8)

    def label(self, row: int) -> Label:
        """Return the model's label of one row."""
        p_claim = self.p_claim[row]
        if np.isnan(p_claim):
            return Label.NONE
        return Label.CLAIM if p_claim >= 0.5 else Label.OPINION

    def take(self, rows: NDArray[np.intp]) -> "Scores":
        """The given rows, in the given order."""
        return Scores(
            self.p_claim[rows],
            self.p_text[rows],
            self.p_engagement[rows],
            self.model_id,
        )

    @classmethod
    def empty(cls, model_id: str = "") -> "Scores":
        """Scores of no rows."""
        none = np.zeros(0, dtype=np.float64)
        return cls(none, none, none, model_id)

    @classmethod
    def concat(cls, parts: Sequence["Scores"]) -> "Scores":
        """Join scores end to end; the last part's model names the whole."""
        if not parts:
            return cls.empty()
        return cls(
            np.concatenate([part.p_claim for part in parts]),
            np.concatenate([part.p_text for part in parts]),
            np.concatenate([part.p_engagement for part in parts]),
            parts[-1].model_id,
        )
