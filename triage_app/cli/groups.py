"""Command of near-duplicates: similar, which lists a group or decides it."""

import argparse

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_moderator,
    add_workspace,
    open_to_write,
)
from triage_app.domain.backlog import Field
from triage_app.domain.case import Case
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Verdict
from triage_app.domain.group_summary import GroupSummary
from triage_app.domain.history import State
from triage_app.domain.scores import Label
from triage_app.domain.similarity import Framing, Groups
from triage_app.domain.visibility import Veil
from triage_app.services.groups import SimilarItems, group_requests
from triage_app.services.review import ReviewDesk
from triage_app.services.workspace import Workspace

_MOST_LISTED, _LONGEST = 60, 90
_DECISIVE = [verdict.value for verdict in Verdict if verdict.decides]


def _options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument("--item", required=True, metavar="ID")
    parser.add_argument(
        "--verdict",
        choices=_DECISIVE,
        help="call every item of the group that waits so, as one step",
    )
    parser.add_argument(
        "--except",
        dest="exceptions",
        nargs="+",
        action="extend",
        default=[],
        metavar="ID",
        help="leave these items as they are",
    )
    parser.add_argument("--note", default="", metavar="T", help="goes with each")
    add_moderator(parser)


def _similar(context: Context, arguments: Arguments) -> int:
    work = _list if arguments.verdict is None else _decide
    return work(context, arguments)


def _list(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(arguments.workspace, read_only=True)
    try:
        groups, found, case = _find(context, arguments, workspace)
        members = _members(groups, found, case, workspace.veil)
    finally:
        workspace.close()
    result = {"item": arguments.item, **_numbers(found), "members": members}
    context.console.result(result, _listed(found, members))
    return 0


def _decide(context: Context, arguments: Arguments) -> int:
    workspace = open_to_write(context, arguments.workspace)
    try:
        desk = ReviewDesk(workspace)
        exceptions = [desk.find(item) for item in arguments.exceptions]
        _, found, _ = _find(context, arguments, workspace)
        requests = group_requests(
            found,
            Verdict(arguments.verdict),
            arguments.moderator or context.moderator,
            exceptions=exceptions,
            note=arguments.note,
        )
        changes = desk.decide_many(requests)
    finally:
        workspace.close()
    _tell(context, changes)
    return 0


def _find(
    context: Context, arguments: Arguments, workspace: Workspace
) -> tuple[Groups, GroupSummary, Case]:
    """Group the workspace's items, and sum the item's group up for the moderator."""
    row = ReviewDesk(workspace).find(arguments.item)
    case = workspace.seat(arguments.moderator or context.moderator).case
    finder = SimilarItems(context.services.groupers)
    groups = finder.find(case, context.console.progress, context.cancel)
    return groups, GroupSummary.of(groups, case, workspace.veil, row), case


def _numbers(found: GroupSummary) -> dict[str, object]:
    return {
        "size": len(found),
        "waiting": len(found.waiting),
        "decided": found.decided,
        "escalated": found.states.get(State.ESCALATED, 0),
        "labels": {
            "claim": found.labels.get(Label.CLAIM, 0),
            "opinion": found.labels.get(Label.OPINION, 0),
            "unscored": found.labels.get(Label.NONE, 0),
            "hidden": found.hidden,
        },
        "framings": {
            framing.word: found.framings.get(framing, 0) for framing in Framing
        },
        "warnings": list(found.warnings()),
    }


def _members(
    groups: Groups, found: GroupSummary, case: Case, veil: Veil
) -> list[dict[str, object]]:
    """List the members; a label only where it may be known."""
    transcripts, ids = case.backlog.text(Field.TRANSCRIPT), case.backlog.ids
    hidden = veil.among(case, found.rows).tolist()
    listed = []
    for row, veiled in zip(found.rows.tolist(), hidden, strict=True):
        member: dict[str, object] = {
            "item": ids[row],
            "framing": Framing(int(groups.framings[row])).word,
            "state": State(int(case.states[row])).name.lower(),
            "transcript": transcripts[row],
        }
        if not veiled:
            member["model_label"] = case.scores.label(row).word
        listed.append(member)
    return listed


def _listed(found: GroupSummary, members: list[dict[str, object]]) -> str:
    if found.alone:
        return "Nothing is like this item."
    lines = [found.line(), *found.warnings()]
    for member in members[:_MOST_LISTED]:
        said = " ".join(str(member["transcript"] or "").split())
        short = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
        lines.append(
            f"  {member['item']}  {member['state']:<9} {member['framing']:<8}  {short}"
        )
    if len(members) > _MOST_LISTED:
        lines.append(f"  … and {len(members) - _MOST_LISTED:,} more; --json lists all")
    return "\n".join(lines)


def _tell(context: Context, changes: Changes) -> None:
    decisions = [record.decision for record in changes.records]
    verdict, number = decisions[0].verdict.value, len(decisions)
    result = {
        "action_id": decisions[0].step,
        "verdict": verdict,
        "items": [decision.item_id for decision in decisions],
    }
    items = "1 item" if number == 1 else f"{number:,} items"
    context.console.result(result, f"Saved: {verdict} for {items}")


COMMANDS = (
    Command(
        "similar",
        "list the items that say nearly the same as one, or decide them",
        _options,
        _similar,
    ),
)
