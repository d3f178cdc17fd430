"""Command that says why an item has its score: explain."""

import argparse

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_model,
    add_moderator,
    add_workspace,
)
from triage_app.domain.case import Item
from triage_app.domain.errors import ItemError
from triage_app.domain.explanation import Explanation, HeadAccount, probability
from triage_app.services.explanations import Explanations
from triage_app.services.review import ReviewDesk

_MOST_PARTS = 12
_LEAST_WEIGHT = 0.005  # what would be printed as nothing


def _options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument("--item", required=True, metavar="ID")
    add_model(parser)
    add_moderator(parser)


def _explain(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(arguments.workspace, read_only=True)
    try:
        desk = ReviewDesk(workspace)
        row = desk.find(arguments.item)
        seat = workspace.seat(arguments.moderator or context.moderator)
        item = seat.case.item(row)
        if desk.score_hidden(item):
            raise ItemError(
                f"The score of {item.item_id[:80]!r} stays hidden until its verdict; "
                "record one with triage decide, then ask again."
            )
        explained = Explanations(context.services.scorer)
        found = explained.explain(seat.case, row, workspace.veil)
    finally:
        workspace.close()
    if context.services.scorer().notice:
        context.console.note(context.services.scorer().notice)
    note = found.scored_by(item.model_id)
    result = {
        "item": item.item_id,
        **found.to_json(),
        "scored_by": item.model_id,
        "scored_p_claim": item.p_claim,
    }
    context.console.result(result, _summary(item, found, note))
    return 0


def _summary(item: Item, found: Explanation, note: str) -> str:
    lines = [
        f"{item.item_id}: P(claim) {probability(found.p_claim)}",
        found.summary(),
        *found.notes(),
        *filter(None, [note]),
    ]
    if found.general is not None:
        lines += _parts("Style (log-odds towards claim):", found.general)
    elif found.text is not None:
        lines += _parts("Words (log-odds towards claim):", found.text)
    if found.counts:
        lines.append("Counts (log-odds towards claim, P(claim) without each):")
        lines += [
            f"  {effect.added:+6.2f}  {probability(effect.p_without):>8}  "
            f"{effect.field.value} {effect.value:,.0f}"
            for effect in found.counts
        ]
    return "\n".join([*lines, f"Model: {found.model_id}"])


def _parts(title: str, account: HeadAccount) -> list[str]:
    """List the strongest parts, and what all the others add up to."""
    shown = [
        part
        for part in account.parts[:_MOST_PARTS]
        if abs(part.weight) >= _LEAST_WEIGHT
    ]
    others = account.parts[len(shown) :]
    lines = [
        f"  {part.weight:+6.2f}  {part.name}"
        + (f"  ({part.times} times)" if part.times > 1 else "")
        for part in shown
    ]
    rest = sum(part.weight for part in others)
    if abs(rest) >= _LEAST_WEIGHT:
        lines.append(f"  {rest:+6.2f}  {len(others):,} other{'s' * (len(others) > 1)}")
    return [title, *lines, f"  {account.intercept:+6.2f}  every item's start"]


COMMANDS = (Command("explain", "say why an item has its score", _options, _explain),)
