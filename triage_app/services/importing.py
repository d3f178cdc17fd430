"""What an import adds to a workspace: the new rows, and how they join the old ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

import numpy as np

from triage_app.domain.backlog import Backlog
from triage_app.domain.case import Case
from triage_app.domain.differences import count_differing
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import ImportedBacklog
from triage_app.domain.queue import waiting_mask
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores
from triage_app.domain.serving import Rows
from triage_app.services.intake import ScoredBacklog
from triage_app.services.naming import known_path, storable


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did to a workspace.

    Attributes
    ----------
    imported : ImportedBacklog
        As it is kept, with the account of every row.
    scored : ScoredBacklog
        All accepted rows, those already known included.
    """

    imported: ImportedBacklog
    scored: ScoredBacklog


def first_part(scored: ScoredBacklog) -> ScoredBacklog:
    """Return rows of a file that is still being read as an import of their own.

    It doesn't stand for the whole file, which is imported once it is read to its end.
    """
    note = (
        f"These are the first {scored.report.rows_read:,} rows of the file: they were "
        "kept for the first verdict, which was given while it was still being read."
    )
    report = scored.report
    report = replace(report, source_sha256="", notes=(*report.notes, note))
    return replace(scored, report=report)


def new_rows(case: Case, backlog: Backlog) -> Rows:
    """Return the rows of a backlog whose ids a case doesn't have."""
    return np.flatnonzero(case.row_of.rows(backlog.ids) < 0)


def account_of(
    case: Case, scored: ScoredBacklog, added: int, moderator: str, at: str
) -> ImportedBacklog:
    """Return an import's account as the workspace is to keep it."""
    report = scored.report
    return ImportedBacklog(
        backlog_id=str(uuid4()),
        source=storable(report.source),
        source_sha256=report.source_sha256,
        source_path=known_path(scored.path),
        imported_at=at,
        moderator=moderator,
        rows_read=report.rows_read,
        accepted=report.accepted,
        quarantined=report.quarantined,
        duplicates=report.duplicates,
        added=added,
        notes=(*report.notes, *_differences(case, scored.backlog)),
        report_file="",
    )


def joined(
    case: Case,
    imports: Sequence[ImportedBacklog],
    parts: Sequence[tuple[Backlog, Scores]],
    workspace: str,
) -> Case:
    """Put imports' rows behind those of a case; not routed yet.

    Parameters
    ----------
    case : Case
    imports : sequence of ImportedBacklog
        Those of the case, then one for each of `parts`.
    parts : sequence of (Backlog, Scores)
        The rows that each new import added.
    workspace : str
        Its name, for the error.

    Raises
    ------
    WorkspaceError
        If rows, scores and counts don't agree.
    """
    models = [scores.model_id for _, scores in parts]
    if len(imports) > len(parts):  # else the first import's columns give their names
        parts = [(case.backlog, case.scores), *parts]
    backlog = Backlog.concat([rows for rows, _ in parts])
    scores = Scores.concat([scores for _, scores in parts])
    brought = np.repeat(
        np.arange(len(imports), dtype=np.int32), [kept.added for kept in imports]
    )
    if not len(backlog) == len(scores) == len(brought):
        raise WorkspaceError(
            f"The workspace {workspace} is damaged: its items and scores don't match.",
            f"{len(backlog)} items, {len(scores)} scores, {len(brought)} imported.",
            "Run triage verify on it, and open a copy from a backup.",
        )
    return Case(
        backlog,
        scores,
        Routing.concat([]),
        brought,
        tuple(kept.backlog_id for kept in imports),
        (*case.model_ids, *models),
        np.zeros(len(backlog), dtype=np.int8),
    )


def stale_notices(case: Case) -> tuple[str, ...]:
    """Say in a sentence what waits with scores of which nothing can be promised."""
    waiting = case.scores.stale & waiting_mask(case)
    rows = int(np.count_nonzero(waiting))
    if not rows:
        return ()
    imports = np.flatnonzero(np.bincount(case.imports[waiting])).tolist()
    models = " and ".join(sorted({case.model_ids[one] for one in imports}))
    them = (
        "1 item that waits has its score"
        if rows == 1
        else (f"{rows:,} items that wait have their scores")
    )
    return (
        f"{them} from {models}, of an earlier time, for which nothing is promised "
        "here: people look at all of these. Scores can't be made anew inside a "
        "workspace yet; to have them scored by the model in use, import the file into "
        "a new workspace. The verdicts given here stay here.",
    )


def _differences(case: Case, backlog: Backlog) -> tuple[str, ...]:
    changed = count_differing(case, backlog)
    if not changed:
        return ()
    were = "report was" if changed == 1 else "reports were"
    stay = "it stays as it was" if changed == 1 else "they stay as they were"
    return (f"{changed:,} {were} here already with other words or numbers; {stay}.",)
