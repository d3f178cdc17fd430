"""What is shown of a file while it is read, made ready off the GUI thread."""

from dataclasses import dataclass

import numpy as np

from triage_app.domain.case import Case
from triage_app.domain.changes import Counts
from triage_app.domain.history import Tally
from triage_app.domain.queue import QueueQuery, Tab, arrange
from triage_app.domain.routing import Lane, Reason
from triage_app.services.intake import ScoredBacklog


@dataclass(frozen=True)
class Preview:
    """Rows of a file of which nothing is kept yet.

    Attributes
    ----------
    case : Case
    counts : Counts
    scored : ScoredBacklog or None
        What the rows came from; None: there are none.
    """

    case: Case
    counts: Counts
    scored: ScoredBacklog | None = None

    @classmethod
    def nothing(cls) -> "Preview":
        """Return a preview of no rows."""
        case = Case.empty()
        return cls(case, _counts(case))

    @classmethod
    def of(cls, scored: ScoredBacklog) -> "Preview":
        """Put rows in order and count them: a third of a second for a million."""
        rows = len(scored.backlog)
        case = Case(
            scored.backlog,
            scored.scores,
            scored.routing,
            np.zeros(rows, dtype=np.int32),
            ("",),
            (scored.scores.model_id,),
            np.zeros(rows, dtype=np.int8),
        )
        arrange(case, QueueQuery(Tab.REVIEW))  # the case keeps its order
        return cls(case, _counts(case), scored if rows else None)


def _counts(case: Case) -> Counts:
    """Return the numbers of a case that nobody has said anything of."""
    lanes, reasons = case.routing.lanes, case.routing.reasons
    by_lane = {lane: int(np.count_nonzero(lanes == lane)) for lane in Lane}
    in_review = reasons[np.equal(lanes, Lane.REVIEW)]
    return Counts(
        imported=len(case),
        pending=len(case),
        waiting=by_lane,
        totals=by_lane,
        reasons={r: int(np.count_nonzero(in_review == r)) for r in Reason},
        tally=Tally(0, 0, 0, 0, 0, 0),
    )
