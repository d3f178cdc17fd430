"""The roles under which the queue's table gives its cells to the delegate."""

from enum import IntEnum

from PySide6.QtCore import Qt

from triage_app.domain.queue import Column

_FIRST = int(Qt.ItemDataRole.UserRole)
COLUMNS = tuple(Column)


class Role(IntEnum):
    """What a cell says besides its text.

    Attributes
    ----------
    P_CLAIM : float or None
        None where the score is hidden or absent.
    HIDDEN : bool
        Whether score and reason wait for the verdict.
    STATE : State
    LABEL : str
        The model's: claim, opinion or empty; empty while hidden.
    OVERRIDE : bool
        Whether a person settled the item against the model's label.
    FOLDED : bool
        Whether the transcript stays out of sight.
    MATCH : list of str
        Folded words of the search, to mark in the transcript.
    CHOSEN : bool or None
        Whether the row is one of several that are chosen; None: there is only the
        current one.
    """

    P_CLAIM = _FIRST + 1
    HIDDEN = _FIRST + 2
    STATE = _FIRST + 3
    LABEL = _FIRST + 4
    OVERRIDE = _FIRST + 5
    MATCH = _FIRST + 6
    FOLDED = _FIRST + 7
    CHOSEN = _FIRST + 8
