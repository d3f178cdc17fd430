"""One file of many: scored by whoever works on it, then written as a part."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage_app import __version__
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.errors import BacklogError, NoRowsError, UserFacingError
from triage_app.domain.ports import TableWriter
from triage_app.domain.ports.work import Arrays, PartFiles
from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import queue_order
from triage_app.domain.report import LISTED_ISSUES, ImportReport, repeated_id
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.services.columns import score_columns
from triage_app.services.intake import Intake
from triage_app.services.part_names import beside
from triage_app.services.part_tasks import PartOutcome, PartTask

SEED = ""
"""Of the lots: no workspace's, as where one file is scored."""

_PER_ROW = ("p_claim", "p_text", "p_engagement", "outside", "lines", "draws")


class PartWorker:
    """Scores and writes single files.

    Parameters
    ----------
    intake : Intake
    writer : TableWriter
    files : PartFiles
    """

    def __init__(self, intake: Intake, writer: TableWriter, files: PartFiles) -> None:
        self._intake, self._writer, self._files = intake, writer, files

    def do(self, task: PartTask, cancel: CancelToken) -> PartOutcome:
        """Score a file or write its part; what was done before and holds is kept.

        Raises
        ------
        CancelledError
        """
        try:
            misfit = self._misfit(task)
            if misfit:
                return PartOutcome(error=misfit, misfit=True)
            work = self._write if task.part else self._score
            facts, kept = work(task, cancel)
            return PartOutcome(facts, kept=kept)
        except UserFacingError as error:
            return PartOutcome(error=str(error))

    def _misfit(self, task: PartTask) -> str:
        if task.version != __version__:
            return f"It has version {__version__} there, and {task.version} here."
        there = self._intake.scorer.model_id
        if there != task.model_id:
            return f"The model is {there} there, and {task.model_id} here."
        return ""

    def _score(self, task: PartTask, cancel: CancelToken) -> "_Done":
        wanted = {
            "size": task.size,
            "changed_at": task.changed_at,
            "model_id": task.model_id,
            "version": task.version,
            "mapping": dict(task.mapping),
        }
        kept = self._files.load(task.scores)
        if kept is not None:
            facts = kept[1]
            same = all(facts.get(name) == value for name, value in wanted.items())
            same = same and _whole(kept[0], facts)
            if same and facts["sha256"] == self._files.sha256(Path(task.source)):
                return facts, True
        try:
            backlog, report = self._read(task, cancel)
        except NoRowsError:
            sha256 = self._files.sha256(Path(task.source))
            backlog = Backlog.empty()
            report = ImportReport("", sha256, 0, 0, 0, 0, notes=("It has no rows.",))
        scores = Scores.empty(task.model_id)
        if len(backlog):
            scores = self._intake.scorer.score(backlog, cancel=cancel)
        facts = {
            **wanted,
            "sha256": report.source_sha256,
            "rows_read": report.rows_read,
            "accepted": report.accepted,
            "quarantined": report.quarantined,
            "duplicates": report.duplicates,
            "notes": list(report.notes),
        }
        self._files.save(task.scores, _arrays(backlog, scores), facts)
        return facts, False

    def _read(
        self, task: PartTask, cancel: CancelToken
    ) -> tuple[Backlog, ImportReport]:
        mapping = {Field(part): name for part, name in task.mapping.items()} or None
        return self._intake.read(Path(task.source), mapping, cancel=cancel)

    def _write(self, task: PartTask, cancel: CancelToken) -> "_Done":
        scored, routed = self._files.load(task.scores), self._files.load(task.routes)
        if scored is None or routed is None:
            raise BacklogError("What was kept of its scores is gone.")
        wanted = {
            "routes": routed[1]["digest"],
            "source": scored[1]["sha256"],
            "model_id": task.model_id,
            "version": task.version,
            "mapping": dict(task.mapping),
            "part": task.part,
            "spreadsheet_safe": task.spreadsheet_safe,
        }
        kept, part = self._files.load(task.receipt), Path(task.part)
        before = {} if kept is None else kept[1]
        same = all(before.get(name) == value for name, value in wanted.items())
        if same and self._holds(part, before):
            return before, True
        backlog, report = self._read(task, cancel)
        if report.source_sha256 != scored[1]["sha256"]:
            raise BacklogError(
                f'"{Path(task.source).name}" changed while it was being scored.',
                "No part was written of it.",
                "Run the same again when whatever writes it has finished.",
            )
        keep, names = routed[0]["keep"], routed[1]["names"]
        report = _accounted(report, backlog, keep, routed[0], names)
        facts = {
            **wanted,
            **self._put(task, backlog, report, scored[0], routed[0], cancel),
        }
        self._files.save(task.receipt, {}, facts)
        if before.get("quarantine_file") and not facts["quarantine_file"]:
            with suppress(OSError):
                beside(part).unlink(missing_ok=True)
        return facts, False

    def _holds(self, part: Path, facts: Mapping[str, Any]) -> bool:
        """Return whether a part, and the list of what was wrong, are as they were."""
        listed = facts["quarantine_file"]
        there = listed is None or Path(listed).is_file()
        return there and self._files.sha256(part) == facts["sha256"]

    def _put(
        self,
        task: PartTask,
        backlog: Backlog,
        report: ImportReport,
        scored: Arrays,
        routed: Arrays,
        cancel: CancelToken,
    ) -> Mapping[str, Any]:
        keep, part = routed["keep"], Path(task.part)
        scores = scores_of(scored, task.model_id)
        order = queue_order(scores.p_claim)
        aside = self._files.aside(Path(f"{task.kept}{part.suffix}"))
        self._writer.write_backlog(
            aside,
            backlog,
            score_columns(scores, _spread(routed)),
            order[keep[order]],
            spreadsheet_safe=task.spreadsheet_safe,
            cancel=cancel,
        )
        sha256 = self._files.sha256(aside)
        self._files.put(aside, part)
        listed = self._list(task, report)
        routing = Routing(routed["lanes"], routed["reasons"])
        return {
            "sha256": sha256,
            "rows_read": report.rows_read,
            "accepted": report.accepted,
            "quarantined": report.quarantined,
            "duplicates": report.duplicates,
            "values_missing": report.values_missing,
            "lanes": routing.lane_counts(),
            "reasons": routing.reason_counts(),
            "quarantine_file": listed,
        }

    def _list(self, task: PartTask, report: ImportReport) -> str | None:
        """Write what was wrong beside a part; return where, if anything was."""
        if not report.issues:
            return None
        listed = beside(Path(task.part))
        aside = self._files.aside(Path(f"{task.kept}.csv"))
        self._writer.write_report(aside, report)
        self._files.put(aside, listed)
        return str(listed)


