"""What the classifier and its kin do for the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog
from triage_app.domain.evidence import Evidence
from triage_app.domain.explanation import Explanation
from triage_app.domain.progress import CancelToken, Progress
from triage_app.domain.scores import Scores
from triage_app.domain.similarity import Groups
from triage_app.domain.text_column import TextColumn


@dataclass(frozen=True)
class ModelPapers:
    """What a model says of itself; verified with it.

    Attributes
    ----------
    created : str
        UTC, ISO 8601.
    rows_trained, rows_held_out : int
    metrics : mapping of str to float
        On the held-out fifth.
    card : str
        The model card, Markdown; empty where there is none.
    """

    created: str
    rows_trained: int
    rows_held_out: int
    metrics: Mapping[str, float]
    card: str


class Scorer(Protocol):
    """A verified model, ready to score."""

    @property
    def model_id(self) -> str:
        """The model's name and digest, such as ``base-1-3f9c2a``."""

    @property
    def notice(self) -> str:
        """A sentence if this isn't the model that was asked for, else empty."""

    def score(
        self,
        backlog: Backlog,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> Scores:
        """Score every row, in chunks.

        Raises
        ------
        CancelledError
        """

    def evidence(self) -> Evidence:
        """Return the labelled rows that a promise for this model is made from.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """

    def explain(self, backlog: Backlog, row: int) -> Explanation:
        """Say why one row has its score.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """

    def papers(self) -> ModelPapers:
        """Return what the model says of itself, its file verified anew.

        Raises
        ------
        ModelError
            If the model has changed since it was verified.
        """


class Reranker(Protocol):
    """The items of one queue, ready to be put in order from the verdicts so far."""

    def refit(
        self, rows: NDArray[np.intp], labels: NDArray[np.int8]
    ) -> NDArray[np.float64]:
        """Learn from verdicts and score every item; the same verdicts, the same scores.

        Parameters
        ----------
        rows : intp array of shape (k,)
            The items that have a verdict, among the n that were prepared.
        labels : int8 array of shape (k,)
            `Label` codes, claim or opinion.

        Returns
        -------
        float64 array of shape (n,)
            The higher, the likelier a claim.
        """


class Rerankers(Protocol):
    """Makes re-rankers; slow work that belongs in the background."""

    def prepare(
        self,
        texts: TextColumn,
        p_claim: NDArray[np.float64],
        cancel: CancelToken | None = None,
    ) -> Reranker:
        """Compute once what every refit needs.

        Parameters
        ----------
        texts : TextColumn of length n
        p_claim : float64 array of shape (n,)
            What the model in use says, for the time before the verdicts say more.
        cancel : CancelToken, optional

        Raises
        ------
        CancelledError
        """


class Grouper(Protocol):
    """Finds transcripts that say nearly the same; slow work for the background."""

    def group(
        self,
        texts: TextColumn,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> Groups:
        """Group near-duplicates; the same texts, the same groups.

        Raises
        ------
        CancelledError
        """


@dataclass(frozen=True)
class TrainingSummary:
    """What a training run made.

    Attributes
    ----------
    model_id : str
    out : Path
        The folder with the model, its manifest and its card.
    rows_trained, rows_held_out, rows_unlabelled : int
    rows_feedback : int
        A team's verdicts that were learnt beside them.
    rows_general : int
        Of those, verdicts that the order of unfamiliar items was learnt from; 0 where
        too few came by lot or by doubt.
    metrics : mapping of str to float
        On the held-out fifth.
    """

    model_id: str
    out: Path
    rows_trained: int
    rows_held_out: int
    rows_unlabelled: int
    rows_feedback: int
    rows_general: int
    metrics: Mapping[str, float]


class Trainer(Protocol):
    """Fits a model and measures one; the only door to scikit-learn besides scoring."""

    def train(
        self,
        backlog: Backlog,
        out: Path,
        *,
        name: str,
        seed: int,
        feedback: Mapping[str, Backlog] = ...,
        foreign: Mapping[str, Backlog] = ...,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> TrainingSummary:
        """Fit on the labelled rows outside the held-out fifth; save under `out`.

        Parameters
        ----------
        feedback : mapping of str to Backlog
            Exports of a team's verdicts, by file name; learnt beside the rows, whose
            place they take where the id is the same.
        foreign : mapping of str to Backlog
            Rows of other sources, by name, that the card tells of.

        Raises
        ------
        ModelError
            If there are too few labelled rows, or only one label; or a feedback file
            is no export of verdicts.
        OutputError
        CancelledError
        """

    def evaluate(
        self,
        backlog: Backlog,
        *,
        model_dir: Path | None,
        held_out: bool,
        error_budget: float = ...,
        foreign: Mapping[str, Backlog] = ...,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> Mapping[str, object]:
        """Measure a model against the labels of a backlog; JSON-able.

        Parameters
        ----------
        error_budget : float
            The share of wrong labels that automatic items are routed by.
        foreign : mapping of str to Backlog
            Rows of other sources, by name, with labels or without.

        Raises
        ------
        ModelError
            If the model doesn't verify, or no row has a label.
        CancelledError
        """

    def describe(self, measured: Mapping[str, object]) -> str:
        """Return what `evaluate` measured as text for people."""

    def page(self, measured: Mapping[str, object]) -> str:
        """Return what `evaluate` measured as a whole HTML page with plots."""


class Sampler(Protocol):
    """Makes synthetic backlogs."""

    def write_sample(
        self,
        path: Path,
        rows: int,
        seed: int,
        progress: Progress = ...,
        cancel: CancelToken | None = None,
    ) -> int:
        """Write a synthetic backlog by the path's ending; return its rows.

        Raises
        ------
        OutputError
        CancelledError
        """
