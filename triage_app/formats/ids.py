"""What makes an id usable, and which ids a file has shown already.

Nearly all ids are plain numbers; they are kept as such in an open-addressed hash table
of two arrays (linear probing; Knuth, TAOCP 3, 6.4), a chunk at a time. Others are kept
as text.
"""

import re
import secrets

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from triage_app.formats.rows import to_text

ID_LIMIT = 1_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_DIGITS = 18
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_Lines = NDArray[np.int64]


def id_key(text: str | None) -> tuple[str, str]:
    """Return what tells an id from another, and why it is no id at all.

    White space around an id doesn't make it another one, though it is kept as it is.
    """
    key = (text or "").strip()
    if not key:
        return "", "no id"
    if _CONTROLS.search(key):
        return "", "a control character in the id"
    if len(key) > ID_LIMIT:
        return "", f"an id of more than {ID_LIMIT:,} characters"
    return key, ""


class SeenNumbers:
    """Positive numbers and the lines on which they first stood."""

    def __init__(self) -> None:
        self._seed = np.uint64(secrets.randbits(64))
        self._used = 0
        self._keys = np.zeros(1 << 15, dtype=np.int64)
        self._lines = np.zeros(1 << 15, dtype=np.int64)

    def add(self, keys: NDArray[np.int64], lines: _Lines) -> _Lines:
        """Remember numbers; return for each the line on which it first stood.

        Parameters
        ----------
        keys, lines : int64 arrays of shape (n,)
            In the file's order; the numbers are above zero.
        """
        while 2 * (self._used + len(keys)) > len(self._keys):
            self._grow()
        firsts = self._put(keys, lines)
        self._used += int((firsts == lines).sum())
        return firsts

    def _put(self, keys: NDArray[np.int64], lines: _Lines) -> _Lines:
        firsts = lines.copy()
        rows = np.arange(len(keys))
        slots = self._slots(keys)
        while len(rows):
            free = self._keys[slots] == 0
            # Of several rows that want a free slot the last to be written keeps it.
            self._lines[slots[free][::-1]] = lines[rows[free]][::-1]
            self._keys[slots[free][::-1]] = keys[rows[free]][::-1]
            found = self._keys[slots] == keys[rows]
            firsts[rows[found]] = self._lines[slots[found]]
            rows = rows[~found]
            slots = (slots[~found] + 1) % len(self._keys)
        return firsts

    def _slots(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Mix the numbers (SplitMix64, Steele et al. 2014), seeded against malice."""
        mixed = keys.astype(np.uint64) + self._seed
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
        mixed ^= mixed >> np.uint64(31)
        return (mixed & np.uint64(len(self._keys) - 1)).astype(np.int64)

    def _grow(self) -> None:
        held = self._keys != 0
        keys, lines = self._keys[held], self._lines[held]
        self._keys = np.zeros(4 * len(self._keys), dtype=np.int64)
        self._lines = np.zeros(len(self._keys), dtype=np.int64)
        self._put(keys, lines)


class SeenIds:
    """The usable ids of a file so far."""

    def __init__(self) -> None:
        self._numbers = SeenNumbers()
        self._texts: dict[str, int] = {}

    def add(
        self, ids: pa.LargeStringArray, lines: _Lines
    ) -> tuple[_Lines, dict[int, str]]:
        """Remember a chunk's ids.

        Parameters
        ----------
        ids : pyarrow.LargeStringArray of length n
        lines : int64 array of shape (n,)

        Returns
        -------
        tuple of int64 array of shape (n,) and dict of int to str
            For each row the line on which its id first stood; and the rows that have
            no usable id, with the reason.
        """
        if _all_numbers(ids):
            return self._numbers.add(ids.cast(pa.int64()).to_numpy(), lines), {}
        return self._add_each(ids.to_pylist(), lines)

    def _add_each(
        self, texts: list[str | None], lines: _Lines
    ) -> tuple[_Lines, dict[int, str]]:
        firsts = lines.copy()
        reasons: dict[int, str] = {}
        rows: list[int] = []
        numbers: list[int] = []
        for row, (text, line) in enumerate(zip(texts, lines.tolist(), strict=True)):
            key, reason = id_key(text)
            if reason:
                reasons[row] = reason
            elif _NUMBER.fullmatch(key):
                rows.append(row)
                numbers.append(int(key))
            else:
                firsts[row] = self._texts.setdefault(key, line)
        if rows:
            keys = np.array(numbers, dtype=np.int64)
            firsts[rows] = self._numbers.add(keys, lines[rows])
        return firsts, reasons


def _all_numbers(ids: pa.LargeStringArray) -> bool:
    """Whether every id is digits without leading zeros that fit into 64 bits."""
    text = to_text(ids, empty_is_missing=True)
    if not len(text) or text.missing.any():
        return False
    lengths = np.diff(text.offsets)
    digits = (text.data >= ord("0")) & (text.data <= ord("9"))
    leading = text.data[text.offsets[:-1]] == ord("0")
    return bool(digits.all() and lengths.max() <= _DIGITS and not leading.any())
