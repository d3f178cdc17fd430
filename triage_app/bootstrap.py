"""The only wiring: which adapter stands behind which port."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from triage_app.domain.ports import (
    BacklogFormats,
    Grouper,
    Rerankers,
    Sampler,
    Scorer,
    TableWriter,
    Trainer,
    WorkspaceStores,
)
from triage_app.domain.progress import CancelToken
from triage_app.services.export import Exporter
from triage_app.services.intake import Intake
from triage_app.services.services import Services
from triage_app.services.workspaces import Workspaces

if TYPE_CHECKING:  # the window never needs them
    from triage_app.services.part_tasks import PartOutcome, PartTask
    from triage_app.services.part_work import PartWorker
    from triage_app.services.parts import PartScoring

T = TypeVar("T")


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class _Once(Generic[T]):
    """Makes a thing when it is first asked for, once, whichever thread asks."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: T | None = None

    def __call__(self) -> T:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class _Late:
    """Stands for an adapter until it is used; its libraries are loaded only then."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._adapter = _Once(make)

    def __getattr__(self, name: str) -> object:
        return getattr(self._adapter(), name)


def build(model_dir: Path | None = None, workers: int = 0) -> Services:
    """Wire the program.

    Parameters
    ----------
    model_dir : Path, optional
        The model to score with; the bundled one if none is given.
    workers : int
        Threads that score; 0: as many as a backlog is worth.
    """
    scorer = _scorer(model_dir, workers)
    intake = Intake(cast("BacklogFormats", _Late(_formats)), scorer)
    exporter = Exporter(cast("TableWriter", _Late(_writer)))
    return Services(
        intake=intake,
        workspaces=Workspaces(cast("WorkspaceStores", _Late(_stores)), now),
        exporter=exporter,
        trainer=_trainer,
        sampler=_sampler,
        scorer=scorer,
        rerankers=_rerankers,
        groupers=_groupers,
        parts=lambda: _parts(model_dir, intake, exporter),
        load_ahead=_load_ahead,
    )


def work_on_part(
    model_dir: str, task: "PartTask", cancel: CancelToken
) -> "PartOutcome":
    """Do one piece of the work over many files, in whatever process it is called.

    Parameters
    ----------
    model_dir : str
        The model to score with; empty: the bundled one.
    task : PartTask
    cancel : CancelToken
    """
    return _part_worker(model_dir).do(task, cancel)


@cache
def _part_worker(model_dir: str) -> "PartWorker":
    from triage_app.formats.partfiles import KeptFiles
    from triage_app.services.part_work import PartWorker

    here = build(Path(model_dir) if model_dir else None, workers=1)
    return PartWorker(here.intake, here.exporter.writer, KeptFiles())


def _parts(model_dir: Path | None, intake: Intake, exporter: Exporter) -> "PartScoring":
    from triage_app.formats.folder import FolderFiles
    from triage_app.formats.partfiles import KeptFiles
    from triage_app.scoring.pools import pool
    from triage_app.services.parts import PartScoring

    model = "" if model_dir is None else str(model_dir.absolute())
    job = partial(work_on_part, model)
    return PartScoring(FolderFiles(), intake, exporter, KeptFiles(), job, pool)


def _formats() -> BacklogFormats:
    from triage_app.formats.reader import FileFormats

    return FileFormats()


def _writer() -> TableWriter:
    from triage_app.formats.writer import FileWriter

    return FileWriter()


def _stores() -> WorkspaceStores:
    _keep_pandas_out()
    from triage_app.store.workspaces import SqliteWorkspaces

    return SqliteWorkspaces()


def _load_ahead() -> None:
    """Load the adapters' libraries: a third of a second that nobody need wait for."""
    _stores()
    _formats()


def _scorer(model_dir: Path | None, workers: int) -> Callable[[], Scorer]:
    """Return a loader that reads the model only when it is called."""

    def load() -> Scorer:
        _keep_pandas_out()
        from triage_app.scoring.scorer import load_scorer

        return load_scorer(model_dir, workers=workers)

    return _Once(load)


def _keep_pandas_out() -> None:
    """Do so before pyarrow converts a first value, whoever makes it do that."""
    from triage_app.formats.without_pandas import keep_out

    keep_out()


def _trainer() -> Trainer:
    from triage_app.scoring.trainer import ModelTrainer

    return ModelTrainer()


def _sampler() -> Sampler:
    _keep_pandas_out()
    from triage_app.scoring.sampler import BacklogSampler

    return BacklogSampler()


def _rerankers() -> Rerankers:
    from triage_app.scoring.aside import RerankersAside

    return RerankersAside()


def _groupers() -> Grouper:
    from triage_app.scoring.aside import GrouperAside

    return GrouperAside()
