"""Filters kept under a name: one person's own, read back from where anybody writes."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from triage_app.domain.errors import FilterError
from triage_app.domain.filters import ANY, Span, Standing
from triage_app.domain.queue import QueueQuery
from triage_app.domain.routing import Reason

MOST_SAVED = 50
LONGEST_NAME = 60
_LONGEST_TEXT = 500
_SPANS = ("p_claim", "views", "likes_per_view", "duration")
_TEXTS = ("search", "author", "in_id", "in_transcript")
_REASONS = {one.word: one for one in Reason if one not in (Reason.NONE, Reason.AUDIT)}


@dataclass(frozen=True)
class SavedFilter:
    """Filters under a name.

    Attributes
    ----------
    name : str
    query : QueueQuery
        Its tab and its order are the usual ones and count for nothing.
    """

    name: str
    query: QueueQuery

    @classmethod
    def of(cls, name: str, query: QueueQuery) -> "SavedFilter":
        """Keep a query's filters under a name.

        Raises
        ------
        FilterError
            If the name can't be used, or the query filters nothing.
        """
        if not query.filtered:
            raise FilterError(
                "There is no filter to save.", next_step="Search or filter first."
            )
        return cls(checked_name(name), QueueQuery().with_filters(query))


def checked_name(name: str) -> str:
    """Return a name without blanks around it.

    Raises
    ------
    FilterError
        If it is empty, too long, or holds characters that can't be seen.
    """
    name = " ".join(name.split())
    if not name:
        raise FilterError("The filter needs a name.")
    if len(name) > LONGEST_NAME:
        raise FilterError(f"The name is longer than {LONGEST_NAME} characters.")
    if any(unicodedata.category(one).startswith("C") for one in name):
        raise FilterError("The name holds characters that can't be seen.")
    return name


def kept(saved: Sequence[SavedFilter], new: SavedFilter) -> tuple[SavedFilter, ...]:
    """Return the filters with one more, in the place of one of the same name.

    Raises
    ------
    FilterError
        If there are as many as can be kept.
    """
    names = [one.name.casefold() for one in saved]
    if new.name.casefold() in names:
        place = names.index(new.name.casefold())
        return (*saved[:place], new, *saved[place + 1 :])
    if len(saved) >= MOST_SAVED:
        raise FilterError(
            f"{MOST_SAVED} filters are saved already.",
            next_step="Delete one of them first.",
        )
    return (*saved, new)


def renamed(
    saved: Sequence[SavedFilter], place: int, name: str
) -> tuple[SavedFilter, ...]:
    """Return the filters with another name for one of them.

    Raises
    ------
    FilterError
        If the name can't be used, or another filter has it.
    """
    name = checked_name(name)
    others = [one.name.casefold() for n, one in enumerate(saved) if n != place]
    if name.casefold() in others:
        raise FilterError(f"Another filter is called “{name}”.")
    changed = replace(saved[place], name=name)
    return (*saved[:place], changed, *saved[place + 1 :])


def to_plain(saved: SavedFilter) -> dict[str, object]:
    """Return a filter as JSON can keep it; only what filters is written."""
    query, plain = saved.query, dict[str, object](name=saved.name)
    for field in _SPANS:
        span: Span = getattr(query, field)
        if not span.whole:
            plain[field] = [span.low, span.high]
    plain |= {field: getattr(query, field) for field in _TEXTS if getattr(query, field)}
    if query.reason is not None:
        plain["reason"] = query.reason.word
    if query.standings:
        plain["standings"] = [one.value for one in Standing if one in query.standings]
    return plain


def from_plain(data: object) -> SavedFilter:
    """Read a filter that anybody may have written.

    Raises
    ------
    FilterError
        If it is none.
    """
    known = {"name", "reason", "standings", *_SPANS, *_TEXTS}
    if not isinstance(data, dict) or not set(data) <= known:
        raise _unreadable()
    fields: dict[str, Any] = {one: _span(data.get(one)) for one in _SPANS}
    fields |= {one: _text(data.get(one, "")) for one in _TEXTS}
    reason, standings = data.get("reason"), data.get("standings", [])
    if reason is not None:
        if not isinstance(reason, str) or reason not in _REASONS:
            raise _unreadable()
        fields["reason"] = _REASONS[reason]
    if not isinstance(standings, list) or not all(
        isinstance(one, str) and one in set(Standing) for one in standings
    ):
        raise _unreadable()
    fields["standings"] = frozenset(Standing(one) for one in standings)
    return SavedFilter.of(_text(data.get("name")), QueueQuery(**fields))


def _unreadable() -> FilterError:
    return FilterError("A saved filter can't be read.")


def _span(data: object) -> Span:
    if data is None:
        return ANY
    if not isinstance(data, list) or len(data) != 2 or not all(map(_is_end, data)):
        raise _unreadable()
    return Span(*data)


def _is_end(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(data: object) -> str:
    if not isinstance(data, str) or len(data) > _LONGEST_TEXT or "\0" in data:
        raise _unreadable()
    return data
