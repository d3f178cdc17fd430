"""Commands of the classifier: train, evaluate."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from triage_app.cli.command import Arguments, Command, Context, add_mapping, mapping
from triage_app.domain.backlog import Backlog

_SLICE_COLUMNS = {
    "rows": "rows",
    "precision": "precision",
    "recall": "recall",
    "ece": "ECE",
    "automatic_share": "automatic",
    "automatic_error": "error in it",
    "claims_to_likely_opinion": "claims lost",
}


def _train_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, nargs="+", metavar="DATA")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the model's folder"
    )
    parser.add_argument("--name", default="model-1", help="default: model-1")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    add_mapping(parser)


def _train(context: Context, arguments: Arguments) -> int:
    backlogs = [_read(context, arguments, path) for path in arguments.data]
    made = context.services.trainer().train(
        Backlog.concat(backlogs),
        arguments.out,
        name=arguments.name,
        seed=arguments.seed,
        progress=context.console.progress,
        cancel=context.cancel,
    )
    result = {
        "model_id": made.model_id,
        "out": str(made.out),
        "rows_trained": made.rows_trained,
        "rows_held_out": made.rows_held_out,
        "rows_unlabelled": made.rows_unlabelled,
        "metrics": dict(made.metrics),
    }
    metrics = "\n".join(
        f"  {name:<18} {value:.4f}" for name, value in made.metrics.items()
    )
    context.console.result(
        result,
        f"{made.model_id}: trained on {made.rows_trained:,} rows, "
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
    add_mapping(parser)


def _evaluate(context: Context, arguments: Arguments) -> int:
    found = context.services.trainer().evaluate(
        _read(context, arguments, arguments.data),
        model_dir=arguments.model,
        held_out=arguments.held_out,
        progress=context.console.progress,
        cancel=context.cancel,
    )
    context.console.result(found, _summary(found))
    return 0


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


def _summary(found: Mapping[str, object]) -> str:
    """Lay figures out for people: the whole first, then a line for each slice."""
    figures = [
        f"{name:<26}{_figure(value)}"
        for name, value in found.items()
        if not isinstance(value, dict)
    ]
    slices = found.get("slices")
    if not isinstance(slices, dict):
        return "\n".join(figures)
    heads = "".join(f"{head:>13}" for head in _SLICE_COLUMNS.values())
    lines = [
        f"{name:<40}"
        + "".join(f"{_figure(part.get(key)):>13}" for key in _SLICE_COLUMNS)
        for name, part in slices.items()
    ]
    return "\n".join([*figures, "", f"{'slice':<40}{heads}", *lines])


def _figure(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


COMMANDS = (
    Command("train", "fit a model on labelled rows", _train_options, _train),
    Command(
        "evaluate",
        "measure a model against the labels in a file",
        _evaluate_options,
        _evaluate,
    ),
)
