"""What the guard saw of one item, and its reason in sentences."""

from dataclasses import dataclass

_MOST_PLACES = 4


@dataclass(frozen=True)
class Beyond:
    """A count or rate above what training reached.

    Attributes
    ----------
    name : str
        Such as ``views`` or ``likes per view``.
    value, limit : float
    """

    name: str
    value: float
    limit: float


@dataclass(frozen=True)
class GuardReading:
    """What the guard saw of an item.

    Attributes
    ----------
    words_outside : bool
        The words are unlike those of training.
    pairs, known_pairs : int
        The transcript's pairs of neighbouring words, and those that training has seen.
    coverage_limit : float
        Least share of them that must be known.
    least_pairs : int
        Least number of pairs from which that can be told.
    beyond : tuple of Beyond
        Counts and rates above what training reached.
    """

    words_outside: bool
    pairs: int
    known_pairs: int
    coverage_limit: float
    least_pairs: int
    beyond: tuple[Beyond, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether the item is outside what the model learned."""
        return self.words_outside or bool(self.beyond)

    def sentences(self) -> tuple[str, ...]:
        """Say why the item is outside; empty where it is not."""
        words = (self._words(),) if self.words_outside else ()
        return (*words, *(_beyond_sentence(one) for one in self.beyond))

    def _words(self) -> str:
        if self.pairs < self.least_pairs:
            has = _counted(self.pairs, "pair") if self.pairs else "no pair"
            return (
                f"The transcript has {has} of neighbouring words; the model needs at "
                f"least {self.least_pairs} to know its like."
            )
        share, needed = _percents(self.known_pairs / self.pairs, self.coverage_limit)
        known = f"{self.known_pairs:,}" if self.known_pairs else "none"
        return (
            f"Of its {self.pairs:,} word pairs the model knows {known} ({share}); "
            f"it needs {needed}."
        )


def capitalised(words: str) -> str:
    """Return words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _percents(share: float, limit: float) -> tuple[str, str]:
    """Return two shares in percent with as many places as tell them apart."""
    for places in range(_MOST_PLACES):
        pair = f"{share:.{places}%}", f"{limit:.{places}%}"
        if pair[0] != pair[1]:
            break
    return pair[0].replace("%", " %"), pair[1].replace("%", " %")


def _beyond_sentence(one: Beyond) -> str:
    value, limit = _amount(one.value), _amount(one.limit)
    times = one.value / one.limit if one.limit > 0 else 0.0
    far = f", {times:,.1f} times that" if times >= 1.5 else ""
    return (
        f"{capitalised(one.name)}: {value}, where training reached about {limit}{far}."
    )


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
