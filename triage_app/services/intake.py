"""From a file to scored, routed rows, with every row accounted for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from triage_app.domain.backlog import Backlog
from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.drift import Drift, measure
from triage_app.domain.plans import RoutingPlan, default_plan
from triage_app.domain.ports import (
    BacklogFormats,
    BacklogStream,
    ColumnMapping,
    Scorer,
    SourceLayout,
)
from triage_app.domain.progress import CancelToken, Progress, Stage, Step, no_progress
from triage_app.domain.report import ImportReport
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores

_GROWTH = 1.5


@dataclass(frozen=True)
class ScoredBacklog:
    """Rows with their scores and lanes, aligned.

    Attributes
    ----------
    path : Path
        The file they came from.
    backlog : Backlog
    scores : Scores
    routing : Routing
    report : ImportReport
        Complete once the whole file was read; then its notes say, too, where the
        backlog is unlike what the model learned.
    plan : RoutingPlan
        What they were routed by.
    drift : Drift or None
        How the backlog as a whole compares; None while it is still read, or empty.
    """

    path: Path
    backlog: Backlog
    scores: Scores
    routing: Routing
    report: ImportReport
    plan: RoutingPlan
    drift: Drift | None = None


OnPart = Callable[[ScoredBacklog], None]


class Intake:
    """Reads, scores and routes backlogs.

    Parameters
    ----------
    formats : BacklogFormats
    scorer : callable returning Scorer
        Called when the first row is to be scored, so that a model is loaded only
        when it is needed, and by whoever needs it.
    """

    def __init__(self, formats: BacklogFormats, scorer: Callable[[], Scorer]) -> None:
        self._formats = formats
        self._scorer = scorer

    @property
    def scorer(self) -> Scorer:
        """The model in use."""
        return self._scorer()

    def inspect(self, path: Path) -> SourceLayout:
        """Look at a file's head; raises `BacklogError`."""
        return self._formats.inspect(path)

    def read(
        self,
        path: Path,
        mapping: ColumnMapping | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> tuple[Backlog, ImportReport]:
        """Read a whole file without scoring it.

        Raises
        ------
        BacklogError, MappingNeededError, CancelledError
        """
        stream = self._formats.open(path, mapping, progress, cancel)
        backlog = Backlog.concat(list(stream))
        return backlog, stream.report

    def score(
        self,
        path: Path,
        plan: RoutingPlan | None = None,
        mapping: ColumnMapping | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
        on_part: OnPart | None = None,
        seed: str = "",
    ) -> ScoredBacklog:
        """Read, score and route a file.

        Parameters
        ----------
        path : Path
        plan : RoutingPlan, optional
            None: the one that the model's own evidence supports; a note says if that
            is not the usual one.
        mapping : mapping of Field to str, optional
            Columns to use before those recognised by name.
        progress : Progress
        cancel : CancelToken, optional
        on_part : callable, optional
            Given what is scored so far, a few times while the file is still read.
            Without it the rows are scored together, which lets worker processes share
            the work.
        seed : str
            Of the audit slice: the id of the workspace that the file is for.

        Raises
        ------
        BacklogError, MappingNeededError, ModelError, CancelledError
        """
        stream = self._formats.open(path, mapping, progress, cancel)
        why = ""
        if plan is None:
            plan, why = default_plan(self.scorer.evidence())
        if on_part is None:
            backlog = Backlog.concat(list(stream))
            scores = self.scorer.score(backlog, progress, cancel)
            draws = draws_of(backlog.ids, seed)
        else:
            growing = _Growing(path, stream, plan, seed, on_part)
            for part in stream:
                growing.add(part, self.scorer.score(part, no_progress, cancel))
                progress(Step(Stage.SCORING, growing.rows))
            backlog, scores, draws = growing.whole(self.scorer.model_id)
        drift = measure(scores, self.scorer.evidence()) if len(scores) else None
        said = (
            *stream.report.notes,
            why,
            *plan.notes(scores),
            drift.sentence() if drift else "",
        )
        report = replace(stream.report, notes=tuple(filter(None, said)))
        routing = plan.route(scores, draws)
        return ScoredBacklog(path, backlog, scores, routing, report, plan, drift)


class _Growing:
    """A backlog that is scored, and now and then shown, while it is read."""

    def __init__(
        self,
        path: Path,
        stream: BacklogStream,
        plan: RoutingPlan,
        seed: str,
        on_part: OnPart,
    ) -> None:
        self._path, self._stream, self._plan = path, stream, plan
        self._seed, self._on_part = seed, on_part
        self._parts: list[tuple[Backlog, Scores, Draws]] = []
        self._shown = 0
        self.rows = 0

    def add(self, backlog: Backlog, scores: Scores) -> None:
        """Take a part in; show all if there is half as much again as last time."""
        self._parts.append((backlog, scores, draws_of(backlog.ids, self._seed)))
        self.rows += len(backlog)
        if self.rows >= self._shown * _GROWTH:
            self._shown = self.rows
            backlog, scores, draws = self.whole(scores.model_id)
            self._parts = [(backlog, scores, draws)]
            routing = self._plan.route(scores, draws)
            report = self._stream.report
            self._on_part(
                ScoredBacklog(self._path, backlog, scores, routing, report, self._plan)
            )

    def whole(self, model_id: str) -> tuple[Backlog, Scores, Draws]:
        """Return what has been taken in so far, joined."""
        none = draws_of((), self._seed)
        return (
            Backlog.concat([backlog for backlog, _, _ in self._parts]),
            Scores.concat([*(s for _, s, _ in self._parts), Scores.empty(model_id)]),
            np.concatenate([none, *(draws for _, _, draws in self._parts)]),
        )
