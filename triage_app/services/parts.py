"""Many files as one backlog, each scored into a part of its own, in parallel."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from triage_app import __version__
from triage_app.domain.drift import Drift, measure
from triage_app.domain.errors import ModelError, UserFacingError
from triage_app.domain.plans import RoutingPlan, default_plan
from triage_app.domain.ports import ColumnMapping
from triage_app.domain.ports.work import (
    Arrays,
    Job,
    PartFiles,
    SourceFile,
    SourceFiles,
    SourceFinder,
    WorkPool,
)
from triage_app.domain.progress import CancelToken, Progress, Stage, Step, no_progress
from triage_app.domain.report import ImportReport, gathered
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores
from triage_app.services.export import Exporter
from triage_app.services.intake import Intake
from triage_app.services.part_manifest import Manifest, Part, State
from triage_app.services.part_names import (
    KEPT,
    check_place,
    check_targets,
    part_names,
)
from triage_app.services.part_routing import Settled, digest, settle
from triage_app.services.part_work import PartOutcome, PartTask

PartJob = Job[PartTask, PartOutcome]
Pools = Callable[[int, str], WorkPool]
# Below this, starting processes takes longer than scoring.
_WORTH_PROCESSES = 32 << 20
_DIED = "Whoever worked on it died, perhaps for lack of memory."


@dataclass(frozen=True)
class PartsRequest:
    """What to score where.

    Attributes
    ----------
    sources : sequence of Path
        Files and folders.
    out : Path
        The folder of the parts.
    plan : RoutingPlan or None
        None: the one that the model's own evidence supports.
    mapping : mapping of Field to str or None
    form : str
        One of `part_names.FORMATS`.
    spreadsheet_safe : bool
    jobs : int
        Files at once; 0: as many as there are processors, if that is worth it.
    dask : str
        The address of a scheduler whose cluster is to work; empty: this machine.
    """

    sources: Sequence[Path]
    out: Path
    plan: RoutingPlan | None = None
    mapping: ColumnMapping | None = None
    form: str = "parquet"
    spreadsheet_safe: bool = False
    jobs: int = 0
    dask: str = ""


@dataclass(frozen=True)
class PartsResult:
    """What a run made.

    Attributes
    ----------
    report : ImportReport
        The account of all files whose parts are there.
    scores, routing
        Of the rows of those parts.
    plan : RoutingPlan
    drift : Drift or None
    parts : tuple of Part
        Every file in order, with what came of it.
    values_missing : int
    """

    report: ImportReport
    scores: Scores
    routing: Routing
    plan: RoutingPlan
    drift: Drift | None
    parts: tuple[Part, ...]

    @property
    def failed(self) -> tuple[Part, ...]:
        """Those of which no part could be written."""
        return tuple(part for part in self.parts if part.state is State.FAILED)


class PartScoring:
    """Scores many files.

    Parameters
    ----------
    finder : SourceFinder
    intake : Intake
    exporter : Exporter
    files : PartFiles
    job : callable
        Calls `PartWorker.do`, wherever a pool works.
    pools : callable
        Given how many files to score at once and the address of a Dask scheduler or
        nothing, returns who works.
    """

    def __init__(
        self,
        finder: SourceFinder,
        intake: Intake,
        exporter: Exporter,
        files: PartFiles,
        job: PartJob,
        pools: Pools,
    ) -> None:
        self.intake, self.exporter, self.files = intake, exporter, files
        self.job = job
        self._finder, self._pools = finder, pools

    def find(self, sources: Sequence[Path]) -> SourceFiles:
        """List the files that are named, and those of named folders.

        Raises
        ------
        BacklogError
        """
        return self._finder.find(sources)

    def score(
        self,
        request: PartsRequest,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> PartsResult:
        """Score every file into its part; what was done before and holds is kept.

        Rows are routed, and ids that come again found, over all files together. A file
        that fails keeps no other from its part.

        Raises
        ------
        BacklogError, OutputError, ModelError, CancelledError
        UserFacingError
            If the pool can't be reached.
        """
        check_place(request.out, request.sources)
        sources = self.find(request.sources)
        size = sum(file.size for file in sources.files)
        alone = 1 if size < _WORTH_PROCESSES else 0
        pool = self._pools(request.jobs or alone, request.dask)
        try:
            with self.files.lock(request.out / KEPT):
                run = _Run(self, request, sources, pool, progress)
                return run.through(cancel or CancelToken())
        finally:
            pool.close()


class _Run:
    """One run over many files."""

    def __init__(
        self,
        parts: PartScoring,
        request: PartsRequest,
        sources: SourceFiles,
        pool: WorkPool,
        progress: Progress,
    ) -> None:
        self._files, self._scorer = parts.files, parts.intake.scorer
        self._request, self._sources = request, sources
        self._job, self._pool, self._progress = parts.job, pool, progress
        self._manifest = Manifest(parts.exporter.writer, parts.files, request.out)
        self._names = part_names(sources.files, request.form)

    def through(self, cancel: CancelToken) -> PartsResult:
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
        tasks = [self._task(file) for file in files]
        scored = self._work(tasks, Stage.SCORING, cancel)
        good = [place for place, one in enumerate(scored) if one.facts.get("rows_read")]
        settled = self._settle([tasks[place] for place in good], plan)
        written = self._write(
            [self._with_part(tasks[place], place) for place in good],
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

    def _task(self, file: SourceFile) -> PartTask:
        path = str(file.path.absolute())
        key = hashlib.sha256(file.name.encode("utf-8", "replace")).hexdigest()[:24]
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
        settled: Settled,
        plan: RoutingPlan,
        cancel: CancelToken,
    ) -> list[PartOutcome]:
        names = tuple(file.name for file in self._sources.files)
        data = plan.to_json()
        for task, route in zip(tasks, settled.routes, strict=True):
            self._files.save(task.routes, route, {"digest": digest(route, data)})
        return self._work(
            [replace(task, names=names) for task in tasks], Stage.WRITING, cancel
        )

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
        )
        report = _total(parts, tuple(filter(None, notes)))
        return PartsResult(report, scores, routing, plan, drift, tuple(parts))


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
