"""Which decided items come again for a second opinion, to whom and when.

All of it follows from the items' lots and the log, so that nobody can choose, nothing
has to be kept, and a restart changes nothing.
"""

import hashlib
import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.decisions import Decision, WhyShown
from triage_app.domain.draws import DOUBLE, PLACE, Draws
from triage_app.domain.history import State
from triage_app.domain.routing import Lane

_LEADS = (WhyShown.SETTLE, WhyShown.ESCALATED)

_Lot = tuple[float, float, int]
_NOWHERE = -1


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


def may_second(moderator: str, verdicts: Sequence[Decision], rested_by: str) -> bool:
    """Return whether a decided item without a second may come to a moderator again.

    Parameters
    ----------
    moderator : str
    verdicts : sequence of Decision
        The item's standing verdicts in the order of the log.
    rested_by : str
        What she said of it herself must not be younger; UTC, ISO 8601.
    """
    if not verdicts or not verdicts[-1].verdict.decides:
        return False
    if any(one.verdict.asks or one.why_shown in _LEADS for one in verdicts):
        return False  # a lead has looked at it already
    own = (one.decided_at for one in verdicts if one.moderator == moderator)
    return all(decided_at <= rested_by for decided_at in own)


class Sample:
    """The decided items of each lane by lot; the first of them come again.

    Those decided when it is made are kept as arrays, and what changes beside them: a
    lane of a million costs no more to take up than it takes to sort.

    Parameters
    ----------
    case : Case
    draws : float64 array of shape (n, 4)
    """

    def __init__(self, case: Case, draws: Draws) -> None:
        self._draws = draws
        decided = case.in_state(State.CLAIM, State.OPINION)
        self._first = np.where(decided, case.routing.lanes, _NOWHERE).astype(np.int8)
        self._now: dict[int, Lane | None] = {}
        self._sorted: dict[Lane, NDArray[np.intp]] = {}
        self._items: dict[Lane, int] = {}
        self._added: dict[Lane, list[_Lot]] = {lane: [] for lane in Lane}
        for lane in Lane:
            rows = np.flatnonzero(self._first == lane)
            order = np.lexsort((rows, draws[rows, PLACE], draws[rows, DOUBLE]))
            self._sorted[lane], self._items[lane] = rows[order], len(rows)

    def put(self, row: int, lane: Lane | None) -> None:
        """Say in which lane a row is decided now; None: it isn't."""
        first = self._lane_at_first(row)
        known = self._now.get(row, first)
        if known is lane:
            return
        lot = self._lot(row)
        if known is not None:
            self._items[known] -= 1
            if known is not first:
                lots = self._added[known]
                del lots[bisect_left(lots, lot)]
        if lane is not None:
            self._items[lane] += 1
            if lane is not first:
                insort(self._added[lane], lot)
        self._now[row] = lane

    def rows(self, lane: Lane, share: float) -> Iterator[int]:
        """Yield the rows of a lane that come again, the smallest lot first."""
        there = (
            self._lot(row)
            for row in map(int, self._sorted[lane])
            if self._now.get(row, lane) is lane
        )
        lots = merge(there, list(self._added[lane]))
        for _, _, row in islice(lots, sample_size(share, self._items[lane])):
            yield row

    def _lane_at_first(self, row: int) -> Lane | None:
        code = int(self._first[row])
        return None if code == _NOWHERE else Lane(code)

    def _lot(self, row: int) -> _Lot:
        return float(self._draws[row, DOUBLE]), float(self._draws[row, PLACE]), row
