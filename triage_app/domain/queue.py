"""The queue: which rows are shown, in which order, as an integer permutation."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.filters import ANY, Span, Standing, standing_mask
from triage_app.domain.history import State
from triage_app.domain.orders import Codes, ranked, ranked_few
from triage_app.domain.progress import CancelToken
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.sort_codes import (
    author_codes,
    field_codes,
    likes_per_view,
    rate_codes,
    reason_codes,
    score_codes,
    served,
    serving_codes,
    verdict_codes,
    words_codes,
)
from triage_app.domain.visibility import secret_rows

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
MOST_STATUSES = 50
# The columns of a case's text index, in its order.
_IDS, _TRANSCRIPTS = 0, 1
_LOOK_AHEAD = 256


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


_TEXTS = {Column.ID: Field.ID, Column.TRANSCRIPT: Field.TRANSCRIPT}
_NUMBERS = {Column.VIEWS: Field.VIEWS, Column.DURATION: Field.DURATION}
# Up to this part of all rows are sorted sooner by themselves than taken out of all.
_FEW = 16


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


def arrange(
    case: Case,
    query: QueueQuery,
    hidden: Mask | None = None,
    cancel: CancelToken | None = None,
) -> Rows:
    """Return the rows that a query shows, in its order.

    Parameters
    ----------
    case : Case
    query : QueueQuery
    hidden : bool array of shape (n,), optional
        Rows whose score and reason the moderator may not see yet. A filter on either
        leaves them in, an order by P(claim) takes the place they are served at, and
        one by reason puts them last, rather than give them away.
    cancel : CancelToken, optional
        Looked at while text is searched that no index was built of yet.

    Returns
    -------
    intp array of shape (m,)
        Rows of the case, the caller's own; equal keys keep the queue's own order.

    Raises
    ------
    CancelledError
    """
    shown = _tab_mask(case, query.tab) & filter_mask(case, query, hidden, cancel)
    own = query.sort is Column.POSITION
    if own and query.descending:
        return served(case).among(shown)
    ties, down = None if own else served(case), query.descending
    if int(np.count_nonzero(shown)) * _FEW < len(shown):
        rows = np.flatnonzero(shown)
        codes = _codes(case, query, hidden, rows)
        return ranked_few(codes, rows, ties, descending=down)
    codes = _codes(case, query, hidden)
    name = query.sort, down
    return case.orders.ranked(name, codes, ties, descending=down).among(shown)


def queue_order(keys: NDArray[np.float64]) -> Rows:
    """Return the permutation from the highest key down, the unscored last."""
    return ranked(Codes.of_numbers(keys), descending=True).rows.astype(np.intp)


def prepare_orders(case: Case, cancel: CancelToken) -> None:
    """Work out beforehand what a first sort by any column would take its time for.

    Parameters
    ----------
    case : Case
    cancel : CancelToken
        Looked at between the columns.

    Raises
    ------
    CancelledError
    """
    served(case)
    for column in Column:
        cancel.raise_if_cancelled()
        _codes(case, QueueQuery(sort=column), None)


def filter_mask(
    case: Case,
    query: QueueQuery,
    hidden: Mask | None = None,
    cancel: CancelToken | None = None,
) -> Mask:
    """Return where an item passes a query's filters; the tab is not among them."""
    keep = np.ones(len(case), dtype=np.bool_)
    veil = np.zeros(len(case), dtype=np.bool_) if hidden is None else hidden
    for words, column in (
        (query.search, None),
        (query.in_id, _IDS),
        (query.in_transcript, _TRANSCRIPTS),
    ):
        if words.strip():
            keep &= case.text_index.matches(words, column, cancel)
    if not query.p_claim.whole:
        keep &= veil | query.p_claim.holds(case.scores.p_claim)
    for span, part in ((query.views, Field.VIEWS), (query.duration, Field.DURATION)):
        if not span.whole:
            keep &= span.holds(case.backlog.number(part))
    if not query.likes_per_view.whole:
        keep &= query.likes_per_view.holds(likes_per_view(case))
    if query.author:
        keep &= _by_author(case, query.author)
    if query.reason is not None:
        keep &= veil | secret_rows(case) | (case.routing.reasons == query.reason)
    if query.standings:
        settling = query.tab is Tab.LEAD
        keep &= standing_mask(case, query.standings, settling=settling)
    return keep


