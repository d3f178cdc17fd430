"""Texts as integers in the order of the alphabet, without an object per row."""

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.folded_text import Bytes, Offsets, blocks, present
from triage_app.domain.orders import Codes
from triage_app.domain.progress import CancelToken
from triage_app.domain.sorting import Alike, sorted_codes
from triage_app.domain.text_column import TextColumn
from triage_app.domain.word_numbers import PADDING, Ids, WordNumbers, joined

_Keys = NDArray[np.uint64]

_LOWER = bytes(ord(chr(code).lower()) for code in range(128)) + bytes(range(128, 256))
_PIECE_BYTES = 1 << 20
# A step compares seven letters; a zero byte is a letter, too.
_LETTERS = 7
_KEY_BITS = 62
_MOST_DISTINCT = 0.5


def text_codes(column: TextColumn, cancel: CancelToken | None = None) -> Codes:
    """Encode texts in the order of their case-folded characters; empty is missing.

    UTF-8 sorts as the characters do, and texts of words as their words do if the space
    behind a word belongs to it: no word with a space begins another one. So texts that
    share a vocabulary are sorted several words at a step, others by their letters.

    Raises
    ------
    CancelledError
        If `cancel`, which is looked at between pieces of text and steps, says so.
    """
    token = cancel or CancelToken()
    column = present(column)
    missing = np.diff(column.offsets) == 0
    words = _in_words(column, token)
    alike: Alike = _Letters(*_case_folded(column, token)) if words is None else words
    return Codes.of_integers(sorted_codes(alike, len(column), token), missing)


class _Letters:
    """Texts compared seven bytes at a step.

    Parameters
    ----------
    data : uint8 array
        With eight bytes behind the last text.
    starts, lengths : int64 arrays of shape (n,)
    """

    def __init__(self, data: Bytes, starts: Offsets, lengths: Offsets) -> None:
        self._data, self._starts, self._lengths = data, starts, lengths
        self._eight = np.ndarray((len(data) - 7,), ">u8", data, strides=(1,))

    def keys(self, rows: NDArray[np.intp], step: int) -> _Keys:
        depth = step * _LETTERS
        left = np.clip(self._lengths[rows] - depth, 0, 8).astype(np.uint64)
        letters = self._eight[self._starts[rows] + depth].astype(np.uint64)
        used = np.minimum(left, np.uint64(_LETTERS))
        unused = (np.uint64(8) - np.maximum(used, np.uint64(1))) << np.uint64(3)
        kept = np.where(left > 0, (letters >> unused) << unused, np.uint64(0))
        keys: _Keys = kept | (used << np.uint64(1)) | (left > _LETTERS)
        return keys

    def whole(self, row: int) -> bytes:
        begin = self._starts[row]
        return self._data[begin : begin + self._lengths[row]].tobytes()


class _Words:
    """Texts compared some words at a step.

    Parameters
    ----------
    codes : int32 array
        The words' places in the order of the alphabet from 1, and some zeros.
    first : int64 array of shape (n + 1,)
        Where each text's words begin.
    most : int
        The highest code.
    """

    def __init__(self, codes: Ids, first: Offsets, most: int) -> None:
        self._codes, self._first = codes, first
        self._lengths = np.diff(first)
        self._bits = np.uint64(most.bit_length())
        self._step = _KEY_BITS // most.bit_length()

    def keys(self, rows: NDArray[np.intp], step: int) -> _Keys:
        depth = step * self._step
        left, begin = self._lengths[rows] - depth, self._first[rows] + depth
        keys = np.zeros(len(rows), np.uint64)
        for word in range(self._step):
            code = self._codes[np.minimum(begin + word, len(self._codes) - 1)]
            code[left <= word] = 0
            keys <<= self._bits
            keys |= code.astype(np.uint64)
        return (keys << np.uint64(1)) | (left > self._step)

    def whole(self, row: int) -> bytes:
        codes = self._codes[self._first[row] : self._first[row + 1]]
        return codes.astype(">u4").tobytes()


def _in_words(column: TextColumn, cancel: CancelToken) -> _Words | None:
    """Return texts as words; None where too many of these are distinct."""
    numbers, parts, counts = WordNumbers(), [], []
    done = 0
    for low, high in blocks(column.offsets, _PIECE_BYTES):
        cancel.raise_if_cancelled()
        part = column.slice(low, high)
        if not part.data.all():
            return None  # to the table of words a zero byte is the end of one
        text = part.data.tobytes().translate(_LOWER) + bytes(PADDING)
        block = np.frombuffer(text, np.uint8)
        starts = _word_starts(part, block)
        ends = np.append(starts[1:], len(part.data))
        parts.append(numbers.number(block, starts, ends - starts))
        counts.append(np.diff(np.searchsorted(starts, part.offsets)))
        done += len(starts)
        if len(numbers) > done * _MOST_DISTINCT:
            return None
    first = np.zeros(len(column) + 1, np.int64)
    np.cumsum(np.concatenate([*counts, np.zeros(0, np.int64)]), out=first[1:])
    words = TextColumn.concat(numbers.words)
    letters = _Letters(*_case_folded(words, cancel))
    codes = 1 + sorted_codes(letters, len(words), cancel)
    for place, ids in enumerate(parts):
        parts[place] = codes[ids]
    parts.append(np.zeros(1, np.int32))
    return _Words(joined(parts), first, int(codes.max(initial=1)))


def _word_starts(column: TextColumn, block: Bytes) -> NDArray[np.intp]:
    """Return where words begin: at the beginning of a row, and behind a space."""
    begins = np.zeros(len(column.data), dtype=np.bool_)
    begins[1:] = block[: len(begins)][:-1] == ord(" ")
    begins[column.offsets[:-1][np.diff(column.offsets) > 0]] = True
    return np.flatnonzero(begins)


def _case_folded(
    column: TextColumn, cancel: CancelToken
) -> tuple[Bytes, Offsets, Offsets]:
    """Return case-folded bytes, and where each row's begin and how many they are."""
    origin = int(column.offsets[0])
    starts, lengths = column.offsets[:-1] - origin, np.diff(column.offsets)
    parts: list[bytes] = []
    strange: list[bytes] = []
    behind = int(column.offsets[-1]) - origin
    for low, high in blocks(column.offsets, _PIECE_BYTES):
        cancel.raise_if_cancelled()
        part = column.slice(low, high)
        raw = part.data.tobytes()
        parts.append(raw.translate(_LOWER))
        if raw.isascii():
            continue
        places = np.flatnonzero(part.data > 127)
        rows = np.unique(np.searchsorted(part.offsets, places, side="right") - 1)
        texts = part.take(rows).to_list()
        folded = [(text or "").casefold().encode("utf-8", "replace") for text in texts]
        sizes = np.array([len(text) for text in folded], np.int64)
        starts[low + rows] = behind + np.cumsum(sizes) - sizes
        lengths[low + rows] = sizes
        behind += int(sizes.sum())
        strange += folded
    data = b"".join([*parts, *strange, bytes(8)])
    return np.frombuffer(data, np.uint8), starts, lengths
