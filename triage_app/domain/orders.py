"""Orders of a case's rows: kept as integers, sorted once, gathered for every list."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
_Int32 = NDArray[np.int32]
_Int64 = NDArray[np.int64]

# A million rows take four megabytes each.
_MOST_ORDERS = 6
_LARGEST = float(1 << 30)
# So few distinct codes are sorted in one pass, a radix sort of bytes.
_FEW_CODES = 1 << 8

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Codes:
    """Values as integers in the same order.

    Attributes
    ----------
    values : int32 array of shape (n,)
        The greater the value the greater its code; equal ones share one.
    top : int
        The code of a missing value, above all others.
    """

    values: _Int32
    top: int

    @classmethod
    def of_numbers(cls, numbers: NDArray[np.float64]) -> "Codes":
        """Encode numbers; NaN is missing."""
        missing = np.isnan(numbers)
        known = np.where(missing, 0.0, numbers)
        if len(known) and known.min() >= 0 and known.max() < _LARGEST:
            whole = known.astype(np.int32)
            if (whole == known).all():
                return cls.of_integers(whole, missing)
        # With NaN in it the sort is six times as slow.
        known = np.where(missing, np.inf, numbers)
        order = np.argsort(known)
        values = known[order]
        new = np.ones(len(values), dtype=np.bool_)
        np.not_equal(values[1:], values[:-1], out=new[1:])
        codes = np.empty(len(values), np.int32)
        codes[order] = np.cumsum(new, dtype=np.int32) - 1
        return cls.of_integers(codes, missing)

    @classmethod
    def of_integers(cls, values: NDArray[np.integer], missing: Mask) -> "Codes":
        """Encode integers from 0 up; where they are missing they don't count."""
        codes = values.astype(np.int32)
        np.copyto(codes, -1, where=missing)
        top = 1 + int(codes.max(initial=-1))
        np.copyto(codes, top, where=missing)
        return cls(codes, top)

    def take(self, rows: Rows) -> "Codes":
        """Return the codes of some rows."""
        return Codes(self.values[rows], self.top)

    def agrees(self, other: "Codes") -> bool:
        """Return whether rows have the same order by both."""
        same = self is other or np.array_equal(self.values, other.values)
        return same and self.top == other.top

    def running(self, *, descending: bool) -> _Int32:
        """Return codes that sort upwards in either direction, missing values last."""
        if not descending:
            return self.values
        return np.where(self.values == self.top, self.top, self.top - 1 - self.values)


@dataclass(frozen=True, eq=False)
class Ranked:
    """Rows in an order without equals.

    Attributes
    ----------
    rows : int32 array of shape (n,)
        A permutation.
    """

    rows: _Int32

    @cached_property
    def places(self) -> _Int32:
        """Where each row stands; int32 array of shape (n,)."""
        places = np.empty(len(self.rows), np.int32)
        places[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        return places

    def among(self, shown: Mask) -> Rows:
        """Return the rows that are shown, in this order; an array of its own."""
        return self.rows.compress(shown.take(self.rows)).astype(np.intp)


def ranked(codes: Codes, ties: Ranked | None = None, *, descending: bool) -> Ranked:
    """Put all rows in order of their codes, the missing ones last.

    Parameters
    ----------
    codes : Codes
    ties : Ranked, optional
        The order of equals; that of the rows unless given.
    descending : bool
        From the highest code down; equals keep their order.
    """
    keys = codes.running(descending=descending)
    if codes.top < _FEW_CODES:
        served = np.arange(len(keys), dtype=np.int32) if ties is None else ties.rows
        by_key = np.argsort(keys.astype(np.uint8).take(served), kind="stable")
        return Ranked(served[by_key])
    places = np.arange(len(keys)) if ties is None else ties.places
    found = _sorted_places(keys, places, len(keys))
    return Ranked(found.astype(np.int32) if ties is None else ties.rows[found])


def ranked_few(
    codes: Codes, rows: Rows, ties: Ranked | None = None, *, descending: bool
) -> Rows:
    """Put some rows in order of their codes, as `ranked` does with all.

    Parameters
    ----------
    codes : Codes
        Of these rows.
    rows : intp array of shape (m,)
        Rising.
    ties : Ranked, optional
        The order of equals, of all rows.
    descending : bool
    """
    keys = codes.running(descending=descending)
    if ties is None:
        return rows[_sorted_places(keys, np.arange(len(rows)), len(rows))]
    found = _sorted_places(keys, ties.places[rows], len(ties.rows))
    return ties.rows[found].astype(np.intp)


def _sorted_places(codes: _Int32, places: NDArray[np.integer], most: int) -> _Int64:
    """Return places in order of (code, place).

    One sort of integers that hold both is several times as fast as a stable argsort.
    """
    bits = max(most, 1).bit_length()
    both = (codes.astype(np.int64) << bits) | places
    both.sort()
    both &= (1 << bits) - 1
    return both


class Orders:
    """Codes and orders that were worked out once, for as long as they hold.

    Safe to use from several threads: at worst two work out the same.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[tuple[object, ...], object]] = {}
        self._orders: dict[Hashable, tuple[Codes, Ranked | None, Ranked]] = {}

    def once(
        self, name: Hashable, sources: tuple[object, ...], make: Callable[[], T]
    ) -> T:
        """Return what `make` returned last under a name for the very same sources."""
        known = self._made.get(name)
        if known is not None and all(map(_is, known[0], sources)):
            return known[1]  # type: ignore[return-value]
        made = make()
        self._made[name] = sources, made
        return made

    def has(self, name: Hashable) -> bool:
        """Return whether something was made under a name."""
        return name in self._made

    def ranked(
        self, name: Hashable, codes: Codes, ties: Ranked | None, *, descending: bool
    ) -> Ranked:
        """Return all rows in order of codes, as `ranked` does."""
        known = self._orders.pop(name, None)
        if known is None or known[1] is not ties or not codes.agrees(known[0]):
            known = codes, ties, ranked(codes, ties, descending=descending)
        self._orders[name] = known
        for oldest in list(self._orders)[:-_MOST_ORDERS]:
            self._orders.pop(oldest, None)
        return known[2]


def _is(one: object, other: object) -> bool:
    return one is other
