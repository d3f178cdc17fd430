"""Groups of items whose transcripts say nearly the same."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class Framing(IntEnum):
    """How a transcript presents what it says; the values are array codes."""

    PLAIN = 0
    REPORTED = 1
    PERSONAL = 2

    @property
    def word(self) -> str:
        """The framing as people read it."""
        return self.name.lower()


@dataclass(frozen=True)
class Groups:
    """Near-duplicates among n items.

    Attributes
    ----------
    labels : int32 array of shape (n,)
        The group of each item, from 0; -1 where nothing is like it.
    framings : int8 array of shape (n,)
        `Framing` codes.
    """

    labels: NDArray[np.int32]
    framings: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self._starts) - 1

    def members(self, row: int) -> NDArray[np.intp]:
        """Return the rows of an item's group in ascending order, itself among them."""
        label = int(self.labels[row])
        if label < 0:
            return np.array([row], dtype=np.intp)
        start, end = self._starts[label], self._starts[label + 1]
        return self._order[start:end]

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """Rows by group, those without one left out."""
        order = np.argsort(self.labels, kind="stable")
        rows: NDArray[np.intp] = order[np.count_nonzero(self.labels < 0) :]
        return rows

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        labels = self.labels[self._order]
        last = int(labels[-1]) + 1 if len(labels) else 0
        return np.searchsorted(labels, np.arange(last + 1))
