"""What the queue's columns are sorted by, as integers that are worked out once."""

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.orders import Codes, Mask, Ranked, Rows, ranked
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue_query import Column, QueueQuery, Tab
from triage_app.domain.text_codes import text_codes
from triage_app.domain.visibility import secret_rows

_SERVING = "serving"
_TEXTS = {Column.ID: Field.ID, Column.TRANSCRIPT: Field.TRANSCRIPT}
_NUMBERS = {Column.VIEWS: Field.VIEWS, Column.DURATION: Field.DURATION}


def served(case: Case) -> Ranked:
    """Return the queue's own order: the highest key first, the unscored last."""

    def made() -> Ranked:
        return ranked(serving_codes(case), descending=True)

    return case.orders.once("served", (case.keys,), made)


def serving_codes(case: Case) -> Codes:
    """Return the keys of the queue's own order."""
    return case.orders.once(_SERVING, (case.keys,), lambda: Codes.of_numbers(case.keys))


def score_codes(case: Case, hidden: Mask | None = None) -> Codes:
    """Return P(claim); the key of serving where it is hidden."""
    p_claim, keys = case.scores.p_claim, case.keys
    if p_claim is keys:
        return case.orders.once(
            "p_claim", (p_claim,), lambda: Codes.of_numbers(p_claim)
        )

    def both() -> Codes:
        return Codes.of_numbers(np.concatenate([p_claim, keys]))

    codes = case.orders.once("p_claim or served", (p_claim, keys), both)
    scores, served_at = codes.values[: len(case)], codes.values[len(case) :]
    if hidden is None:
        return Codes(scores, codes.top)
    return Codes(np.where(hidden, served_at, scores), codes.top)


def field_codes(case: Case, part: Field) -> Codes:
    """Return one of the backlog's numbers."""
    return case.orders.once(
        part, (), lambda: Codes.of_numbers(case.backlog.number(part))
    )


def rate_codes(case: Case) -> Codes:
    """Return likes divided by views."""
    return case.orders.once(
        "likes per view", (), lambda: Codes.of_numbers(likes_per_view(case))
    )


def words_codes(
    case: Case,
    part: Field,
    rows: Rows | None = None,
    cancel: CancelToken | None = None,
) -> Codes:
    """Return one of the backlog's texts.

    Parameters
    ----------
    case : Case
    part : Field
    rows : intp array of shape (m,), optional
        The only ones wanted: saves the time for the others if they aren't known yet.
    cancel : CancelToken, optional
        Looked at while many texts are sorted.

    Raises
    ------
    CancelledError
    """
    column = case.backlog.text(part)
    if rows is not None and not case.orders.has(part):
        return text_codes(column.take(rows), cancel)
    codes = case.orders.once(part, (), lambda: text_codes(column, cancel))
    return codes if rows is None else codes.take(rows)


def author_codes(case: Case) -> Codes:
    """Return the author statuses."""
    codes = case.authors.codes
    return Codes.of_integers(codes, codes < 0)


def reason_codes(case: Case, hidden: Mask | None = None) -> Codes:
    """Return the reasons; missing where nobody is told."""
    veiled = secret_rows(case)
    veiled = veiled if hidden is None else veiled | hidden
    return Codes.of_integers(case.routing.reasons, veiled)


def verdict_codes(case: Case, *, settling: bool) -> Codes:
    """Return the states; missing where they are disputed, for whoever settles it."""
    # Which of two verdicts holds must not decide how they are settled.
    veiled = case.disputed if settling else np.zeros(len(case), dtype=np.bool_)
    return Codes.of_integers(case.states.copy(), veiled.copy())


def likes_per_view(case: Case) -> NDArray[np.float64]:
    """Return likes divided by views, shape (n,); NaN where either is missing or 0."""
    views = case.backlog.number(Field.VIEWS)
    ratio = np.full(len(case), np.nan)
    np.divide(case.backlog.number(Field.LIKES), views, out=ratio, where=views > 0)
    return ratio


def query_codes(
    case: Case,
    query: QueueQuery,
    hidden: Mask | None,
    rows: Rows | None = None,
    cancel: CancelToken | None = None,
) -> Codes:
    """Return what a query sorts by, of all rows or of some; `CancelledError` if told.

    The arguments are those of `queue.arrange`.
    """
    part = _TEXTS.get(query.sort)
    if part is not None:
        return words_codes(case, part, rows, cancel)
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
