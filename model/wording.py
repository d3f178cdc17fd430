"""The general head as plain arrays: log-odds by how pieces of text are worded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.lexicon import Facts
from model.linguistics import GROUPS, KNOTS, MOST_COUNTED, MOST_LETTERS
from model.pieces import Pieces
from model.pipeline import Linear
from model.tokens import expand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GROUPS = len(GROUPS)
_NARROW = 2**32


@dataclass(frozen=True, eq=False)
class Wording:
    """The general head's weights by what they weigh; see `model.linguistics.NAMES`.

    Attributes
    ----------
    held : float64 array of shape (g,)
        Of a group that a text holds.
    rate : float64 array of shape (g,)
        Of one more of it, over the square root of the words.
    letters, variety, length : float
        Of letters per word, of the share of distinct words, of the words' logarithm.
    longer : float64 array
        For a text of so many words, what the knots up to that length add together.
    intercept : float
    """

    held: Floats
    rate: Floats
    letters: float
    variety: float
    length: float
    longer: Floats
    intercept: float

    @classmethod
    def of(cls, linear: Linear) -> "Wording":
        """Take the general head apart."""
        weights = linear.weights
        knots = weights[2 * _GROUPS + 3 :]
        letters, variety, length = weights[2 * _GROUPS : 2 * _GROUPS + 3].tolist()
        lengths = np.arange(max(KNOTS) + 2)
        return cls(
            weights[:_GROUPS],
            weights[_GROUPS : 2 * _GROUPS] * 1.5,
            letters / 6.0,
            variety,
            length / 3.0,
            (lengths[:, np.newaxis] > np.asarray(KNOTS)) @ knots,
            linear.intercept,
        )

    def log_odds(self, pieces: Pieces, facts: Facts) -> Floats:
        """Return each row's log-odds; a row's result depends on that row alone.

        Parameters
        ----------
        pieces : Pieces
            Of n rows.
        facts : Facts
            Of the pieces.

        Returns
        -------
        float64 array of shape (n,)
        """
        words = pieces.total(facts.plain_words)
        letters = pieces.total(facts.letters)
        counts = self._group_counts(pieces, facts)
        at_least_one = np.maximum(words, 1).astype(np.float64)
        rate = (np.minimum(counts, MOST_COUNTED) * self.rate).sum(axis=1)
        said = ((counts > 0) * self.held).sum(axis=1)
        said += rate / np.sqrt(at_least_one)
        said += np.minimum(letters / at_least_one, MOST_LETTERS) * self.letters
        distinct = _distinct(pieces, facts)
        said += np.minimum(distinct / at_least_one, 1.0) * self.variety
        said += np.log1p(words) * self.length
        said += self.longer[np.minimum(words, len(self.longer) - 1)]
        said += self.intercept
        return said

    @staticmethod
    def _group_counts(pieces: Pieces, facts: Facts) -> Ints:
        """Count each row's tokens of each group; int64 array of shape (n, g)."""
        rows = len(pieces.bounds) - 1
        sizes = facts.group_stops - facts.group_starts
        told = np.flatnonzero((sizes > 0)[pieces.codes])
        codes = pieces.codes[told]
        row = pieces.rows[told]
        groups = facts.groups[
            expand(facts.group_starts[codes], facts.group_stops[codes])
        ]
        cells = np.repeat(row * _GROUPS, sizes[codes]) + groups
        return np.bincount(cells, minlength=rows * _GROUPS).reshape(rows, _GROUPS)


def _distinct(pieces: Pieces, facts: Facts) -> Ints:
    """Count each row's distinct tokens."""
    rows = len(pieces.bounds) - 1
    sizes = facts.token_stops - facts.token_starts
    tokens = facts.tokens[
        expand(facts.token_starts[pieces.codes], facts.token_stops[pieces.codes])
    ]
    # Narrow keys sort in half the time.
    narrow = rows * facts.token_count < _NARROW
    keys = np.repeat(pieces.rows * facts.token_count, sizes[pieces.codes]) + tokens
    keys = keys.astype(np.uint32) if narrow else keys
    keys.sort()
    ends = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(pieces.total(sizes), out=ends[1:])
    new = np.zeros(len(keys) + 1, dtype=np.int64)
    if len(keys):
        new[1] = 1
        np.cumsum(keys[1:] != keys[:-1], out=new[2:])
        new[2:] += 1
    return np.diff(new[ends])
