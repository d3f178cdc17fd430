"""Rows by item id, found by hashes in arrays: no Python object per row."""

import hashlib
import os
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.text_column import TextColumn

Rows = NDArray[np.intp]
Hashes = NDArray[np.uint64]

_BLOCK_ROWS = 262_144
_WORD = 8
_MOST_WORDS = 64  # longer texts, which are rare, are digested one by one
_LOW = (1 << 64) - 1
_SEED = int.from_bytes(os.urandom(8), "little")  # so that nobody can choose hashes
_KEY = os.urandom(16)
_MIX = (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53)  # MurmurHash3's 64-bit finaliser
_SHIFT = 33


class RowIndex:
    """Where each id of a column stands.

    Missing and empty texts have no row; of equal ids the last one counts. Hashes are
    seeded anew in every process, and what they find is compared byte by byte, so
    collisions cost time but never change an answer.

    Parameters
    ----------
    ids : TextColumn
        Of n rows; takes about 50 ms and 8 MB for a million.
    """

    def __init__(self, ids: TextColumn) -> None:
        self._ids = ids = _readable(ids)
        self._bits = np.uint64(max(1, len(ids)).bit_length())
        there = ~ids.missing & (np.diff(ids.offsets) > 0)
        rows = np.flatnonzero(there).astype(np.uint64)
        hashes = text_hashes(ids)[rows.astype(np.intp)]
        packed = (hashes >> self._bits << self._bits) | rows
        packed.sort()
        self._packed = self._without_twins(packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, item_id: object) -> bool:
        return isinstance(item_id, str) and self.get(item_id) is not None

    def get(self, item_id: str) -> int | None:
        """Return the row of an id; None where there is none."""
        try:
            wanted = item_id.encode("utf-8")
        except UnicodeEncodeError:
            return None
        if not wanted or not len(self._packed):
            return None
        bits = int(self._bits)
        top = _hash_of(wanted) >> bits << bits
        last = np.uint64(top | ((1 << bits) - 1))
        place = int(self._packed.searchsorted(last, side="right")) - 1
        while place >= 0:
            found = int(self._packed[place])
            if found < top:
                return None
            row = found - top
            if self._bytes(row) == wanted:
                return row
            place -= 1
        return None

    def rows(self, item_ids: Sequence[str | None] | TextColumn) -> Rows:
        """Return the row of each id, -1 where there is none.

        Parameters
        ----------
        item_ids : sequence of str, or TextColumn
            Of m ids; a column is the quick way for many.

        Returns
        -------
        intp array of shape (m,)
        """
        if isinstance(item_ids, TextColumn):
            wanted = _readable(item_ids)
        else:
            wanted = _as_column(item_ids)
        found = np.full(len(wanted), -1, dtype=np.intp)
        asked = np.flatnonzero(~wanted.missing & (np.diff(wanted.offsets) > 0))
        if not len(asked) or not len(self._packed):
            return found
        tops = text_hashes(wanted)[asked] >> self._bits << self._bits
        order = np.argsort(tops)  # neighbours are looked for one after another
        asked, tops = asked[order], tops[order]
        mask = (np.uint64(1) << self._bits) - np.uint64(1)
        places = np.searchsorted(self._packed, tops | mask, side="right") - 1
        while len(asked):
            entries = self._packed[np.maximum(places, 0)]
            near = (places >= 0) & (entries >= tops)
            asked, tops, places = asked[near], tops[near], places[near]
            rows = (entries[near] - tops).astype(np.intp)
            same = _same(wanted, asked, self._ids, rows)
            found[asked[same]] = rows[same]
            asked, tops, places = asked[~same], tops[~same], places[~same] - 1
        return found

    def _bytes(self, row: int) -> bytes:
        start, stop = self._ids.offsets[row], self._ids.offsets[row + 1]
        return self._ids.data[start:stop].tobytes()

    def _without_twins(self, packed: Hashes) -> Hashes:
        """Leave out rows whose id comes again further down."""
        tops = packed >> self._bits
        again = tops[1:] == tops[:-1]
        if not again.any():
            return packed
        shared = np.zeros(len(packed), dtype=np.bool_)
        shared[1:] |= again
        shared[:-1] |= again
        low = (np.uint64(1) << self._bits) - np.uint64(1)
        rows = (packed[shared] & low).astype(np.intp)
        last = dict(zip(map(self._bytes, rows.tolist()), rows.tolist(), strict=True))
        kept = ~shared
        kept[shared] = np.isin(rows, np.fromiter(last.values(), np.intp, len(last)))
        return packed[kept]


def numbered(column: TextColumn) -> tuple[Rows, Rows]:
    """Number the different texts of a column, of which there are few.

    Returns
    -------
    intp array of shape (n,)
        Each row's number; -1 where its text is missing or empty.
    intp array of shape (k,)
        By number, a row that holds the text.
    """
    numbers = np.full(len(column), -1, dtype=np.intp)
    hashes = text_hashes(column)
    left = np.flatnonzero(~column.missing & (np.diff(column.offsets) > 0))
    firsts: list[int] = []
    while len(left):
        apart, at = np.unique(hashes[left], return_index=True)
        chosen = left[at]
        own = np.searchsorted(apart, hashes[left])
        alike = _same(column, left, column.take(chosen), own)
        numbers[left[alike]] = own[alike] + len(firsts)
        firsts.extend(chosen.tolist())
        left = left[~alike]
    return numbers, np.array(firsts, dtype=np.intp)


