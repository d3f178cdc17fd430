"""Commands that read backlogs: score, import, sample."""

import argparse
from pathlib import Path

from triage_app.cli.account import Account
from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_mapping,
    add_scoring,
    mapping,
    refuse_over,
)
from triage_app.cli.imports import import_backlogs, import_options
from triage_app.cli.intake_shared import add_sources, noted, tell
from triage_app.cli.parts import add_parts, score_parts, wants_parts
from triage_app.cli.plan_options import add_plan, asked_plan
from triage_app.domain.forecast import Forecaster


def _score_options(parser: argparse.ArgumentParser) -> None:
    add_sources(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the sorted queue: .csv, .tsv, .parquet or .jsonl; for several backlogs "
        "the folder of their parts",
    )
    add_parts(parser)
    parser.add_argument(
        "--spreadsheet-safe",
        action="store_true",
        help="put an apostrophe before cells that a spreadsheet would run",
    )
    add_plan(parser)
    add_mapping(parser)
    add_scoring(parser)


def _score(context: Context, arguments: Arguments) -> int:
    if wants_parts(arguments):
        return score_parts(context, arguments)
    services, console = context.services, context.console
    (backlog,) = arguments.source
    refuse_over(
        arguments.out,
        [backlog],
        "The queue can't be written over the backlog it is made from.",
    )
    services.exporter.writer.check(arguments.out)
    evidence = services.intake.scorer.evidence
    plan, notes = asked_plan(arguments, evidence)
    scored = services.intake.score(
        backlog,
        plan,
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
    forecaster = Forecaster(scored.scores, evidence(), scored.plan.audit)
    tell(
        context,
        Account(
            noted(scored.report, notes),
            scored.report.accepted,
            scored.scores.model_id,
            scored.plan,
            scored.routing,
            forecaster.plan(scored.plan),
            scored.drift,
            report_file,
            arguments.out,
        ),
    )
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
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of rows")
    return number


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
        import_options,
        import_backlogs,
    ),
    Command("sample", "make a synthetic backlog", _sample_options, _sample),
)
