"""Why an item has its score: what moved each head, as values and as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Field
from triage_app.domain.guard_reading import GuardReading, capitalised
from triage_app.domain.routing import heads_disagree

HIDDEN = "The explanation shows after your verdict."
NOTHING = "This report has no words and no counts: there is nothing to explain."

_STRETCHED = (
    "Where both were there, the words proved right more often than their number says, "
    "so the score is surer."
)
_LEAN = 0.1


@dataclass(frozen=True, eq=False)
class Words:
    """Which stretches of a transcript moved a head, and how far.

    Attributes
    ----------
    starts, stops : intp arrays of shape (k,)
        Places in the transcript as it is kept, in characters; rising, not overlapping.
    weights : float64 array of shape (k,)
        Log-odds towards a claim; towards an opinion where negative.
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.weights)


@dataclass(frozen=True)
class Part:
    """One thing a head looks at: a word, a word pair, a class of words.

    Attributes
    ----------
    name : str
        In small letters, as the head knows it.
    times : int
        How often the transcript has it.
    weight : float
        Log-odds towards a claim, all times together.
    """

    name: str
    times: int
    weight: float


@dataclass(frozen=True, eq=False)
class HeadAccount:
    """A linear head's sum: `log_odds` is `intercept` and every part's weight.

    Attributes
    ----------
    log_odds, intercept : float
        Before any bound or calibration.
    parts : tuple of Part
        The strongest first.
    words : Words
    """

    log_odds: float
    intercept: float
    parts: tuple[Part, ...]
    words: Words

    @property
    def p_claim(self) -> float:
        """The log-odds as a probability."""
        return float(1.0 / (1.0 + np.exp(-np.clip(self.log_odds, -700.0, 700.0))))


@dataclass(frozen=True)
class CountEffect:
    """What a count, with its rates, does to the score.

    Attributes
    ----------
    field : Field
    value : float
    p_without : float or None
        P(claim) if the report hadn't this count; None: there would be no score.
    added : float
        Log-odds towards a claim that it adds to what the counts alone say.
    """

    field: Field
    value: float
    p_without: float | None
    added: float


