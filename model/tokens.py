"""The general head's tokens by number: what each is, judged once."""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import count, islice

import numpy as np
from numpy.typing import NDArray

from model.linguistics import SIGN_OR_WORD, judged
from model.pieces import bounds_of
from model.stack import Stack

Ints = NDArray[np.int64]

# A space parts two pieces; no token holds one.
_TOKENS = re.compile(rf"{SIGN_OR_WORD}| ")
_BETWEEN = " "


@dataclass(frozen=True, eq=False)
class Wording:
    """How some pieces are worded; m is how many they are.

    Attributes
    ----------
    words, letters : int64 arrays of shape (m,)
    sizes : int64 array of shape (m,)
        Tokens of each piece.
    tokens : int64 array
        Their numbers, one piece's after another's.
    group_sizes : int64 array of shape (m,)
        Groups of `model.linguistics.GROUPS` that a piece's tokens belong to, each as
        often as it comes.
    groups : int64 array
        These groups, one piece's after another's.
    """

    words: Ints
    letters: Ints
    sizes: Ints
    tokens: Ints
    group_sizes: Ints
    groups: Ints


class TokenBook:
    """Every token that was met, with a number of its own."""

    def __init__(self) -> None:
        # Counted from outside: a dictionary that asks itself is never freed in time.
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        # Of each token: whether it is a word, its letters, its groups' place and end.
        self._facts = Stack(np.int64, 4)
        self._groups = Stack(np.int64)
        self._between = self._numbers[_BETWEEN]
        self._judge()

    def __len__(self) -> int:
        return len(self._numbers)

    def read(self, text: str, pieces: int) -> Wording:
        """Read pieces, judging the tokens that are new.

        Parameters
        ----------
        text : str
            The pieces without their own spaces, joined by one space each.
        pieces : int
            How many they are.
        """
        found = _TOKENS.findall(text)
        numbers = np.fromiter(
            map(self._numbers.__getitem__, found), np.int64, count=len(found)
        )
        self._judge()
        between = numbers == self._between
        piece, tokens = np.cumsum(between)[~between], numbers[~between]
        words, letters, starts, stops = self._facts.rows[tokens].T
        spread = expand(starts, stops)
        return Wording(
            _total(piece, words, pieces),
            _total(piece, letters, pieces),
            np.bincount(piece, minlength=pieces),
            tokens,
            _total(piece, stops - starts, pieces),
            self._groups.rows[spread],
        )

    def _judge(self) -> None:
        """Judge the tokens that have a number but nothing else yet."""
        new = len(self._numbers) - len(self._facts)
        tokens = list(islice(reversed(self._numbers), new))[::-1]
        table = judged(tokens)
        rows, groups = np.nonzero(table[:, :-2])
        bounds = bounds_of(np.bincount(rows, minlength=new)) + len(self._groups)
        facts = np.empty((new, 4), dtype=np.int64)
        facts[:, :2] = table[:, -2:]
        facts[:, 2], facts[:, 3] = bounds[:-1], bounds[1:]
        self._facts.push(facts)
        self._groups.push(groups)


def expand(starts: Ints, stops: Ints) -> Ints:
    """List the places from each start up to its stop, one range after another."""
    sizes = stops - starts
    ends = np.cumsum(sizes)
    shifts = np.repeat(starts - ends + sizes, sizes)
    shifts += np.arange(len(shifts))
    return shifts


def _total(piece: Ints, values: Ints, pieces: int) -> Ints:
    return np.bincount(piece, values, pieces).astype(np.int64)