def shows(case: Case, query: QueueQuery, row: int, hidden: Mask | None = None) -> bool:
    """Return whether a query shows an item, without putting the rest in order."""
    here = _tab_mask(case, query.tab)[row] and filter_mask(case, query, hidden)[row]
    return bool(here)


def waiting_mask(case: Case) -> Mask:
    """Return where an item still waits for a verdict: pending or skipped."""
    return case.in_state(State.PENDING, State.SKIPPED)


def next_waiting(
    case: Case, rows: Rows, after: int | None = None, place: int | None = None
) -> int | None:
    """Return the next row that waits for a verdict, skipped ones last.

    Parameters
    ----------
    case : Case
    rows : intp array of shape (m,)
        The queue in its order.
    after : int, optional
        A row of the queue to look behind; the search goes round to the beginning.
    place : int, optional
        Where in `rows` that row stands, if it is known: spares looking for it.
    """
    if place is None and after is not None:
        found = np.flatnonzero(rows == after)
        place = int(found[0]) if len(found) else None
    start = 0 if place is None else place + 1
    for state in (State.PENDING, State.SKIPPED):
        for low, high in ((start, len(rows)), (0, start)):
            first = _first_in_state(case.states, rows[low:high], state)
            if first is not None:
                return first
    return None


def _first_in_state(states: NDArray[np.int8], rows: Rows, state: State) -> int | None:
    """Look at a few rows first, then at more and more: the next is mostly near."""
    low, size = 0, _LOOK_AHEAD
    while low < len(rows):
        part = rows[low : low + size]
        found = np.flatnonzero(states[part] == state)
        if len(found):
            return int(part[found[0]])
        low, size = low + size, size * 4
    return None


def author_statuses(case: Case) -> tuple[str, ...]:
    """Return the commonest author statuses, in the order of the alphabet."""
    authors = case.authors
    if len(authors.names) <= MOST_STATUSES:
        return authors.names
    counts = np.bincount(authors.codes[authors.codes >= 0])
    commonest = np.argsort(-counts, kind="stable")[:MOST_STATUSES]
    return tuple(authors.names[place] for place in np.sort(commonest).tolist())


def lead_mask(case: Case) -> Mask:
    """Return where an item waits for a lead: escalated, or two reviews disagree."""
    return np.equal(case.states, State.ESCALATED) | case.disputed


def _tab_mask(case: Case, tab: Tab) -> Mask:
    if tab is Tab.DECIDED:
        return case.in_state(State.CLAIM, State.OPINION)
    if tab.lane is None:
        return lead_mask(case)
    return np.equal(case.routing.lanes, tab.lane)


def _by_author(case: Case, wanted: str) -> Mask:
    authors = case.authors
    if wanted not in authors.names:
        return np.zeros(len(case), dtype=np.bool_)
    return np.equal(authors.codes, authors.names.index(wanted))


def _codes(
    case: Case, query: QueueQuery, hidden: Mask | None, rows: Rows | None = None
) -> Codes:
    """Return what a query sorts by, of all rows or of some."""
    part = _TEXTS.get(query.sort)
    if part is not None:
        return words_codes(case, part, rows)
    codes = _plain_codes(case, query, hidden)
    return codes if rows is None else codes.take(rows)


def _plain_codes(case: Case, query: QueueQuery, hidden: Mask | None) -> Codes:
    """Return what a query sorts by if it isn't text."""
    part = _NUMBERS.get(query.sort)
    if part is not None:
        return field_codes(case, part)
    if query.sort is Column.P_CLAIM:
        return score_codes(case, hidden)
    if query.sort is Column.LIKES_PER_VIEW:
        return rate_codes(case)
    if query.sort is Column.AUTHOR:
        return author_codes(case)
    if query.sort is Column.REASON:
        return reason_codes(case, hidden)
    if query.sort is Column.VERDICT:
        return verdict_codes(case, settling=query.tab is Tab.LEAD)
    return serving_codes(case)
