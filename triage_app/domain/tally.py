"""What holds for an item, and how many there are of each."""

from dataclasses import dataclass
from enum import IntEnum

from triage_app.domain.decisions import Verdict


class State(IntEnum):
    """What holds for an item now; the values are array codes."""

    PENDING = 0
    CLAIM = 1
    OPINION = 2
    SKIPPED = 3
    ESCALATED = 4

    @property
    def decided(self) -> bool:
        """Whether a person settled the item."""
        return self in (State.CLAIM, State.OPINION)


STATE_OF = {
    Verdict.CLAIM: State.CLAIM,
    Verdict.OPINION: State.OPINION,
    Verdict.SKIP: State.SKIPPED,
    Verdict.ESCALATE: State.ESCALATED,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of what holds now.

    Attributes
    ----------
    claims, opinions, skipped, escalated : int
        Items by their current verdict.
    overrides : int
        Items settled against the model's label.
    records : int
        Records in the log, revocations and what they revoke included.
    """

    claims: int
    opinions: int
    skipped: int
    escalated: int
    overrides: int
    records: int

    @property
    def decided(self) -> int:
        """Items that a person settled."""
        return self.claims + self.opinions
