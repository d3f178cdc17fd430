"""Columns to features: pure functions, vectorised; the numbers a head looks at."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model import schema

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

TOKEN = r"(?u)\b\w+\b"
"""What a word is to the text head: letters, digits and underscores of any script."""

_WORD = re.compile(TOKEN)
_LOG_KNOTS = tuple(step / 2 for step in range(14))
_RATE_STEPS = 12
# The rate at which each count per view stops telling more.
_RATE_LIMITS = (1.0, 0.5, 0.05, 0.02)


@dataclass(frozen=True, slots=True)
class Curve:
    """One engagement quantity and the knots between which its effect is a line.

    Attributes
    ----------
    name : str
    knots : tuple of float
        Rising; the quantity is held at the first and the last.
    """

    name: str
    knots: tuple[float, ...]


CURVES = (
    *(Curve(f"log10(1 + {name})", _LOG_KNOTS) for name in schema.COUNT_NAMES),
    *(
        Curve(
            f"{name} per view",
            tuple(limit * step / _RATE_STEPS for step in range(_RATE_STEPS + 1)),
        )
        for name, limit in zip(schema.COUNT_NAMES[1:], _RATE_LIMITS, strict=True)
    ),
)
"""The engagement head's quantities, in the order of its features."""

WIDTH = sum(len(curve.knots) for curve in CURVES)
"""Features of the engagement head: one a knot."""


def tokens_of(texts: Sequence[str | None]) -> list[list[str]]:
    """Split transcripts into words as the text head sees them: small letters.

    Parameters
    ----------
    texts : sequence of str or None, of length n

    Returns
    -------
    list of list of str, of length n
        Empty where there is no word.
    """
    words = _WORD.findall
    return [words(text.lower()) if text else [] for text in texts]


def has_words(texts: Sequence[str | None]) -> NDArray[np.bool_]:
    """Tell where a transcript holds at least one word.

    Parameters
    ----------
    texts : sequence of str or None, of length n

    Returns
    -------
    bool array of shape (n,)
    """
    return np.fromiter(
        (text is not None and _WORD.search(text) is not None for text in texts),
        dtype=np.bool_,
        count=len(texts),
    )


def count_matrix(
    counts: Mapping[str, NDArray[np.float64]], rows: int
) -> NDArray[np.float64]:
    """Put the counts side by side.

    Parameters
    ----------
    counts : mapping of str to float64 array of shape (n,)
        By the contract's names; a count that is absent is missing everywhere.
    rows : int
        n.

    Returns
    -------
    float64 array of shape (n, 5)
        Views, likes, shares, downloads, comments; NaN where a count is missing,
        negative or not finite.
    """
    matrix = np.full((rows, len(schema.COUNTS)), np.nan)
    for place, name in enumerate(schema.COUNT_NAMES):
        values = counts.get(name)
        if values is not None:
            usable = np.isfinite(values) & (values >= 0)
            matrix[usable, place] = values[usable]
    return matrix


def quantities(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take logarithms and rates.

    Parameters
    ----------
    matrix : float64 array of shape (n, 5)
        From `count_matrix`.

    Returns
    -------
    float64 array of shape (n, 9)
        One column for each of `CURVES`; NaN where it can't be known.
    """
    views = np.where(matrix[:, :1] >= 1, matrix[:, :1], np.nan)
    return np.hstack([np.log10(1.0 + matrix), matrix[:, 1:] / views])


def engagement_features(matrix: NDArray[np.float64]) -> "csr_matrix":
    """Spread each quantity over the two knots it lies between.

    A linear model of these features is a sum of piecewise linear curves, one for each
    quantity; a missing quantity adds nothing.

    Parameters
    ----------
    matrix : float64 array of shape (n, 5)
        From `count_matrix`.

    Returns
    -------
    scipy.sparse.csr_matrix of shape (n, WIDTH)
    """
    from scipy.sparse import csr_matrix

    values = quantities(matrix)
    rows = len(values)
    columns = np.empty((rows, len(CURVES), 2), dtype=np.int32)
    weights = np.empty((rows, len(CURVES), 2))
    first = 0
    for place, curve in enumerate(CURVES):
        spots = np.interp(values[:, place], curve.knots, np.arange(len(curve.knots)))
        missing = np.isnan(spots)
        spots[missing] = 0.0
        lower = np.minimum(spots.astype(np.int32), len(curve.knots) - 2)
        share = spots - lower
        columns[:, place, 0] = first + lower
        columns[:, place, 1] = first + lower + 1
        weights[:, place, 0] = np.where(missing, 0.0, 1.0 - share)
        weights[:, place, 1] = np.where(missing, 0.0, share)
        first += len(curve.knots)
    bounds = np.arange(rows + 1, dtype=np.int32) * (2 * len(CURVES))
    return csr_matrix((weights.ravel(), columns.ravel(), bounds), shape=(rows, WIDTH))
