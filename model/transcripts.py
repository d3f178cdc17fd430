"""Puts transcripts together from the word lists, a block of rows at a time."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from model import phrases
from model.draws import Draws

_FRAMES = (0.68, 0.23, 0.06, 0.03)
_HEAD, _TAIL, _TWO, _MIXED = range(4)
_FOREIGN_SHARE = 0.02
_LEAD_SHARE = 0.15
_CAPITAL_SHARE = 0.12

Index = NDArray[np.int64]


class Pool:
    """Phrases to draw from, those with ``{n}`` once for each number.

    Parameters
    ----------
    phrases_ : sequence of str
    """

    def __init__(self, phrases_: Sequence[str]) -> None:
        flat = [""]
        starts, widths = [], []
        for phrase in phrases_:
            numbers = phrases.NUMBERS if "{n}" in phrase else ("",)
            starts.append(len(flat))
            widths.append(len(numbers))
            flat.extend(phrase.replace("{n}", number) for number in numbers)
        self._flat = pa.array(flat, pa.string())
        self._starts = np.asarray(starts, dtype=np.int64)
        self._widths = np.asarray(widths, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._starts)

    def draw(self, draws: Draws, size: int) -> Index:
        """Draw `size` phrases at random; positions for `texts`."""
        return self.number(draws.below(len(self), size), draws)

    def number(self, picked: Index, draws: Draws) -> Index:
        """Give the picked phrases their numbers; positions for `texts`."""
        spread = draws.unit(len(picked)) * self._widths[picked]
        return self._starts[picked] + np.floor(spread).astype(np.int64)

    def texts(self, positions: Index, where: NDArray[np.bool_]) -> pa.Array:
        """Return the phrases at `positions`, and empty text elsewhere."""
        return self._flat.take(pa.array(np.where(where, positions, 0)))


class _Pools:
    """Every pool, made once."""

    def __init__(self) -> None:
        self.leads = Pool(phrases.LEADS)
        self.speakers = Pool(phrases.SPEAKERS)
        self.heads = Pool(phrases.HEARSAY), Pool(phrases.BELIEFS)
        self.tails = Pool(phrases.HEARSAY_TAILS), Pool(phrases.BELIEF_TAILS)
        self.joins = Pool(phrases.JOINS_HEARSAY), Pool(phrases.JOINS_BELIEF)
        self.mixed = Pool(phrases.JOINS_MIXED)
        self.nouns = Pool([noun for nouns, _ in phrases.TOPICS for noun in nouns])
        self.says = Pool([f" {say}" for _, says in phrases.TOPICS for say in says])
        self.qualifiers = Pool(phrases.QUALIFIERS)
        self.ends = Pool(phrases.ENDS)
        self.foreign = Pool(_foreign(0)), Pool(_foreign(1))


def _foreign(label: int) -> list[str]:
    return [
        head + statement
        for *heads, statements in phrases.LANGUAGES
        for head in heads[label]
        for statement in statements
    ]


@cache
def _pools() -> _Pools:
    return _Pools()


def transcripts(opinion: NDArray[np.bool_], draws: Draws) -> pa.Array:
    """Make one transcript a row.

    Parameters
    ----------
    opinion : bool array of shape (n,)
        Where the row is an opinion; a claim elsewhere.
    draws : Draws

    Returns
    -------
    pyarrow.StringArray of length n
    """
    size = len(opinion)
    pools = _pools()
    everywhere = np.ones(size, dtype=np.bool_)
    frame = draws.choose(_FRAMES, size)
    foreign = draws.chance(_FOREIGN_SHARE, size)
    home, headed = ~foreign, ~foreign & (frame != _TAIL)
    two, mixed = home & (frame == _TWO), home & (frame == _MIXED)
    # A mixed transcript tells hearsay and a view; its label is anybody's guess.
    voice = opinion & (frame != _MIXED)
    lead = draws.chance(_LEAD_SHARE, size) | (home & (frame == _TAIL))
    parts = [
        pools.leads.texts(pools.leads.draw(draws, size), lead),
        pools.speakers.texts(pools.speakers.draw(draws, size), headed),
        *_by_label(pools.heads, voice, headed, draws),
        *_statement(home, draws),
        *_by_label(pools.joins, opinion, two, draws),
        pools.mixed.texts(pools.mixed.draw(draws, size), mixed),
        *_statement(two | mixed, draws),
        *_by_label(pools.tails, opinion, home & (frame == _TAIL), draws),
        *_by_label(pools.foreign, opinion, foreign, draws),
        pools.ends.texts(pools.ends.draw(draws, size), everywhere),
    ]
    joined = pc.binary_join_element_wise(*parts, "")
    capital = pa.array(draws.chance(_CAPITAL_SHARE, size))
    return pc.if_else(capital, _capitalised(joined), joined)


def _by_label(
    pools: tuple[Pool, Pool],
    opinion: NDArray[np.bool_],
    where: NDArray[np.bool_],
    draws: Draws,
) -> list[pa.Array]:
    claims, opinions = pools
    size = len(opinion)
    return [
        claims.texts(claims.draw(draws, size), where & ~opinion),
        opinions.texts(opinions.draw(draws, size), where & opinion),
    ]


def _statement(where: NDArray[np.bool_], draws: Draws) -> list[pa.Array]:
    """Say something of a topic: noun, predicate and qualifier that fit together."""
    pools, size = _pools(), len(where)
    topic = draws.below(len(phrases.TOPICS), size)
    nouns, says = (len(words) for words in phrases.TOPICS[0])
    noun = pools.nouns.number(topic * nouns + draws.below(nouns, size), draws)
    say = pools.says.number(topic * says + draws.below(says, size), draws)
    qualifier = pools.qualifiers.draw(draws, size)
    return [
        pools.nouns.texts(noun, where),
        pools.says.texts(say, where),
        pools.qualifiers.texts(qualifier, where),
    ]


def _capitalised(texts: pa.Array) -> pa.Array:
    first = pc.utf8_slice_codeunits(texts, 0, 1)
    rest = pc.utf8_slice_codeunits(texts, 1)
    return pc.binary_join_element_wise(pc.utf8_upper(first), rest, "")
