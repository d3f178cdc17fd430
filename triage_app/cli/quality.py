"""The lead's command on the work itself: agreement, effect of scores, what waits."""

import argparse

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_workspace,
    tell_notices,
)
from triage_app.cli.told import lane_title, line
from triage_app.domain.agreement import LaneAgreement
from triage_app.services.quality import Quality, quality, quality_json

_DAYS = 7
_GAPS = 10


def _options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)


def _quality(context: Context, arguments: Arguments) -> int:
    services, console = context.services, context.console
    workspace = services.workspaces.open(arguments.workspace, read_only=True)
    try:
        tell_notices(context, workspace)
        found = quality(workspace, context.cancel)
        told = {"workspace": workspace.name, **quality_json(found)}
    finally:
        workspace.close()
    console.result(told, summary(found))
    return 0


def summary(found: Quality) -> str:
    """Say it in a few lines."""
    lines = [
        line("two people", found.agreement.between.total.sentence()),
        *_lanes(found.agreement.between),
        line("one, later", found.agreement.same.total.sentence()),
        *_lanes(found.agreement.same),
        line("visible score", found.effect.sentence()),
        line("", found.reconsidered.sentence()),
        line("for a lead", _waiting(found)),
        line("skipped", f"{found.skipped:,}"),
        line("reasons", _reasons(found)),
        *_gaps(found),
        line("on screen", _times(found)),
        line("verdicts a day", _days(found)),
    ]
    return "\n".join(lines)


def _lanes(found: LaneAgreement) -> list[str]:
    """Say what lanes with enough doubles come to."""
    return [
        line("", f"{lane_title(lane.word)}: {one.sentence()}")
        for lane, one in found.lanes.items()
        if one.enough
    ]


def _waiting(found: Quality) -> str:
    return (
        f"{found.escalated:,} escalated, {found.disputed:,} where two verdicts "
        f"disagree, {found.gap_items:,} that the rules don't cover"
    )


def _reasons(found: Quality) -> str:
    given = [f"{one.code} {one.items:,}" for one in found.reasons if one.items]
    return ", ".join(given) or "none given"


def _gaps(found: Quality) -> list[str]:
    """List the newest items that the rules don't cover; the rest is in ``--json``."""
    shown = [
        line("" if place else "policy gap", f"{one.item_id} {one.verdict.value}")
        for place, one in enumerate(found.gaps[:_GAPS])
    ]
    rest = found.gap_items - len(shown)
    return [*shown, line("", f"and {rest:,} more")] if rest > 0 else shown


def _times(found: Quality) -> str:
    said = [
        f"{verdict.value} {one.median_ms / 1000:.1f} s (median of {one.verdicts:,})"
        for verdict, one in found.screen_time.items()
    ]
    return ", ".join(said) or "nothing was measured"


def _days(found: Quality) -> str:
    said = [f"{day} {number:,}" for day, number in found.days[-_DAYS:]]
    return ", ".join(said) or "none given"


COMMANDS = (
    Command(
        "quality",
        "tell how far people agree, and what the visible score does",
        _options,
        _quality,
    ),
)
