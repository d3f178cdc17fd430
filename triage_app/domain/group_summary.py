"""What is known of an item's near-duplicates: labels, framings, what was decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.history import State
from triage_app.domain.scores import Label
from triage_app.domain.similarity import Framing, Groups
from triage_app.domain.visibility import Veil

Rows = NDArray[np.intp]
Code = TypeVar("Code", bound=IntEnum)


@dataclass(frozen=True, eq=False)
class GroupSummary:
    """The items that say nearly the same as one, itself among them.

    Attributes
    ----------
    row : int
        The item.
    rows : intp array of shape (m,)
        All members, ascending; the item alone where nothing is like it.
    waiting : intp array of shape (k,)
        Members that wait for a verdict: pending or skipped.
    labels : mapping of Label to int
        The model's labels of members whose score may be seen.
    hidden : int
        Members whose score waits for their verdict; in `labels` they don't count.
    states : mapping of State to int
        What holds for the members.
    framings : mapping of Framing to int
        How the members present what they say.
    """

    row: int
    rows: Rows
    waiting: Rows
    labels: Mapping[Label, int]
    hidden: int
    states: Mapping[State, int]
    framings: Mapping[Framing, int]

    @classmethod
    def of(cls, groups: Groups, case: Case, veil: Veil, row: int) -> "GroupSummary":
        """Sum up an item's group as whoever looks at a case may know it.

        Parameters
        ----------
        groups : Groups
            Of the case's items.
        case : Case
            As the moderator sees it.
        veil : Veil
        row : int
        """
        rows = groups.members(row)
        states = case.states[rows]
        hidden = veil.among(case, rows)
        labels = _labels(case.scores.p_claim[rows[~hidden]])
        framings = groups.framings[rows]
        waits = (states == State.PENDING) | (states == State.SKIPPED)
        return cls(
            row,
            rows,
            rows[waits],
            _counted(labels, Label),
            int(hidden.sum()),
            _counted(states, State),
            _counted(framings, Framing),
        )

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def alone(self) -> bool:
        """Whether nothing is like the item."""
        return len(self.rows) < 2

    @property
    def decided(self) -> int:
        """Members that a person called a claim or an opinion."""
        return self.states.get(State.CLAIM, 0) + self.states.get(State.OPINION, 0)

    def line(self, *, brief: bool = False) -> str:
        """Return the whole in a line: ``57 like this: 31 claim, 26 opinion``.

        Parameters
        ----------
        brief : bool
            Leave out the members of which nothing can be told.
        """
        parts = (
            (self.labels.get(Label.CLAIM, 0), "claim"),
            (self.labels.get(Label.OPINION, 0), "opinion"),
            (self.labels.get(Label.NONE, 0), "unscored"),
            (0 if brief else self.hidden, "hidden"),
            (self.decided, "decided"),
            (self.states.get(State.ESCALATED, 0), "escalated"),
        )
        told = ", ".join(f"{number:,} {word}" for number, word in parts if number)
        return (
            f"{len(self):,} like this: {told}" if told else f"{len(self):,} like this"
        )

    def warnings(self) -> tuple[str, ...]:
        """Return a sentence for each way in which the members differ."""
        return tuple(self._warnings())

    def _warnings(self) -> Iterator[str]:
        claims, opinions = self._pair(self.labels, Label.CLAIM, Label.OPINION)
        if claims and opinions:
            yield (
                f"The model calls {claims:,} of them a claim and {opinions:,} an "
                "opinion."
            )
        claims, opinions = self._pair(self.states, State.CLAIM, State.OPINION)
        if claims and opinions:
            yield (
                f"People have called {claims:,} of them a claim and {opinions:,} an "
                "opinion."
            )
        if len(self.framings) > 1:
            ways = [
                f"{number:,} {_FRAMED[framing]}"
                for framing, number in self.framings.items()
            ]
            yield f"They are framed in different ways: {_joined(ways)}."

    def _pair(
        self, counts: Mapping[Code, int], one: Code, other: Code
    ) -> tuple[int, int]:
        return counts.get(one, 0), counts.get(other, 0)


_FRAMED = {
    Framing.PLAIN: "just say it",
    Framing.REPORTED: "report what somebody said",
    Framing.PERSONAL: "say what somebody thinks",
}


def _labels(p_claim: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return `Label` codes as `Scores.labels` does, of some rows alone."""
    scored = ~np.isnan(p_claim)
    claim = np.where(p_claim >= 0.5, Label.CLAIM, Label.OPINION)
    return np.where(scored, claim, Label.NONE).astype(np.int8)


def _counted(codes: NDArray[np.int8], kind: type[Code]) -> dict[Code, int]:
    """Count codes; those that don't occur are left out."""
    found, numbers = np.unique(codes, return_counts=True)
    pairs = zip(found.tolist(), numbers.tolist(), strict=True)
    return {kind(code): number for code, number in pairs}


def _joined(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
