"""Where each item of a case is and when it is served: the plan says, then people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.audit import AuditCount
from triage_app.domain.case import Case
from triage_app.domain.decisions import Gist, Record, WhyShown
from triage_app.domain.draws import Draws, draws_of
from triage_app.domain.history import History, State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, CapacityPolicy
from triage_app.domain.routing import (
    LANES_BY_WORD,
    REASONS_BY_WORD,
    Lane,
    Reason,
    Routing,
)
from triage_app.domain.serving import Ranking, Rows, reorder, serve
from triage_app.domain.tally import STATE_OF
from triage_app.services.counting import Census, Place, place_of

_BY_LOT_OR_DOUBT = (WhyShown.RANDOM, WhyShown.UNCERTAIN)


@dataclass(frozen=True)
class Placement:
    """A case in its lanes and its order.

    Attributes
    ----------
    case : Case
        As people see it: a worked item stays in the lane it was worked in.
    routed : Routing
        As the plan alone has it.
    audited : intp array of shape (a,)
        Rows of the audit slice.
    audited_lanes : int8 array of shape (a,)
        The automatic lane that each of these was taken from.
    found : int8 array of shape (a,)
        The `State` that an audit takes each of these for, kept in step.
    lane_items : int64 array
        Items by `Lane` before the slice was taken.
    draws : float64 array of shape (n, 4)
    census : Census
        Counts of `case`, kept in step.
    """

    case: Case
    routed: Routing
    audited: Rows
    audited_lanes: NDArray[np.int8]
    found: NDArray[np.int8]
    lane_items: NDArray[np.int64]
    draws: Draws
    census: Census

    @classmethod
    def of(
        cls, case: Case, plan: RoutingPlan, draws: Draws, history: History
    ) -> "Placement":
        """Route a case, settle what people have worked on, and put it in order."""
        before = plan.before_audit(case.scores)
        routed = plan.audit.draw(before, draws)
        lanes, reasons = routed.lanes.copy(), routed.reasons.copy()
        case = case.rerouted(Routing(lanes, reasons))
        audited = np.flatnonzero(routed.reasons == Reason.AUDIT)
        items = np.bincount(before.lanes, minlength=len(Lane))
        _settle_all(case, routed, history)
        places = plan.policy.items if isinstance(plan.policy, CapacityPolicy) else None
        case = case.serving(serve(case.scores.p_claim, case.routing, draws, places))
        taken_from, census = before.lanes[audited], Census(case)
        found = _audited_states(case, audited, history)
        return cls(case, routed, audited, taken_from, found, items, draws, census)

    @classmethod
    def empty(cls) -> "Placement":
        """Return a placement of no items."""
        return Placement.of(
            Case.empty(), RoutingPlan(BandPolicy()), draws_of((), ""), History()
        )

    def settle(self, row: int, history: History) -> Place:
        """Write one item's state, lane and reason as its history has them.

        Returns
        -------
        Place
            Where it was before.
        """
        case, before = self.case, place_of(self.case, row)
        item_id = case.backlog.ids[row] or ""
        routed = int(self.routed.lanes[row]), int(self.routed.reasons[row])
        after = _place_of(history.gists(item_id), *routed)
        case.routing.lanes[row], case.routing.reasons[row], state = after
        case.set_state(row, State(state), item_id in history.disputed)
        self.census.move(before, after)
        place = int(np.searchsorted(self.audited, row))
        if place < len(self.audited) and self.audited[place] == row:
            self.found[place] = _audited_state(case, row, history)
        return before

    def ranked(self, ranking: Ranking) -> "Placement":
        """Return the same with its pending unfamiliar items in a ranking's order."""
        outside = unfamiliar(self.case)
        pending = outside & (self.case.states == State.PENDING)
        worked = int(np.count_nonzero(outside)) - int(np.count_nonzero(pending))
        order = reorder(self.case.order, ranking, pending, self.draws, worked)
        return self._with(self.case.serving(order))

    def audit(self) -> dict[Lane, AuditCount]:
        """Count what people found in the audit slice, by automatic lane.

        Skipped and escalated items are not audited yet, and neither is what was decided
        with its whole group: nobody looked at it by itself, and one careless key would
        accuse a sound lane. Where a verdict was reconsidered, the one given before the
        score showed counts.
        """
        counts = {}
        for lane, wrong in (
            (Lane.LIKELY_CLAIM, State.OPINION),
            (Lane.LIKELY_OPINION, State.CLAIM),
        ):
            found = self.found[self.audited_lanes == lane]
            decided = int(np.isin(found, (State.CLAIM, State.OPINION)).sum())
            counts[lane] = AuditCount(
                len(found),
                decided,
                int((found == wrong).sum()),
                int(self.lane_items[lane]),
            )
        return counts

    def _with(self, case: Case) -> "Placement":
        return replace(self, case=case)


