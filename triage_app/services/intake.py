"""From a file to scored, routed rows, with every row accounted for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from triage_app.domain.backlog import Backlog
from triage_app.domain.drift import Drift, measure
from triage_app.domain.growing import GrowingBacklog
from triage_app.domain.plans import RoutingPlan, default_plan
from triage_app.domain.ports import (
    BacklogFormats,
    ColumnMapping,
    Scorer,
    SourceLayout,
)
from triage_app.domain.progress import CancelToken, Progress, Stage, Step, no_progress
from triage_app.domain.report import ImportReport
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores
from triage_app.services.arriving import Piece, Reading, ScoredPiece, ScoredRows
from triage_app.services.pipeline import LinkedToken, Pipeline


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
        reading = Reading(progress)
        stream = self._formats.open(path, mapping, reading.tell, cancel)
        growing = GrowingBacklog()
        for piece in reading.pieces(stream):
            growing.extend(piece.backlog, piece.share)
        return growing.backlog, stream.report

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
        """Read, score and route a file, all at the same time.

        Parameters
        ----------
        path : Path
        plan : RoutingPlan, optional
            None: the one that the model's own evidence supports; a note says if that
            is not the usual one.
        mapping : mapping of Field to str, optional
            Columns to use before those recognised by name.
        progress : Progress
            Called in the thread that called this.
        cancel : CancelToken, optional
        on_part : callable, optional
            Given what is scored so far, as soon as there are rows and then each time
            they have doubled; called in the thread that called this. What it is given
            stays as it is, and shares its memory with what is returned.
        seed : str
            Of the audit slice: the id of the workspace that the file is for.

        Raises
        ------
        BacklogError, MappingNeededError, ModelError, CancelledError
        """
        token, reading = LinkedToken(cancel), Reading(progress)
        stream = self._formats.open(path, mapping, reading.tell, token)

        def work(piece: Piece) -> ScoredPiece:
            scores = self.scorer.score(piece.backlog, no_progress, token)
            return ScoredPiece.of(piece, scores, seed)

        pipeline = Pipeline(reading.pieces(stream), work, token, progress)
        reading.progress = pipeline.tell
        try:
            pipeline.start()
            why = ""
            if plan is None:
                plan, why = default_plan(self.scorer.evidence())
            rows = ScoredRows(self.scorer.model_id)
            for scored in pipeline.results():
                rows.add(scored)
                share = scored.piece.share
                progress(Step(Stage.SCORING, len(rows), share=share))
                report = scored.piece.report
                if on_part is not None and report is not None:
                    on_part(_routed(path, rows, plan, report))
        finally:
            pipeline.stop()
        return self._whole(_routed(path, rows, plan, stream.report), why)

    def _whole(self, whole: ScoredBacklog, why: str) -> ScoredBacklog:
        """Say what is to be known of all rows."""
        scores, plan = whole.scores, whole.plan
        drift = measure(scores, self.scorer.evidence()) if len(scores) else None
        said = (
            *whole.report.notes,
            why,
            *plan.notes(scores),
            drift.sentence() if drift else "",
        )
        report = replace(whole.report, notes=tuple(filter(None, said)))
        return replace(whole, report=report, drift=drift)


def _routed(
    path: Path, rows: ScoredRows, plan: RoutingPlan, report: ImportReport
) -> ScoredBacklog:
    """Route the rows that there are so far."""
    scores = rows.scores
    routing = plan.route(scores, rows.lots)
    return ScoredBacklog(path, rows.backlog, scores, routing, report, plan)
