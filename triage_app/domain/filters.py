"""What a column of the queue can be filtered by, and numbers as people type them."""

import math
import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.errors import FilterError
from triage_app.domain.history import State

Mask = NDArray[np.bool_]
LARGEST = 1e15
_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?:[,\u2009\u202f\xa0 ]\d{3})+|\d+)?(?P<part>\.\d+)?"
    r"\s*(?P<unit>[kKmM%]?)"
)
_CLOCK = re.compile(r"(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,5}):(?P<s>[0-5]?\d(?:\.\d+)?)")
_FACTORS = {"": 1.0, "k": 1e3, "m": 1e6, "%": 0.01}


class Standing(StrEnum):
    """What became of an item, as far as the queue is filtered by it."""

    WAITING = "waiting"
    CLAIM = "claim"
    OPINION = "opinion"
    SKIPPED = "skipped"
    ESCALATED = "escalated"
    DISPUTED = "disputed"


_STATES = {
    Standing.WAITING: (State.PENDING, State.SKIPPED),
    Standing.CLAIM: (State.CLAIM,),
    Standing.OPINION: (State.OPINION,),
    Standing.SKIPPED: (State.SKIPPED,),
    Standing.ESCALATED: (State.ESCALATED,),
    Standing.DISPUTED: (),
}


class Unit(StrEnum):
    """How a number is typed."""

    PROBABILITY = "probability"
    COUNT = "count"
    RATE = "rate"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Span:
    """A range of numbers, both ends within it.

    Attributes
    ----------
    low, high : float or None
        None where the range has no such end.

    Raises
    ------
    FilterError
        If the lower end is above the upper one, or an end is no number.
    """

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if end is not None and not abs(end) <= LARGEST:
                raise FilterError("The end of a range is too large.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise FilterError(
                f"The range begins at {self.low:,g}, above its end at {self.high:,g}.",
                next_step="Put the smaller number first.",
            )

    @property
    def whole(self) -> bool:
        """Whether every value is within, missing ones too."""
        return self.low is None and self.high is None

    def holds(self, values: NDArray[np.float64]) -> Mask:
        """Return which values are within; missing ones only if the range has no end."""
        found = np.ones(len(values), dtype=np.bool_)
        if self.low is not None:
            found &= values >= self.low
        if self.high is not None:
            found &= values <= self.high
        return found


ANY = Span()


def typed_number(text: str, unit: Unit) -> float | None:
    """Return a number as a person types it; None where nothing is typed.

    Parameters
    ----------
    text : str
        Such as ``1500``, ``1,500``, ``20k``, ``2.5M``; of a probability also
        ``80 %``, of a length also ``1:30``.
    unit : Unit

    Raises
    ------
    FilterError
        If it is none, or a probability is not between 0 and 1.
    """
    typed = text.strip()
    if not typed:
        return None
    number = _clock(typed) if unit is Unit.SECONDS and ":" in typed else _plain(typed)
    if number is None or (typed.endswith("%") and unit is not Unit.PROBABILITY):
        raise FilterError(f"“{_short(typed)}” is not a number.", "", _examples(unit))
    if unit is Unit.PROBABILITY and number > 1:
        raise FilterError(
            f"“{_short(typed)}” is not between 0 and 1.", "", _examples(unit)
        )
    if number > LARGEST:
        raise FilterError(f"“{_short(typed)}” is too large.", "", _examples(unit))
    return number


def standing_mask(case: Case, wanted: Set[Standing], *, settling: bool = False) -> Mask:
    """Return where one of the standings holds; bool array of shape (n,).

    Parameters
    ----------
    case : Case
    wanted : set of Standing
    settling : bool
        Which verdict of a disputed item holds is not to be told: it is disputed, and
        nothing else.
    """
    table = np.zeros(len(State), dtype=np.bool_)
    for standing in wanted:
        for state in _STATES[standing]:
            table[state] = True
    found = table[case.states]
    if settling:
        found &= ~case.disputed
    if Standing.DISPUTED in wanted:
        found |= case.disputed
    return found


def _plain(typed: str) -> float | None:
    found = _NUMBER.fullmatch(typed)
    if found is None or (found["whole"] is None and found["part"] is None):
        return None
    digits = re.sub(r"\D", "", found["whole"] or "0")
    if len(digits) > 20:
        return math.inf
    return float(f"{digits}{found['part'] or ''}") * _FACTORS[found["unit"].lower()]


def _clock(typed: str) -> float | None:
    found = _CLOCK.fullmatch(typed)
    if found is None:
        return None
    return int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + float(found["s"])


def _examples(unit: Unit) -> str:
    return {
        Unit.PROBABILITY: "Type a number from 0 to 1, such as 0.8.",
        Unit.COUNT: "Type a number such as 1500 or 20k.",
        Unit.RATE: "Type a number such as 0.25.",
        Unit.SECONDS: "Type seconds, such as 90, or minutes and seconds: 1:30.",
    }[unit]


def _short(typed: str) -> str:
    return typed if len(typed) <= 24 else f"{typed[:23]}…"
