"""The only wiring: which adapter stands behind which port."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from triage_app.domain.ports import Grouper, Rerankers, Sampler, Scorer, Trainer
from triage_app.formats.reader import FileFormats
from triage_app.formats.writer import FileWriter
from triage_app.services.export import Exporter
from triage_app.services.intake import Intake
from triage_app.services.services import Services
from triage_app.services.workspaces import Workspaces
from triage_app.store.workspaces import SqliteWorkspaces


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def build(model_dir: Path | None = None, workers: int = 0) -> Services:
    """Wire the program.

    Parameters
    ----------
    model_dir : Path, optional
        The model to score with; the bundled one if none is given.
    workers : int
        Processes that score; 0: as many as a backlog is worth.
    """
    scorer = _scorer(model_dir, workers)
    return Services(
        intake=Intake(FileFormats(), scorer),
        workspaces=Workspaces(SqliteWorkspaces(), now),
        exporter=Exporter(FileWriter()),
        trainer=_trainer,
        sampler=_sampler,
        scorer=scorer,
        rerankers=_rerankers,
        groupers=_groupers,
    )


def _scorer(model_dir: Path | None, workers: int) -> Callable[[], Scorer]:
    """Return a loader that brings scikit-learn along only when it is called."""

    @cache
    def load() -> Scorer:
        from triage_app.scoring.scorer import load_scorer

        return load_scorer(model_dir, workers=workers)

    return load


def _trainer() -> Trainer:
    from triage_app.scoring.trainer import ModelTrainer

    return ModelTrainer()


def _sampler() -> Sampler:
    from triage_app.scoring.sampler import BacklogSampler

    return BacklogSampler()


def _rerankers() -> Rerankers:
    from triage_app.scoring.reranker import TextRerankers

    return TextRerankers()


def _groupers() -> Grouper:
    from triage_app.scoring.grouper import TextGrouper

    return TextGrouper()
