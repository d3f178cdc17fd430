"""The audit slice: a random share of each automatic lane that people look at."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.errors import UserFacingError
from triage_app.domain.routing import Lane, Reason, Routing

Draws = NDArray[np.float64]
"""Uniform draws in [0, 1) of shape (n, 2), fixed by item and workspace."""

AUTOMATIC = (Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION)


def draws_of(ids: Iterable[str | None], seed: str) -> Draws:
    """Draw two numbers for every item: the same for ever, and nobody can choose them.

    Parameters
    ----------
    ids : iterable of str, of length n
    seed : str
        The workspace's own, so that another workspace draws others.

    Returns
    -------
    float64 array of shape (n, 2)
        The first decides on the audit slice, the second on places in the queue.
    """
    key = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    digests = b"".join(
        hashlib.blake2b(
            (item or "").encode("utf-8", "replace"), digest_size=16, key=key
        ).digest()
        for item in ids
    )
    words = np.frombuffer(digests, dtype="<u8").reshape(-1, 2)
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


@dataclass(frozen=True)
class AuditRule:
    """How much of each automatic lane people look at, unmarked.

    Attributes
    ----------
    share : float
        Of the lane's items, 0 to 1.
    least : int
        At least so many where the lane has them.

    Raises
    ------
    UserFacingError
        If either is out of range.
    """

    share: float = 0.02
    least: int = 30

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0 or not 0 <= self.least <= 1_000_000:
            raise UserFacingError(
                f"An audit slice of {self.share * 100:g} % can't be used.",
                "It must be between 0 and 100 %.",
            )

    def size(self, items: int) -> int:
        """Return how many of a lane's items are drawn."""
        if not self.share:
            return 0
        return min(items, max(self.least, int(np.ceil(self.share * items))))

    def draw(self, routing: Routing, draws: Draws) -> Routing:
        """Send the slice of each automatic lane to review.

        Parameters
        ----------
        routing : Routing
            Before the slice.
        draws : float64 array of shape (n, 2)
        """
        lanes, reasons = routing.lanes.copy(), routing.reasons.copy()
        for lane in AUTOMATIC:
            rows = np.flatnonzero(routing.lanes == lane)
            wanted = self.size(len(rows))
            if not wanted:
                continue
            chosen = rows[np.argpartition(draws[rows, 0], wanted - 1)[:wanted]]
            lanes[chosen] = Lane.REVIEW
            reasons[chosen] = Reason.AUDIT
        return Routing(lanes, reasons)

    def to_json(self) -> dict[str, object]:
        """Return the rule as plain data."""
        return {"share": self.share, "least": self.least}
