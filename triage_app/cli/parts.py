"""``triage score`` over several files and folders: a part for each, one account."""

import argparse
from pathlib import Path

from triage_app.cli.account import Account
from triage_app.cli.command import Arguments, Context, mapping
from triage_app.cli.plan_options import asked_plan
from triage_app.domain.errors import CancelledError
from triage_app.domain.forecast import Forecaster
from triage_app.services.part_names import FORMATS, MANIFEST
from triage_app.services.parts import PartsRequest, PartsResult

MAX_JOBS = 64


def add_parts(parser: argparse.ArgumentParser) -> None:
    """Add the options for several files, and for who works on them."""
    parser.add_argument(
        "--part-format",
        choices=FORMATS,
        help="how each part of several files is written (default: parquet)",
    )
    parser.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="files scored at once (default: as many as there are processors)",
    )
    parser.add_argument(
        "--dask",
        default="",
        metavar="ADDRESS",
        help="score on the cluster of this scheduler, such as tcp://10.0.0.5:8786; its "
        "workers must reach the files under the same paths",
    )


def wants_parts(arguments: Arguments) -> bool:
    """Return whether several files, or a folder, are to be scored."""
    several = len(arguments.source) > 1 or arguments.source[0].is_dir()
    return bool(several or arguments.dask or arguments.part_format)


def score_parts(context: Context, arguments: Arguments) -> int:
    """Score several files; return 1 if one of them failed, or it was stopped."""
    services, console = context.services, context.console
    scorer = services.scorer()
    plan, said = asked_plan(arguments, scorer.evidence)
    request = PartsRequest(
        arguments.source,
        arguments.out,
        plan,
        mapping(arguments),
        arguments.part_format or FORMATS[0],
        arguments.spreadsheet_safe,
        arguments.jobs or 0,
        arguments.dask,
    )
    try:
        result = services.parts().score(request, console.progress, context.cancel)
    except CancelledError:
        console.error(
            "Stopped, as you asked. What was finished is kept: run the same again, and "
            "the rest is done."
        )
        return 1
    account = _account(context, result, arguments.out)
    for note in filter(None, (scorer.notice, *said, *account.notes())):
        console.note(note)
    for part in result.failed:
        console.error(f"{part.source} was not scored: {part.reason}")
    data = {
        **account.to_json(),
        "values_missing": sum(p.counts.get("values_missing", 0) for p in result.parts),
        "notes": [*said, *account.report.notes],
        "manifest": str(arguments.out / MANIFEST),
        "parts": [{**part.to_json(), "kept": part.kept} for part in result.parts],
    }
    console.result(data, f"{_files(result)}\n{account.summary()}")
    return 1 if result.failed else 0


def _account(context: Context, result: PartsResult, out: Path) -> Account:
    evidence = context.services.scorer().evidence()
    forecaster = Forecaster(result.scores, evidence, result.plan.audit)
    return Account(
        result.report,
        result.report.accepted,
        result.scores.model_id,
        result.plan,
        result.routing,
        forecaster.plan(result.plan),
        result.drift,
        None,
        out,
    )


def _files(result: PartsResult) -> str:
    """Say what came of the files."""
    whole = len(result.parts) - len(result.failed)
    kept = sum(part.kept for part in result.parts)
    said = f"{whole:,} of {len(result.parts):,} files are scored"
    if kept:
        said += f", {kept:,} of them by an earlier run"
    listed = sum(bool(part.facts.get("quarantine_file")) for part in result.parts)
    if listed:
        said += f"; what was wrong in {listed:,} of them is listed beside their parts"
    return f"{said}."


def _jobs(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MAX_JOBS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of files from 1 to {MAX_JOBS}"
        )
    return number
