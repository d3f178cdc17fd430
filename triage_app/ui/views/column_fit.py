"""Which of the queue's columns there is room for."""

from collections.abc import Mapping, Set

from triage_app.domain.queue import Column

TRANSCRIPT_ROOM = 260
# The first to go where the window is narrow; the rest always stay.
_DISPENSABLE = (Column.DURATION, Column.LIKES_PER_VIEW, Column.AUTHOR, Column.VIEWS)


def squeezed_out(
    room: int, widths: Mapping[Column, int], unwanted: Set[Column]
) -> frozenset[Column]:
    """Return the columns to leave out so that the transcript can be read.

    Parameters
    ----------
    room : int
        The table's width in pixels.
    widths : mapping of Column to int
        Of every column but the transcript.
    unwanted : set of Column
        Columns the person left out; they take no room.
    """
    taken = sum(width for column, width in widths.items() if column not in unwanted)
    out: set[Column] = set()
    for column in _DISPENSABLE:
        if room - taken >= TRANSCRIPT_ROOM:
            break
        if column not in unwanted:
            out.add(column)
            taken -= widths[column]
    return frozenset(out)
