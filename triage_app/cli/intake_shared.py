"""What reading backlogs shares, whatever becomes of them: sources and the account."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from triage_app.cli.account import Account
from triage_app.cli.command import Context
from triage_app.domain.report import ImportReport


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the files and folders to read, one at least."""
    parser.add_argument(
        "source",
        nargs="+",
        type=Path,
        metavar="BACKLOG",
        help="a CSV, TSV, Parquet or JSON Lines file, or a folder of such files",
    )


def noted(report: ImportReport, notes: tuple[str, ...]) -> ImportReport:
    """Return a report with more notes."""
    return replace(report, notes=(*report.notes, *notes))


def tell(
    context: Context, account: Account, files: Sequence[dict[str, object]] = ()
) -> None:
    """Print an account; its notes, and the model's notice, go to stderr.

    Parameters
    ----------
    context : Context
    account : Account
    files : sequence of dict
        For machines: what became of each source.
    """
    if context.services.scorer().notice:
        context.console.note(context.services.scorer().notice)
    for note in account.notes():
        context.console.note(note)
    data = {**account.to_json(), **({"files": files} if files else {})}
    context.console.result(data, account.summary())
