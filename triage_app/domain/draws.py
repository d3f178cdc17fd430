"""Lots: numbers drawn once for every item of a workspace, the same for ever."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.blake2 import DIGEST_BYTES, LONGEST, digests
from triage_app.domain.text_column import TextColumn

Draws = NDArray[np.float64]
"""Uniform draws in [0, 1) of shape (n, 4), fixed by item and workspace.

By column: who is audited, places in the queue, who is reviewed twice, and for whom the
score is visible where that is left to chance.
"""

AUDIT, PLACE, DOUBLE, VISIBLE = range(4)

_LOW = 0x7FF  # the eleven bits of a word that a double has no room for
_BLOCK_ROWS = 65_536


def draws_of(ids: Iterable[str | None], seed: str) -> Draws:
    """Draw for every item: the same for ever, and nobody can choose the numbers.

    Parameters
    ----------
    ids : TextColumn or iterable of str, of length n
    seed : str
        The workspace's own, so that another workspace draws others.

    Returns
    -------
    float64 array of shape (n, 4)
        See `Draws`. The last two have 2 ** 11 steps each, made of bits that the first
        two leave over, so that these are what they were before there were four.
    """
    column = ids if isinstance(ids, TextColumn) else TextColumn.from_strings(ids)
    key = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    draws = np.empty((len(column), 4), dtype=np.float64)
    for begin in range(0, len(column), _BLOCK_ROWS):
        rows = slice(begin, min(begin + _BLOCK_ROWS, len(column)))
        words = _words(key, column.slice(rows.start, rows.stop))
        draws[rows, :2] = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
        draws[rows, 2:] = (words & np.uint64(_LOW)).astype(np.float64) * 2.0**-11
    return draws


def audit_lots(
    ids: TextColumn, seed: str, wanted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Draw who is audited, for some rows alone: the others cost nothing.

    Parameters
    ----------
    ids : TextColumn of length n
    seed : str
    wanted : bool array of shape (n,)

    Returns
    -------
    float64 array of shape (n, 1)
        As the first column of `draws_of`; NaN where it isn't wanted.
    """
    if wanted.all():
        return draws_of(ids, seed)[:, :1]
    rows = np.flatnonzero(wanted)
    lots = np.full((len(ids), 1), np.nan)
    if len(rows):
        lots[rows] = draws_of(ids.take(rows), seed)[:, :1]
    return lots


def _words(key: bytes, ids: TextColumn) -> NDArray[np.uint64]:
    """Digest ids under a key: short ones together, others one by one."""
    starts, lengths = ids.offsets[:-1], np.diff(ids.offsets)
    short = ~ids.missing & (lengths > 0) & (lengths <= LONGEST) & _sound(ids)
    words = np.empty((len(ids), 2), dtype=np.uint64)
    rows = np.flatnonzero(short)
    words[rows] = digests(key, ids.data, starts[rows], lengths[rows])
    others = np.flatnonzero(~short)
    single = b"".join([_digest(key, ids[row]) for row in others.tolist()])
    words[others] = np.frombuffer(single, dtype="<u8").reshape(-1, 2)
    return words


def _digest(key: bytes, item: str | None) -> bytes:
    text = (item or "").encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=DIGEST_BYTES, key=key).digest()


def _sound(ids: TextColumn) -> NDArray[np.bool_]:
    """Where an id's bytes are UTF-8, so that they are what its text encodes to."""
    foreign = np.flatnonzero(ids.data & 0x80)
    sound = np.ones(len(ids), dtype=np.bool_)
    if len(foreign) and not _is_utf8(ids):
        sound[np.searchsorted(ids.offsets, foreign, "right") - 1] = False
    return sound


def _is_utf8(ids: TextColumn) -> bool:
    """Whether the bytes are UTF-8 as a whole and no row begins within a character."""
    starts = ids.offsets[:-1][np.diff(ids.offsets) > 0]
    if (ids.data[starts] & 0xC0 == 0x80).any():
        return False
    try:
        ids.data.tobytes().decode()
    except UnicodeDecodeError:
        return False
    return True
