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
    """

    imported: int
    pending: int
    waiting: Mapping[Lane, int]
    totals: Mapping[Lane, int]
    reasons: Mapping[Reason, int]
    tally: Tally

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
        Rows whose state changed.
    counts : Counts
    record : Record or None
        The record that did it.
    """

    rows: tuple[int, ...]
    counts: Counts
    record: Record | None = None
