"""The text head as numbers: its words, its pairs of words, and what each adds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from model.features import TOKEN
from model.guard import Guard
from model.pairs import PairTable, left_half, right_half
from model.pipeline import TextWeights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A space parts two pieces; no word holds one.
_WORDS = re.compile(rf"{TOKEN}| ")
_BETWEEN, _UNKNOWN = -2, -1


@dataclass(frozen=True, eq=False)
class Reading:
    """What the text head makes of some pieces; m is how many they are.

    Attributes
    ----------
    weight : float64 array of shape (m,)
        What each adds by itself: its words, and the pairs within it.
    words, seen : int64 arrays of shape (m,)
        Words, and pairs of them that training has seen.
    first, last : int64 arrays of shape (m,)
        Numbers of the first and the last word; -1 where unknown or where none is.
    """

    weight: Floats
    words: Ints
    seen: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What the text head knows.

    Attributes
    ----------
    numbers : mapping of str to int
        Each token that is a word of the model or part of a pair of it, from 0; and the
        space between two pieces.
    weights : float64 array
        What each token adds to the log-odds alone; the last is for unknown ones.
    pairs : PairTable
    intercept : float
    """

    numbers: Mapping[str, int]
    weights: Floats
    pairs: PairTable
    intercept: float

    @classmethod
    def of(cls, text: TextWeights, guard: Guard) -> "Vocabulary":
        """Take a fitted text head apart.

        TF-IDF without a norm is a count times the IDF, so that each n-gram adds the
        same number to the log-odds each time it comes.
        """
        worth = text.idf * text.linear.weights
        split = [ngram.split(" ") for ngram in text.vocabulary]
        tokens = dict.fromkeys(token for parts in split for token in parts)
        numbers = {token: number for number, token in enumerate(tokens)}
        sizes = np.fromiter(map(len, split), dtype=np.int64, count=len(split))
        weights = np.zeros(len(numbers) + 1)
        single, double = np.flatnonzero(sizes == 1), np.flatnonzero(sizes == 2)
        weights[[numbers[split[place][0]] for place in single.tolist()]] = worth[single]
        halves = np.array(
            [[numbers[token] for token in split[place]] for place in double.tolist()],
            dtype=np.int64,
        ).reshape(-1, 2)
        keys = left_half(halves[:, 0]) | right_half(halves[:, 1])
        pairs = PairTable.of(keys, worth[double], guard.pairs[double])
        return cls({**numbers, " ": _BETWEEN}, weights, pairs, text.linear.intercept)

    def read(self, text: str, pieces: int) -> Reading:
        """Read pieces.

        Parameters
        ----------
        text : str
            The pieces without their own spaces, joined by one space each.
        pieces : int
            How many they are.
        """
        found = _WORDS.findall(text.lower())
        numbers = np.fromiter(
            map(self.numbers.get, found, repeat(_UNKNOWN)), np.int64, count=len(found)
        )
        between = numbers == _BETWEEN
        piece = np.cumsum(between)[~between]
        numbers = numbers[~between]
        words = np.bincount(piece, minlength=pieces)
        weight = np.zeros(pieces)
        weight += np.bincount(piece, self.weights[numbers], pieces)
        inner = np.flatnonzero(piece[1:] == piece[:-1])
        keys = left_half(numbers[inner]) | right_half(numbers[inner + 1])
        hits, places = self.pairs.find(keys)
        home = piece[inner[hits]]
        weight += np.bincount(home, self.pairs.weights[places], pieces)
        seen = np.bincount(home[self.pairs.seen[places] > 0], minlength=pieces)
        first, last = np.full(pieces, _UNKNOWN), np.full(pieces, _UNKNOWN)
        spoken, stops = np.flatnonzero(words), np.cumsum(words)
        last[spoken] = numbers[stops[spoken] - 1]
        first[spoken] = numbers[(stops - words)[spoken]]
        return Reading(weight, words, seen, first, last)
