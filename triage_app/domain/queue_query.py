"""What a desk asks of its queue: a part of it, filters, and an order."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from triage_app.domain.filters import ANY, Span, Standing
from triage_app.domain.routing import Lane, Reason


class Tab(StrEnum):
    """The parts of the queue that the desk shows one at a time."""

    REVIEW = "review"
    LIKELY_CLAIM = "likely_claim"
    LIKELY_OPINION = "likely_opinion"
    LEAD = "lead"
    DECIDED = "decided"

    @property
    def lane(self) -> Lane | None:
        """The lane behind the tab; None for a lead's items and for the decided."""
        return None if self in (Tab.LEAD, Tab.DECIDED) else Lane[self.name]


class Column(StrEnum):
    """The queue table's columns, by which it can be sorted."""

    POSITION = "position"
    P_CLAIM = "p_claim"
    ID = "id"
    TRANSCRIPT = "transcript"
    VIEWS = "views"
    LIKES_PER_VIEW = "likes_per_view"
    DURATION = "duration"
    AUTHOR = "author"
    REASON = "reason"
    VERDICT = "verdict"


@dataclass(frozen=True)
class QueueQuery:
    """What the desk shows.

    Attributes
    ----------
    tab : Tab
    search : str
        Words that must all occur in the id or the transcript.
    p_claim, views, likes_per_view, duration : Span
        Ranges of numbers; a whole one lets in items without the number.
    author : str
        An author status (ban status) to keep, empty for any.
    reason : Reason or None
    standings : frozenset of Standing
        Any of which must hold; empty for any.
    in_id, in_transcript : str
        Words that must all occur in that column.
    sort : Column
    descending : bool
    """

    tab: Tab = Tab.REVIEW
    search: str = ""
    p_claim: Span = ANY
    views: Span = ANY
    likes_per_view: Span = ANY
    duration: Span = ANY
    author: str = ""
    reason: Reason | None = None
    standings: frozenset[Standing] = frozenset()
    in_id: str = ""
    in_transcript: str = ""
    sort: Column = Column.POSITION
    descending: bool = True

    @property
    def filtered(self) -> bool:
        """Whether anything but the tab narrows what is shown."""
        return self.cleared() != self

    @property
    def searches(self) -> bool:
        """Whether text is looked through."""
        return any(map(str.strip, (self.search, self.in_id, self.in_transcript)))

    @property
    def follows_verdicts(self) -> bool:
        """Whether a verdict may take an item off the list, or put it there."""
        return self.tab.lane is None or bool(self.standings)

    def cleared(self) -> "QueueQuery":
        """Return the same tab and order without filters."""
        return QueueQuery(self.tab, sort=self.sort, descending=self.descending)

    def on(self, tab: Tab) -> "QueueQuery":
        """Return the same filters on another tab."""
        return replace(self, tab=tab)

    def changed(self, field: str, value: object) -> "QueueQuery":
        """Return the same query but for one field, by its name."""
        change: dict[str, Any] = {field: value}
        return replace(self, **change)

    def with_filters(self, other: "QueueQuery") -> "QueueQuery":
        """Return the same tab and order with another query's filters."""
        return replace(other, tab=self.tab, sort=self.sort, descending=self.descending)
