"""Makes a realistic backlog of any size by rules of our own, from no real row.

Shares, ranges and rates follow the aggregates of the public TikTok data set of the
Google Advanced Data Analytics certificate (19,382 rows), as computed for this project
with pandas: views spread evenly up to 10,000 for opinions and to a million for claims,
and each other count an evenly spread share of the one before it.
"""

from collections.abc import Iterator
from functools import cache
from math import gcd

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model import schema
from model.draws import Draws
from model.transcripts import transcripts

BLOCK_ROWS = 16_384

# Rows of the data set: with and without label, transcript and counts.
_COMPLETE, _EMPTY = 19_084, 298
_LABELS = (9_608, 9_476)
_BANS = ((6_566, 1_603, 1_439), (8_817, 463, 196), (280, 14, 4))
_VERIFIED = (209 / 9_608, 991 / 9_476, 40 / 298)
# Views: lowest and highest, by label; a few claims are as small as opinions.
_VIEWS = ((10_000, 1_000_000), (20, 10_000))
_SMALL_CLAIM_SHARE, _SMALL_CLAIM = 0.01, (1_000, 10_000)
# The largest share of likes per view, shares and downloads per like, comments per
# download, by label; drawn evenly from zero up.
_LIKES = (2 / 3, 4 / 9)
_SHARES, _DOWNLOADS = 0.4, 0.025
_COMMENTS = (2 / 3, 4 / 9)
_DURATION = (5, 60)
_ID_LOW, _ID_SPAN = 1_000_000_000, 9_000_000_000

_CLAIM, _OPINION, _NEITHER = range(3)

ARROW_SCHEMA = pa.schema(
    [
        (column.name, pa.int64() if column.kind is schema.Kind.INTEGER else pa.string())
        for column in schema.COLUMNS
    ]
)


def generate(rows: int, seed: int = 0) -> pa.Table:
    """Make a backlog.

    Parameters
    ----------
    rows : int
        From 0; the first rows of a larger backlog of the same seed are the same.
    seed : int
        From 0; the same rows and seed give the same backlog everywhere.

    Returns
    -------
    pyarrow.Table
        The contract's columns in its order; counts as integers, None where a row
        lacks label, transcript and counts, and an id of ten digits that is unique.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    return pa.Table.from_batches(list(blocks(rows, seed)), ARROW_SCHEMA)


def blocks(rows: int, seed: int = 0) -> Iterator[pa.RecordBatch]:
    """Make the backlog that `generate` makes, a block of rows at a time.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    if not 0 <= rows < 2**32 or not 0 <= seed < 2**63:
        raise ValueError("Rows must be 0 to 4,294,967,295 and the seed not negative.")
    for number, start in enumerate(range(0, rows, BLOCK_ROWS), 1):
        block = _block(start, Draws(seed, number), seed)
        yield block.slice(0, min(BLOCK_ROWS, rows - start))


def _block(start: int, draws: Draws, seed: int) -> pa.RecordBatch:
    empty = draws.chance(_EMPTY / (_COMPLETE + _EMPTY), BLOCK_ROWS)
    label = np.where(empty, _NEITHER, draws.choose(_LABELS, BLOCK_ROWS))
    opinion = label == _OPINION
    rows = np.arange(start, start + BLOCK_ROWS, dtype=np.int64)
    ids = _identifiers(rows, seed).astype(str)
    low, high = _DURATION
    words = transcripts(opinion, draws)
    columns = [
        pa.array(rows + 1),
        pa.array(schema.LABEL.values).take(pa.array(opinion.astype(int), mask=empty)),
        pa.array(ids.tolist(), pa.string()),
        pa.array(low + draws.below(high - low + 1, BLOCK_ROWS)),
        words.take(pa.array(np.arange(BLOCK_ROWS), mask=empty)),
        pa.array(schema.VERIFIED.values).take(_verified(label, draws)),
        pa.array(schema.BAN.values).take(_bans(label, draws)),
        *(pa.array(count, mask=empty) for count in _counts(opinion, draws)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=ARROW_SCHEMA)


@cache
def _id_key(seed: int) -> tuple[int, int]:
    """Return a multiplier prime to the span, and a shift: every id comes once."""
    draws = Draws(seed, 0)
    factor, shift = 30 * int(draws.below(2**26, 1)[0]) + 7, draws.below(_ID_SPAN, 1)[0]
    if gcd(factor, _ID_SPAN) != 1:
        raise AssertionError("An id would come twice.")
    return factor, int(shift)


def _identifiers(rows: NDArray[np.int64], seed: int) -> NDArray[np.uint64]:
    factor, shift = _id_key(seed)
    spots = rows.astype(np.uint64) * np.uint64(factor) + np.uint64(shift)
    return spots % np.uint64(_ID_SPAN) + np.uint64(_ID_LOW)


def _verified(label: NDArray[np.int64], draws: Draws) -> pa.Array:
    shares = np.asarray(_VERIFIED)[label]
    return pa.array((draws.unit(len(label)) < shares).astype(np.int64))


def _bans(label: NDArray[np.int64], draws: Draws) -> pa.Array:
    by_label = [draws.choose(shares, len(label)) for shares in _BANS]
    return pa.array(np.choose(label, by_label))


def _counts(opinion: NDArray[np.bool_], draws: Draws) -> list[NDArray[np.int64]]:
    """Draw views, likes, shares, downloads and comments, each of shape (n,)."""
    size = len(opinion)
    by_label = opinion.astype(np.int64)
    small = ~opinion & draws.chance(_SMALL_CLAIM_SHARE, size)
    bounds = np.asarray([*_VIEWS, _SMALL_CLAIM], dtype=np.float64)
    low, high = bounds[np.where(small, 2, by_label)].T
    views = np.floor(low + draws.unit(size) * (high - low))

    likes = np.rint(views * draws.unit(size) * np.asarray(_LIKES)[by_label])
    shares = np.rint(likes * draws.unit(size) * _SHARES)
    downloads = np.rint(likes * draws.unit(size) * _DOWNLOADS)
    comments = np.floor(downloads * draws.unit(size) * np.asarray(_COMMENTS)[by_label])
    return [c.astype(np.int64) for c in (views, likes, shares, downloads, comments)]
