"""Matching a few typed letters with the names of commands."""

from dataclasses import dataclass

from triage_app.domain.folding import fold

_START, _WORD, _NEXT, _ANYWHERE = 12.0, 8.0, 9.0, 1.0
_GAP_COST = 0.05


@dataclass(frozen=True)
class Match:
    """How well letters fit a name.

    Attributes
    ----------
    score : float
        The higher the better.
    places : tuple of int
        Where the letters stand in the name, to be marked.
    """

    score: float
    places: tuple[int, ...] = ()


def match(typed: str, name: str) -> Match | None:
    """Return how letters fit a name that holds them in this order, else None.

    Letters at the beginning of words, and such as follow each other, count most; of
    all ways to find the letters the best is taken.
    """
    letters = fold(typed).replace(" ", "")
    if not letters:
        return Match(0.0)
    folded = [fold(character) or " " for character in name]
    best: dict[int, Match] = {}
    for nth, letter in enumerate(letters):
        found: dict[int, Match] = {}
        for place, own in enumerate(folded):
            if own[0] == letter and (before := _before(best, place, first=not nth)):
                follows = bool(nth) and place - 1 in before.places
                worth = _worth(name, place, follows=follows)
                total = before.score + worth
                found[place] = Match(total, (*before.places, place))
        best = found
        if not best:
            return None
    top = max(best.values(), key=lambda one: one.score)
    return Match(top.score - _GAP_COST * len(name), top.places)


def _before(best: dict[int, Match], place: int, *, first: bool) -> Match | None:
    """Return the best way to the letters before a place."""
    if first:
        return Match(0.0)
    ways = [
        (way.score + (_NEXT if end == place - 1 else 0.0), end)
        for end, way in best.items()
        if end < place
    ]
    return best[max(ways)[1]] if ways else None


def _worth(name: str, place: int, *, follows: bool) -> float:
    if place == 0:
        return _START
    if not name[place - 1].isalnum():
        return _WORD
    return _NEXT if follows else _ANYWHERE
