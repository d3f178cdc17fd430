"""From a file to scored, routed rows, with every row accounted for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from triage_app.domain.backlog import Backlog
from triage_app.domain.plans import RoutingPolicy
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
        Complete once the whole file was read.
    """

    path: Path
    backlog: Backlog
    scores: Scores
    routing: Routing
    report: ImportReport


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
        policy: RoutingPolicy,
        mapping: ColumnMapping | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
        on_part: OnPart | None = None,
    ) -> ScoredBacklog:
        """Read, score and route a file.

        Parameters
        ----------
        path : Path
        policy : RoutingPolicy
        mapping : mapping of Field to str, optional
            Columns to use before those recognised by name.
        progress : Progress
        cancel : CancelToken, optional
        on_part : callable, optional
            Given what is scored so far, a few times while the file is still read.
            Without it the rows are scored together, which lets worker processes share
            the work.

        Raises
        ------
        BacklogError, MappingNeededError, ModelError, CancelledError
        """
        stream = self._formats.open(path, mapping, progress, cancel)
        if on_part is None:
            backlog = Backlog.concat(list(stream))
            scores = self.scorer.score(backlog, progress, cancel)
        else:
            backlog, scores = self._score_as_read(
                stream, path, policy, progress, cancel, on_part
            )
        routing = policy.route(scores)
        return ScoredBacklog(path, backlog, scores, routing, stream.report)

    def _score_as_read(
        self,
        stream: BacklogStream,
        path: Path,
        policy: RoutingPolicy,
        progress: Progress,
        cancel: CancelToken | None,
        on_part: OnPart,
    ) -> tuple[Backlog, Scores]:
        parts: list[Backlog] = []
        scores: list[Scores] = []
        rows = shown = 0
        for part in stream:
            parts.append(part)
            scores.append(self.scorer.score(part, no_progress, cancel))
            rows += len(part)
            progress(Step(Stage.SCORING, rows))
            if rows >= shown * _GROWTH:
                shown = rows
                parts, scores = [Backlog.concat(parts)], [Scores.concat(scores)]
                routing = policy.route(scores[0])
                on_part(
                    ScoredBacklog(path, parts[0], scores[0], routing, stream.report)
                )
        empty = Scores.empty(self.scorer.model_id)
        return Backlog.concat(parts), Scores.concat([*scores, empty])
