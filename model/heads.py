"""Fits the two heads on labelled rows; shows what they say of rows they don't know."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.calibration import AGES, CONDITIONS, LABEL_NOISE
from model.dataset import Dataset
from model.draws import Draws
from model.features import engagement_features, tokens_of
from model.guard import FOLDS, folds
from model.pipeline import (
    ENGAGEMENT_PENALTY,
    TEXT_PENALTY,
    Linear,
    TextWeights,
    engagement_head,
    linear_model,
    ngram_counter,
    numbers_of,
    text_head,
)
from model.steps import Steps, TrainingError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_COPIES = 12
# Enough to judge by: the probabilities move by 0.006 in the mean, at half the time.
_FOLD_COPIES = 4
_YOUNGEST = 1e-3
_SETTLED_SHARE = 0.05
_MASKED_SHARE, _MASKED_COUNTS = 0.2, 0.4

STEPS_PER_FIT = 4
"""Steps that fitting both heads takes."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LogOdds:
    """What heads say of rows that they weren't fitted on.

    Attributes
    ----------
    text : float64 array of shape (n,)
        NaN where the text is missing.
    engagement : float64 array of shape (n, CONDITIONS)
        At each age, then at a random one with some counts missing; NaN where all are.
    """

    text: Floats
    engagement: Floats


def fit_heads(
    rows: Dataset, seed: int, steps: Steps, copies: int = _COPIES
) -> tuple[TextWeights, Linear]:
    """Fit both heads, the engagement head on so many ages of each row.

    Raises
    ------
    TrainingError
        If there is nothing to learn from.
    """
    text = _fit_text(rows)
    steps.take()
    return text, _fit_engagement(rows, seed, steps, copies)


def out_of_fold(base: Dataset, extra: Dataset, seed: int, steps: Steps) -> LogOdds:
    """Let heads fitted on the other folds speak of each base row.

    Parameters
    ----------
    base, extra : Dataset
        Rows dealt into folds, and rows that are always learnt from.
    seed : int
    steps : Steps
        `FOLDS` times `STEPS_PER_FIT` are taken.
    """
    fold = folds(len(base))
    found = LogOdds(np.empty(len(base)), np.empty((len(base), CONDITIONS)))
    for one in range(FOLDS):
        others = base.where(fold != one).joined(extra)
        heads = fit_heads(others, seed, steps, _FOLD_COPIES)
        draws = Draws(seed, _COPIES + one)
        spoken = _speak(*heads, base.where(fold == one), draws)
        found.text[fold == one] = spoken.text
        found.engagement[fold == one] = spoken.engagement
    return found


def _speak(
    text: TextWeights, engagement: Linear, rows: Dataset, draws: Draws
) -> LogOdds:
    counter, words = text_head(text)
    tokens = tokens_of(rows.text)
    said = words.decision_function(counter.transform(tokens))
    read = np.fromiter(map(bool, tokens), dtype=np.bool_)
    head = engagement_head(engagement)
    shown = [*(rows.aged(age).counts for age in AGES), partly(rows.counts, draws)]
    heard = np.stack(
        [head.decision_function(engagement_features(counts)) for counts in shown],
        axis=1,
    )
    heard[np.isnan(rows.counts).all(axis=1)] = np.nan
    return LogOdds(np.where(read, said, np.nan), heard)


def _fit_text(rows: Dataset) -> TextWeights:
    tokens = tokens_of(rows.text)
    known = np.fromiter(map(bool, tokens), dtype=np.bool_)
    counter = ngram_counter()
    try:
        words = counter.fit_transform([some for some in tokens if some])
    except ValueError as error:
        raise TrainingError(
            "The labelled transcripts have too few words in common to learn from."
        ) from error
    idf: Floats = np.round(counter.idf_.astype(np.float64), 9)
    return TextWeights(
        tuple(counter.get_feature_names_out().tolist()),
        idf,
        _fit_linear(words, rows.labels[known], TEXT_PENALTY, LABEL_NOISE),
    )


def _fit_engagement(rows: Dataset, seed: int, steps: Steps, copies: int) -> Linear:
    known = ~np.isnan(rows.counts).all(axis=1)
    counts, labels = rows.counts[known], rows.labels[known]
    if len(np.unique(labels)) < 2:
        raise TrainingError(
            "The labelled rows have counts for one label at most; both are needed."
        )
    aged = [_aged(counts, Draws(seed, copy)) for copy in range(copies)]
    steps.take()
    features = engagement_features(np.vstack(aged))
    steps.take()
    fitted = _fit_linear(features, np.tile(labels, copies), ENGAGEMENT_PENALTY, 0.0)
    steps.take()
    return fitted


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


def partly(counts: NDArray[np.float64], draws: Draws) -> NDArray[np.float64]:
    """Show every row at a random younger age with some counts missing, never all.

    Parameters
    ----------
    counts : float64 array of shape (n, 5)
        NaN where missing.
    draws : Draws

    Returns
    -------
    float64 array of shape (n, 5)
    """
    young = np.floor(counts * (_YOUNGEST ** draws.unit(len(counts)))[:, np.newaxis])
    hidden = draws.chance(_MASKED_COUNTS, young.size).reshape(young.shape)
    left = (~np.isnan(young) & ~hidden).any(axis=1, keepdims=True)
    young[left & hidden] = np.nan
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
