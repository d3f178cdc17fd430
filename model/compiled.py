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

from model.classifier import Classifier, Reading, Scores, settled
from model.curves import Curves
from model.features import count_matrix, quantities
from model.guard import Guard, coverage
from model.lexicon import Column, Facts, Lexicon
from model.pairs import NO_PAIR, left_half, right_half
from model.pieces import HIGH, LOW, Pieces, cut
from model.vocabulary import Vocabulary
from model.wording import Wording

Floats = NDArray[np.float64]

# Arrays of so many numbers stay in a processor's cache, and their memory in hand.
_PIECES_AT_ONCE = 65536


@dataclass(frozen=True, eq=False, repr=False)
class Compiled:
    """A classifier taken apart into arrays; safe to use from several threads.

    Attributes
    ----------
    classifier : Classifier
        Its numbers as they were.
    vocabulary : Vocabulary
    lexicon : Lexicon
        The pieces of text read so far.
    curves : Curves
    wording : Wording
    """

    classifier: Classifier
    vocabulary: Vocabulary
    lexicon: Lexicon
    curves: Curves
    wording: Wording

    @property
    def guard(self) -> Guard:
        """The classifier's guard."""
        return self.classifier.guard

    @classmethod
    def of(cls, classifier: Classifier) -> "Compiled":
        """Take a classifier apart."""
        vocabulary = Vocabulary.of(classifier.text, classifier.guard)
        return cls(
            classifier,
            vocabulary,
            Lexicon(vocabulary),
            Curves.of(classifier.engagement),
            Wording.of(classifier.general),
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
        blocks = pieces.blocks(_PIECES_AT_ONCE)
        parts = [self._block(pieces.part(rows), facts, matrix[rows]) for rows in blocks]
        if len(parts) == 1:
            return parts[0]
        heads = zip(*(vars(part).values() for part in parts), strict=True)
        return Scores(*map(np.concatenate, heads))

    def _block(self, pieces: Pieces, facts: Facts, matrix: Floats) -> Scores:
        values = quantities(matrix)
        engagement = self.curves.log_odds(values)
        engagement[np.isnan(matrix).all(axis=1)] = np.nan
        return settled(
            self.classifier.calibration,
            self._reading(pieces, facts),
            engagement,
            self.guard.beyond(values),
            lambda rows: self._general(pieces, facts, rows),
        )

    def read(self, text: pa.LargeStringArray) -> Reading:
        """Read transcripts with the text head and the guard."""
        pieces = cut(text)
        return self._reading(pieces, self.lexicon.facts(pieces.distinct))

    def _general(self, pieces: Pieces, facts: Facts, rows: NDArray[np.intp]) -> Floats:
        if 2 * len(rows) > len(pieces.bounds):  # then all cost less than picking some
            return self.wording.log_odds(pieces, facts)[rows]
        return self.wording.log_odds(pieces.of_rows(rows), facts)

    def _reading(self, pieces: Pieces, facts: Facts) -> Reading:
        pieces = pieces.where(facts[Column.WORDS] > 0)
        weight = facts.weight[pieces.codes]
        counted = (facts[Column.WORDS] + (facts[Column.SEEN] << HIGH))[pieces.codes]
        self._add_pairs(pieces, facts, weight, counted)
        spoken = pieces.sizes > 0
        said = np.full(len(spoken), np.nan)
        if len(weight):
            said[spoken] = np.add.reduceat(weight, pieces.bounds[:-1][spoken])
            said[spoken] += self.vocabulary.intercept
        totals = pieces.sums(counted)
        words = totals & LOW
        share, pairs = coverage((totals >> HIGH).astype(np.float64), words)
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
        keys = right_half(facts[Column.FIRST])[pieces.codes]
        keys[1:] |= left_half(facts[Column.LAST])[pieces.codes[:-1]]
        # A row's first word has none before it in that row.
        keys[pieces.bounds[:-1][pieces.sizes > 0]] = NO_PAIR
        table = self.vocabulary.pairs
        hits, places = table.find(keys)
        weight[hits] += table.weights[places]
        counted[hits] += table.seen[places] << HIGH
