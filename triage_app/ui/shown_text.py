"""A transcript as it is shown, and where each of its characters went."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.ui.text import beginning, broken, visible

_PICTURED = re.compile(r"⟨U\+[0-9A-F]{4,6}⟩")
_PLANE = 0xFFFF

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ShownText:
    """Text with invisible characters written out, and a map of places into it.

    Attributes
    ----------
    text : str
        As `triage_app.ui.text.visible` and `broken` give it.
    places : intp array of shape (n + 1,)
        Where each character of the original begins in `text`, in UTF-16 units as Qt
        counts; n is how many characters of the original are shown.
    cut : bool
        Whether something of the original is left out at its end.
    """

    text: str
    places: Places
    cut: bool

    @classmethod
    def of(cls, original: str, limit: int) -> "ShownText":
        """Show a text's first `limit` characters.

        Parameters
        ----------
        original : str
        limit : int
            Characters to show before an ellipsis tells of a cut.
        """
        kept = beginning(original, limit)
        whole = visible(original, limit)
        starts = _starts(kept, whole)
        shown = broken(whole)
        if len(shown) > len(whole):
            # A break stands before the character that made the run too long.
            starts = starts + np.searchsorted(_breaks(shown, whole), starts, "right")
        return cls(shown, _units(shown)[starts], len(kept) < len(original))

    def spans(self, starts: Places, stops: Places) -> tuple[Places, Places]:
        """Return places of the original as starts and lengths in `text`.

        Parameters
        ----------
        starts, stops : intp arrays of shape (k,)
            In characters of the original; what lies beyond the cut has length 0.
        """
        last = len(self.places) - 1
        here = self.places[np.minimum(starts, last)]
        return here, self.places[np.minimum(stops, last)] - here


def _starts(kept: str, whole: str) -> Places:
    """Return where each character of `kept` begins in `whole`; one more for the end."""
    sizes = np.ones(len(kept) + 1, dtype=np.intp)
    if whole.startswith(kept) and "\r" not in kept:
        return np.arange(len(sizes), dtype=np.intp)
    here = 0
    for place, character in enumerate(kept):
        size = 1
        if kept.startswith("\r\n", place):
            size = 0
        elif not whole.startswith(character, here) or character == "\r":
            size = _written_out(whole, here)
        sizes[place] = size
        here += size
    return np.concatenate([[0], np.cumsum(sizes[:-1])]).astype(np.intp)


def _breaks(shown: str, whole: str) -> Places:
    """Return the places in `whole` before which a line end was put."""
    places = []
    here = 0
    for line in shown.split("\n"):
        here += len(line)
        if whole.startswith("\n", here):
            here += 1
        elif here < len(whole):
            places.append(here)
    return np.array(places, np.intp)


def _written_out(whole: str, here: int) -> int:
    found = _PICTURED.match(whole, here)
    return found.end() - here if found else 1


def _units(text: str) -> Places:
    """Return where each character begins in UTF-16 units; one more for the end."""
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.concatenate([[0], np.cumsum(1 + (letters > _PLANE))]).astype(np.intp)
