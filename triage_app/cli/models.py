"""Commands of the classifier: train, evaluate."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_mapping,
    mapping,
    refuse_over,
)
from triage_app.cli.plan_options import percentage
from triage_app.domain.backlog import Backlog
from triage_app.domain.plans import DEFAULT_BUDGET

_NOT_SORTED_BY = (
    "The order of unfamiliar items wasn't learnt from this feedback: too few of its "
    "verdicts are on items drawn by lot or by doubt (why_shown), as the window serves "
    "them under a capacity."
)


def _train_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, nargs="+", metavar="DATA")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the model's folder"
    )
    parser.add_argument("--name", default="model-1", help="default: model-1")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument(
        "--feedback",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="verdicts to learn from as well (triage export --preset feedback)",
    )
    _add_foreign(parser, "rows of another source, for the model's card to tell of")
    add_mapping(parser)


def _add_foreign(parser: argparse.ArgumentParser, words: str) -> None:
    parser.add_argument(
        "--foreign", type=Path, nargs="+", default=[], metavar="FILE", help=words
    )


def _train(context: Context, arguments: Arguments) -> int:
    backlogs = [_read(context, arguments, path) for path in arguments.data]
    made = context.services.trainer().train(
        Backlog.concat(backlogs),
        arguments.out,
        name=arguments.name,
        seed=arguments.seed,
        feedback=_named(context, arguments, arguments.feedback),
        foreign=_named(context, arguments, arguments.foreign),
        progress=context.console.progress,
        cancel=context.cancel,
    )
    result = {
        "model_id": made.model_id,
        "out": str(made.out),
        "rows_trained": made.rows_trained,
        "rows_held_out": made.rows_held_out,
        "rows_unlabelled": made.rows_unlabelled,
        "rows_feedback": made.rows_feedback,
        "rows_general": made.rows_general,
        "metrics": dict(made.metrics),
    }
    metrics = "\n".join(
        f"  {name:<24} {_figure(value)}" for name, value in made.metrics.items()
    )
    if made.rows_feedback and not made.rows_general:
        context.console.note(_NOT_SORTED_BY)
    told = f", {made.rows_feedback:,} of feedback" if made.rows_feedback else ""
    context.console.result(
        result,
        f"{made.model_id}: trained on {made.rows_trained:,} rows{told}, "
        f"{made.rows_held_out:,} held out, {made.rows_unlabelled:,} without a label\n"
        f"on the held-out fifth:\n{metrics}\nwritten to {made.out}",
    )
    return 0


def _evaluate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--model", type=Path, metavar="DIR", help="default: bundled")
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="only the rows that training leaves out",
    )
    parser.add_argument(
        "--error-budget",
        type=percentage,
        default=DEFAULT_BUDGET * 100,
        metavar="PCT",
        help="route by at most PCT %% wrong (default: %(default)g)",
    )
    _add_foreign(parser, "rows of another source, with labels or without")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with plots as well"
    )
    add_mapping(parser)


def _evaluate(context: Context, arguments: Arguments) -> int:
    trainer = context.services.trainer()
    if arguments.html is not None:
        refuse_over(
            arguments.html,
            [arguments.data, *arguments.foreign],
            "The page can't be written over the rows that are measured.",
        )
    found = trainer.evaluate(
        _read(context, arguments, arguments.data),
        model_dir=arguments.model,
        held_out=arguments.held_out,
        error_budget=arguments.error_budget / 100,
        foreign=_named(context, arguments, arguments.foreign),
        progress=context.console.progress,
        cancel=context.cancel,
    )
    rows = "the held-out fifth of " if arguments.held_out else ""
    summary = f"{found['model_id']} on {rows}{arguments.data.name}"
    summary += f"\n\n{trainer.describe(found)}"
    if arguments.html is not None:
        page = trainer.page(found)
        context.services.exporter.writer.write_text(arguments.html, page)
        summary += f"\n\nwritten to {arguments.html}"
        found = {**found, "html": str(arguments.html)}
    context.console.result(found, summary)
    return 0


def _named(
    context: Context, arguments: Arguments, paths: Sequence[Path]
) -> dict[str, Backlog]:
    """Read files by name; of the same name, later ones get a number."""
    found: dict[str, Backlog] = {}
    for path in paths:
        name, number = path.name, 2
        while name in found:
            name, number = f"{path.name} ({number})", number + 1
        found[name] = _read(context, arguments, path)
    return found


def _read(context: Context, arguments: Arguments, path: Path) -> Backlog:
    backlog, report = context.services.intake.read(
        path, mapping(arguments), context.console.progress, context.cancel
    )
    if report.quarantined or report.duplicates:
        context.console.note(
            f"{path.name}: {report.accepted:,} rows used, {report.quarantined:,} "
            f"quarantined, {report.duplicates:,} duplicates."
        )
    return backlog


def _figure(value: float) -> str:
    return f"{value:.4f}" if isinstance(value, float) else f"{value:,}"


COMMANDS = (
    Command("train", "fit a model on labelled rows", _train_options, _train),
    Command(
        "evaluate",
        "measure a model against the labels in a file",
        _evaluate_options,
        _evaluate,
    ),
)
