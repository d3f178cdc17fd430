"""One run over many files: scored by a pool, settled together, written as parts."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from triage_app import __version__
from triage_app.domain.drift import measure
from triage_app.domain.errors import ModelError, UserFacingError
from triage_app.domain.plans import RoutingPlan, default_plan
from triage_app.domain.ports import Scorer, TableWriter
from triage_app.domain.ports.work import (
    Arrays,
    Job,
    PartFiles,
    SourceFile,
    SourceFiles,
    WorkPool,
)
from triage_app.domain.progress import CancelToken, Progress, Stage, Step
from triage_app.domain.report import ImportReport, gathered, some
from triage_app.domain.routing import Routing
from triage_app.services.part_manifest import Manifest, Part, State
from triage_app.services.part_names import KEPT, check_targets, part_names
from triage_app.services.part_routing import Settled, digest, settle, with_names
from triage_app.services.part_tasks import PartOutcome, PartTask
from triage_app.services.part_values import PartsRequest, PartsResult

PartJob = Job[PartTask, PartOutcome]
_DIED = "Whoever worked on it died, perhaps for lack of memory."


class PartsRun:
    """One run over many files.

    Parameters
    ----------
    files : PartFiles
    writer : TableWriter
    scorer : Scorer
    job : callable
    request : PartsRequest
    sources : SourceFiles
    pool : WorkPool
    progress : callable
        Told the bytes of the files that are done.
    """

    def __init__(
        self,
        files: PartFiles,
        writer: TableWriter,
        scorer: Scorer,
        job: PartJob,
        request: PartsRequest,
        sources: SourceFiles,
        pool: WorkPool,
        progress: Progress,
    ) -> None:
        self._files, self._scorer = files, scorer
        self._request, self._sources = request, sources
        self._job, self._pool, self._progress = job, pool, progress
        self._manifest = Manifest(writer, files, request.out)
        self._names = part_names(sources.files, request.form)

    def through(self, cancel: CancelToken) -> PartsResult:
        """Score all files, settle what is shared, and write all parts.

        Raises
        ------
        OutputError, ModelError, CancelledError
        UserFacingError
            If the pool can't be reached.
        """
        out, files = self._request.out, self._sources.files
        check_targets(out, self._names, files, self._manifest.ours())
        plan, why = self._request.plan, ""
        if plan is None:
            plan, why = default_plan(self._scorer.evidence())
        parts = [
            Part(file.name, str(file.path.absolute()), file.size, name)
            for file, name in zip(files, self._names, strict=True)
        ]
        self._manifest.write(parts, plan, self._scorer.model_id)
        tasks = [
            self._task(file, name)
            for file, name in zip(files, self._names, strict=True)
        ]
        scored = self._work(tasks, Stage.SCORING, cancel)
        good = [place for place, one in enumerate(scored) if one.facts.get("rows_read")]
        settled = self._settle([tasks[place] for place in good], plan)
        written = self._write(
            [self._with_part(tasks[place], place) for place in good],
            [files[place].name for place in good],
            settled,
            plan,
            cancel,
        )
        results = dict(zip(good, written, strict=True))
        ended = [
            part.ended(scored[place], results.get(place), self._pool.hint)
            for place, part in enumerate(parts)
        ]
        result = self._result(ended, good, scored, settled, plan, why)
        self._manifest.write(ended, plan, self._scorer.model_id, result.report)
        return result

    def _task(self, file: SourceFile, part: str) -> PartTask:
        path = str(file.path.absolute())
        own = part.removesuffix(self._request.form).encode("utf-8", "replace")
        key = hashlib.sha256(own).hexdigest()[:24]
        kept = self._request.out.absolute() / KEPT / key
        mapping = {p.value: name for p, name in (self._request.mapping or {}).items()}
        return PartTask(
            path,
            str(kept),
            self._scorer.model_id,
            __version__,
            mapping,
            file.size,
            file.changed_at,
            spreadsheet_safe=self._request.spreadsheet_safe,
        )

    def _with_part(self, task: PartTask, place: int) -> PartTask:
        part = self._request.out.absolute() / self._names[place]
        return replace(task, part=str(part))

    def _settle(self, tasks: Sequence[PartTask], plan: RoutingPlan) -> Settled:
        return settle([self._load(task) for task in tasks], plan, self._scorer.model_id)

    def _load(self, task: PartTask) -> Arrays:
        kept = self._files.load(task.scores)
        if kept is None:
            raise UserFacingError(
                f'The scores of "{Path(task.source).name}" were not found where they '
                "were to be kept.",
                self._pool.hint,
            )
        return kept[0]

    def _write(
        self,
        tasks: Sequence[PartTask],
        names: Sequence[str],
        settled: Settled,
        plan: RoutingPlan,
        cancel: CancelToken,
    ) -> list[PartOutcome]:
        """Have parts written; `names` are those of their files."""
        for task, found in zip(tasks, settled.routes, strict=True):
            route, named = with_names(found, names)
            facts = {"plan": plan.to_json(), "names": named}
            kept = {"digest": digest(route, facts), "names": named}
            self._files.save(task.routes, route, kept)
        return self._work(tasks, Stage.WRITING, cancel)

    def _work(
        self, tasks: Sequence[PartTask], stage: Stage, cancel: CancelToken
    ) -> list[PartOutcome]:
        """Have all tasks done; tell the bytes of the files that are."""
        outcomes = [PartOutcome(error=_DIED)] * len(tasks)
        total, done = sum(task.size for task in tasks), 0
        self._progress(Step(stage, 0, total, "bytes"))
        for place, outcome in self._pool.run(self._job, tasks, cancel):
            if outcome is not None:
                if outcome.misfit:
                    raise ModelError(
                        "Those who were to work are not of the same make.",
                        outcome.error,
                        "Install the same version there, with the same model.",
                    )
                outcomes[place] = outcome
            done += tasks[place].size
            self._progress(Step(stage, done, total, "bytes"))
        return outcomes

    def _result(
        self,
        parts: Sequence[Part],
        good: Sequence[int],
        scored: Sequence[PartOutcome],
        settled: Settled,
        plan: RoutingPlan,
        why: str,
    ) -> PartsResult:
        sizes = [int(route["keep"].sum()) for route in settled.routes]
        there = [parts[place].state is not State.FAILED for place in good]
        rows = np.repeat(np.array(there, np.bool_), sizes)
        scores, routing = settled.scores, settled.routing
        if not rows.all():
            scores = scores.take(np.flatnonzero(rows))
            routing = Routing(routing.lanes[rows], routing.reasons[rows])
        drift = measure(scores, self._scorer.evidence()) if len(scores) else None
        notes = (
            *self._sources.notes,
            *gathered(
                (part.source, one.facts.get("notes", ()))
                for part, one in zip(parts, scored, strict=True)
            ),
            why,
            *plan.notes(settled.scores),
            drift.sentence() if drift else "",
            self._left_over(parts),
        )
        report = _total(parts, tuple(filter(None, notes)))
        return PartsResult(report, scores, routing, plan, drift, tuple(parts))

    def _left_over(self, parts: Sequence[Part]) -> str:
        names = self._manifest.left_over(parts)
        if not names:
            return ""
        return (
            f"Parts of earlier runs that are none of this one lie there still: "
            f"{some(names)}. Move them away before all parts are read together."
        )


def _total(parts: Sequence[Part], notes: tuple[str, ...]) -> ImportReport:
    """Add up the accounts of the parts that are there."""

    def added(name: str) -> int:
        return sum(part.counts.get(name, 0) for part in parts)

    return ImportReport(
        source=", ".join(part.source for part in parts[:3]),
        source_sha256="",
        rows_read=added("rows_read"),
        accepted=added("accepted"),
        quarantined=added("quarantined"),
        duplicates=added("duplicates"),
        notes=notes,
    )
