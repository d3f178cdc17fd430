"""The command ``find``: the items that filters leave, in the queue's order."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_moderator,
    add_workspace,
    tell_notices,
)
from triage_app.domain.case import Case, Item
from triage_app.domain.errors import FilterError
from triage_app.domain.filters import Span, Standing, Unit, typed_number
from triage_app.domain.history import State
from triage_app.domain.queue import Column, Mask, QueueQuery, Tab, arrange
from triage_app.domain.routing import REASONS_BY_WORD, Reason
from triage_app.domain.visibility import shown_reason

DEFAULT_LIMIT, MOST = 20, 1_000_000
_SHORT = 60
_REASONS = [
    word
    for word, reason in REASONS_BY_WORD.items()
    if reason not in (Reason.NONE, Reason.AUDIT)
]


class _Range(NamedTuple):
    field: str
    option: str
    help: str
    unit: Unit


_RANGES = (
    _Range(
        "p_claim",
        "p-claim",
        "P(claim) {0} N; items whose score is hidden stay in",
        Unit.PROBABILITY,
    ),
    _Range("views", "views", "{0} N views, such as 1500 or 20k", Unit.COUNT),
    _Range("likes_per_view", "likes-per-view", "{0} N likes per view", Unit.RATE),
    _Range("duration", "length", "{0} N seconds, or 1:30", Unit.SECONDS),
)


def _options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument("--search", default="", metavar="T", help="words in id or text")
    parser.add_argument(
        "--tab",
        choices=[tab.value for tab in Tab],
        help="default: every item, one lane after the other",
    )
    for one in _RANGES:
        for end, words in (("from", "at least"), ("to", "at most")):
            parser.add_argument(
                f"--{one.option}-{end}",
                type=_number(one.unit),
                metavar="N",
                help=one.help.format(words),
            )
    parser.add_argument("--author", default="", metavar="S", help="author status")
    parser.add_argument(
        "--reason",
        choices=_REASONS,
        help="why an item was in review; items without a verdict stay in",
    )
    parser.add_argument(
        "--state",
        action="append",
        default=[],
        choices=[one.value for one in Standing],
        help="what became of it; may be given again for another",
    )
    parser.add_argument("--id", default="", metavar="T", help="part of the id")
    parser.add_argument("--text", default="", metavar="T", help="words in the text")
    parser.add_argument(
        "--sort",
        choices=[column.value for column in Column],
        default=Column.POSITION.value,
        help="order within a tab or lane (default: position, as items are served)",
    )
    parser.add_argument("--ascending", action="store_true", help="from the smallest up")
    parser.add_argument(
        "--limit",
        type=_limit,
        default=DEFAULT_LIMIT,
        metavar="N",
        help=f"at most so many items (default: {DEFAULT_LIMIT})",
    )
    add_moderator(parser)


def _find(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(arguments.workspace, read_only=True)
    try:
        tell_notices(context, workspace)
        case = workspace.seat(arguments.moderator or context.moderator).case
        settles = arguments.tab == Tab.LEAD
        hidden = replace(workspace.veil, settling=settles).rows(case)
        rows = []
        tabs = list(Tab)[:3] if arguments.tab is None else [Tab(arguments.tab)]
        for tab in tabs:
            rows += arrange(case, _query(arguments, tab), hidden).tolist()
        settling = case.disputed if settles else None
        shown = [_shown(case, row, hidden, settling) for row in rows[: arguments.limit]]
    finally:
        workspace.close()
    result = {"found": len(rows), "items": shown}
    context.console.result(result, _summary(len(rows), shown))
    return 0


def _query(arguments: Arguments, tab: Tab) -> QueueQuery:
    """Return what is asked for on one tab.

    Raises
    ------
    FilterError
        If a range begins above its end.
    """
    given = vars(arguments)
    query = QueueQuery(
        tab,
        search=arguments.search,
        author=arguments.author,
        reason=REASONS_BY_WORD[arguments.reason] if arguments.reason else None,
        standings=frozenset(Standing(one) for one in arguments.state),
        in_id=arguments.id,
        in_transcript=arguments.text,
        sort=Column(arguments.sort),
        descending=not arguments.ascending,
    )
    for one in _RANGES:
        name = one.option.replace("-", "_")
        span = Span(given[f"{name}_from"], given[f"{name}_to"])
        query = query.changed(one.field, span)
    return query


def _shown(
    case: Case, row: int, hidden: Mask, settling: Mask | None
) -> dict[str, object]:
    """Return an item's columns as the queue's table shows them."""
    item = Item.of(case, row)
    telling: dict[str, object] = {}
    if not hidden[row]:
        telling = {
            "p_claim": item.p_claim,
            "reason": shown_reason(item.reason, item.state).word,
        }
    numbers = {part.name.lower(): number for part, number in item.numbers.items()}
    state = "waiting" if item.state is State.PENDING else item.state.name.lower()
    if settling is not None and settling[row]:
        state = Standing.DISPUTED.value
    return {
        "item": item.item_id,
        "lane": item.lane.word,
        **telling,
        **numbers,
        "likes_per_view": item.likes_per_view,
        "author": _author(case, row),
        "state": state,
        "transcript": item.transcript,
    }


def _author(case: Case, row: int) -> str:
    code = int(case.authors.codes[row])
    return "" if code < 0 else case.authors.names[code]


def _summary(found: int, shown: list[dict[str, object]]) -> str:
    if not found:
        return "No item matches."
    lines = []
    for one in shown:
        words = " ".join(str(one["transcript"] or "").split())
        short = words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
        score = one.get("p_claim")
        told = "   –" if not isinstance(score, float) else f"{score:.2f}"
        lines.append(
            f"{one['item']}  {told}  {one['lane']!s:<14}  {one['state']!s:<9}  {short}"
        )
    items = "item matches" if found == 1 else "items match"
    first = "the first is" if len(shown) == 1 else f"the first {len(shown):,} are"
    rest = "" if len(shown) == found else f"; {first} shown"
    return "\n".join([*lines, f"{found:,} {items}{rest}."])


def _number(unit: Unit) -> Callable[[str], float | None]:
    def read(text: str) -> float | None:
        try:
            return typed_number(text, unit)
        except FilterError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def _limit(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 10 else 0
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of items from 1 to {MOST:,}"
        )
    return number


COMMANDS = (
    Command("find", "list the items that a search or filters leave", _options, _find),
)
