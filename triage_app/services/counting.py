"""The desk's numbers, kept in step with every verdict."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.changes import Counts
from triage_app.domain.history import State, Tally
from triage_app.domain.routing import Lane, Reason

Place = tuple[int, int, int]
"""Lane, reason and state of an item, as codes."""

_SHAPE = (len(Lane), len(Reason), len(State))


class Census:
    """How many items there are by lane, reason and state.

    Parameters
    ----------
    case : Case
        Counted in one pass over its columns.
    """

    def __init__(self, case: Case) -> None:
        routing = case.routing
        places = (routing.lanes, routing.reasons, case.states)
        codes = np.ravel_multi_index(places, _SHAPE)
        counted = np.bincount(codes, minlength=int(np.prod(_SHAPE)))
        self._table = counted.reshape(_SHAPE)

    def move(self, before: Place, after: Place) -> None:
        """Count an item that was in one place in another."""
        if before != after:
            table = self._table.copy()  # whoever counts meanwhile sees it whole
            table[before] -= 1
            table[after] += 1
            self._table = table

    def counts(self, holds: Tally, disputed: int, *, own: bool = False) -> Counts:
        """Return the numbers; takes as long for a million items as for ten.

        Parameters
        ----------
        holds : Tally
            Current verdicts as the log has them.
        disputed : int
        own : bool
            Count the verdicts here, too: not everybody sees what holds.
        """
        table = self._table
        tally = _tally(table, holds) if own else holds
        waiting = table[:, :, State.PENDING] + table[:, :, State.SKIPPED]
        return Counts(
            imported=int(table.sum()),
            pending=int(table[:, :, State.PENDING].sum()),
            waiting={lane: int(waiting[lane].sum()) for lane in Lane},
            totals={lane: int(table[lane].sum()) for lane in Lane},
            reasons={reason: int(waiting[Lane.REVIEW, reason]) for reason in Reason},
            tally=tally,
            disputed=disputed,
        )


def place_of(case: Case, row: int) -> Place:
    """Return one row's lane, reason and state."""
    routing = case.routing
    return int(routing.lanes[row]), int(routing.reasons[row]), int(case.states[row])


def count(case: Case, tally: Tally) -> Counts:
    """Count items by lane, reason and state, in one pass over the columns."""
    return Census(case).counts(tally, int(np.count_nonzero(case.disputed)))


def _tally(table: NDArray[np.int64], holds: Tally) -> Tally:
    """Return current verdicts as they are counted; the rest of it as it holds."""
    by_state = table.sum(axis=(0, 1)).tolist()
    return replace(
        holds,
        claims=by_state[State.CLAIM],
        opinions=by_state[State.OPINION],
        skipped=by_state[State.SKIPPED],
        escalated=by_state[State.ESCALATED],
    )
