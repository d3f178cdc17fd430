"""Lots: numbers drawn once for every item of a workspace, the same for ever."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
"""Uniform draws in [0, 1) of shape (n, 4), fixed by item and workspace.

By column: who is audited, places in the queue, who is reviewed twice, and for whom the
score is visible where that is left to chance.
"""

AUDIT, PLACE, DOUBLE, VISIBLE = range(4)

_LOW = 0x7FF  # the eleven bits of a word that a double has no room for


def draws_of(ids: Iterable[str | None], seed: str) -> Draws:
    """Draw for every item: the same for ever, and nobody can choose the numbers.

    Parameters
    ----------
    ids : iterable of str, of length n
    seed : str
        The workspace's own, so that another workspace draws others.

    Returns
    -------
    float64 array of shape (n, 4)
        See `Draws`. The last two have 2 ** 11 steps each, made of bits that the first
        two leave over, so that these are what they were before there were four.
    """
    key = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    keyed = hashlib.blake2b(digest_size=16, key=key)
    digests = b"".join([_digest(keyed, item) for item in ids])
    words = np.frombuffer(digests, dtype="<u8").reshape(-1, 2)
    fine = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    coarse = (words & np.uint64(_LOW)).astype(np.float64) * 2.0**-11
    return np.hstack([fine, coarse])


def _digest(keyed: hashlib.blake2b, item: str | None) -> bytes:
    """Digest one id; a copy of the keyed start saves half the work."""
    own = keyed.copy()
    own.update((item or "").encode("utf-8", "replace"))
    return own.digest()
