"""An array that grows at its end; what was handed out of it stays as it was."""

import numpy as np
from numpy.typing import DTypeLike, NDArray

_FIRST_ROOM = 1_024


class Stack:
    """Rows in an array with room for more, twice as much whenever it is full.

    Parameters
    ----------
    dtype : dtype
    *width : int
        The shape of a row; none for a single number.
    """

    def __init__(self, dtype: DTypeLike, *width: int) -> None:
        self._rows: NDArray[np.generic] = np.empty((_FIRST_ROOM, *width), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def push(self, rows: NDArray[np.generic]) -> None:
        """Add rows at the end.

        Parameters
        ----------
        rows : array of shape (k, *width)
        """
        size = self._size + len(rows)
        if size > len(self._rows):
            room = max(size, 2 * len(self._rows))
            # A new array: others may be reading the old one.
            larger = np.empty((room, *self._rows.shape[1:]), self._rows.dtype)
            larger[: self._size] = self.rows
            self._rows = larger
        self._rows[self._size : size] = rows
        self._size = size

    @property
    def rows(self) -> NDArray:  # type: ignore[type-arg]  # whatever was asked for
        """All rows; a view that rows pushed later don't change."""
        return self._rows[: self._size]
