"""Whether a file says of known items what the workspace already holds of them."""

import numpy as np

from triage_app.domain.backlog import NUMBERS, Backlog, Field
from triage_app.domain.case import Case


def count_differing(case: Case, backlog: Backlog) -> int:
    """Count known items that a file gives another transcript or other numbers.

    Parameters
    ----------
    case : Case
        What the workspace holds.
    backlog : Backlog
        Rows of a file; those with ids that are new don't count.
    """
    places = case.row_of.rows(backlog.ids)
    there = np.flatnonzero(places >= 0)
    here = places[there]
    before, after = case.backlog.text(Field.TRANSCRIPT), backlog.text(Field.TRANSCRIPT)
    other = ~before.same(here, after, there)
    for part in NUMBERS:
        had, has = case.backlog.number(part)[here], backlog.number(part)[there]
        other |= ~((had == has) | (np.isnan(had) & np.isnan(has)))
    return int(np.count_nonzero(other))
