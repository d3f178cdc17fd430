"""Fits the classifier on labelled rows, leaving out the held-out fifth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.calibration import LABEL_NOISE, Calibration
from model.classifier import Classifier
from model.dataset import CLAIM, OPINION, Dataset, held_out
from model.draws import Draws
from model.features import engagement_features, has_words
from model.pipeline import (
    ENGAGEMENT_PENALTY,
    TEXT_PENALTY,
    Linear,
    TextWeights,
    linear_model,
    numbers_of,
    word_counter,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MIN_PER_LABEL = 20
_COPIES = 12
_YOUNGEST = 1e-3
_SETTLED_SHARE = 0.05
_MASKED_SHARE, _MASKED_COUNTS = 0.2, 0.4
_STEPS = 4

Report = Callable[[int, int], None]
"""Told how many steps are done, and of how many; what it raises stops the training."""


class TrainingError(ValueError):
    """The labelled rows don't make a model; the message is one plain sentence."""


@dataclass(frozen=True, eq=False)
class Training:
    """A fitted classifier and what it was fitted on.

    Attributes
    ----------
    classifier : Classifier
    rows_trained, rows_held_out, rows_unlabelled : int
        The first two have a label.
    data_sha256 : str
        Digest of the rows it was fitted on.
    seed : int
    """

    classifier: Classifier
    rows_trained: int
    rows_held_out: int
    rows_unlabelled: int
    data_sha256: str
    seed: int


def no_report(done: int, total: int) -> None:
    """Take a step and tell nobody."""


def train(dataset: Dataset, seed: int = 0, report: Report = no_report) -> Training:
    """Fit a classifier; the same rows and seed give the same numbers.

    Parameters
    ----------
    dataset : Dataset
        Rows without a label, and the held-out fifth, are left out.
    seed : int
        For the random ages that the engagement head is shown.
    report : callable
        Called between steps with the steps done and in all.

    Returns
    -------
    Training

    Raises
    ------
    TrainingError
        If there are too few rows of either label, or nothing to learn from.
    """
    from threadpoolctl import threadpool_limits

    labelled = dataset.where(dataset.labelled)
    outside = held_out(labelled.ids)
    rows = labelled.where(~outside)
    _check(rows)
    report(0, _STEPS)
    # One thread, so that sums are made in the same order on every machine.
    with threadpool_limits(limits=1):
        text = _fit_text(rows)
        report(1, _STEPS)
        engagement = _fit_engagement(rows, seed, report)
    claims = int((rows.labels == CLAIM).sum())
    prior = round(float(np.log(claims / (len(rows) - claims))), 6)
    report(_STEPS, _STEPS)
    return Training(
        Classifier(text, engagement, Calibration(prior)),
        rows_trained=len(rows),
        rows_held_out=int(outside.sum()),
        rows_unlabelled=len(dataset) - len(labelled),
        data_sha256=rows.digest(),
        seed=seed,
    )


def _check(rows: Dataset) -> None:
    for code, word in ((CLAIM, "claims"), (OPINION, "opinions")):
        found = int((rows.labels == code).sum())
        if found < MIN_PER_LABEL:
            raise TrainingError(
                f"There are {found} labelled {word} to learn from outside the held-out"
                f" fifth; at least {MIN_PER_LABEL} are needed."
            )


def _fit_text(rows: Dataset) -> TextWeights:
    known = has_words(rows.text)
    labels = rows.labels[known]
    counter = word_counter()
    try:
        words = counter.fit_transform(
            [rows.text[row] for row in np.flatnonzero(known).tolist()]
        )
    except ValueError as error:
        raise TrainingError(
            "The labelled transcripts have too few words in common to learn from."
        ) from error
    idf: NDArray[np.float64] = np.round(counter.idf_.astype(np.float64), 9)
    return TextWeights(
        tuple(counter.get_feature_names_out().tolist()),
        idf,
        _fit_linear(words, labels, TEXT_PENALTY, LABEL_NOISE),
    )


def _fit_engagement(rows: Dataset, seed: int, report: Report) -> Linear:
    known = ~np.isnan(rows.counts).all(axis=1)
    counts, labels = rows.counts[known], rows.labels[known]
    if len(np.unique(labels)) < 2:
        raise TrainingError(
            "The labelled rows have counts for one label at most; both are needed."
        )
    aged = [_aged(counts, Draws(seed, copy)) for copy in range(_COPIES)]
    report(2, _STEPS)
    features = engagement_features(np.vstack(aged))
    report(3, _STEPS)
    return _fit_linear(features, np.tile(labels, _COPIES), ENGAGEMENT_PENALTY, 0.0)


def _aged(counts: NDArray[np.float64], draws: Draws) -> NDArray[np.float64]:
    """Show every row at a random younger age, some of them with counts missing."""
    rows = len(counts)
    factor = _YOUNGEST ** draws.unit(rows)
    factor[draws.chance(_SETTLED_SHARE, rows)] = 1.0
    young = np.floor(counts * factor[:, np.newaxis])
    masked = draws.chance(_MASKED_SHARE, rows)
    hidden = draws.chance(_MASKED_COUNTS, young.size).reshape(young.shape)
    young[masked[:, np.newaxis] & hidden] = np.nan
    return young


def _fit_linear(
    features: "csr_matrix", labels: NDArray[np.int8], penalty: float, noise: float
) -> Linear:
    """Fit with a share of the labels taken to be wrong (label smoothing)."""
    from scipy.sparse import vstack

    if not noise:
        return numbers_of(linear_model(penalty).fit(features, labels))
    model = linear_model(penalty).fit(
        vstack([features, features]),
        np.concatenate([labels, 1 - labels]),
        np.repeat([1.0 - noise, noise], len(labels)),
    )
    return numbers_of(model)
