"""Substring search over text columns, without a Python object per row."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.text_column import TextColumn

_SEPARATOR = "\x00"


class TextIndex:
    """Case-insensitive substring search over the rows of some columns.

    Each column is kept once as one folded string, so a search is a scan at memory
    speed. A word of the query that is quoted may hold spaces.

    Parameters
    ----------
    columns : sequence of TextColumn
        Aligned; a row matches if each word of the query is in one of its cells.
    """

    def __init__(self, columns: Sequence[TextColumn]) -> None:
        self._rows = len(columns[0]) if columns else 0
        self._folded = [_fold_column(column) for column in columns]

    def matches(self, query: str) -> NDArray[np.bool_]:
        """Return where every word of the query is found; bool array of shape (n,)."""
        found = np.ones(self._rows, dtype=np.bool_)
        for word in query_words(query):
            found &= self._contains(word)
        return found

    def _contains(self, word: str) -> NDArray[np.bool_]:
        found = np.zeros(self._rows, dtype=np.bool_)
        pattern = re.compile(re.escape(word))
        for text, starts in self._folded:
            places = [match.start() for match in pattern.finditer(text)]
            if places:
                found[np.searchsorted(starts, places, side="right") - 1] = True
        return found


def query_words(query: str) -> list[str]:
    """Split a query into folded words; ``"two words"`` in quotes stay together."""
    words = re.findall(r'"([^"]+)"|(\S+)', query.replace(_SEPARATOR, " "))
    return [fold(quoted or plain) for quoted, plain in words]


def fold(text: str) -> str:
    """Return text as it is compared: case-folded."""
    return text.casefold()


def _fold_column(column: TextColumn) -> tuple[str, NDArray[np.int64]]:
    cells = [
        fold(cell).replace(_SEPARATOR, " ") if cell else "" for cell in column.to_list()
    ]
    lengths = np.fromiter((len(cell) + 1 for cell in cells), np.int64, len(cells))
    starts = np.zeros(len(cells), dtype=np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    return _SEPARATOR.join(cells), starts
