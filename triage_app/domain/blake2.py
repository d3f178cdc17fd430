"""Keyed BLAKE2b (RFC 7693) of many short texts at once, as arrays without the GIL.

What `hashlib` gives one text after another in Python's own loop, and needs less time.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

LONGEST = 128
"""How many bytes a text may have here: one block of BLAKE2b."""

DIGEST_BYTES = 16
_BATCH_ROWS = 8_192
_INITIAL = np.array(
    [
        *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B),
        *(0xA54FF53A5F1D36F1, 0x510E527FADE682D1, 0x9B05688C2B3E6C1F),
        *(0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
    ],
    dtype=np.uint64,
)
_ORDERS = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    (14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3),
    (11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4),
    (7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8),
    (9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13),
    (2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9),
    (12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11),
    (13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10),
    (6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5),
    (10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0),
)
_ROUNDS = (*_ORDERS, *_ORDERS[:2])
_LEFT_1, _LEFT_2, _LEFT_3 = [1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2]


def digests(
    key: bytes,
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> Words:
    """Digest texts of 1 to `LONGEST` bytes.

    Parameters
    ----------
    key : bytes
        Of 1 to 64 bytes.
    data : uint8 array
        The texts' bytes.
    starts, lengths : int64 arrays of shape (n,)
        Where each text lies in `data`.

    Returns
    -------
    uint64 array of shape (n, 2)
        The 16 bytes that ``hashlib.blake2b(text, digest_size=16, key=key)`` gives, as
        little-endian words.
    """
    state = _keyed(key)
    result = np.empty((len(starts), 2), dtype=np.uint64)
    for begin in range(0, len(starts), _BATCH_ROWS):
        rows = slice(begin, begin + _BATCH_ROWS)
        words = _words(data, starts[rows], lengths[rows])
        counter = lengths[rows].astype(np.uint64) + np.uint64(LONGEST)
        low, _ = _compress(state, words, counter, last=True)
        result[rows] = low[:2].T
    return result


def _keyed(key: bytes) -> Words:
    """Return the state after the block that holds the key."""
    state = _INITIAL.copy()
    state[0] ^= np.uint64(0x01010000 ^ (len(key) << 8) ^ DIGEST_BYTES)
    block = np.frombuffer(key.ljust(LONGEST, b"\0"), dtype="<u8").astype(np.uint64)
    counter = np.array([LONGEST], dtype=np.uint64)
    halves = _compress(state, block[:, np.newaxis], counter, last=False)
    return np.concatenate(halves)[:, 0]


def _words(
    data: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> Words:
    """Return the texts' words of shape (w, n), zeros behind each text's end."""
    width = 8 * -(-int(lengths.max()) // 8)
    first = int(starts.min())
    near = data[first : int(starts.max()) + width]
    near = np.concatenate([near, np.zeros(width, dtype=np.uint8)])
    texts = np.lib.stride_tricks.sliding_window_view(near, width)[starts - first]
    texts *= np.arange(width) < lengths[:, np.newaxis]
    return np.ascontiguousarray(texts.view("<u8").T, dtype=np.uint64)


def _compress(
    state: Words, words: Words, counter: Words, *, last: bool
) -> tuple[Words, Words]:
    """Return the two halves, of shape (4, n), of the states after one block.

    Parameters
    ----------
    state : uint64 array of shape (8,)
    words : uint64 array of shape (w, n)
        The block; words from `w` up are zero.
    counter : uint64 array of shape (n,)
        How many bytes have been taken in, the block's included.
    last : bool
    """
    a, b, c, d, spare = (np.empty((4, len(counter)), np.uint64) for _ in range(5))
    a[:], b[:] = state[:4, np.newaxis], state[4:, np.newaxis]
    c[:], d[:] = _INITIAL[:4, np.newaxis], _INITIAL[4:, np.newaxis]
    d[0] ^= counter
    if last:
        np.invert(d[2], out=d[2])
    for order in _ROUNDS:
        _mix(a, b, c, d, spare, words, order[:8])
        b, c, d = b[_LEFT_1], c[_LEFT_2], d[_LEFT_3]
        _mix(a, b, c, d, spare, words, order[8:])
        b, c, d = b[_LEFT_3], c[_LEFT_2], d[_LEFT_1]
    low, high = state[:4, np.newaxis] ^ a ^ c, state[4:, np.newaxis] ^ b ^ d
    return low, high


def _mix(
    a: Words,
    b: Words,
    c: Words,
    d: Words,
    spare: Words,
    words: Words,
    order: tuple[int, ...],
) -> None:
    """Apply the mixing function to the four columns of a state, in place."""
    for places, (first, second) in ((order[::2], (32, 24)), (order[1::2], (16, 63))):
        for column, place in enumerate(places):
            if place < len(words):
                a[column] += words[place]
        a += b
        d ^= a
        _rotate(d, first, spare)
        c += d
        b ^= c
        _rotate(b, second, spare)


def _rotate(values: Words, bits: int, spare: Words) -> None:
    """Rotate to the right, in place."""
    np.left_shift(values, np.uint64(64 - bits), out=spare)
    np.right_shift(values, np.uint64(bits), out=values)
    values |= spare
