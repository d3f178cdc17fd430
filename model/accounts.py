"""What each word, word pair and trait of style adds to a linear head's sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.features import TOKEN
from model.linguistics import GROUPS, NAMES, linguistic_features
from model.pipeline import Linear, TextWeights, ngrams

_WORD = re.compile(TOKEN)
# What `model.linguistics` tells apart: words, and every sign by itself.
_PIECE = re.compile(r"\w+|[^\w\s]")
_RATE = ", rate"

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Account:
    """A linear head's sum for one text, exactly.

    ``intercept + weights.sum()`` is `log_odds`, and so is ``intercept + rest +
    word_weights.sum()``.

    Attributes
    ----------
    log_odds, intercept : float
        Before any bound or calibration.
    names : tuple of str, of length k
        Words and word pairs, or linguistic features; the strongest first.
    times : int64 array of shape (k,)
        How often the text has each; 0 where that can't be counted.
    weights : float64 array of shape (k,)
        What each adds to the log-odds: term frequency, inverse document frequency and
        weight multiplied, or feature and weight.
    starts, stops : intp arrays of shape (m,)
        Stretches of the text, in characters, rising.
    word_weights : float64 array of shape (m,)
        What each stretch adds; a pair's weight is shared by its two words.
    rest : float
        What no stretch stands for, such as the text's length.
    """

    log_odds: float
    intercept: float
    names: tuple[str, ...]
    times: NDArray[np.int64]
    weights: Floats
    starts: Places
    stops: Places
    word_weights: Floats
    rest: float = 0.0


@dataclass(frozen=True, eq=False)
class TextWords:
    """A text's words in small letters, and where they stand in it."""

    tokens: list[str]
    starts: Places
    stops: Places

    @classmethod
    def of(cls, text: str) -> "TextWords":
        """Find a text's words as the text head sees them."""
        lower = text.lower()
        found = list(_WORD.finditer(lower))
        starts = np.fromiter((one.start() for one in found), np.intp, len(found))
        stops = np.fromiter((one.end() for one in found), np.intp, len(found))
        if len(lower) != len(text):
            # Some letters become two when they are made small.
            sizes = [len(letter.lower()) for letter in text]
            origin = np.append(np.repeat(np.arange(len(text)), sizes), len(text))
            starts, stops = origin[starts], origin[stops - 1] + 1
        return cls([one[0] for one in found], starts, stops)


def text_account(weights: TextWeights, words: TextWords) -> Account:
    """Give each known n-gram's share of the text head's sum."""
    place = {ngram: number for number, ngram in enumerate(weights.vocabulary)}
    listed = ngrams(words.tokens)
    codes = np.fromiter((place.get(one, -1) for one in listed), np.intp, len(listed))
    each = np.append(weights.idf * weights.linear.weights, 0.0)
    added = each[codes]
    number = len(words.tokens)
    half = added[number:] / 2.0
    own = added[:number].copy()
    own[:-1] += half
    own[1:] += half
    known, times = np.unique(codes[codes >= 0], return_counts=True)
    return _account(
        weights.linear.intercept,
        [weights.vocabulary[code] for code in known.tolist()],
        times,
        times * each[known],
        (words.starts, words.stops, own),
    )


def general_account(linear: Linear, text: str) -> Account:
    """Give each linguistic feature's share of the general head's sum."""
    found = list(_PIECE.finditer(text))
    distinct: dict[str, int] = {}
    codes = np.array([distinct.setdefault(p[0], len(distinct)) for p in found], np.intp)
    groups = len(GROUPS)
    # A text of one token has the feature of each group that the token belongs to.
    belongs = linguistic_features(list(distinct))[:, :groups] > 0
    times = belongs[codes].sum(axis=0) if len(codes) else np.zeros(groups, np.int64)
    values = linguistic_features([text])[0] * linear.weights
    names = [_family(name) for name in NAMES]
    family = list(dict.fromkeys(names))
    weights = np.zeros(len(family))
    np.add.at(weights, [family.index(name) for name in names], values)
    each = weights[:groups] / np.maximum(times, 1)
    counted = np.append(times, np.zeros(len(family) - groups, np.int64))
    own = (belongs @ each)[codes] if len(codes) else np.zeros(0)
    return _account(
        linear.intercept,
        family,
        counted,
        weights,
        (
            np.array([one.start() for one in found], np.intp),
            np.array([one.end() for one in found], np.intp),
            own,
        ),
        rest=float(weights[groups:].sum()),
    )


def _family(name: str) -> str:
    """Return what features that tell of the same thing are shown as."""
    return "length" if name.startswith("more than ") else name.removesuffix(_RATE)


def _account(
    intercept: float,
    names: Sequence[str],
    times: NDArray[np.int64],
    weights: Floats,
    words: tuple[Places, Places, Floats],
    rest: float = 0.0,
) -> Account:
    """Put an account together: strongest first, without what adds nothing."""
    order = np.argsort(-np.abs(weights), kind="stable")
    order = order[weights[order] != 0]
    starts, stops, own = words
    moved = own != 0
    return Account(
        log_odds=intercept + float(weights.sum()),
        intercept=intercept,
        names=tuple(names[place] for place in order.tolist()),
        times=times[order].astype(np.int64),
        weights=weights[order],
        starts=starts[moved],
        stops=stops[moved],
        word_weights=own[moved],
        rest=rest,
    )