def text_hashes(column: TextColumn) -> Hashes:
    """Return a seeded 64-bit hash of every row's bytes; uint64 array of shape (n,)."""
    hashes = np.empty(len(column), dtype=np.uint64)
    for start in range(0, len(column), _BLOCK_ROWS):
        stop = min(start + _BLOCK_ROWS, len(column))
        block = column.slice(start, stop)
        own = np.diff(block.offsets).astype(np.uint64) ^ np.uint64(_SEED)
        for rows, words in text_words(block):
            own[rows] = _mixed(own[rows] ^ words)
        for row in np.flatnonzero(np.diff(block.offsets) > _MOST_WORDS * _WORD):
            text = block.data[block.offsets[row] : block.offsets[row + 1]].tobytes()
            own[row] = _digest(text)
        hashes[start:stop] = own
    return hashes


def text_words(column: TextColumn) -> Iterator[tuple[Rows | slice, Hashes]]:
    """Yield the rows' bytes by eight as numbers: the first ones, the next ones, ...

    Rows that have no more bytes are left out, and those of more than 512 bytes; what
    lacks to a number's eight bytes is zero.
    """
    starts, lengths = column.offsets[:-1], np.diff(column.offsets)
    most = int(lengths.max(initial=0))
    at = _by_eight(column)
    for number in range(min(_MOST_WORDS, -(-most // _WORD))):
        left = lengths - number * _WORD
        rows: Rows | slice = slice(None)
        if number or most > _MOST_WORDS * _WORD or not lengths.all():
            rows = np.flatnonzero((left > 0) & (lengths <= _MOST_WORDS * _WORD))
        words = at[starts[rows] + number * _WORD]
        spare = np.maximum(_WORD - left[rows], 0).astype(np.uint64) << np.uint64(3)
        yield rows, words << spare >> spare


def _mixed(words: Hashes) -> Hashes:
    words ^= words >> np.uint64(_SHIFT)
    for factor in _MIX:
        words *= np.uint64(factor)
        words ^= words >> np.uint64(_SHIFT)
    return words


def _hash_of(text: bytes) -> int:
    """Return `text_hashes` of one text."""
    if len(text) > _MOST_WORDS * _WORD:
        return _digest(text)
    own = len(text) ^ _SEED
    for start in range(0, len(text), _WORD):
        own ^= int.from_bytes(text[start : start + _WORD], "little")
        own ^= own >> _SHIFT
        for factor in _MIX:
            own = own * factor & _LOW
            own ^= own >> _SHIFT
    return own


def _digest(text: bytes) -> int:
    made = hashlib.blake2b(text, digest_size=_WORD, key=_KEY).digest()
    return int.from_bytes(made, "little")


def _same(
    one: TextColumn, its_rows: Rows, other: TextColumn, rows: Rows
) -> NDArray[np.bool_]:
    """Return where rows of two columns, none of them empty, hold the same bytes."""
    starts, others = one.offsets[its_rows], other.offsets[rows]
    left = one.offsets[its_rows + 1] - starts
    same: NDArray[np.bool_] = left == other.offsets[rows + 1] - others
    ours, theirs = _by_eight(one), _by_eight(other)
    alike = np.flatnonzero(same)
    starts, others, left = starts[alike], others[alike], left[alike]
    for _ in range(_MOST_WORDS):
        spare = np.maximum(_WORD - left, 0).astype(np.uint64) << np.uint64(3)
        equal = (ours[starts] ^ theirs[others]) << spare == 0
        same[alike[~equal]] = False
        more = equal & (left > _WORD)
        alike, left = alike[more], left[more] - _WORD
        starts, others = starts[more] + _WORD, others[more] + _WORD
        if not len(alike):
            break
    for place, start, its, length in zip(alike, starts, others, left, strict=True):
        piece = one.data[start : start + length], other.data[its : its + length]
        same[place] = bool((piece[0] == piece[1]).all())
    return same


def _by_eight(column: TextColumn) -> Hashes:
    """Return what eight bytes from each place on are as a number, the first lowest."""
    padded = np.concatenate([column.data, np.zeros(_WORD, dtype=np.uint8)])
    return np.ndarray(len(column.data) + 1, "<u8", padded, strides=(1,))


def _as_column(item_ids: Sequence[str | None]) -> TextColumn:
    """Return ids as a column; what isn't Unicode is nobody's id."""
    try:
        "".join(filter(None, item_ids)).encode("utf-8")
    except UnicodeEncodeError:
        item_ids = [one if one is None or _is_text(one) else None for one in item_ids]
    return TextColumn.from_strings(item_ids)


def _is_text(item_id: str) -> bool:
    try:
        item_id.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _readable(column: TextColumn) -> TextColumn:
    """Return a column whose bytes are what people read, if its own are no UTF-8."""
    data = column.data[column.offsets[0] : column.offsets[-1]]
    if not (data >= 0x80).any():
        return column
    begin = column.offsets[:-1][np.diff(column.offsets) > 0]
    broken = bool(((column.data[begin] & 0xC0) == 0x80).any())
    try:
        data.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        broken = True
    return TextColumn.from_strings(column.to_list()) if broken else column
