"""Which decided items come again for a second opinion, to whom and when.

All of it follows from the items' lots and the log, so that nobody can choose, nothing
has to be kept, and a restart changes nothing.
"""

import hashlib
import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.decisions import Record, Verdict, WhyShown
from triage_app.domain.draws import DOUBLE, PLACE, Draws
from triage_app.domain.history import State
from triage_app.domain.routing import Lane

_LEADS = (WhyShown.SETTLE, WhyShown.ESCALATED)

_Lot = tuple[float, float, int]
_NOWHERE = -1
_LISTS = 1_024
# Later than every moment that a log can hold.
NEVER = "~"


def sample_size(share: float, decided: int) -> int:
    """Return how many of a lane's decided items come again."""
    # Less a hair, so that 7 % of 100 are 7 whatever the rounding of 0.07.
    return min(decided, max(0, math.ceil(share * decided - 1e-9)))


def gap(seed: str, moderator: str, seconds: int, share: float) -> float:
    """Return how many verdicts a moderator gives before the next double is due.

    Uniform over half to one and a half times what the share asks for, so that nobody
    can count it out; infinite where nothing comes again.

    Parameters
    ----------
    seed : str
        The workspace's own.
    moderator : str
    seconds : int
        How many she has given.
    share : float
    """
    if share <= 0.0:
        return math.inf
    name = f"{seed}\0{moderator}\0{seconds}".encode("utf-8", "replace")
    word = int.from_bytes(hashlib.sha256(name).digest()[:8], "little")
    return (0.5 + word / 2.0**64) / share


def rests_until(moderator: str, verdicts: Sequence[Record]) -> str:
    """Return since when a decided item without a second has rested for a moderator.

    Parameters
    ----------
    moderator : str
    verdicts : sequence of Record
        The item's standing verdicts in the order of the log.

    Returns
    -------
    str
        When she last said anything of it herself, UTC, ISO 8601: it may come again
        once that is old enough. Empty: it may come at once; `NEVER`: it may not.
    """
    own = ""
    verdict: Verdict | None = None
    for one in verdicts:
        verdict, _, why_shown, _, giver = one.gist
        if verdict.asks or why_shown in _LEADS:
            return NEVER  # a lead has looked at it already
        if giver == moderator:
            own = max(own, one.decided_at)
    return NEVER if verdict is None or not verdict.decides else own


class _Lots:
    """The lots of one lane in order, cut into short lists that are made when needed.

    Parameters
    ----------
    rows : intp array of shape (m,)
        The lane's rows by lot, the smallest first.
    draws : float64 array of shape (n, 4)

    Attributes
    ----------
    items : int
    """

    def __init__(self, rows: NDArray[np.intp], draws: Draws) -> None:
        self._rows, self._draws = rows, draws
        edges = np.arange(1, _LISTS) / _LISTS
        cuts = np.searchsorted(draws[rows, DOUBLE], edges).tolist()
        self._cuts = [0, *cuts, len(rows)]
        self._made: dict[int, list[_Lot]] = {}
        self.items = len(rows)

    def add(self, lot: _Lot) -> None:
        """Put a lot at its place."""
        insort(self._list(_list_of(lot)), lot)
        self.items += 1

    def remove(self, lot: _Lot) -> None:
        """Take a lot out that is there."""
        lots = self._list(_list_of(lot))
        del lots[bisect_left(lots, lot)]
        self.items -= 1

    def __iter__(self) -> Iterator[_Lot]:
        for place in range(_LISTS):
            yield from self._list(place)

    def _list(self, place: int) -> list[_Lot]:
        if place not in self._made:
            rows = self._rows[self._cuts[place] : self._cuts[place + 1]]
            lots = self._draws[rows][:, [DOUBLE, PLACE]].T.tolist()
            self._made[place] = list(zip(*lots, rows.tolist(), strict=True))
        return self._made[place]


class Sample:
    """The decided items of each lane by lot; the first of them come again.

    Parameters
    ----------
    case : Case
    draws : float64 array of shape (n, 4)
    """

    def __init__(self, case: Case, draws: Draws) -> None:
        self._draws = draws
        decided = case.in_state(State.CLAIM, State.OPINION)
        self._lane_of = np.where(decided, case.routing.lanes, _NOWHERE).astype(np.int8)
        self._lots: dict[Lane, _Lots] = {}
        for lane in Lane:
            rows = np.flatnonzero(self._lane_of == lane)
            order = np.lexsort((rows, draws[rows, PLACE], draws[rows, DOUBLE]))
            self._lots[lane] = _Lots(rows[order], draws)

    def put(self, row: int, lane: Lane | None) -> None:
        """Say in which lane a row is decided now; None: it isn't."""
        known, now = int(self._lane_of[row]), _NOWHERE if lane is None else int(lane)
        if known == now:
            return
        lot = float(self._draws[row, DOUBLE]), float(self._draws[row, PLACE]), row
        if known != _NOWHERE:
            self._lots[Lane(known)].remove(lot)
        if lane is not None:
            self._lots[lane].add(lot)
        self._lane_of[row] = now

    def rows(self, lane: Lane, share: float) -> Iterator[int]:
        """Yield the rows of a lane that come again, the smallest lot first."""
        lots = self._lots[lane]
        for _, _, row in islice(lots, sample_size(share, lots.items)):
            yield row


def _list_of(lot: _Lot) -> int:
    return min(_LISTS - 1, int(lot[0] * _LISTS))
