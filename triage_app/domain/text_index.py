"""Substring search over text columns, without a Python object per row."""

import re
from collections.abc import Sequence

import numpy as np

from triage_app.domain.folded_text import Bools, FoldedColumn, UnfoldedColumn, holds
from triage_app.domain.folding import fold
from triage_app.domain.progress import CancelToken
from triage_app.domain.short_cells import LONGEST, ShortCells
from triage_app.domain.text_column import TextColumn
from triage_app.domain.visible_text import read_back
from triage_app.domain.word_index import WordIndex
from triage_app.domain.word_indexing import word_index

# So much text is searched within a frame without an index.
_LITTLE = 1 << 21
_QUERY = re.compile(r'"([^"]*)(?:"|$)|(\S+)')


_Searchable = UnfoldedColumn | FoldedColumn | ShortCells | WordIndex


class TextIndex:
    """Substring search over the rows of some columns, case and accents passed over.

    Until `build` has run, each search folds the text anew. What was found last is
    kept: a query that goes on from it, as it does while somebody types, asks only for
    its new words.

    Parameters
    ----------
    columns : sequence of TextColumn
        Aligned; a row matches if each word of the query is in one of its cells.
    """

    def __init__(self, columns: Sequence[TextColumn]) -> None:
        self._rows = len(columns[0]) if columns else 0
        self._unfolded = tuple(columns)
        self._columns: tuple[_Searchable, ...] = tuple(
            UnfoldedColumn(column) for column in columns
        )
        self._built = not columns
        self._last: dict[int | None, tuple[tuple[str, ...], Bools]] = {}

    @property
    def built(self) -> bool:
        """Whether a search takes milliseconds among a million rows."""
        return self._built

    @property
    def quick(self) -> bool:
        """Whether a search keeps nobody waiting: built, or of little text."""
        return self._built or sum(len(one.data) for one in self._unfolded) <= _LITTLE

    @property
    def nbytes(self) -> int:
        """Bytes that the index holds beside the columns."""
        return sum(column.nbytes for column in self._columns)

    def build(self, cancel: CancelToken | None = None) -> None:
        """Index the columns; for any thread, while others search.

        Every step is a few milliseconds, or lets other threads run meanwhile. Nothing
        is done where the index is built already.

        Raises
        ------
        CancelledError
            Nothing is kept of what was begun.
        """
        if not self._built:
            token = cancel or CancelToken()
            self._columns = tuple(_indexed(one, token) for one in self._unfolded)
            self._built = True

    def matches(
        self,
        query: str,
        column: int | None = None,
        cancel: CancelToken | None = None,
    ) -> Bools:
        """Return where every word of a query is found.

        Parameters
        ----------
        query : str
            Words; those in quotes stay together.
        column : int, optional
            The only column to look in.
        cancel : CancelToken, optional
            Looked at while the text is folded anew.

        Returns
        -------
        bool array of shape (n,)
            Not to be written to.

        Raises
        ------
        CancelledError
        """
        words = tuple(query_words(query))
        known, found = self._last.get(column, ((), np.ones(self._rows, np.bool_)))
        if known == words and known:
            return found
        if not _goes_on(words, known):
            known, found = (), np.ones(self._rows, np.bool_)
        found = found.copy()
        token = cancel or CancelToken()
        for word in words:
            if word in known:
                continue
            letters = word.encode("utf-8", "surrogatepass")
            if fold(word).strip():
                found &= self._containing(letters, column, found, token)
            else:
                found &= self._holding(letters, column, token)
        found.setflags(write=False)
        self._last[column] = (words, found)
        return found

    def _containing(
        self, word: bytes, only: int | None, among: Bools, cancel: CancelToken
    ) -> Bools:
        """Return where a folded word is in any cell, or in one column's.

        Where `among` is False the answer may be either.
        """
        columns = self._columns if only is None else (self._columns[only],)
        found = np.zeros(self._rows, dtype=np.bool_)
        for column in columns:
            if isinstance(column, UnfoldedColumn):
                found |= column.contains(word, cancel)
            elif isinstance(column, ShortCells):
                found |= column.contains(word, among)
            else:
                found |= column.contains(word)
        return found

    def _holding(self, word: bytes, only: int | None, cancel: CancelToken) -> Bools:
        """Return where characters that no folded text keeps stand one after another."""
        columns = self._unfolded if only is None else (self._unfolded[only],)
        found = np.zeros(self._rows, dtype=np.bool_)
        for column in columns:
            found |= holds(column, word, cancel)
        return found


def query_words(query: str) -> list[str]:
    """Split a query into folded words; ``"two words"`` in quotes stay together.

    A quote that is still open goes to the end, for whoever is typing it. Characters
    that folding leaves out are a word if they stand alone, such as ``⟨U+202E⟩`` as the
    card writes it out.
    """
    found = _QUERY.findall(read_back(query).replace("\0", " "))
    words = (
        (fold(quoted or plain).strip(), quoted or plain) for quoted, plain in found
    )
    return [word or asked for word, asked in words if word or asked.strip()]


def _goes_on(words: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether rows with all of `words` are among those with all of `known`."""
    return all(any(old in word for word in words) for old in known)


def _indexed(column: TextColumn, cancel: CancelToken) -> _Searchable:
    """Return a column in the form that is searched fastest."""
    lengths = np.diff(column.offsets)
    if int(lengths.max(initial=0)) <= LONGEST:
        folded = FoldedColumn.of(column)
        return ShortCells.of(folded) or folded
    return word_index(column, cancel) or FoldedColumn.of(column)
