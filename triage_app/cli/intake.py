"""Commands that read backlogs: score, import, sample."""

import argparse
from dataclasses import replace
from pathlib import Path

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_band,
    add_mapping,
    add_moderator,
    add_scoring,
    add_workspace,
    band,
    mapping,
)
from triage_app.domain.errors import OutputError
from triage_app.domain.policies import BandPolicy
from triage_app.domain.report import ImportReport
from triage_app.domain.routing import Routing
from triage_app.domain.visibility import ScoreVisibility


def _score_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backlog", type=Path, metavar="BACKLOG")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the sorted queue: .csv, .tsv, .parquet or .jsonl",
    )
    parser.add_argument(
        "--spreadsheet-safe",
        action="store_true",
        help="put an apostrophe before cells that a spreadsheet would run",
    )
    add_band(parser)
    add_mapping(parser)
    add_scoring(parser)


def _score(context: Context, arguments: Arguments) -> int:
    services, console = context.services, context.console
    _refuse_same_file(arguments.backlog, arguments.out)
    services.exporter.writer.check(arguments.out)
    scored = services.intake.score(
        arguments.backlog,
        band(arguments) or BandPolicy(),
        mapping(arguments),
        console.progress,
        context.cancel,
    )
    report_file = services.exporter.write_queue(
        scored,
        arguments.out,
        spreadsheet_safe=arguments.spreadsheet_safe,
        progress=console.progress,
        cancel=context.cancel,
    )
    _tell_notes(context, scored.report)
    result = _result(
        scored.report,
        scored.report.accepted,
        services.scorer().model_id,
        scored.routing,
        report_file,
        arguments.out,
    )
    console.result(result, _summary(result))
    return 0


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backlog", type=Path, metavar="BACKLOG")
    add_workspace(parser)
    add_band(parser)
    add_mapping(parser)
    add_scoring(parser)
    add_moderator(parser)
    parser.add_argument(
        "--scores",
        choices=[choice.value for choice in ScoreVisibility],
        help="whether moderators see the score before their verdict in review",
    )


def _import(context: Context, arguments: Arguments) -> int:
    services, console = context.services, context.console
    moderator = arguments.moderator or context.moderator
    policy = band(arguments)
    place = arguments.workspace
    workspace = services.workspaces.open(place) if place.exists() else None
    try:
        scored = services.intake.score(
            arguments.backlog,
            policy or BandPolicy(),
            mapping(arguments),
            console.progress,
            context.cancel,
        )
        workspace = workspace or services.workspaces.open(place, create=True)
        outcome = workspace.add(scored, moderator)
        if policy is not None and policy != workspace.policy:
            workspace.set_policy(policy, moderator)
        if arguments.scores is not None:
            workspace.set_visibility(ScoreVisibility(arguments.scores), moderator)
        routing, model_id = workspace.case.routing, services.scorer().model_id
    finally:
        if workspace is not None:
            workspace.close()
    kept = outcome.imported
    report_file = place / kept.report_file if kept.report_file else None
    report = replace(scored.report, notes=kept.notes)
    _tell_notes(context, report)
    result = _result(
        report,
        kept.added,
        model_id,
        routing,
        report_file if report.issues else None,
        place,
    )
    console.result(result, _summary(result))
    return 0


def _sample_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=_positive, required=True, metavar="N")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=".csv, .tsv, .parquet or .jsonl",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S")


def _sample(context: Context, arguments: Arguments) -> int:
    rows = context.services.sampler().write_sample(
        arguments.out,
        arguments.rows,
        arguments.seed,
        context.console.progress,
        context.cancel,
    )
    result = {"rows": rows, "out": str(arguments.out), "seed": arguments.seed}
    context.console.result(
        result, f"{rows:,} synthetic reports written to {arguments.out}."
    )
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of rows")
    return number


def _refuse_same_file(backlog: Path, out: Path) -> None:
    if out.exists() and backlog.exists() and out.samefile(backlog):
        raise OutputError(
            "The queue can't be written over the backlog it is made from.",
            next_step="Choose another file for --out.",
        )


def _tell_notes(context: Context, report: ImportReport) -> None:
    if context.services.scorer().notice:
        context.console.note(context.services.scorer().notice)
    for note in report.notes:
        context.console.note(note)


def _result(
    report: ImportReport,
    added: int,
    model_id: str,
    routing: Routing,
    report_file: Path | None,
    out: Path,
) -> dict[str, object]:
    return {
        "rows_read": report.rows_read,
        "accepted": report.accepted,
        "quarantined": report.quarantined,
        "duplicates": report.duplicates,
        "added": added,
        "values_missing": report.values_missing,
        "model_id": model_id,
        "lanes": routing.lane_counts(),
        "reasons": routing.reason_counts(),
        "quarantine_file": None if report_file is None else str(report_file),
        "out": str(out),
        "notes": list(report.notes),
    }


def _summary(result: dict[str, object]) -> str:
    lanes, reasons = result["lanes"], result["reasons"]
    assert isinstance(lanes, dict)
    assert isinstance(reasons, dict)
    why = ", ".join(f"{number:,} {reason}" for reason, number in reasons.items())
    lines = [
        f"{result['rows_read']:,} rows read = {result['accepted']:,} accepted "
        f"+ {result['quarantined']:,} quarantined "
        f"+ {result['duplicates']:,} duplicates",
        _added(result),
        f"likely claim    {lanes['likely_claim']:>9,}",
        f"needs review    {lanes['review']:>9,}" + (f"  ({why})" if why else ""),
        f"likely opinion  {lanes['likely_opinion']:>9,}",
        f"model {result['model_id']}",
        f"written to {result['out']}",
    ]
    if result["quarantine_file"]:
        lines.append(f"what was wrong is listed in {result['quarantine_file']}")
    return "\n".join(lines)


def _added(result: dict[str, object]) -> str:
    """Say how many rows were new, and what became of those that were not."""
    accepted, added = result["accepted"], result["added"]
    assert isinstance(accepted, int)
    assert isinstance(added, int)
    known = accepted - added
    if not known:
        return f"{added:,} added"
    return f"{added:,} added; {known:,} known already and left as they were"


COMMANDS = (
    Command(
        "score",
        "read, score and route a backlog, and write the sorted queue",
        _score_options,
        _score,
    ),
    Command(
        "import",
        "the same, into a workspace; adds only what is new",
        _import_options,
        _import,
    ),
    Command("sample", "make a synthetic backlog", _sample_options, _sample),
)
