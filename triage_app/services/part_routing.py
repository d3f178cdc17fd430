"""Where the rows of many files go: as if they were one, whoever scored them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.draws import draws_of
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.ports.work import Arrays
from triage_app.domain.routing import Routing
from triage_app.domain.scores import Scores
from triage_app.services.part_work import SEED, scores_of


@dataclass(frozen=True)
class Settled:
    """All rows of all files, those whose ids came before left out.

    Attributes
    ----------
    scores : Scores
    routing : Routing
        Aligned with the scores.
    routes : tuple of mapping of str to array
        For each file, what its part is written by.
    repeated : tuple of int
        For each file, its rows whose ids stand in an earlier one.
    """

    scores: Scores
    routing: Routing
    routes: tuple[Arrays, ...]
    repeated: tuple[int, ...]


def settle(files: Sequence[Arrays], plan: RoutingPlan, model_id: str) -> Settled:
    """Find the ids that come again and route the rows of all files together.

    Parameters
    ----------
    files : sequence of mapping of str to array
        What was kept of each, in order.
    plan : RoutingPlan
    model_id : str
    """
    lines = [kept["lines"] for kept in files]
    sizes = [len(one) for one in lines]
    none = draws_of((), SEED)
    draws = np.concatenate([none, *(kept["draws"] for kept in files)])
    keys = np.concatenate([none, *(kept.get("keys", kept["draws"]) for kept in files)])
    firsts = first_rows(keys)
    keep = firsts == np.arange(len(keys))
    scores = Scores.concat(
        [*(scores_of(kept, model_id) for kept in files), Scores.empty(model_id)]
    )
    if not keep.all():
        scores, draws = scores.take(np.flatnonzero(keep)), draws[keep]
    routing = plan.route(scores, draws)
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.intp)]).astype(np.intp)
    places = np.repeat(np.arange(len(files), dtype=np.int32), sizes)
    all_lines = np.concatenate([np.zeros(0, np.int64), *lines])
    before = np.concatenate([[0], np.cumsum(keep)])
    routes = []
    for start, stop in pairwise(starts.tolist()):
        kept_rows = slice(before[start], before[stop])
        origin = firsts[start:stop][~keep[start:stop]]
        routes.append(
            {
                "keep": keep[start:stop],
                "lanes": routing.lanes[kept_rows],
                "reasons": routing.reasons[kept_rows],
                "first_files": places[origin],
                "first_lines": all_lines[origin],
            }
        )
    repeated = tuple(int((~route["keep"]).sum()) for route in routes)
    return Settled(scores, routing, tuple(routes), repeated)


def first_rows(keys: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return for each row the first row with the same key.

    Parameters
    ----------
    keys : float64 array of shape (n, k)

    Returns
    -------
    intp array of shape (n,)
    """
    firsts = np.arange(len(keys), dtype=np.intp)
    order = np.argsort(keys[:, 0])
    alike = np.diff(keys[order, 0], prepend=np.nan, append=np.nan) == 0
    rows = np.sort(order[alike[1:] | alike[:-1]])  # few: who shares the first column
    order = np.lexsort(keys[rows].T)  # stable: of equal keys the first row comes first
    ordered = keys[rows[order]]
    fresh = np.ones(len(rows), dtype=np.bool_)
    fresh[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    heads = np.flatnonzero(fresh)
    firsts[rows[order]] = rows[order[heads[np.cumsum(fresh) - 1]]]
    return firsts


def with_names(route: Arrays, names: Sequence[str]) -> tuple[Arrays, list[str]]:
    """Return a file's routes with the names of the files that they refer to alone.

    Whoever writes its part needs no others, of which there may be very many.
    """
    files, at = np.unique(route["first_files"], return_inverse=True)
    named = [names[place] for place in files.tolist()]
    return {**route, "first_files": at.astype(np.int32)}, named


def digest(route: Arrays, facts: Mapping[str, Any]) -> str:
    """Return what tells one file's routes from others, as SHA-256 in hex."""
    found = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for name in sorted(route):
        found.update(np.ascontiguousarray(route[name]).tobytes())
    return found.hexdigest()
