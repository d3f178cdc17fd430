"""A query's filters in words, each with the query that does without it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from triage_app.domain.filters import ANY, Span, Standing, Unit
from triage_app.domain.queue import Column, QueueQuery
from triage_app.ui import text

UNITS = {
    Column.P_CLAIM: Unit.PROBABILITY,
    Column.VIEWS: Unit.COUNT,
    Column.LIKES_PER_VIEW: Unit.RATE,
    Column.DURATION: Unit.SECONDS,
}
FIELDS = {
    Column.P_CLAIM: "p_claim",
    Column.VIEWS: "views",
    Column.LIKES_PER_VIEW: "likes_per_view",
    Column.DURATION: "duration",
}
_LONGEST = 28


@dataclass(frozen=True)
class ActiveFilter:
    """One filter in force.

    Attributes
    ----------
    column : Column
    words : str
        Such as ``"Views ≥ 10,000"``; data in it is safe to show.
    without : QueueQuery
        The same query without it.
    """

    column: Column
    words: str
    without: QueueQuery


def _tr(source: str) -> str:
    return QCoreApplication.translate("filters", source)


def active_filters(query: QueueQuery) -> list[ActiveFilter]:
    """Return what narrows a query besides its search, in the order of the columns."""
    found = []
    for column, field in FIELDS.items():
        span: Span = getattr(query, field)
        if not span.whole:
            words = f"{text.column(column)} {span_words(span, UNITS[column])}"
            found.append(ActiveFilter(column, words, query.changed(field, ANY)))
    if query.author:
        words = _named(Column.AUTHOR, text.one_line(query.author, _LONGEST))
        found.append(ActiveFilter(Column.AUTHOR, words, replace(query, author="")))
    if query.reason is not None:
        words = _named(Column.REASON, text.reason(query.reason))
        found.append(ActiveFilter(Column.REASON, words, replace(query, reason=None)))
    if query.standings:
        names = [text.standing(one) for one in Standing if one in query.standings]
        words = _named(Column.VERDICT, ", ".join(names))
        without = replace(query, standings=frozenset())
        found.append(ActiveFilter(Column.VERDICT, words, without))
    for column, field in ((Column.ID, "in_id"), (Column.TRANSCRIPT, "in_transcript")):
        typed: str = getattr(query, field)
        if typed.strip():
            pattern = _tr("{0} contains {1}")
            words = pattern.format(text.column(column), text.one_line(typed, _LONGEST))
            found.append(ActiveFilter(column, words, query.changed(field, "")))
    return found


def span_words(span: Span, unit: Unit) -> str:
    """Return a range as a chip says it: ``≥ 10,000``, ``0.2 – 0.8``."""
    if unit is Unit.SECONDS:
        low, high = text.seconds(span.low), text.seconds(span.high)
    else:
        low, high = number_words(span.low, unit), number_words(span.high, unit)
    if span.low is None or span.high is None:
        return f"≥ {low}" if span.high is None else f"≤ {high}"
    return low if span.low == span.high else f"{low} – {high}"


def number_words(value: float | None, unit: Unit) -> str:
    """Return a number as it may be typed again; empty for None."""
    if value is None:
        return ""
    if unit is Unit.SECONDS and value >= 60 and float(value).is_integer():
        minutes, seconds = divmod(int(value), 60)
        return f"{minutes}:{seconds:02d}"
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.4f}".rstrip("0") if value >= 1e-4 else repr(value)


def _named(column: Column, words: str) -> str:
    return f"{text.column(column)}: {words}"
