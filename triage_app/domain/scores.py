"""What the classifier says of each item: P(claim), and what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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


class Parts(IntEnum):
    """Which parts an item has that can be scored; the values are array codes."""

    NOTHING = 0
    TEXT = 1
    ENGAGEMENT = 2
    BOTH = 3

    @property
    def word(self) -> str:
        """The parts as they are written in files."""
        return self.name.lower()


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
    outside : bool array of shape (n,)
        Where the guard says that the item is outside what the model learned.
    model_id : str
        The model that gave them.
    stale : bool array of shape (n,)
        Where no promise made for `model_id` covers the score, since another model gave
        it, or a version of this program that had no guard; nowhere unless given.

    Raises
    ------
    ValueError
        If the columns are of different lengths.
    """

    p_claim: NDArray[np.float64]
    p_text: NDArray[np.float64]
    p_engagement: NDArray[np.float64]
    outside: NDArray[np.bool_]
    model_id: str
    stale: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def __post_init__(self) -> None:
        if not len(self.stale):
            object.__setattr__(self, "stale", np.zeros(len(self.p_claim), np.bool_))
        columns = (self.p_text, self.p_engagement, self.outside, self.stale)
        if any(len(column) != len(self.p_claim) for column in columns):
            message = "The columns of scores are of different lengths."
            raise ValueError(message)

    def __len__(self) -> int:
        return len(self.p_claim)

    def parts(self) -> NDArray[np.int8]:
        """Return `Parts` codes of shape (n,)."""
        text = ~np.isnan(self.p_text)
        engagement = ~np.isnan(self.p_engagement)
        codes: NDArray[np.int8] = (
            Parts.TEXT * text.astype(np.int8)
            + Parts.ENGAGEMENT * engagement.astype(np.int8)
        ).astype(np.int8)
        return codes

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
            self.outside[rows],
            self.model_id,
            self.stale[rows],
        )

    @classmethod
    def empty(cls, model_id: str = "") -> "Scores":
        """Scores of no rows."""
        none = np.zeros(0, dtype=np.float64)
        return cls(none, none, none, np.zeros(0, dtype=np.bool_), model_id)

    @classmethod
    def concat(cls, parts: Sequence["Scores"]) -> "Scores":
        """Join scores end to end; the model of the last rows names the whole."""
        if not parts:
            return cls.empty()
        # A file read again brings no rows, whatever model it was scored with.
        named = [part.model_id for part in parts if len(part)]
        model_id = named[-1] if named else parts[-1].model_id
        return cls(
            np.concatenate([part.p_claim for part in parts]),
            np.concatenate([part.p_text for part in parts]),
            np.concatenate([part.p_engagement for part in parts]),
            np.concatenate([part.outside for part in parts]),
            model_id,
            np.concatenate(
                [part.stale | (part.model_id != model_id) for part in parts]
            ),
        )
