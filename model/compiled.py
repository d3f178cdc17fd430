"""The fitted classifier as plain arrays: the reference's scores, many times faster.

Equal to `model.classifier.Classifier` within rounding on every row; neither
scikit-learn nor scipy is imported. Text is cut at its spaces, each distinct piece is
read once by the reference's own rules and remembered, and what the pieces add is
gathered and summed by row. Everything long happens in numpy or Arrow, outside Python's
lock, so that threads share the work.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.calibration import Calibration
from model.classifier import Classifier, Reading, Scores, settled
from model.curves import Curves
from model.features import count_matrix, quantities
from model.guard import Guard, coverage
from model.lexicon import Facts, Lexicon
from model.pairs import left_half, right_half
from model.pieces import Pieces, cut
from model.vocabulary import Vocabulary
from model.wording import Wording

Floats = NDArray[np.float64]

# Two counts in one number: the second is shifted by so many bits.
_HIGH = np.int64(32)
_LOW = np.int64(0xFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Compiled:
    """A classifier taken apart into arrays; safe to use from several threads.

    Attributes
    ----------
    vocabulary : Vocabulary
    lexicon : Lexicon
        The pieces of text read so far.
    curves : Curves
    wording : Wording
    calibration : Calibration
    guard : Guard
    """

    vocabulary: Vocabulary
    lexicon: Lexicon
    curves: Curves
    wording: Wording
    calibration: Calibration
    guard: Guard

    @classmethod
    def of(cls, classifier: Classifier) -> "Compiled":
        """Take a classifier apart."""
        vocabulary = Vocabulary.of(classifier.text, classifier.guard)
        return cls(
            vocabulary,
            Lexicon(vocabulary),
            Curves.of(classifier.engagement),
            Wording.of(classifier.general),
            classifier.calibration,
            classifier.guard,
        )

    def score(self, text: pa.LargeStringArray, counts: Mapping[str, Floats]) -> Scores:
        """Score rows; each row's result depends on that row alone.

        Memory is taken for all rows at once, about twenty times the text: give it some
        thousand rows at a time.

        Parameters
        ----------
        text : pyarrow.LargeStringArray of length n
            Transcripts; what isn't UTF-8 is read as replacement characters.
        counts : mapping of str to float64 array of shape (n,)
            By the contract's names, NaN where missing; absent counts are missing.
        """
        pieces = cut(text)
        facts = self.lexicon.facts(pieces.distinct)
        matrix = count_matrix(counts, len(text))
        values = quantities(matrix)
        engagement = self.curves.log_odds(values)
        engagement[np.isnan(matrix).all(axis=1)] = np.nan
        return settled(
            self.calibration,
            self._reading(pieces, facts),
            engagement,
            self.guard.beyond(values),
            lambda rows: self.wording.log_odds(pieces.of_rows(rows), facts),
        )

    def read(self, text: pa.LargeStringArray) -> Reading:
        """Read transcripts with the text head and the guard."""
        pieces = cut(text)
        return self._reading(pieces, self.lexicon.facts(pieces.distinct))

    def _reading(self, pieces: Pieces, facts: Facts) -> Reading:
        if not (facts.words > 0).all():
            pieces = pieces.where(facts.words > 0)
        weight = facts.weight[pieces.codes]
        counted = (facts.words + (facts.seen << _HIGH))[pieces.codes]
        self._add_pairs(pieces, facts, weight, counted)
        spoken = np.diff(pieces.bounds) > 0
        said = np.full(len(spoken), np.nan)
        if len(weight):
            said[spoken] = np.add.reduceat(weight, pieces.bounds[:-1][spoken])
            said[spoken] += self.vocabulary.intercept
        totals = pieces.sums(counted)
        words = totals & _LOW
        share, pairs = coverage((totals >> _HIGH).astype(np.float64), words)
        outside = spoken & self.guard.words_outside(share, pairs)
        return Reading(said, share, pairs, outside)

    def _add_pairs(
        self,
        pieces: Pieces,
        facts: Facts,
        weight: Floats,
        counted: NDArray[np.int64],
    ) -> None:
        """Add to each piece the pair of its first word and the one before it."""
        keys = right_half(facts.first)[pieces.codes]
        keys[1:] |= left_half(facts.last)[pieces.codes[:-1]]
        table = self.vocabulary.pairs
        hits, places = table.find(keys)
        # A row's first word has none before it in that row.
        inside = np.ones(len(keys), dtype=np.bool_)
        inside[pieces.bounds[:-1][np.diff(pieces.bounds) > 0]] = False
        inner = inside[hits]
        hits, places = hits[inner], places[inner]
        weight[hits] += table.weights[places]
        counted[hits] += table.seen[places] << _HIGH
