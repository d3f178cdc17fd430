"""The import report beside the workspace: everything that was wrong in a file."""

import csv
from collections.abc import Callable
from pathlib import Path

from triage_app.domain.report import ImportReport

_HEADER = ("line", "column", "value", "reason", "outcome")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_writer(report: ImportReport) -> Callable[[Path], None]:
    """Return what writes a report's issues as CSV to the path that it is given.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            out = csv.writer(file)
            out.writerow(_HEADER)
            for issue in report.issues:
                texts = (issue.column, issue.value, issue.reason, issue.outcome.value)
                out.writerow((issue.line, *map(_safe, texts)))
            if report.unlisted:
                more = f"{report.unlisted} more, counted but not listed"
                out.writerow(("", "", "", more, ""))

    return write


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
