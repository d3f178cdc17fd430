"""Fits the classifier on labelled rows, leaving out the held-out fifth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier
from model.dataset import CLAIM, OPINION, Dataset, held_out
from model.evidence import Evidence, fit_calibration, gather
from model.features import has_words, tokens_of
from model.general import fit_general
from model.guard import FOLDS, FittedGuard, fit_guard
from model.heads import STEPS_PER_FIT, fit_heads, out_of_fold
from model.linguistics import linguistic_features
from model.onethread import one_thread
from model.pipeline import Linear, TextWeights, plain_counter
from model.steps import Report, Steps, TrainingError, no_report

__all__ = [
    "MIN_PER_LABEL",
    "Feedback",
    "Report",
    "Training",
    "TrainingError",
    "no_report",
    "train",
]

MIN_PER_LABEL = 20
_STEPS = (1 + FOLDS) * STEPS_PER_FIT + 2


@dataclass(frozen=True, eq=False)
class Feedback:
    """A team's own verdicts, to be learnt beside the base rows.

    Attributes
    ----------
    rows : Dataset
        All with the same weight in the text and engagement heads.
    general_weights : float64 array of shape (n,)
        What each counts in the general head; 0: not at all.

    Raises
    ------
    TrainingError
        If there isn't one weight of 0 or more for each row.
    """

    rows: Dataset
    general_weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        weights = self.general_weights
        if weights.shape != (len(self.rows),):
            raise TrainingError("The feedback has not one weight for each row.")
        if not (np.isfinite(weights) & (weights >= 0)).all():
            raise TrainingError(
                "A weight of the feedback is not a number of 0 or more."
            )

    def usable(self) -> "Feedback":
        """Return the labelled rows outside the held-out fifth."""
        chosen = self.rows.labelled & ~held_out(self.rows.ids)
        return Feedback(self.rows.where(chosen), self.general_weights[chosen])


@dataclass(frozen=True, eq=False)
class Training:
    """A fitted classifier and what it was fitted on.

    Attributes
    ----------
    classifier : Classifier
    evidence : Evidence
        What it said of base rows that it wasn't fitted on.
    rows_trained, rows_held_out, rows_unlabelled : int
        Of the base data; the first two have a label.
    rows_feedback : int
        Rows of feedback that were trained on as well.
    data_sha256 : str
        Digest of the rows it was fitted on, feedback last.
    seed : int
    """

    classifier: Classifier
    evidence: Evidence
    rows_trained: int
    rows_held_out: int
    rows_unlabelled: int
    rows_feedback: int
    data_sha256: str
    seed: int


def train(
    dataset: Dataset,
    seed: int = 0,
    report: Report = no_report,
    feedback: Feedback | None = None,
) -> Training:
    """Fit a classifier; the same rows and seed give the same numbers.

    Parameters
    ----------
    dataset : Dataset
        Base rows; those without a label, and the held-out fifth, are left out.
    seed : int
        For the random ages that the engagement head is shown.
    report : callable
        Called between steps with the steps done and in all.
    feedback : Feedback, optional
        Learnt from as well, except by guard, calibration and evidence: these speak of
        base rows.

    Returns
    -------
    Training

    Raises
    ------
    TrainingError
        If there are too few base rows of either label, transcripts or counts for one
        label at most, or nothing to learn from.
    """
    labelled = dataset.where(dataset.labelled)
    outside = held_out(labelled.ids)
    base = labelled.where(~outside)
    _check(base)
    own = (feedback or _nothing(base)).usable()
    steps = Steps(_STEPS, report)
    with one_thread():
        classifier, evidence = _fit(base, own, seed, steps)
    return Training(
        classifier,
        evidence,
        rows_trained=len(base),
        rows_held_out=int(outside.sum()),
        rows_unlabelled=len(dataset) - len(labelled),
        rows_feedback=len(own.rows),
        data_sha256=base.joined(own.rows).digest(),
        seed=seed,
    )


def _nothing(base: Dataset) -> Feedback:
    none = base.where(np.zeros(len(base), dtype=np.bool_))
    return Feedback(none, np.zeros(0))


def _check(rows: Dataset) -> None:
    for code, word in ((CLAIM, "claims"), (OPINION, "opinions")):
        found = int((rows.labels == code).sum())
        if found < MIN_PER_LABEL:
            raise TrainingError(
                f"There are {found} labelled {word} to learn from outside the held-out"
                f" fifth; at least {MIN_PER_LABEL} are needed."
            )
    if len(np.unique(rows.labels[has_words(rows.text)])) < 2:
        raise TrainingError(
            "The labelled rows have transcripts for one label at most; both are needed."
        )


def _fit(
    base: Dataset, own: Feedback, seed: int, steps: Steps
) -> tuple[Classifier, Evidence]:
    rows = base.joined(own.rows)
    text, engagement = fit_heads(rows, seed, steps)
    said = out_of_fold(base, own.rows, seed, steps)
    guarded = _fit_guard(text, base)
    steps.take()
    calibration = fit_calibration(_prior(rows), said, base)
    evidence = gather(said, base, guarded.outside, calibration)
    general = _fit_general(base, own)
    steps.take()
    return (
        Classifier(text, engagement, calibration, guarded.guard, general),
        evidence,
    )


def _prior(rows: Dataset) -> float:
    claims = int((rows.labels == CLAIM).sum())
    return round(float(np.log(claims / (len(rows) - claims))), 6)


def _fit_guard(text: TextWeights, base: Dataset) -> FittedGuard:
    tokens = tokens_of(base.text)
    words = np.fromiter(map(len, tokens), dtype=np.int64)
    counts = plain_counter(text.vocabulary).transform(tokens)
    return fit_guard(text.vocabulary, counts, words, base.counts)


def _fit_general(base: Dataset, own: Feedback) -> Linear:
    read = np.fromiter(map(bool, tokens_of(base.text)), dtype=np.bool_)
    return fit_general(
        linguistic_features([base.text[row] for row in np.flatnonzero(read).tolist()]),
        base.labels[read],
        linguistic_features(own.rows.text),
        own.rows.labels,
        own.general_weights,
    )
