"""What the routing page shows and asks for, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from triage_app.domain.routing import Lane, Reason


class PolicyKind(StrEnum):
    """How a lead decides what goes to people; the values are the policies' names."""

    BUDGET = "error_budget"
    CAPACITY = "capacity"
    BAND = "band"


@dataclass(frozen=True)
class PolicyChoice:
    """A policy with its own number, and the other policies' numbers as they stand.

    Attributes
    ----------
    kind : PolicyKind
    budget : float
        Share that may be wrong among automatic items, 0 to 1.
    items : int
        How many people can look at.
    low, high : float
        The band's cuts.
    """

    kind: PolicyKind = PolicyKind.BUDGET
    budget: float = 0.01
    items: int = 500
    low: float = 0.2
    high: float = 0.8

    def same_as(self, other: "PolicyChoice") -> bool:
        """Return whether both ask for the same; numbers not in use don't count."""
        return self.key() == other.key()

    def key(self) -> tuple[object, ...]:
        """Return what is asked for, without the numbers that are not in use."""
        numbers: dict[PolicyKind, tuple[float, ...]] = {
            PolicyKind.BUDGET: (round(self.budget, 4),),
            PolicyKind.CAPACITY: (self.items,),
            PolicyKind.BAND: (round(self.low, 2), round(self.high, 2)),
        }
        return (self.kind, *numbers[self.kind])


@dataclass(frozen=True)
class Effect:
    """Where a policy sends the items, and what may go wrong.

    Attributes
    ----------
    lanes : mapping of Lane to int
    reasons : mapping of Reason to int
        Of the items that go to people.
    expected_wrong : float or None
        Wrong labels expected among the automatic items; None where unknown.
    at_most_wrong : float or None
        Upper bound of that number; None without labels that it could come from.
    """

    lanes: Mapping[Lane, int]
    reasons: Mapping[Reason, int] = field(default_factory=dict)
    expected_wrong: float | None = None
    at_most_wrong: float | None = None

    @property
    def people(self) -> int:
        """Items for people."""
        return self.lanes.get(Lane.REVIEW, 0)

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.lanes.values())

    @property
    def automatic(self) -> int:
        """Items that nobody looks at."""
        return self.total - self.people


class Standing(StrEnum):
    """How an audit stands; the values are the tokens that colour it."""

    UNKNOWN = "text_second"
    HOLDS = "saved"
    BROKEN = "danger"
