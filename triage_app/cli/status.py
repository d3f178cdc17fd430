"""The command that counts: status."""

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_workspace,
    tell_notices,
)
from triage_app.cli.told import lane_title, line, way_forward
from triage_app.services.statistics import status


def _status(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(arguments.workspace, read_only=True)
    try:
        tell_notices(context, workspace)
        numbers = status(workspace)
    finally:
        workspace.close()
    context.console.result(numbers, _status_summary(numbers))
    return 0


def _status_summary(numbers: dict[str, object]) -> str:
    lanes, verdicts = numbers["lanes"], numbers["verdicts"]
    waiting = numbers["waiting"]
    assert isinstance(lanes, dict)
    assert isinstance(verdicts, dict)
    assert isinstance(waiting, dict)
    rows = [
        line(lane_title(word), f"{lanes[word]:>9,}   waiting {waiting[word]:,}")
        for word in lanes
    ]
    given = ", ".join(f"{number:,} {verdict}" for verdict, number in verdicts.items())
    holds = "conserved" if numbers["conserved"] else "NOT CONSERVED: run triage verify"
    routing, audit = numbers["routing"], numbers["audit"]
    assert isinstance(routing, dict)
    assert isinstance(audit, dict)
    return "\n".join(
        [
            f"{numbers['workspace']}: {numbers['imported']:,} items",
            *rows,
            line("routing", f"{routing['described']}"),
            f"{audit['sentence']}",
            *way_forward(audit),
            line("verdicts", f"{given}; {numbers['overrides']:,} against the model"),
            *_for_leads(numbers),
            f"{numbers['imported']:,} imported = {numbers['decided']:,} decided "
            f"+ {numbers['skipped']:,} skipped + {numbers['escalated']:,} escalated "
            f"+ {numbers['pending']:,} pending ({holds})",
        ]
    )


def _for_leads(numbers: dict[str, object]) -> list[str]:
    """Say what came again, and what waits for a lead."""
    doubles = numbers["doubles"]
    assert isinstance(doubles, dict)
    pairs = doubles["pairs"]
    said = []
    if pairs:
        words = f"{doubles['agree']:,} of {pairs:,} decided alike the second time"
        said.append(line("doubles", words))
    if numbers["escalated"] or numbers["disputed"]:
        words = f"{numbers['escalated']:,} escalated, {numbers['disputed']:,} disputed"
        said.append(line("for a lead", words))
    return said


COMMANDS = (
    Command("status", "count items by lane, verdict and state", add_workspace, _status),
)
