"""Finding an item by its id, or by how its id begins."""

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.errors import ItemError

_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[ord("A") : ord("Z") + 1] += 32


def rows_beginning(case: Case, typed: str) -> NDArray[np.intp]:
    """Return the rows whose id begins so, in the order of the case.

    Letters of A to Z count as the same in either case. Nothing typed finds nothing.
    """
    letters = np.frombuffer(typed.strip().encode("utf-8", "surrogatepass"), np.uint8)
    ids = case.backlog.ids
    if not len(letters):
        return np.zeros(0, np.intp)
    rows = np.flatnonzero(np.diff(ids.offsets) >= len(letters))
    for place, letter in enumerate(_LOWER[letters]):
        found = _LOWER[ids.data[ids.offsets[rows] + place]]
        rows = rows[found == letter]
    return rows[~ids.missing[rows]]


def row_called(case: Case, typed: str) -> int:
    """Return the row of an id, or of the only one that begins so.

    Raises
    ------
    ItemError
        If there is none, or several begin so.
    """
    wanted = typed.strip()
    row = case.row_of.get(wanted)
    if row is not None:
        return row
    if not wanted:
        raise ItemError("Type an id, or how it begins.")
    rows = rows_beginning(case, wanted)
    if len(rows) == 1:
        return int(rows[0])
    if len(rows):
        raise ItemError(
            f"{len(rows):,} ids begin with {_short(wanted)}.",
            next_step="Type more of the one you mean.",
        )
    raise ItemError(f"No item here has the id {_short(wanted)}.")


def _short(typed: str) -> str:
    return typed if len(typed) <= 40 else f"{typed[:39]}…"
