"""In which order review items are served, and how each came to its place."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.decisions import WhyShown
from triage_app.domain.draws import Draws
from triage_app.domain.orders import Codes, ranked
from triage_app.domain.routing import Lane, Reason, Routing

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

EVERY = 50
"""Every so many places among unfamiliar items, one goes to a random item."""

_RANDOM_BELOW = 1.0 / EVERY
_STEP = 1e-12  # between keys that were equal: too small to pass a neighbour's score
_FRONT = 1.0  # keys above it stand before every score

_WEIGHTS = {
    WhyShown.RANDOM: 1.0,
    WhyShown.AUDIT: 1.0,
    WhyShown.UNCERTAIN: 1.0,
    WhyShown.MID_CONFIDENCE: 0.3,
    WhyShown.HEADS_DISAGREE: 0.3,
}


class Served(IntEnum):
    """How an item came to its place in the queue; the values are array codes."""

    RANKED = 0
    RANDOM = 1
    UNCERTAIN = 2

    @property
    def why_shown(self) -> WhyShown | None:
        """What a decision's record says of it; None where the reason says it all."""
        return None if self is Served.RANKED else WhyShown[self.name]


@dataclass(frozen=True)
class Serving:
    """The review queue's own order.

    Attributes
    ----------
    keys : float64 array of shape (n,)
        The higher, the earlier; NaN, where there is nothing to score, comes last.
    served : int8 array of shape (n,)
        `Served` codes.
    """

    keys: NDArray[np.float64]
    served: NDArray[np.int8]


@dataclass(frozen=True)
class Ranking:
    """The order in which a re-ranker puts items that the model doesn't know.

    Attributes
    ----------
    rows : intp array of shape (k,)
        Rows of the case, the likeliest claim first.
    verdicts : int
        How many verdicts it was fitted on.
    model_id : str
        The model in use, whose scores stay as they are.
    """

    rows: Rows
    verdicts: int
    model_id: str

    def __len__(self) -> int:
        return len(self.rows)

    def digest(self) -> str:
        """Return the SHA-256, in hex, of the rows as little-endian 64-bit integers."""
        return hashlib.sha256(self.rows.astype("<i8").tobytes()).hexdigest()


