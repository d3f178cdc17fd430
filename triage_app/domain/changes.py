"""What a mutation did: the rows to draw anew, and the counts that hold now."""

from collections.abc import Mapping
from dataclasses import dataclass

from triage_app.domain.decisions import Record
from triage_app.domain.history import Tally
from triage_app.domain.routing import Lane, Reason


@dataclass(frozen=True)
class Counts:
    """The desk's numbers.

    Attributes
    ----------
    imported : int
        Items in the workspace: decided + skipped + escalated + pending.
    pending : int
        Items nobody has said anything of.
    waiting : mapping of Lane to int
        Pending and skipped items by lane.
    totals : mapping of Lane to int
        All items by lane.
    reasons : mapping of Reason to int
        Items in review by reason.
    tally : Tally
        Current verdicts.
    disputed : int
        Decided items of which two verdicts disagree.
    """

    imported: int
    pending: int
    waiting: Mapping[Lane, int]
    totals: Mapping[Lane, int]
    reasons: Mapping[Reason, int]
    tally: Tally
    disputed: int = 0

    @property
    def conserved(self) -> bool:
        """Whether every imported item is in exactly one state."""
        tally = self.tally
        accounted = tally.decided + tally.skipped + tally.escalated + self.pending
        return self.imported == accounted == sum(self.totals.values())


@dataclass(frozen=True)
class Changes:
    """What became different by one mutation.

    Attributes
    ----------
    rows : tuple of int
        Rows to draw anew.
    counts : Counts
    records : tuple of Record
        The records that did it, in the order of the log: one step.
    """

    rows: tuple[int, ...]
    counts: Counts
    records: tuple[Record, ...] = ()

    @property
    def record(self) -> Record | None:
        """The last of the records; None where there is none."""
        return self.records[-1] if self.records else None
