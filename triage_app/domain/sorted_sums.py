"""Values sorted by P(claim) with their sums, so that any cut is counted at once."""

from dataclasses import dataclass

import numpy as np

from triage_app.domain.evidence import Array


@dataclass(frozen=True, eq=False)
class SortedSums:
    """P(claim) in ascending order, and the values' sums from the start.

    Attributes
    ----------
    p_claim : float64 array of shape (n,)
    sums : float64 array of shape (n + 1,)
    """

    p_claim: Array
    sums: Array

    @classmethod
    def of(cls, p_claim: Array, values: Array | None = None) -> "SortedSums":
        """Sort; the values are P(claim) itself unless given."""
        if values is None:
            p_claim = values = np.sort(p_claim)
        else:
            order = np.argsort(p_claim, kind="stable")
            p_claim, values = p_claim[order], values[order]
        return cls(p_claim, np.concatenate([[0.0], np.cumsum(values)]))

    def __len__(self) -> int:
        return len(self.p_claim)

    def up_to(self, cut: float | None) -> tuple[int, float]:
        """Return how many lie at or below a cut (None: none), and their sum."""
        at = 0 if cut is None else int(self.p_claim.searchsorted(cut, "right"))
        return at, float(self.sums[at])

    def from_(self, cut: float | None) -> tuple[int, float]:
        """Return how many lie at or above a cut (None: none), and their sum."""
        rows = len(self)
        at = rows if cut is None else int(self.p_claim.searchsorted(cut, "left"))
        return rows - at, float(self.sums[-1] - self.sums[at])
