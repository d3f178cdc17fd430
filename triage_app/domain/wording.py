"""In which words two near-duplicate texts differ."""

import re
from collections.abc import Set

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")

Span = tuple[int, int]
"""Where a stretch begins, and how many characters it has."""


def words_of(text: str) -> frozenset[str]:
    """Return a text's words, folded."""
    return frozenset(word.casefold() for word in _WORD.findall(text))


def differing(text: str, words: Set[str]) -> tuple[Span, ...]:
    """Return the stretches of a text whose words are not among some folded words.

    Neighbouring words make one stretch.
    """
    spans: list[Span] = []
    going = False
    for found in _WORD.finditer(text):
        differs = found[0].casefold() not in words
        if differs and going:
            spans[-1] = (spans[-1][0], found.end() - spans[-1][0])
        elif differs:
            spans.append((found.start(), found.end() - found.start()))
        going = differs
    return tuple(spans)
