"""Many files as one backlog, each scored into a part of its own, in parallel."""

from collections.abc import Callable, Sequence
from pathlib import Path

from triage_app.domain.ports.work import (
    PartFiles,
    SourceFiles,
    SourceFinder,
    WorkPool,
)
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.services.export import Exporter
from triage_app.services.intake import Intake
from triage_app.services.part_names import KEPT, check_place
from triage_app.services.part_run import PartJob, PartsRun
from triage_app.services.part_values import PartsRequest, PartsResult

__all__ = ["PartScoring", "PartsRequest", "PartsResult"]

Pools = Callable[[int, str], WorkPool]
# Below this, starting processes takes longer than scoring.
_WORTH_PROCESSES = 32 << 20


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
        self._intake, self._exporter, self._files = intake, exporter, files
        self._job = job
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
            with self._files.lock(request.out / KEPT):
                run = PartsRun(
                    self._files,
                    self._exporter.writer,
                    self._intake.scorer,
                    self._job,
                    request,
                    sources,
                    pool,
                    progress,
                )
                return run.through(cancel or CancelToken())
        finally:
            pool.close()
