"""Explains one row's score: which words and counts moved it, and what the guard saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.accounts import Account, TextWords, general_account, text_account
from model.compiled import Compiled
from model.features import CURVES, count_matrix, quantities
from model.schema import COUNT_NAMES

_TINY = 1e-12
# What is left out of a row: nothing, its counts, its text.
_WHOLE, _COUNTS, _TEXT = "", "counts", "text"

Floats = NDArray[np.float64]


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
    compiled: Compiled, text: str | None, counts: Mapping[str, float]
) -> Explanation:
    """Explain one row.

    Words by the exact terms of the linear heads; counts by occlusion (Robnik-Šikonja
    and Kononenko 2008, "Explaining classifications for individual instances", IEEE
    TKDE 20): the row is scored again without each.

    Parameters
    ----------
    compiled : Compiled
    text : str or None
    counts : mapping of str to float
        By the contract's names; absent or NaN where missing.
    """
    words = TextWords.of(text or "")
    classifier = compiled.classifier
    columns = {name: np.array([counts.get(name, np.nan)]) for name in COUNT_NAMES}
    matrix = count_matrix(columns, 1)
    guard = _guard_reading(compiled, text, matrix)
    tried = _occluded(compiled, text, matrix)
    present = [name for name in tried if name in COUNT_NAMES]
    whole, own = tried[_WHOLE], _log_odds(tried[_WHOLE].engagement)
    general = (
        general_account(classifier.general, text or "") if guard.words_outside else None
    )
    return Explanation(
        p_claim=whole.claim,
        p_text=whole.text,
        p_engagement=whole.engagement,
        without_counts=tried[_COUNTS].claim,
        without_text=tried[_TEXT].claim,
        without={name: tried[name].claim for name in present},
        added={name: own - _log_odds(tried[name].engagement) for name in present},
        text=text_account(classifier.text, words) if words.tokens else None,
        general=general,
        guard=guard,
    )


@dataclass(frozen=True)
class _Row:
    """A row's three probabilities."""

    claim: float
    text: float
    engagement: float


def _guard_reading(
    compiled: Compiled, text: str | None, matrix: Floats
) -> GuardReading:
    reading, guard = compiled.read(_column([text])), compiled.guard
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


def _occluded(compiled: Compiled, text: str | None, matrix: Floats) -> dict[str, _Row]:
    """Score the row as it is, then without counts, without text, without each count."""
    present = np.flatnonzero(~np.isnan(matrix[0])).tolist()
    left_out = [_WHOLE, _COUNTS, _TEXT, *(COUNT_NAMES[place] for place in present)]
    rows = np.repeat(matrix, len(left_out), axis=0)
    rows[1] = np.nan
    rows[np.arange(3, len(rows)), present] = np.nan
    texts = [None if name == _TEXT else text for name in left_out]
    columns = {name: rows[:, place] for place, name in enumerate(COUNT_NAMES)}
    scores = compiled.score(_column(texts), columns)
    heads = scores.p_claim, scores.p_text, scores.p_engagement
    found = zip(*(head.tolist() for head in heads), strict=True)
    return {name: _Row(*row) for name, row in zip(left_out, found, strict=True)}


def _column(texts: Sequence[str | None]) -> pa.LargeStringArray:
    return pa.array(
        [None if text is None else text.encode("utf-8", "replace") for text in texts],
        pa.large_binary(),
    ).view(pa.large_string())


def _log_odds(p: float) -> float:
    """Return the log-odds of a probability; 0 where a head has nothing to say."""
    if np.isnan(p):
        return 0.0
    held = min(max(p, _TINY), 1.0 - _TINY)
    return float(np.log(held / (1.0 - held)))
