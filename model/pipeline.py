"""The two heads as scikit-learn estimators: unfitted, or rebuilt from plain numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.features import WIDTH

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

# Chosen on the training rows: every held-out row keeps its label, few are extreme.
TEXT_PENALTY = 0.003
ENGAGEMENT_PENALTY = 1.0
MIN_DOCUMENTS = 3


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted linear model as numbers: ``intercept + features @ weights``.

    Attributes
    ----------
    weights : float64 array of shape (k,)
    intercept : float
    """

    weights: NDArray[np.float64]
    intercept: float


@dataclass(frozen=True, eq=False)
class TextWeights:
    """The fitted text head as numbers.

    Attributes
    ----------
    vocabulary : tuple of str, of length k
        Words and pairs of words.
    idf : float64 array of shape (k,)
        Inverse document frequencies.
    linear : Linear
    """

    vocabulary: tuple[str, ...]
    idf: NDArray[np.float64]
    linear: Linear


def ngrams(tokens: Sequence[str]) -> list[str]:
    """List a transcript's words and pairs of neighbours, joined by a space."""
    return [*tokens, *map(" ".join, pairwise(tokens))]


def ngram_counter(vocabulary: Sequence[str] | None = None) -> "TfidfVectorizer":
    """Make the text head's features: TF-IDF of words and pairs of neighbours.

    It takes transcripts as `model.features.tokens_of` splits them. The rows are not
    normed: a transcript of which few words are known stays near zero, and a word adds
    the same wherever it stands.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer=ngrams,
        min_df=MIN_DOCUMENTS if vocabulary is None else 1,
        norm=None,
        vocabulary=vocabulary,
    )


def plain_counter(vocabulary: Sequence[str]) -> "CountVectorizer":
    """Make a counter of known n-grams; it takes what `ngram_counter` takes."""
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(analyzer=ngrams, vocabulary=vocabulary)


def linear_model(penalty: float) -> "LogisticRegression":
    """Make an unfitted logistic regression; deterministic, no random state needed."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=penalty, max_iter=2_000, tol=1e-6)


def numbers_of(fitted: "LogisticRegression") -> Linear:
    """Take a fitted model's numbers, rounded so that noise in the last bits is gone."""
    weights: NDArray[np.float64] = np.round(fitted.coef_[0].astype(np.float64), 6)
    return Linear(weights + 0.0, float(np.round(fitted.intercept_[0], 6)))


def text_head(weights: TextWeights) -> "tuple[TfidfVectorizer, LogisticRegression]":
    """Rebuild the text head's two estimators."""
    counter = ngram_counter(weights.vocabulary)
    counter.idf_ = weights.idf
    return counter, _rebuilt(weights.linear, TEXT_PENALTY)


def engagement_head(linear: Linear) -> "LogisticRegression":
    """Rebuild the engagement head's estimator.

    Raises
    ------
    ValueError
        If there isn't one weight for each feature.
    """
    if len(linear.weights) != WIDTH:
        raise ValueError("The engagement head's weights don't fit its features.")
    return _rebuilt(linear, ENGAGEMENT_PENALTY)


def as_given() -> "LogisticRegression":
    """Make an estimator whose one feature is its decision."""
    return _rebuilt(Linear(np.ones(1), 0.0), 1.0)


def _rebuilt(linear: Linear, penalty: float) -> Any:  # noqa: ANN401  # untyped library
    model = linear_model(penalty)
    model.classes_ = np.array([0, 1])
    model.coef_ = linear.weights[np.newaxis, :]
    model.intercept_ = np.array([linear.intercept])
    model.n_features_in_ = len(linear.weights)
    return model
