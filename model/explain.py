"""Explains one row's score: which words and counts moved it, and what the guard saw."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier
from model.features import CURVES, TOKEN, count_matrix, quantities
from model.linguistics import GROUPS, NAMES, linguistic_features
from model.pipeline import Linear, TextWeights, ngrams
from model.schema import COUNT_NAMES

_WORD = re.compile(TOKEN)
# What `model.linguistics` tells apart: words, and every sign by itself.
_PIECE = re.compile(r"\w+|[^\w\s]")
_RATE = ", rate"
_TINY = 1e-12
# What is left out of a row: nothing, its counts, its text.
_WHOLE, _COUNTS, _TEXT = "", "counts", "text"

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


@dataclass(frozen=True)
class GuardReading:
    """What the guard saw of one row.

    Attributes
    ----------
    words_outside : bool
    pairs, known_pairs : int
        Word pairs of the text, and those that training has seen.
    beyond : tuple of (str, float, float)
        Counts and rates above what training reached: name, value, limit.
    """

    words_outside: bool
    pairs: int
    known_pairs: int
    beyond: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why one row has its score; NaN stands for no score.

    Attributes
    ----------
    p_claim, p_text, p_engagement : float
    without_counts, without_text : float
        P(claim) if the row had no counts, or no text.
    without : dict of str to float
        P(claim) if the row hadn't one count, for each count that it has.
    added : dict of str to float
        What each of these adds, with its rates, to the engagement head's log-odds.
    text : Account or None
        The text head's; None where there is no word.
    general : Account or None
        The general head's, where the words are outside.
    guard : GuardReading
    """

    p_claim: float
    p_text: float
    p_engagement: float
    without_counts: float
    without_text: float
    without: dict[str, float]
    added: dict[str, float]
    text: Account | None
    general: Account | None
    guard: GuardReading


def explain(
    classifier: Classifier, text: str | None, counts: Mapping[str, float]
) -> Explanation:
    """Explain one row.

    Words by the exact terms of the linear heads; counts by occlusion (Robnik-Šikonja
    and Kononenko 2008, "Explaining classifications for individual instances", IEEE
    TKDE 20): the row is scored again without each.

    Parameters
    ----------
    classifier : Classifier
    text : str or None
    counts : mapping of str to float
        By the contract's names; absent or NaN where missing.
    """
    words = _Words.of(text or "")
    columns = {name: np.array([counts.get(name, np.nan)]) for name in COUNT_NAMES}
    matrix = count_matrix(columns, 1)
    guard = _guard_reading(classifier, text, matrix)
    tried = _occluded(classifier, text, matrix)
    present = [name for name in tried if name in COUNT_NAMES]
    whole, own = tried[_WHOLE], _log_odds(tried[_WHOLE].engagement)
    general = (
        _general_account(classifier.general, text or "")
        if guard.words_outside
        else None
    )
    return Explanation(
        p_claim=whole.claim,
        p_text=whole.text,
        p_engagement=whole.engagement,
        without_counts=tried[_COUNTS].claim,
        without_text=tried[_TEXT].claim,
        without={name: tried[name].claim for name in present},
        added={name: own - _log_odds(tried[name].engagement) for name in present},
        text=_text_account(classifier.text, words) if words.tokens else None,
        general=general,
        guard=guard,
    )


@dataclass(frozen=True)
class _Row:
    """A row's three probabilities."""

    claim: float
    text: float
    engagement: float


@dataclass(frozen=True, eq=False)
class _Words:
    """A text's words in small letters, and where they stand in it."""

    tokens: list[str]
    starts: Places
    stops: Places

    @classmethod
    def of(cls, text: str) -> "_Words":
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


def _text_account(weights: TextWeights, words: _Words) -> Account:
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


def _general_account(linear: Linear, text: str) -> Account:
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


def _guard_reading(
    classifier: Classifier, text: str | None, matrix: Floats
) -> GuardReading:
    reading, guard = classifier.read([text]), classifier.guard
    pairs = int(reading.pairs[0])
    values = quantities(matrix)[0]
    beyond = []
    for place in np.flatnonzero(values > guard.count_limits).tolist():
        value, limit = float(values[place]), float(guard.count_limits[place])
        name = CURVES[place].name
        if place < len(COUNT_NAMES):
            name = COUNT_NAMES[place]
            value, limit = float(matrix[0, place]), 10.0**limit - 1.0
        beyond.append((name, value, limit))
    known = round(float(reading.coverage[0]) * pairs)
    return GuardReading(bool(reading.outside[0]), pairs, known, tuple(beyond))


def _occluded(
    classifier: Classifier, text: str | None, matrix: Floats
) -> dict[str, _Row]:
    """Score the row as it is, then without counts, without text, without each count."""
    present = np.flatnonzero(~np.isnan(matrix[0])).tolist()
    left_out = [_WHOLE, _COUNTS, _TEXT, *(COUNT_NAMES[place] for place in present)]
    rows = np.repeat(matrix, len(left_out), axis=0)
    rows[1] = np.nan
    rows[np.arange(3, len(rows)), present] = np.nan
    texts = [None if name == _TEXT else text for name in left_out]
    columns = {name: rows[:, place] for place, name in enumerate(COUNT_NAMES)}
    scores = classifier.score(texts, columns)
    heads = scores.p_claim, scores.p_text, scores.p_engagement
    found = zip(*(head.tolist() for head in heads), strict=True)
    return {name: _Row(*row) for name, row in zip(left_out, found, strict=True)}


def _log_odds(p: float) -> float:
    """Return the log-odds of a probability; 0 where a head has nothing to say."""
    if np.isnan(p):
        return 0.0
    held = min(max(p, _TINY), 1.0 - _TINY)
    return float(np.log(held / (1.0 - held)))
