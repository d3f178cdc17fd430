"""Random numbers that are the same on every platform and with every numpy."""

import numpy as np
from numpy.typing import NDArray

_TO_UNIT = 2.0**-53


class Draws:
    """Uniform numbers straight from PCG64's bits.

    `numpy.random.Generator` may change how it turns bits into numbers between
    versions (NEP 19); the bits themselves and `SeedSequence` never do, so only those
    are used, with arithmetic that IEEE 754 settles to the last bit.

    Parameters
    ----------
    *key : int
        Non-negative numbers that name the stream.
    """

    def __init__(self, *key: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(list(key)))

    def unit(self, size: int) -> NDArray[np.float64]:
        """Draw `size` floats in [0, 1)."""
        raw: NDArray[np.uint64] = self._bits.random_raw(size)
        return np.asarray(raw >> np.uint64(11), dtype=np.float64) * _TO_UNIT

    def below(self, limit: int, size: int) -> NDArray[np.int64]:
        """Draw `size` integers in [0, limit)."""
        return (self.unit(size) * limit).astype(np.int64)

    def chance(self, share: float, size: int) -> NDArray[np.bool_]:
        """Draw `size` flags that are true with probability `share`."""
        return self.unit(size) < share

    def choose(self, shares: tuple[float, ...], size: int) -> NDArray[np.int64]:
        """Draw `size` positions in `shares`, each as often as its weight says."""
        edges = np.cumsum(np.asarray(shares, dtype=np.float64))
        spots = self.unit(size) * edges[-1]
        chosen: NDArray[np.int64] = np.searchsorted(edges[:-1], spots, side="right")
        return chosen
