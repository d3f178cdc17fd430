"""The re-ranker: orders the items of a queue by the verdicts given in it so far.

Technology-assisted review as ASReview does it (van de Schoot et al. 2021, "An open
source machine learning framework for efficient and transparent systematic reviews",
Nature Machine Intelligence 3): features fixed once, a cheap linear model refitted again
and again, the likeliest claims first. It gives an order and nothing else: what it
learns leaves P(claim), lanes and the model in use as they are.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.hashed import HashedTfidf, letters, words_and_pairs
from model.linguistics import linguistic_features
from model.onethread import one_thread
from model.steps import Report, no_report

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

PENALTY = 0.3
"""Inverse strength of the L2 penalty, as for scikit-learn's ``C``."""

CHUNK_ROWS = 250
# N-grams of fewer rows are left out: words and pairs, then letters.
_LEAST_ROWS = (2, 5)
# Letters read of a text: all of them together stay within these budgets, whatever the
# backlog, which bounds the memory; no text is read beyond the last number.
_WORD_BUDGET, _LETTER_BUDGET, _LONGEST = 30_000_000, 12_000_000, 2_000
MOST_VERDICTS = 8_000
"""Verdicts learned from; of more, the last given. Keeps a refit under a second."""

Floats = NDArray[np.float64]


class Reranker:
    """Scores all items of a queue anew from the verdicts on some of them.

    Features are the named linguistic ones, TF-IDF of words and word pairs, and TF-IDF
    of three to five letters within words. Of 100,000 items the words of the first 300
    letters are read and the letters of the first 120; of up to 6,000 items 2,000. That
    bounds the features at 66 million numbers (0.5 GB) for the longest texts; 100,000
    debate sentences make 0.2 GB.

    Parameters
    ----------
    texts : sequence of str or None, of length n
    base_log_odds : float64 array of shape (n,)
        What orders the items before there are verdicts; NaN, where nothing is known,
        comes last.
    report : callable
        Called between chunks with the rows done and in all; what it raises stops the
        work.

    Raises
    ------
    ValueError
        If there isn't one number for each text.
    """

    def __init__(
        self,
        texts: Sequence[str | None],
        base_log_odds: Floats,
        report: Report = no_report,
    ) -> None:
        if base_log_odds.shape != (len(texts),):
            raise ValueError("There must be one base score for each text.")
        known = np.nan_to_num(base_log_odds, nan=-np.inf, posinf=1e3, neginf=-1e3)
        lowest = known.min(initial=0.0, where=np.isfinite(known))
        self._base = np.where(np.isfinite(known), known, lowest - 1.0)
        self._named, self._parts = _features(texts, report)

    def __len__(self) -> int:
        return len(self._base)

    def refit(self, rows: NDArray[np.intp], labels: NDArray[np.int8]) -> Floats:
        """Learn from all verdicts so far; the same verdicts give the same numbers.

        Parameters
        ----------
        rows : intp array of shape (k,)
            The items with a verdict, in the order of the verdicts; of more than
            `MOST_VERDICTS` the last ones count.
        labels : int8 array of shape (k,)
            1: claim, 0: opinion.

        Returns
        -------
        float64 array of shape (n,)
            Higher first; the base order until there are verdicts of both kinds.

        Raises
        ------
        ValueError
            If rows and labels don't belong together or don't exist.
        """
        self._check(rows, labels)
        rows, labels = rows[-MOST_VERDICTS:], labels[-MOST_VERDICTS:]
        if len(np.unique(labels)) < 2:
            return self._base.copy()
        with one_thread():
            return self._scores(*self._fit(rows, labels))

    def _check(self, rows: NDArray[np.intp], labels: NDArray[np.int8]) -> None:
        if rows.shape != labels.shape or rows.ndim != 1:
            raise ValueError("There must be one label for each row.")
        if len(rows) and not 0 <= rows.min() <= rows.max() < len(self):
            raise ValueError("A row isn't in the queue.")
        if not np.isin(labels, (0, 1)).all():
            raise ValueError("A label is neither 1 for claim nor 0 for opinion.")

    def _fit(
        self, rows: NDArray[np.intp], labels: NDArray[np.int8]
    ) -> tuple[Floats, float]:
        """Fit on the columns that the labelled rows have; elsewhere the weight is 0."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.linear_model import LogisticRegression

        chosen = [part[rows] for part in self._parts]
        table = hstack([csr_matrix(self._named[rows]), *chosen], format="csr")
        used, places = np.unique(table.indices, return_inverse=True)
        compact = csr_matrix(
            (table.data.astype(np.float64), places, table.indptr),
            shape=(len(rows), len(used)),
        )
        model = LogisticRegression(
            C=PENALTY, class_weight="balanced", solver="liblinear", max_iter=1_000
        ).fit(compact, labels)
        weights = np.zeros(table.shape[1])
        weights[used] = model.coef_[0]
        return weights, float(model.intercept_[0])

    def _scores(self, weights: Floats, intercept: float) -> Floats:
        first = self._named.shape[1]
        scores: Floats = intercept + self._named @ weights[:first]
        for part in self._parts:
            last = first + part.shape[1]
            scores += part @ weights[first:last].astype(np.float32)
            first = last
        return scores


def _features(
    texts: Sequence[str | None], report: Report
) -> tuple[NDArray[np.float32], "list[csr_matrix]"]:
    """Make the linguistic features, and those of words and of letters."""
    rows = max(len(texts), 1)
    most = [min(_LONGEST, b // rows) for b in (_WORD_BUDGET, _LETTER_BUDGET)]
    counters = [
        HashedTfidf(grams, least)
        for grams, least in zip((words_and_pairs, letters), _LEAST_ROWS, strict=True)
    ]
    named = [linguistic_features([]).astype(np.float32)]
    for start in range(0, len(texts), CHUNK_ROWS):
        report(start, len(texts))
        chunk = texts[start : start + CHUNK_ROWS]
        words, beginnings = ([t[:m] if t else None for t in chunk] for m in most)
        named.append(linguistic_features(words).astype(np.float32))
        counters[0].add(words)
        counters[1].add(beginnings)
    report(len(texts), len(texts))
    return np.vstack(named), [counter.matrix() for counter in counters]