class Basis(Enum):
    """What the score of an item rests on."""

    NOTHING = "nothing"
    WORDS = "words"
    COUNTS = "counts"
    BOTH = "both"


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why one item has its score.

    Attributes
    ----------
    model_id : str
        The model that is explained, and whose numbers these are.
    p_claim, p_text, p_engagement : float or None
        P(claim) by all there is, by the words alone, by the counts alone.
    p_without_counts, p_without_words : float or None
        P(claim) if the report had no counts, or no transcript; None: no score.
    text : HeadAccount or None
        The text head's words and word pairs; None where there is no word.
    general : HeadAccount or None
        The style of the text, which stands in for the text head where the words are
        outside; else None.
    counts : tuple of CountEffect
        The strongest first.
    guard : GuardReading
    """

    model_id: str
    p_claim: float | None
    p_text: float | None
    p_engagement: float | None
    p_without_counts: float | None
    p_without_words: float | None
    text: HeadAccount | None
    general: HeadAccount | None
    counts: tuple[CountEffect, ...]
    guard: GuardReading

    @property
    def basis(self) -> Basis:
        """Which parts the item has that can be scored."""
        if self.p_text is None:
            return Basis.NOTHING if self.p_engagement is None else Basis.COUNTS
        return Basis.WORDS if self.p_engagement is None else Basis.BOTH

    @property
    def reader(self) -> HeadAccount | None:
        """The head that read the words for the score: the general one if outside."""
        return self.text if self.general is None else self.general

    @property
    def disagree(self) -> bool:
        """Whether both heads are sure and contradict each other."""
        if self.p_text is None or self.p_engagement is None:
            return False
        both = np.array([self.p_text]), np.array([self.p_engagement])
        return bool(heads_disagree(*both)[0])

    def summary(self) -> str:
        """Say in one to three sentences what made the score."""
        if self.basis is Basis.NOTHING:
            return NOTHING
        told = [self._words(), self._counts()]
        agree = self.basis is Basis.BOTH and self.general is None
        sentences = ["; ".join(told)] if agree else [capitalised(one) for one in told]
        if self.disagree:
            sentences.append("They contradict each other, so a person looks")
        if self.basis is Basis.BOTH and self.p_without_counts is not None:
            without = probability(self.p_without_counts)
            same = "the same, " if without == probability(self.p_claim) else ""
            sentences.append(f"Without the counts it would be {same}{without}")
        return " ".join(f"{sentence}." for sentence in sentences)

    def notes(self) -> tuple[str, ...]:
        """Say what else bears on the score: the guard's reason, or the calibration."""
        return (*self.guard.sentences(), *((_STRETCHED,) if self._stretched else ()))

    @property
    def _stretched(self) -> bool:
        """Whether the score is surer than the words though the counts don't agree."""
        if self.p_claim is None or self.p_text is None or self.p_engagement is None:
            return False
        surer = abs(self.p_claim - 0.5) > abs(self.p_text - 0.5)
        same = (self.p_claim >= 0.5) == (self.p_text >= 0.5)
        lean = _side(self.p_engagement) == _side(self.p_text)
        return surer and same and not lean and not self.guard.outside

    def scored_by(self, model_id: str) -> str:
        """Say so if another model than this gave the item's score; else empty."""
        if not model_id or model_id == self.model_id:
            return ""
        return (
            f"The score was given by {model_id}; this explains {self.model_id}, "
            f"which says {probability(self.p_claim)}."
        )

    def to_json(self) -> dict[str, object]:
        """Return all of it as plain data; words as parts, without their places."""
        return {
            "model_id": self.model_id,
            "summary": self.summary(),
            "p_claim": self.p_claim,
            "p_text": self.p_text,
            "p_engagement": self.p_engagement,
            "p_without_counts": self.p_without_counts,
            "p_without_words": self.p_without_words,
            "heads_disagree": self.disagree,
            "outside_training": self.guard.outside,
            "notes": list(self.notes()),
            "text": _account_json(self.text),
            "style": _account_json(self.general),
            "counts": [
                {
                    "name": effect.field.value,
                    "value": effect.value,
                    "p_without": effect.p_without,
                    "added": effect.added,
                }
                for effect in self.counts
            ],
        }

    def _words(self) -> str:
        if self.p_text is None:
            return "There are no words to go by"
        if self.general is None:
            return f"The words {_says(self.p_text)}"
        return (
            "The words are unlike those the model learned from, so it goes by their "
            f"style, which {_says(self.general.p_claim, one=True)}"
        )

    def _counts(self) -> str:
        if self.p_engagement is None:
            return "there are no counts"
        if self.guard.beyond and self.p_text is not None:
            return "the counts lie beyond training and are left out"
        reader = self.p_text if self.general is None else self.general.p_claim
        side, other = _side(self.p_engagement), _side(reader)
        if side and side == other:
            return f"the counts agree ({probability(self.p_engagement)})"
        return f"the counts {_says(self.p_engagement)}"


def probability(value: float | None) -> str:
    """Return a probability with two places; never ``0.00`` or ``1.00``."""
    if value is None:
        return "no score"
    if value >= 0.995:
        return ">0.99"
    return "<0.01" if value < 0.005 else f"{value:.2f}"


def _account_json(account: HeadAccount | None) -> Mapping[str, object] | None:
    if account is None:
        return None
    return {
        "log_odds": account.log_odds,
        "intercept": account.intercept,
        "parts": [
            {"name": part.name, "times": part.times, "weight": part.weight}
            for part in account.parts
        ],
    }


def _side(p_claim: float | None) -> str:
    """Return claim or opinion; empty where a head can't tell."""
    if p_claim is None or abs(p_claim - 0.5) < _LEAN:
        return ""
    return "claim" if p_claim > 0.5 else "opinion"


def _says(p_claim: float | None, *, one: bool = False) -> str:
    """Return ``say claim (0.96)``, or that it can't be told."""
    said, side = probability(p_claim), _side(p_claim)
    end = "s" if one else ""
    return f"say{end} {side} ({said})" if side else f"tell{end} little ({said})"