_Done = tuple[Mapping[str, Any], bool]


def scores_of(arrays: Arrays, model_id: str) -> Scores:
    """Return kept scores."""
    return Scores(
        arrays["p_claim"],
        arrays["p_text"],
        arrays["p_engagement"],
        arrays["outside"],
        model_id,
    )


def _arrays(backlog: Backlog, scores: Scores) -> dict[str, NDArray[Any]]:
    draws = draws_of(backlog.ids, SEED)
    arrays: dict[str, NDArray[Any]] = {
        "p_claim": scores.p_claim,
        "p_text": scores.p_text,
        "p_engagement": scores.p_engagement,
        "outside": scores.outside,
        "lines": backlog.lines,
        "draws": draws,
    }
    keys = _keys(backlog.ids, draws)
    if keys is not draws:
        arrays["keys"] = keys
    return arrays


def _whole(arrays: Arrays, facts: Mapping[str, Any]) -> bool:
    """Return whether what was kept is there for every row."""
    sizes = {len(arrays[name]) if name in arrays else -1 for name in _PER_ROW}
    return sizes == {facts.get("accepted")} and "sha256" in facts


def _keys(ids: TextColumn, draws: Draws) -> Draws:
    """Return what tells ids apart, whatever white space surrounds them.

    An item's lots are all the bits of a keyed digest of its id.
    """
    texts = ids.to_list()
    bare = [(text or "").strip() for text in texts]
    return draws if bare == texts else draws_of(TextColumn.from_strings(bare), SEED)


def _spread(routed: Arrays) -> Routing:
    """Align the lanes of the rows that are kept with all rows."""
    keep = routed["keep"]
    lanes, reasons = np.zeros(len(keep), np.int8), np.zeros(len(keep), np.int8)
    lanes[keep], reasons[keep] = routed["lanes"], routed["reasons"]
    return Routing(lanes, reasons)


def _accounted(
    report: ImportReport,
    backlog: Backlog,
    keep: NDArray[np.bool_],
    routed: Arrays,
    names: Sequence[str],
) -> ImportReport:
    """Count the rows whose ids stand in earlier files as duplicates."""
    rows = np.flatnonzero(~keep)
    column = backlog.roles[Field.ID]
    issues = [
        repeated_id(
            int(backlog.lines[row]),
            column,
            backlog.ids[row] or "",
            int(routed["first_lines"][at]),
            names[int(routed["first_files"][at])],
        )
        for at, row in enumerate(rows[:LISTED_ISSUES].tolist())
    ]
    return report.without(backlog.lines[rows].tolist(), issues)