def serve(
    p_claim: NDArray[np.float64],
    routing: Routing,
    draws: Draws,
    places: int | None = None,
) -> Serving:
    """Give every item its place in the queue.

    An item's key is its P(claim), but for two kinds of review items. One of the audit
    slice takes its place by lot among the others, so that the place tells nothing of
    the score. Items outside what the model learned keep the places that they have
    together; each fiftieth of these goes to an item drawn by lot, whose verdict then
    speaks for all of them.

    Parameters
    ----------
    p_claim : float64 array of shape (n,)
    routing : Routing
        The audit slice drawn.
    draws : float64 array of shape (n, 4)
        The second draw decides here, the first on the audit slice.
    places : int, optional
        How many items people can look at. Where more are in review, the audit slice
        and as many of the unfamiliar ones as then fit come first: half of these drawn
        by lot, half those that the model is least certain of, by turns. A slice that
        would fill more than half of the places is mixed with half as many of them.
    """
    keys = p_claim.copy()
    served = np.full(len(keys), Served.RANKED, dtype=np.int8)
    review = np.equal(routing.lanes, Lane.REVIEW) & ~np.isnan(p_claim)
    outside = np.flatnonzero(review & (routing.reasons == Reason.OUTSIDE_TRAINING))
    outside = outside[ranked(Codes.of_numbers(p_claim[outside]), descending=True).rows]
    steps = np.arange(len(outside)) * _STEP
    free = p_claim[outside] - steps
    audited = np.flatnonzero(review & (routing.reasons == Reason.AUDIT))
    chosen = outside[:0]
    if places is not None and places < np.count_nonzero(routing.lanes == Lane.REVIEW):
        room = places - min(len(audited), places // 2)
        chosen = _choose(outside, p_claim, draws[:, 1], room, served)
        keys[chosen] = 2.0 * _FRONT - np.arange(len(chosen)) / (len(chosen) + 1)
        rest = ~np.isin(outside, chosen)
        outside, free = outside[rest], free[rest]
    served[outside[draws[outside, 1] < _RANDOM_BELOW]] = Served.RANDOM
    keys[_mixed(outside, served, draws[:, 1])] = free
    review[audited] = False
    among = chosen if len(chosen) else np.flatnonzero(review)
    keys[audited] = _hidden_among(keys[among], draws[audited, 1])
    return Serving(keys, served)


def reorder(
    serving: Serving, ranking: Ranking, pending: Mask, draws: Draws, worked: int
) -> Serving:
    """Put pending unfamiliar items into the order of a ranking.

    They share out the places that they have; nobody else moves.

    Parameters
    ----------
    serving : Serving
    ranking : Ranking
    pending : bool array of shape (n,)
        Unfamiliar items in review that nobody has said anything of.
    draws : float64 array of shape (n, 4)
    worked : int
        Unfamiliar items that people have worked on: the random places are counted on
        from there, or every new order would put them off again.
    """
    rows = ranking.rows
    rows = rows[pending[rows] & ~(serving.keys[rows] > _FRONT)]
    keys = serving.keys.copy()
    order = _mixed(rows, serving.served, draws[:, 1], worked)
    keys[order] = np.sort(serving.keys[rows])[::-1]
    return Serving(keys, serving.served)


def general_weight(why_shown: WhyShown) -> float:
    """Return how much a verdict counts where the model learns of unfamiliar items.

    By lot: fully. Chosen for being least certain, beside as many drawn by lot: fully,
    too. Uncertain of what the model does know: less. The top of a queue sorted by
    P(claim): not at all, since it would make the model worse.
    """
    return _WEIGHTS.get(why_shown, 0.0)


def _choose(
    outside: Rows,
    p_claim: NDArray[np.float64],
    lots: NDArray[np.float64],
    places: int,
    served: NDArray[np.int8],
) -> Rows:
    """Choose whom to look at first, in this order, and mark how."""
    places = min(places, len(outside))
    by_lot = _smallest(lots[outside], (places + 1) // 2)
    others = np.delete(outside, by_lot)
    by_doubt = _smallest(np.abs(p_claim[others] - 0.5), places // 2)
    chosen = np.empty(places, dtype=np.intp)
    chosen[0::2], chosen[1::2] = outside[by_lot], others[by_doubt]
    served[chosen[0::2]] = Served.RANDOM
    served[chosen[1::2]] = Served.UNCERTAIN
    return chosen


def _smallest(values: NDArray[np.float64], wanted: int) -> Rows:
    """Return the places of the smallest values, the smallest first."""
    if wanted < len(values):
        found = np.argpartition(values, wanted)[:wanted]
    else:
        found = np.arange(len(values))
    order: Rows = found[np.argsort(values[found], kind="stable")]
    return order


def _mixed(
    rows: Rows, served: NDArray[np.int8], lots: NDArray[np.float64], worked: int = 0
) -> Rows:
    """Return rows in their order, with those drawn by lot at every fiftieth place."""
    drawn = served[rows] == Served.RANDOM
    by_lot, ranked = rows[drawn], rows[~drawn]
    by_lot = by_lot[np.argsort(lots[by_lot], kind="stable")]
    first = (EVERY - 1 - worked) % EVERY
    slots = np.arange(first, len(rows), EVERY)[: len(by_lot)]
    mixed = np.empty(len(rows), dtype=np.intp)
    filled = np.zeros(len(rows), dtype=np.bool_)
    filled[slots] = True
    mixed[slots] = by_lot[: len(slots)]
    mixed[~filled] = np.concatenate([ranked, by_lot[len(slots) :]])
    return mixed


def _hidden_among(
    others: NDArray[np.float64], lots: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return keys like those of other items, one by each lot."""
    if not len(others):
        return lots
    return np.interp(lots, np.linspace(0.0, 1.0, len(others)), np.sort(others))
