"""Remembers each distinct piece of text, so that a piece is read only once."""

import threading
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.pieces import bounds_of
from model.shortkeys import Keys, KeyTable, short_keys
from model.stack import Stack
from model.tokens import TokenBook
from model.vocabulary import Vocabulary

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_PIECES, MOST_BYTES = 250_000, 8_000_000


class Column(IntEnum):
    """The whole numbers that are kept of each piece.

    Words, seen pairs, first and last word as in `model.vocabulary.Reading`; then as in
    `model.tokens.Wording` its words and letters, and where its tokens and their groups
    are.
    """

    WORDS, SEEN, FIRST, LAST = range(4)
    PLAIN_WORDS, LETTERS = range(4, 6)
    TOKENS, TOKENS_END, GROUPS, GROUPS_END = range(6, 10)


@dataclass(frozen=True, eq=False)
class Facts:
    """What there is to know of some distinct pieces; m is how many they are.

    Attributes
    ----------
    weight : float64 array of shape (m,)
        What each adds to the text head's log-odds by itself.
    columns : int64 array of shape (10, m)
        By `Column`.
    tokens, groups : int64 arrays
        Numbers of tokens, and of groups; the columns say which of them are a piece's.
    token_count : int
        No number in `tokens` reaches it.
    """

    weight: Floats
    columns: Ints
    tokens: Ints
    groups: Ints
    token_count: int

    def __getitem__(self, column: Column) -> Ints:
        """Return one column; int64 array of shape (m,)."""
        values: Ints = self.columns[column]
        return values


class Lexicon:
    """Pieces that were read before; safe to use from several threads.

    It begins anew whenever it holds more than its limit of pieces or bytes, so that its
    size stays bounded however many distinct words come.

    Parameters
    ----------
    vocabulary : Vocabulary
    most_pieces, most_bytes : int
        Beyond either, everything is forgotten before more is read.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        most_pieces: int = MOST_PIECES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._vocabulary = vocabulary
        self._limits = most_pieces, most_bytes
        self._lock = threading.Lock()
        self._forget()

    def __len__(self) -> int:
        return len(self._weight)

    def facts(self, pieces: pa.LargeBinaryArray) -> Facts:
        """Return what there is to know of pieces, reading those that are new.

        Parameters
        ----------
        pieces : pyarrow.LargeBinaryArray of length m
            All different, in UTF-8; a space at most at the end of each.
        """
        keys, short = short_keys(pieces)
        long = np.flatnonzero(~short)
        names = pieces.take(pa.array(long)).to_pylist()
        with self._lock:
            if self._is_full():
                self._forget()
            places = self._short.find(keys)
            places[long] = [self._long.get(name, -1) for name in names]
            new = np.flatnonzero(places < 0)
            if len(new):
                try:
                    places[new] = self._learn(
                        pieces.take(pa.array(new)).to_pylist(), keys[:, new], short[new]
                    )
                except BaseException:
                    # Half of it may be written down.
                    self._forget()
                    raise
            # Views of arrays that only grow: others may go on reading them.
            weight, table = self._weight.rows, self._table.rows
            tokens, groups = self._tokens.rows, self._groups.rows
            count = len(self._book)
        columns = np.ascontiguousarray(table[places].T)
        return Facts(weight[places], columns, tokens, groups, count)

    def _is_full(self) -> bool:
        most_pieces, most_bytes = self._limits
        return len(self) > most_pieces or self._bytes > most_bytes

    def _forget(self) -> None:
        self._short = KeyTable()
        self._long: dict[bytes, int] = {}
        self._bytes = 0
        self._book = TokenBook()
        self._weight, self._table = Stack(np.float64), Stack(np.int64, len(Column))
        self._tokens, self._groups = Stack(np.int64), Stack(np.int64)

    def _learn(
        self, new: list[bytes], keys: Keys, short: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Read new pieces and return their places."""
        joined = b" ".join([piece.rstrip(b" ") for piece in new])
        text = joined.decode("utf-8", "replace")
        read = self._vocabulary.read(text, len(new))
        worded = self._book.read(text, len(new))
        tokens = bounds_of(worded.sizes) + len(self._tokens)
        groups = bounds_of(worded.group_sizes) + len(self._groups)
        table = (
            *(read.words, read.seen, read.first, read.last),
            *(worded.words, worded.letters),
            *(tokens[:-1], tokens[1:], groups[:-1], groups[1:]),
        )
        places = np.arange(len(self), len(self) + len(new))
        self._weight.push(read.weight)
        self._table.push(np.stack(table, axis=1))
        self._tokens.push(worded.tokens)
        self._groups.push(worded.groups)
        self._bytes += len(joined)
        self._short.add(keys[:, short], places[short])
        for place in np.flatnonzero(~short).tolist():
            self._long[new[place]] = int(places[place])
        return places
