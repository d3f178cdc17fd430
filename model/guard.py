"""The guard: tells which items lie outside what the model was trained on.

A classifier's own probability doesn't say that a row is unlike any it has seen
(Hendrycks and Gimpel 2017, "A baseline for detecting misclassified and
out-of-distribution examples in neural networks", ICLR). Word pairs do: of a text like
those of training nearly every pair was seen, of any other text few are, even where
every single word is known.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.features import CURVES, quantities
from model.pipeline import MIN_DOCUMENTS

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
_COVERAGE_QUANTILE, _COVERAGE_FLOOR = 0.01, 0.6
_PAIRS_QUANTILE, _PAIRS_FLOOR = 0.001, 5
# Room above the highest value of training: in log10 for counts, as it is for rates.
_COUNT_ROOM, _RATE_ROOM = 0.05, 0.02
_ROUNDING = 1e-9

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Guard:
    """What the training rows looked like, as bounds.

    Attributes
    ----------
    pairs : bool array of shape (k,)
        Which of the text head's n-grams are word pairs of at least three base rows.
    coverage_limit : float
        Least share of a text's word pairs that must be among them.
    least_pairs : int
        Least number of word pairs from which that share can be told.
    count_limits : float64 array of shape (9,)
        Highest usual value of each of `model.features.CURVES`.
    home_share : float
        Share of the base rows that lie outside, each judged by a guard fitted
        without it.
    """

    pairs: Flags
    coverage_limit: float
    least_pairs: int
    count_limits: Floats
    home_share: float

    def words_outside(self, share: Floats, pairs: Counts) -> Flags:
        """Tell which texts are unlike those of training.

        Parameters
        ----------
        share, pairs : arrays of shape (n,)
            From `coverage`, of texts that hold a word.
        """
        unlike: Flags = share < self.coverage_limit - _ROUNDING
        few: Flags = pairs < self.least_pairs
        return unlike | few

    def counts_outside(self, matrix: Floats) -> Flags:
        """Tell which rows have a count or rate beyond those of training.

        Parameters
        ----------
        matrix : float64 array of shape (n, 5)
            From `model.features.count_matrix`; what is missing is not outside.
        """
        return self.beyond(quantities(matrix))

    def beyond(self, values: Floats) -> Flags:
        """Tell which rows have a quantity beyond those of training.

        Parameters
        ----------
        values : float64 array of shape (n, 9)
            From `model.features.quantities`.
        """
        beyond: Flags = np.any(values > self.count_limits, axis=1)
        return beyond


def coverage(known: Floats, words: Counts) -> tuple[Floats, Counts]:
    """Tell how much of each text training has seen.

    Parameters
    ----------
    known : float64 array of shape (n,)
        Word pairs of each text that training has seen, each as often as it comes.
    words : int64 array of shape (n,)
        Words of each text.

    Returns
    -------
    share : float64 array of shape (n,)
        Known word pairs among all; 0 where there is none.
    pairs : int64 array of shape (n,)
    """
    pairs = np.maximum(words - 1, 0)
    return known / np.maximum(pairs, 1), pairs


@dataclass(frozen=True, eq=False)
class FittedGuard:
    """A guard, and which base rows lie outside by one fitted without them.

    Attributes
    ----------
    guard : Guard
    outside : bool array of shape (n,)
    """

    guard: Guard
    outside: Flags


def fit_guard(
    vocabulary: tuple[str, ...],
    ngram_counts: "csr_matrix",
    words: Counts,
    matrix: Floats,
) -> FittedGuard:
    """Fit on the base rows.

    The limit on coverage is the 1 % quantile of what each row's pairs are covered by
    the rows of the other folds, so that about one row in a hundred lies outside.

    Parameters
    ----------
    vocabulary : tuple of str, of length k
    ngram_counts : csr_matrix of shape (n, k)
        How often each n-gram comes in each base row.
    words : int64 array of shape (n,)
        Words of each base row; 0 where its text is missing.
    matrix : float64 array of shape (n, 5)
        Counts of each base row.
    """
    is_pair = np.fromiter((" " in ngram for ngram in vocabulary), dtype=np.bool_)
    share, pairs = coverage(_covered(ngram_counts, is_pair), words)
    read = words > 0
    quantile = float(np.quantile(share[read], _COVERAGE_QUANTILE))
    guard = Guard(
        is_pair & (_documents(ngram_counts) >= MIN_DOCUMENTS),
        max(_COVERAGE_FLOOR, float(np.floor(quantile * 1e6) / 1e6)),
        max(_PAIRS_FLOOR, int(np.quantile(pairs[read], _PAIRS_QUANTILE))),
        _count_limits(matrix),
        0.0,
    )
    outside = read & guard.words_outside(share, pairs)
    home_share = round(float(outside.mean()), 6)
    return FittedGuard(replace(guard, home_share=home_share), outside)


def folds(rows: int) -> NDArray[np.int64]:
    """Deal rows into `FOLDS` folds, in turn; int64 array of shape (rows,)."""
    return np.arange(rows, dtype=np.int64) % FOLDS


def _covered(ngram_counts: "csr_matrix", is_pair: Flags) -> Floats:
    """Count each row's pairs that are known from the rows of the other folds."""
    found = np.zeros(ngram_counts.shape[0])
    fold = folds(len(found))
    for one in range(FOLDS):
        known = is_pair & (_documents(ngram_counts[fold != one]) >= MIN_DOCUMENTS)
        found[fold == one] = ngram_counts[fold == one] @ known.astype(np.float64)
    return found


def _documents(ngram_counts: "csr_matrix") -> Counts:
    """Count the rows that hold each n-gram."""
    columns = ngram_counts.indices
    return np.bincount(columns, minlength=ngram_counts.shape[1])


def _count_limits(matrix: Floats) -> Floats:
    values = quantities(matrix)
    highest = np.where(np.isnan(values), 0.0, values).max(axis=0)
    room = np.repeat([_COUNT_ROOM, _RATE_ROOM], [5, len(CURVES) - 5])
    limits: Floats = np.round(highest + room, 6)
    return limits
