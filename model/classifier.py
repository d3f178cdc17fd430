"""The fitted classifier: transcripts and counts in, probabilities out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.calibration import Calibration
from model.features import count_matrix, engagement_features, has_words
from model.pipeline import Linear, TextWeights, engagement_head, text_head

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True, eq=False)
class Scores:
    """What the classifier says of each row; NaN where it can't say.

    Attributes
    ----------
    p_claim, p_text, p_engagement : float64 arrays of shape (n,)
        The probability of a claim by all there is, by the words alone, and by the
        counts alone.
    """

    p_claim: NDArray[np.float64]
    p_text: NDArray[np.float64]
    p_engagement: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Classifier:
    """Two linear heads and the way their evidence is put together.

    Attributes
    ----------
    text : TextWeights
    engagement : Linear
        One weight for each of `model.features.WIDTH` features.
    calibration : Calibration
    """

    text: TextWeights
    engagement: Linear
    calibration: Calibration

    @cached_property
    def _text_head(self) -> "tuple[TfidfVectorizer, LogisticRegression]":
        return text_head(self.text)

    @cached_property
    def _engagement_head(self) -> "LogisticRegression":
        return engagement_head(self.engagement)

    def score(
        self,
        text: Sequence[str | None],
        counts: Mapping[str, NDArray[np.float64]],
    ) -> Scores:
        """Score rows; each row's result depends on that row alone.

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
        return Scores(
            *self.calibration.combine(
                self._text_log_odds(text), self._engagement_log_odds(matrix)
            )
        )

    def _text_log_odds(self, text: Sequence[str | None]) -> NDArray[np.float64]:
        log_odds = np.full(len(text), np.nan)
        known = has_words(text)
        if known.any():
            counter, linear = self._text_head
            words = counter.transform(
                [text[row] for row in np.flatnonzero(known).tolist()]
            )
            log_odds[known] = linear.decision_function(words)
        return log_odds

    def _engagement_log_odds(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        log_odds = np.full(len(matrix), np.nan)
        known = ~np.isnan(matrix).all(axis=1)
        if known.any():
            features = engagement_features(matrix[known])
            log_odds[known] = self._engagement_head.decision_function(features)
        return log_odds
