"""The fitted classifier: transcripts and counts in, probabilities out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.calibration import Calibration, logistic
from model.features import count_matrix, engagement_features, tokens_of
from model.guard import Guard, coverage
from model.linguistics import linguistic_features
from model.pipeline import Linear, TextWeights, engagement_head, text_head

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scores:
    """What the classifier says of each row; NaN where it can't say.

    Attributes
    ----------
    p_claim, p_text, p_engagement : float64 arrays of shape (n,)
        The probability of a claim by all there is, by the words alone, and by the
        counts alone.
    outside : bool array of shape (n,)
        Where the row lies outside what the model was trained on, by its words or its
        counts: `p_claim` may sort such rows, but nothing is promised of it.
    """

    p_claim: Floats
    p_text: Floats
    p_engagement: Floats
    outside: Flags


@dataclass(frozen=True, eq=False)
class Reading:
    """What the text head and the guard make of transcripts.

    Attributes
    ----------
    log_odds : float64 array of shape (n,)
        Of a claim, by the text head; NaN where there is no word.
    coverage : float64 array of shape (n,)
        Share of word pairs that training has seen; 0 where there is none.
    pairs : int64 array of shape (n,)
        Word pairs.
    outside : bool array of shape (n,)
        Where the words are unlike those of training; a missing text isn't.
    """

    log_odds: Floats
    coverage: Floats
    pairs: NDArray[np.int64]
    outside: Flags


@dataclass(frozen=True, eq=False)
class Classifier:
    """Two linear heads, how their evidence is put together, and where it counts.

    Attributes
    ----------
    text : TextWeights
    engagement : Linear
        One weight for each of `model.features.WIDTH` features.
    calibration : Calibration
    guard : Guard
        Tells where a row is unlike those of training.
    general : Linear
        One weight for each of `model.linguistics.NAMES`; speaks where the words lie
        outside.
    """

    text: TextWeights
    engagement: Linear
    calibration: Calibration
    guard: Guard
    general: Linear

    def score(
        self,
        text: Sequence[str | None],
        counts: Mapping[str, Floats],
    ) -> Scores:
        """Score rows; each row's result depends on that row alone.

        Where the words lie outside, the general head speaks in the text head's place,
        and the counts add little. Where the counts lie outside, they add nothing to
        the words.

        Parameters
        ----------
        text : sequence of str or None, of length n
            Transcripts; one without a word counts as missing.
        counts : mapping of str to float64 array of shape (n,)
            By the contract's names, NaN where missing; absent counts are missing.

        Returns
        -------
        Scores
        """
        matrix = count_matrix(counts, len(text))
        return settled(
            self.calibration,
            self.read(text),
            self._engagement_log_odds(matrix),
            self.guard.counts_outside(matrix),
            lambda rows: self.general_log_odds([text[row] for row in rows.tolist()]),
        )

    def read(self, text: Sequence[str | None]) -> Reading:
        """Read transcripts with the text head and the guard."""
        tokens = tokens_of(text)
        words = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        rows = np.flatnonzero(words)
        log_odds, known = np.full(len(words), np.nan), np.zeros(len(words))
        if len(rows):
            counter, linear = self._text_head
            ngrams = counter.transform([tokens[row] for row in rows.tolist()])
            log_odds[rows] = linear.decision_function(ngrams)
            # TF-IDF over IDF is the count of an n-gram again.
            known[rows] = np.rint(ngrams @ self._pair_counter)
        share, pairs = coverage(known, words)
        outside = (words > 0) & self.guard.words_outside(share, pairs)
        return Reading(log_odds, share, pairs, outside)

    def general_log_odds(self, text: Sequence[str | None]) -> Floats:
        """Return the general head's log-odds; float64 array of shape (n,)."""
        # No matrix product: its rounding may depend on the rows beside a row.
        said = linguistic_features(text) * self.general.weights
        log_odds: Floats = said.sum(axis=1) + self.general.intercept
        return log_odds

    @cached_property
    def _text_head(self) -> "tuple[TfidfVectorizer, LogisticRegression]":
        return text_head(self.text)

    @cached_property
    def _engagement_head(self) -> "LogisticRegression":
        return engagement_head(self.engagement)

    @cached_property
    def _pair_counter(self) -> Floats:
        return self.guard.pairs / self.text.idf

    def _engagement_log_odds(self, matrix: Floats) -> Floats:
        log_odds = np.full(len(matrix), np.nan)
        known = ~np.isnan(matrix).all(axis=1)
        if known.any():
            features = engagement_features(matrix[known])
            log_odds[known] = self._engagement_head.decision_function(features)
        return log_odds


def settled(
    calibration: Calibration,
    reading: Reading,
    engagement: Floats,
    unusual: Flags,
    general: Callable[[NDArray[np.intp]], Floats],
) -> Scores:
    """Put together what the heads and the guard say of each row.

    Parameters
    ----------
    calibration : Calibration
    reading : Reading
        Of n transcripts.
    engagement : float64 array of shape (n,)
        Log-odds of the engagement head, NaN where all counts are missing.
    unusual : bool array of shape (n,)
        Where the counts lie outside.
    general : callable
        Given rows, rising, returns the general head's log-odds of each.
    """
    silenced = unusual & ~np.isnan(reading.log_odds)
    usable = np.where(silenced, np.nan, engagement)
    p_claim, p_text, _ = calibration.combine(reading.log_odds, usable)
    *_, p_engagement = calibration.combine(reading.log_odds, engagement)
    rows = np.flatnonzero(reading.outside)
    if len(rows):
        p_claim[rows] = calibration.outside(general(rows), usable[rows])
        # What words were worth in training says nothing of words unlike those.
        p_text[rows] = logistic(calibration.heard(reading.log_odds[rows]))
    return Scores(p_claim, p_text, p_engagement, reading.outside | unusual)
