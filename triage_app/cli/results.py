"""The command that gives account: export."""

import argparse
from pathlib import Path

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_moderator,
    add_workspace,
    open_to_write,
)
from triage_app.services.export import ExportRequest, Preset


def _export_options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=".csv, .tsv, .parquet or .jsonl",
    )
    parser.add_argument(
        "--preset",
        choices=[preset.value for preset in Preset],
        default=Preset.DECISIONS.value,
        help="what to write (default: decisions)",
    )
    parser.add_argument(
        "--spreadsheet-safe",
        action="store_true",
        help="put an apostrophe before cells that a spreadsheet would run, "
        "and write a lossless .jsonl beside",
    )
    add_moderator(parser)


def _export(context: Context, arguments: Arguments) -> int:
    services, console = context.services, context.console
    services.exporter.writer.check(arguments.out)
    workspace = open_to_write(context, arguments.workspace)
    try:
        request = ExportRequest(
            arguments.out,
            Preset(arguments.preset),
            arguments.moderator or context.moderator,
            arguments.spreadsheet_safe,
        )
        done = services.exporter.export(
            workspace, request, console.progress, context.cancel
        )
    finally:
        workspace.close()
    result = {
        "rows": done.rows,
        "out": str(done.out),
        "manifest": str(done.manifest),
        "lossless": None if done.lossless is None else str(done.lossless),
        "head_hash": done.head_hash,
        "conserved": done.conserved,
    }
    holds = "every row accounted for" if done.conserved else "COUNTS DON'T ADD UP"
    console.result(
        result,
        f"{done.rows:,} rows written to {done.out} ({holds}); "
        f"manifest in {done.manifest}.",
    )
    return 0


COMMANDS = (
    Command(
        "export", "write reviewed decisions and a manifest", _export_options, _export
    ),
)
