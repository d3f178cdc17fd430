"""The scorer: a verified model, applied to a backlog chunk by chunk."""

import os
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np

from model.artefact import Artefact, bundled, load, verify
from model.classifier import Scores as Found
from model.compiled import Compiled
from model.manifest import ArtefactError
from triage_app.domain.backlog import Backlog
from triage_app.domain.errors import ModelError
from triage_app.domain.evidence import Evidence
from triage_app.domain.explanation import Explanation
from triage_app.domain.ports import ModelPapers
from triage_app.domain.progress import (
    CancelToken,
    Progress,
    Stage,
    Step,
    no_progress,
)
from triage_app.domain.scores import Scores
from triage_app.scoring.chunks import Chunk, chunks
from triage_app.scoring.explanations import explain_row
from triage_app.scoring.pace import Pace
from triage_app.scoring.threads import in_order

_MOST_THREADS = 4
# Who scores parts of this size or less does so in threads of their own.
_WORTH_THREADS = 40_000
_CARD = "MODEL_CARD.md"
_LONGEST_CARD = 200_000

T = TypeVar("T")


class ModelScorer:
    """Scores backlogs with one model; fulfils `domain.ports.Scorer`.

    Safe to use from several threads at once.

    Parameters
    ----------
    folder : Path
        The model; its digest is checked at once, its numbers when first needed.
    notice : str
        A sentence if this isn't the model that was asked for.
    workers : int
        Threads that score; 1: the calling one alone, 0: as many as a backlog is worth.

    Raises
    ------
    ModelError
        If the model doesn't verify.
    """

    def __init__(
        self,
        folder: Path,
        notice: str = "",
        *,
        workers: int = 1,
    ) -> None:
        self._folder = folder
        self._notice = notice
        self._workers = workers
        self._pace = Pace()
        self._loading = threading.Lock()
        self._loaded: tuple[Artefact, Compiled] | None = None
        self._manifest = _or_model_error(folder, verify)

    @property
    def model_id(self) -> str:
        """The model's name and digest."""
        return self._manifest.model_id

    @property
    def notice(self) -> str:
        """A sentence if this isn't the model that was asked for, else empty."""
        return self._notice

    def prepare(self) -> None:
        """Load the model's numbers now.

        Raises
        ------
        ModelError
            If the file, though unchanged, holds no model.
        """
        self._load()

    def score(
        self,
        backlog: Backlog,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Scores:
        """Score every row, in chunks that adapt to the machine.

        `cancel` is looked at between chunks, each of which takes some 20 ms.

        Raises
        ------
        CancelledError
        ModelError
            If the model has changed since it was verified.
        """
        cancel = cancel or CancelToken()
        total, done = len(backlog), 0
        heads = [*(np.full(total, np.nan) for _ in range(3)), np.zeros(total, np.bool_)]
        progress(Step(Stage.SCORING, 0, total))
        # Closed at once when left early, so that no thread goes on behind.
        with closing(self._parts(backlog, cancel)) as parts:
            for part in parts:
                cancel.raise_if_cancelled()
                rows = slice(done, done + len(part.outside))
                values = part.p_claim, part.p_text, part.p_engagement, part.outside
                for head, scored in zip(heads, values, strict=True):
                    head[rows] = scored
                done = rows.stop
                progress(Step(Stage.SCORING, done, total))
        p_claim, p_text, p_engagement, outside = heads
        return Scores(p_claim, p_text, p_engagement, outside, self.model_id)

    def evidence(self) -> Evidence:
        """Return the labelled rows that a promise for this model is made from.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """
        kept = self._load()[0].evidence
        return Evidence(
            labels=kept.labels,
            both=kept.both,
            text=kept.text,
            engagement=kept.engagement,
            outside_share=kept.outside_share,
            model_id=self.model_id,
        )

    def explain(self, backlog: Backlog, row: int) -> Explanation:
        """Say why one row has its score.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """
        return explain_row(self._load()[1], self.model_id, backlog, row)

    def papers(self) -> ModelPapers:
        """Return what the model says of itself, its file verified anew.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """
        manifest, card = _or_model_error(self._folder, verify), self._folder / _CARD
        self._check_same(manifest.model_id)
        try:
            words = card.read_text("utf-8", errors="replace")[:_LONGEST_CARD]
        except OSError:
            words = ""
        return ModelPapers(
            created=manifest.created,
            rows_trained=int(manifest.data.get("rows_trained", 0)),
            rows_held_out=int(manifest.data.get("rows_held_out", 0)),
            metrics=manifest.metrics,
            card=words,
        )

    def threads(self, rows: int) -> int:
        """Return how many threads score a backlog of `rows`."""
        if self._workers:
            return self._workers
        worth = rows > _WORTH_THREADS
        return min(os.cpu_count() or 1, _MOST_THREADS) if worth else 1

    def _parts(
        self, backlog: Backlog, cancel: CancelToken
    ) -> Generator[Found, None, None]:
        compiled = self._load()[1]

        def score(chunk: Chunk) -> Found:
            cancel.raise_if_cancelled()
            return chunk.score(compiled, self._pace)

        work = chunks(backlog, self._pace)
        yield from in_order(work, score, self.threads(len(backlog)))

    def _load(self) -> tuple[Artefact, Compiled]:
        with self._loading:
            if self._loaded is None:
                artefact = _or_model_error(self._folder, load)
                self._check_same(artefact.model_id)
                self._loaded = artefact, Compiled.of(artefact.classifier)
            return self._loaded

    def _check_same(self, model_id: str) -> None:
        if model_id != self.model_id:
            raise ModelError(
                f"The model {self.model_id} was replaced while it was in use.",
                f"{self._folder} now holds {model_id}.",
                "Open the model again.",
            )


def _or_model_error(folder: Path, read: Callable[[Path], T]) -> T:
    try:
        return read(folder)
    except ArtefactError as error:
        title = f"The model in {folder} can't be used."
        raise ModelError(title, str(error)) from error


def load_scorer(model_dir: Path | None = None, *, workers: int = 1) -> ModelScorer:
    """Make a scorer of a given model, or of the bundled one.

    Parameters
    ----------
    model_dir : Path or None
        A model that doesn't verify is refused: the bundled one takes its place and
        the scorer's `notice` says so.
    workers : int
        Threads that score; 1: the calling one alone, 0: as many as a backlog is worth.

    Raises
    ------
    ModelError
        If the bundled model itself doesn't verify.
    """
    if model_dir is None:
        return ModelScorer(bundled(), workers=workers)
    try:
        scorer = ModelScorer(model_dir, workers=workers)
        scorer.prepare()
    except ModelError as error:
        notice = f"{error.title} {error.detail} The bundled model is used instead."
        return ModelScorer(bundled(), notice, workers=workers)
    return scorer
