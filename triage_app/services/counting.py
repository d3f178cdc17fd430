"""The desk's numbers, counted from a case's columns."""

import numpy as np

from triage_app.domain.case import Case
from triage_app.domain.changes import Counts
from triage_app.domain.history import State, Tally
from triage_app.domain.routing import Lane, Reason


def count(case: Case, tally: Tally) -> Counts:
    """Count items by lane, reason and state, in one pass over the columns."""
    shape = (len(Lane), len(Reason), len(State))
    routing = case.routing
    codes = np.ravel_multi_index((routing.lanes, routing.reasons, case.states), shape)
    table = np.bincount(codes, minlength=int(np.prod(shape))).reshape(shape)
    waiting = table[:, :, [State.PENDING, State.SKIPPED]].sum(axis=2)
    return Counts(
        imported=len(case),
        pending=int(table[:, :, State.PENDING].sum()),
        waiting={lane: int(waiting[lane].sum()) for lane in Lane},
        totals={lane: int(table[lane].sum()) for lane in Lane},
        reasons={reason: int(waiting[Lane.REVIEW, reason]) for reason in Reason},
        tally=tally,
    )
