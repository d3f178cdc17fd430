"""Which decided items come again for a second opinion, to whom and when.

All of it follows from the items' lots and the log, so that nobody can choose, nothing
has to be kept, and a restart changes nothing.
"""

import hashlib
import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

import numpy as np

from triage_app.domain.case import Case
from triage_app.domain.decisions import Decision, WhyShown
from triage_app.domain.draws import DOUBLE, PLACE, Draws
from triage_app.domain.history import State
from triage_app.domain.routing import Lane

_LEADS = (WhyShown.SETTLE, WhyShown.ESCALATED)

_Lot = tuple[float, float, int]


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

    Parameters
    ----------
    case : Case
    draws : float64 array of shape (n, 4)
    """

    def __init__(self, case: Case, draws: Draws) -> None:
        self._draws = draws
        self._lots: dict[Lane, list[_Lot]] = {}
        self._lane_of: dict[int, Lane] = {}
        decided = case.in_state(State.CLAIM, State.OPINION)
        for lane in Lane:
            rows = np.flatnonzero(decided & np.equal(case.routing.lanes, lane))
            first, then = draws[rows, DOUBLE], draws[rows, PLACE]
            order = np.lexsort((rows, then, first))
            parts = (first[order].tolist(), then[order].tolist(), rows[order].tolist())
            self._lots[lane] = list(zip(*parts, strict=True))
            self._lane_of.update(dict.fromkeys(rows.tolist(), lane))

    def put(self, row: int, lane: Lane | None) -> None:
        """Say in which lane a row is decided now; None: it isn't."""
        known = self._lane_of.get(row)
        if known is lane:
            return
        lot = float(self._draws[row, DOUBLE]), float(self._draws[row, PLACE]), row
        if known is not None:
            lots = self._lots[known]
            del lots[bisect_left(lots, lot)]
            del self._lane_of[row]
        if lane is not None:
            insort(self._lots[lane], lot)
            self._lane_of[row] = lane

    def rows(self, lane: Lane, share: float) -> Iterator[int]:
        """Yield the rows of a lane that come again, the smallest lot first."""
        lots = self._lots[lane]
        for place in range(sample_size(share, len(lots))):
            yield lots[place][2]
