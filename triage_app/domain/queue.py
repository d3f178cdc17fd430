"""The queue: which rows are shown, in which order, as an integer permutation."""

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.filters import standing_mask
from triage_app.domain.history import State
from triage_app.domain.orders import Codes, ranked, ranked_few
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue_query import Column, QueueQuery, Tab
from triage_app.domain.sort_codes import likes_per_view, query_codes, served
from triage_app.domain.visibility import secret_rows

__all__ = [
    "Column",
    "Mask",
    "QueueQuery",
    "Rows",
    "Tab",
    "arrange",
    "author_statuses",
    "filter_mask",
    "lead_mask",
    "likes_per_view",
    "next_waiting",
    "prepare_orders",
    "queue_order",
    "shows",
    "waiting_mask",
]

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
MOST_STATUSES = 50
# The columns of a case's text index, in its order.
_IDS, _TRANSCRIPTS = 0, 1
_LOOK_AHEAD = 256
# Up to this part of all rows are sorted sooner by themselves than taken out of all.
_FEW = 16


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
        Looked at while text is searched or sorted that nothing was made of yet.

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
        codes = query_codes(case, query, hidden, rows, cancel)
        return ranked_few(codes, rows, ties, descending=down)
    codes = query_codes(case, query, hidden, cancel=cancel)
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
        Looked at between the columns, and while texts are sorted.

    Raises
    ------
    CancelledError
    """
    served(case)
    for column in Column:
        cancel.raise_if_cancelled()
        query_codes(case, QueueQuery(sort=column), None, cancel=cancel)


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
