"""Cohen's kappa: agreement beyond chance, and how surely it is known."""

import math

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int64]
"""Pairs by the first reading (rows) and the second (columns); shape (k, k)."""


def cohen_kappa(table: Table) -> float | None:
    """Return the agreement beyond chance: 1 whole, 0 as much as chance gives.

    Parameters
    ----------
    table : int array of shape (k, k)

    Returns
    -------
    float or None
        None where nothing was read, or every reading was the same: chance alone would
        then agree wholly.

    Notes
    -----
    J. Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20
    (1960) 37-46.
    """
    if not table.sum():
        return None
    shares = table / table.sum()
    chance = float(shares.sum(axis=1) @ shares.sum(axis=0))
    if chance >= 1.0:
        return None
    return float((np.trace(shares) - chance) / (1.0 - chance))


def kappa_error(table: Table) -> float:
    """Return the large-sample standard error of Cohen's kappa, wherever it lies.

    Parameters
    ----------
    table : int array of shape (k, k)
        One of which there is a kappa.

    Notes
    -----
    J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of kappa
    and weighted kappa", Psychol. Bull. 72 (1969) 323-327, equation 14.
    """
    shares = table / table.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed, chance = float(np.trace(shares)), float(rows @ columns)
    on = np.diag(shares) @ ((1 - chance) - (rows + columns) * (1 - agreed)) ** 2
    margins = (columns[:, np.newaxis] + rows[np.newaxis, :]) ** 2
    off = (1 - agreed) ** 2 * ((shares - np.diag(np.diag(shares))) * margins).sum()
    rest = (agreed * chance - 2 * chance + agreed) ** 2
    variance = (on + off - rest) / (table.sum() * (1 - chance) ** 4)
    return math.sqrt(max(0.0, float(variance)))
