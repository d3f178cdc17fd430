"""Commands of the review desk: next, decide, undo, redo."""

import argparse
from pathlib import Path

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_moderator,
    add_workspace,
    open_to_write,
    tell_notices,
)
from triage_app.cli.many import decide_list, turned
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import ItemError
from triage_app.domain.history import State
from triage_app.domain.routing import LANES_BY_WORD, Lane
from triage_app.domain.visibility import shown_reason
from triage_app.services.bulk import Turn
from triage_app.services.reranking import Reranking
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace


def _next_options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--lane",
        choices=list(LANES_BY_WORD),
        default=Lane.REVIEW.word,
        help="default: review",
    )
    parser.add_argument(
        "--rerank",
        action="store_true",
        help="first refit the order of unfamiliar items from the verdicts, and log it",
    )
    add_moderator(parser)


def _next(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(
        arguments.workspace, read_only=not arguments.rerank
    )
    try:
        tell_notices(context, workspace)
        if arguments.rerank:
            _rerank(context, arguments, workspace)
        desk = ReviewDesk(workspace)
        moderator = arguments.moderator or context.moderator
        item = desk.next_item(LANES_BY_WORD[arguments.lane], moderator)
        if item is None:
            context.console.result(
                {"item": None}, f"Nothing waits in {arguments.lane}."
            )
            return 0
        hidden = desk.score_hidden(item)
        backlog = workspace.case.backlog
        telling = backlog.telling
        columns = {
            name: column[item.row]
            for name, column in backlog.raw.items()
            if name not in telling
        }
    finally:
        workspace.close()
    shown: dict[str, object] = {}
    if not hidden:
        shown = {
            "p_claim": item.p_claim,
            "model_label": item.model_label,
            "reason": shown_reason(item.reason, item.state).word,
        }
    result = {**columns, **shown, "item": item.item_id, "lane": item.lane.word}
    context.console.result(result, _item_summary(result))
    return 0


def _rerank(context: Context, arguments: Arguments, workspace: Workspace) -> None:
    """Put a new order in force, or say why the order stays."""
    if not workspace.reranking:
        context.console.note("Re-ranking is switched off here; the order stays.")
        return
    reranking = Reranking(workspace, context.services.rerankers)
    ranking = reranking.refit(context.cancel)
    if ranking is None:
        context.console.note(
            "The order stays: it is refitted once unfamiliar items have been called "
            "claims and others opinions."
        )
        return
    workspace.rank(ranking, arguments.moderator or context.moderator)
    context.console.note(
        f"{len(ranking):,} unfamiliar items ordered anew from {ranking.verdicts:,} "
        "verdicts."
    )


def _item_summary(result: dict[str, object]) -> str:
    """Lay an item out; a value's further lines are set in, or they'd pass for facts."""
    lines = []
    for name, value in result.items():
        if value is not None and value != "":
            shown = "\n    ".join(str(value).splitlines())
            lines.append(f"{' '.join(name.split())}: {shown}")
    return "\n".join(lines)


def _decide_options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--item", metavar="ID")
    which.add_argument(
        "--items",
        type=Path,
        metavar="FILE",
        help="every item of a list that waits, as one step: ids one a line, or a .csv "
        "or .tsv table with the backlog's id column; - is standard input",
    )
    parser.add_argument(
        "--verdict", required=True, choices=[verdict.value for verdict in Verdict]
    )
    parser.add_argument(
        "--reason",
        default="",
        metavar="CODE",
        help="one of the workspace's reason codes; an escalation needs one or a note",
    )
    parser.add_argument("--note", default="", metavar="T")
    add_moderator(parser)


def _decide(context: Context, arguments: Arguments) -> int:
    if arguments.items is not None:
        return decide_list(context, arguments)
    workspace = open_to_write(context, arguments.workspace)
    try:
        desk = ReviewDesk(workspace)
        row = desk.find(arguments.item)
        moderator = arguments.moderator or context.moderator
        changes = desk.decide(
            VerdictRequest(
                row=row,
                verdict=Verdict(arguments.verdict),
                moderator=moderator,
                note=arguments.note,
                reason_code=arguments.reason,
                why_shown=_why_shown(desk, row, moderator),
            )
        )
    finally:
        workspace.close()
    _tell(context, changes, 1, "Saved: {verdict} · {item}")
    return 0


def _why_shown(desk: ReviewDesk, row: int, moderator: str) -> WhyShown | None:
    """Return how an item came: as served if ``triage next`` shows it, or asked for.

    An item that was worked on before says itself why it is looked at again.
    """
    seat = desk.workspace.seat(moderator)
    item = seat.case.item(row)
    if item.state not in (State.PENDING, State.SKIPPED):
        return None
    served = desk.next_item(item.lane, moderator)
    return None if served is not None and served.row == row else WhyShown.COMMAND


def _undo_options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--moderator",
        metavar="NAME",
        help="take back this moderator's last step (default: anybody's last)",
    )


def _undo(context: Context, arguments: Arguments) -> int:
    return _turn(context, arguments, Turn.UNDO, "Taken back: {verdict} · {item}")


def _redo_options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--moderator",
        metavar="NAME",
        help="bring back what this moderator undid last (default: anybody)",
    )


def _redo(context: Context, arguments: Arguments) -> int:
    return _turn(context, arguments, Turn.REDO, "Brought back: {verdict} · {item}")


def _turn(context: Context, arguments: Arguments, turn: Turn, words: str) -> int:
    whose: str | None = arguments.moderator
    workspace = open_to_write(context, arguments.workspace)
    try:
        changes, items, whole = turned(context, workspace, turn, whose)
    finally:
        workspace.close()
    _tell(context, changes, items, words)
    return 0 if whole else 1


def _tell(context: Context, changes: Changes, items: int, words: str) -> None:
    if changes.record is None:
        raise ItemError("Nothing was recorded.")
    decision = changes.record.decision
    result = {
        "decision_id": decision.decision_id,
        "item": decision.item_id,
        "verdict": decision.verdict.value,
        "items": items,
    }
    several = {**result, "item": f"{items:,} items"}
    context.console.result(result, words.format(**(result if items == 1 else several)))


COMMANDS = (
    Command("next", "show the next item that waits", _next_options, _next),
    Command("decide", "record a verdict on one item or many", _decide_options, _decide),
    Command("undo", "take the last step back, a bulk as a whole", _undo_options, _undo),
    Command("redo", "bring back what was undone last", _redo_options, _redo),
)
