"""The general head as plain arrays: log-odds by how pieces of text are worded."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.lexicon import Column, Facts
from model.linguistics import GROUPS, KNOTS, MOST_COUNTED, MOST_LETTERS
from model.pieces import HIGH, LOW, Pieces, bounds_of
from model.pipeline import Linear
from model.tokens import expand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[np.integer[Any]]

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
        both = pieces.total(facts[Column.PLAIN_WORDS] + (facts[Column.LETTERS] << HIGH))
        words, letters = both & LOW, both >> HIGH
        at_least_one = np.maximum(words, 1).astype(np.float64)
        held, rate = self._groups(pieces, facts)
        said: Floats = held + rate / np.sqrt(at_least_one)
        said += np.minimum(letters / at_least_one, MOST_LETTERS) * self.letters
        distinct = _distinct(pieces, facts)
        said += np.minimum(distinct / at_least_one, 1.0) * self.variety
        said += np.log1p(words) * self.length
        said += self.longer[np.minimum(words, len(self.longer) - 1)]
        said += self.intercept
        return said

    def _groups(self, pieces: Pieces, facts: Facts) -> tuple[Floats, Floats]:
        """Weigh each row's groups, held and counted; float64 arrays of shape (n,)."""
        rows = len(pieces.bounds) - 1
        cells = _spread(
            pieces,
            np.arange(rows) * _GROUPS,
            *(facts[Column.GROUPS], facts[Column.GROUPS_END], facts.groups),
        )
        counts = np.bincount(cells, minlength=rows * _GROUPS).reshape(rows, _GROUPS)
        counted = np.minimum(counts, MOST_COUNTED)
        # No matrix product: its rounding may depend on the rows beside a row.
        rate = np.einsum("ij,j->i", counted, self.rate)
        held = np.einsum("ij,j->i", np.minimum(counted, 1.0, out=counted), self.held)
        return held, rate


def _distinct(pieces: Pieces, facts: Facts) -> Ints:
    """Count each row's distinct tokens."""
    rows = len(pieces.bounds) - 1
    # Narrow keys sort in half the time.
    narrow = rows * facts.token_count <= _NARROW
    kind = np.uint32 if narrow else np.int64
    keys = _spread(
        pieces,
        (np.arange(rows) * facts.token_count).astype(kind),
        *(facts[Column.TOKENS], facts[Column.TOKENS_END], facts.tokens),
    )
    keys.sort()
    ends = bounds_of(pieces.total(facts[Column.TOKENS_END] - facts[Column.TOKENS]))
    new = np.zeros(len(keys) + 1, dtype=np.int64)
    new[1:2] = 1
    np.not_equal(keys[1:], keys[:-1], out=new[2:], casting="unsafe")
    np.cumsum(new, out=new)
    return np.diff(new[ends])


def _spread(
    pieces: Pieces, bases: Numbers, starts: Ints, stops: Ints, values: Ints
) -> Numbers:
    """List the values of all pieces, each plus its row's base, in any order.

    Parameters
    ----------
    pieces : Pieces
    bases : array of shape (n,)
    starts, stops : int64 arrays of shape (m,)
        Where in `values` those of each distinct piece are.
    values : int64 array
    """
    kind, held = bases.dtype, stops - starts
    base, codes = np.repeat(bases, pieces.sizes), pieces.codes
    if not held.all():
        kept = np.flatnonzero((held > 0)[codes])
        base, codes = base[kept], codes[kept]
    more = np.flatnonzero((held > 1)[codes])
    if len(more):
        rich = codes[more]
        others = np.repeat(base[more], held[rich] - 1)
        others += values[expand(starts[rich] + 1, stops[rich])].astype(kind)
    first = np.zeros(len(held), dtype=kind)
    first[held > 0] = values[starts[held > 0]]
    base += first[codes]
    return np.concatenate([base, others]) if len(more) else base