@dataclass(frozen=True)
class Ordered:
    """A ranking worked out on a placement, for as long as nothing else happens.

    Attributes
    ----------
    ranking : Ranking
    before, placed : Placement
        What it was worked out on, and what came of it.
    records : int
        In the log then.
    """

    ranking: Ranking
    before: Placement
    placed: Placement
    records: int

    def holds(self, now: Placement, records: int) -> bool:
        """Whether it still says where everything would be."""
        return self.before is now and self.records == records


def unfamiliar(case: Case, rows: Rows | None = None) -> NDArray[np.bool_]:
    """Return where an item is in review as outside what the model learned.

    Parameters
    ----------
    case : Case
    rows : intp array of shape (m,), optional
        Where to look; everywhere if not given.
    """
    lanes, reasons = case.routing.lanes, case.routing.reasons
    if rows is not None:
        lanes, reasons = lanes[rows], reasons[rows]
    found: NDArray[np.bool_] = (lanes == Lane.REVIEW) & (
        reasons == Reason.OUTSIDE_TRAINING
    )
    return found


def _audited_states(case: Case, rows: Rows, history: History) -> NDArray[np.int8]:
    """Return the states that an audit takes rows for."""
    states = case.states[rows]
    for place in np.flatnonzero(states != State.PENDING).tolist():
        states[place] = _audited_state(case, int(rows[place]), history)
    return states


def _audited_state(case: Case, row: int, history: History) -> State:
    return history.audit_state(case.backlog.ids[row] or "")


def _settle_all(case: Case, routed: Routing, history: History) -> None:
    """Write what holds for every item that people have worked on."""
    known = case.row_of
    worked = history.standing_records()
    rows = known.rows([item_id for item_id, _ in worked])
    there = rows >= 0
    rows = rows[there]
    standing = [records for (_, records), one in zip(worked, there, strict=True) if one]
    codes, places = _places_of(standing, routed.lanes[rows], routed.reasons[rows])
    columns = places[codes]
    case.routing.lanes[rows], case.routing.reasons[rows] = columns[:, 0], columns[:, 1]
    case.states[rows] = columns[:, 2]
    disputed = known.rows(list(history.disputed))
    case.disputed[disputed[disputed >= 0]] = True


def _places_of(
    standing: Sequence[Sequence[Record]],
    lanes: NDArray[np.int8],
    reasons: NDArray[np.int8],
) -> tuple[list[int], NDArray[np.int8]]:
    """Return items' places as numbers of rows in a table; few of them differ."""
    codes, places = list[int](), list[Place]()
    known: dict[tuple[int, int, int], int] = {}
    shared: list[Gist] = []  # an id is taken again once its gist is gone
    routed = zip(standing, lanes.tolist(), reasons.tolist(), strict=True)
    for records, lane, reason in routed:
        gist = records[-1].gist
        alone = (id(gist), lane, reason)
        code = known.get(alone) if len(records) == 1 else None
        if code is None:
            code = len(places)
            places.append(_place_of([one.gist for one in records], lane, reason))
            if len(records) == 1:
                known[alone] = code
                shared.append(gist)
        codes.append(code)
    return codes, np.array(places, dtype=np.int8).reshape(-1, 3)


def _place_of(verdicts: Sequence[Gist], lane: int, reason: int) -> Place:
    """Return where an item is: as routed, or where it was when it was worked on.

    Parameters
    ----------
    verdicts : sequence of Gist
        Its standing verdicts in the order of the log.
    lane, reason : int
        As it is routed.
    """
    if not verdicts:
        return lane, reason, State.PENDING
    verdict, word, *_ = verdicts[-1]
    state = STATE_OF[verdict]
    if state is State.SKIPPED:
        return lane, reason, state
    decided_lane = LANES_BY_WORD.get(word, Lane(lane))
    if decided_lane is not Lane.REVIEW:
        return decided_lane, Reason.NONE, state
    # Who looked at it again saw it for that: its reason is that of a verdict before.
    for _, _, why_shown, *_ in reversed(verdicts):
        if why_shown in _BY_LOT_OR_DOUBT:
            return decided_lane, Reason.OUTSIDE_TRAINING, state
        shown_as = REASONS_BY_WORD.get(why_shown.value)
        if shown_as is not None:
            return decided_lane, shown_as, state
    return decided_lane, reason or Reason.MID_CONFIDENCE, state
