"""The import report of a workspace that is opened again."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice

from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import ImportedBacklog
from triage_app.domain.report import ImportReport, Issue, Outcome
from triage_app.services.workspace import Workspace

_MOST_ISSUES = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def kept_report(workspace: Workspace) -> tuple[ImportReport, int] | None:
    """Return the newest import's report and how many rows it added; None without one.

    The counts are the store's; the issues are read from the file beside it, as many as
    a person can look at.

    Raises
    ------
    WorkspaceError
        If the report's file is gone or is none.
    """
    imports = workspace.store.imports()
    if not imports:
        return None
    kept = imports[-1]
    issues = _read_issues(workspace, kept)
    listed = sum(issue.outcome is Outcome.QUARANTINED for issue in issues)
    report = ImportReport(
        source=kept.source,
        source_sha256=kept.source_sha256,
        rows_read=kept.rows_read,
        accepted=kept.accepted,
        quarantined=kept.quarantined,
        duplicates=kept.duplicates,
        issues=issues,
        unlisted=max(0, kept.quarantined - listed),
        notes=kept.notes,
    )
    return report, kept.added


def _read_issues(workspace: Workspace, kept: ImportedBacklog) -> tuple[Issue, ...]:
    path = (workspace.path / kept.report_file).resolve()
    consequence = f"The import report of {kept.source} can't be shown."
    if not path.is_relative_to(workspace.path.resolve()):
        raise WorkspaceError(consequence, "It does not lie in the workspace.")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(islice(_issues(csv.DictReader(file)), _MOST_ISSUES))
    except (OSError, ValueError, csv.Error) as error:
        raise WorkspaceError(
            consequence, f"{error}.", "Run triage verify on the workspace."
        ) from error


def _issues(rows: Iterable[dict[str, str]]) -> Iterator[Issue]:
    """Yield the rows that say what became of a row or a value."""
    known = {outcome.value: outcome for outcome in Outcome}
    for row in rows:
        outcome = known.get(row.get("outcome") or "")
        if outcome is not None:
            yield Issue(
                int(row.get("line") or 0),
                _plain(row.get("column")),
                _plain(row.get("value")),
                _plain(row.get("reason")),
                outcome,
            )


def _plain(cell: str | None) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from running it."""
    cell = cell or ""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
