"""The audit slice: a random share of each automatic lane that people look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.bounds import lower_bound, percent, upper_bound
from triage_app.domain.draws import Draws
from triage_app.domain.errors import UserFacingError
from triage_app.domain.routing import Lane, Reason, Routing

AUTOMATIC = (Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION)


@dataclass(frozen=True)
class AuditRule:
    """How much of each automatic lane people look at, unmarked.

    Attributes
    ----------
    share : float
        Of the lane's items, 0 to 1.
    least : int
        At least so many where the lane has them.

    Raises
    ------
    UserFacingError
        If either is out of range.
    """

    share: float = 0.02
    least: int = 30

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0 or not 0 <= self.least <= 1_000_000:
            raise UserFacingError(
                f"An audit slice of {self.share * 100:g} % can't be used.",
                "It must be between 0 and 100 %.",
            )

    def size(self, items: int) -> int:
        """Return how many of a lane's items are drawn."""
        return int(self.sizes(np.array([items]))[0])

    def sizes(self, items: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return how many are drawn of lanes with so many items."""
        if not self.share:
            return np.zeros_like(items)
        # Less a hair, so that 7 % of 100 are 7 whatever the rounding of 0.07.
        shares = np.ceil(self.share * items - 1e-9).astype(items.dtype)
        drawn: NDArray[np.intp] = np.minimum(items, np.maximum(self.least, shares))
        return drawn

    def draw(self, routing: Routing, draws: Draws) -> Routing:
        """Send the slice of each automatic lane to review.

        Parameters
        ----------
        routing : Routing
            Before the slice.
        draws : float64 array of shape (n, 4) or (n, 1)
            The first column counts, of rows in automatic lanes.
        """
        lanes, reasons = routing.lanes.copy(), routing.reasons.copy()
        for lane in AUTOMATIC:
            rows = np.flatnonzero(routing.lanes == lane)
            wanted = self.size(len(rows))
            if not wanted:
                continue
            chosen = rows[np.argpartition(draws[rows, 0], wanted - 1)[:wanted]]
            lanes[chosen] = Lane.REVIEW
            reasons[chosen] = Reason.AUDIT
        return Routing(lanes, reasons)

    def to_json(self) -> dict[str, object]:
        """Return the rule as plain data."""
        return {"share": self.share, "least": self.least}


_DELTA = 0.05
_LEAST_WRONG = 2


@dataclass(frozen=True)
class AuditCount:
    """What the verdicts on a lane's audit slice say so far.

    Attributes
    ----------
    size : int
        Items in the slice.
    audited : int
        Of those, decided by a person.
    wrong : int
        Of those, decided against the lane they were drawn from.
    items : int
        In the lane before the slice was taken; as many as were audited unless given.
    """

    size: int
    audited: int
    wrong: int
    items: int = 0

    @property
    def at_most(self) -> float:
        """The share of the lane that may be wrong: a one-sided 95 % bound."""
        return upper_bound(self.wrong, self.audited, _DELTA)

    def surely_above(self, share: float, delta: float) -> bool:
        """Whether more than a share is wrong, but for a chance of `delta`.

        One error alone accuses nobody, even where it is the first item audited.
        """
        enough = self.wrong >= _LEAST_WRONG
        return enough and lower_bound(self.wrong, self.audited, delta) > share


@dataclass(frozen=True)
class AuditTotal(AuditCount):
    """The lanes' counts together.

    Attributes
    ----------
    unseen : float
        Share of the automatic items in lanes of which none was audited.
    stretch : float
        How much larger a lane's share of the other items is than its share of those
        audited, at the most; 1 where every lane gives the same share of its items.
    """

    unseen: float = 0.0
    stretch: float = 1.0

    @classmethod
    def of(cls, lanes: Iterable[AuditCount]) -> "AuditTotal":
        """Add up lanes."""
        counts = list(lanes)
        size, audited, wrong = (
            sum(getattr(one, name) for one in counts)
            for name in ("size", "audited", "wrong")
        )
        held = [(one.items or one.audited, one.audited) for one in counts]
        items, known = (
            sum(n for n, seen in held if seen or every) for every in (True, False)
        )
        stretch = max(
            (n * audited / (known * seen) for n, seen in held if seen), default=1.0
        )
        unseen = 1.0 - known / items if items else 0.0
        return cls(size, audited, wrong, items, unseen, stretch)

    @property
    def at_most(self) -> float:
        """The share of all automatic items that may be wrong: a one-sided 95 % bound.

        Of a lane of which nothing is known, all may be. A lane that gave a smaller
        share of its items may hold that much more of what is wrong.
        """
        bound = upper_bound(self.wrong, self.audited, _DELTA)
        return min(1.0, self.unseen + (1.0 - self.unseen) * self.stretch * bound)


@dataclass(frozen=True)
class AuditReport:
    """The automatic lanes' error as the audit estimates it, against the promise.

    Attributes
    ----------
    lanes : mapping of Lane to AuditCount
        The automatic lanes.
    promise : float or None
        The error budget in force, or what was foretold in its place; None without
        either.
    foretold : bool
        Whether nobody promised it: the labelled rows' bound for a plan without budget.

    Notes
    -----
    Items are drawn by lot from each lane, so every lane's count is binomial and its
    bounds exact (Clopper and Pearson 1934). So they are of the total where the slice is
    the same share of each lane; where it isn't, its upper bound is on the safe side.
    Bounds hold for one look. The doubt is shared among the lanes and their total; who
    looks after every verdict will see a sound lane accused more often, in simulations
    in up to one of ten slices of 300.
    """

    lanes: Mapping[Lane, AuditCount] = field(hash=False)
    promise: float | None = None
    foretold: bool = False

    @property
    def total(self) -> AuditTotal:
        """All lanes together."""
        return AuditTotal.of(self.lanes.values())

    @property
    def broken(self) -> tuple[Lane, ...]:
        """The lanes that break the promise beyond reasonable doubt.

        Where none does alone but all together do, those with a wrong item.
        """
        promise = self.promise
        if promise is None:
            return ()
        lanes = sorted(self.lanes.items())
        # Every lane and the total are looked at: the doubt is shared among them.
        delta = _DELTA / (len(lanes) + 1)
        alone = tuple(
            lane for lane, count in lanes if count.surely_above(promise, delta)
        )
        if alone or not self.total.surely_above(promise, delta):
            return alone
        return tuple(lane for lane, count in lanes if count.wrong)

    def sentence(self) -> str:
        """Say the result in one or two sentences."""
        total = self.total
        if not total.size:
            return "Automatic lanes: nothing was drawn for the audit."
        if not total.audited:
            return f"Automatic lanes: none of {total.size:,} drawn is audited yet."
        said = (
            f"Automatic lanes: {total.wrong:,} wrong of {total.audited:,} audited, "
            f"at most {percent(total.at_most)} (95 %)."
        )
        if not self.broken or self.promise is None:
            return said
        names = " and ".join(lane.word.replace("_", " ") for lane in self.broken)
        if self.foretold:
            broke = f"is more than held-out labels foretold, {percent(self.promise)}"
        else:
            broke = f"breaks the promise of at most {self.promise * 100:g} %"
        return f"{said} That {broke}: look at {names}."
