"""Any session at the desk, drawn by hypothesis, against a plain model of it.

Several moderators work on a real workspace on disk: verdicts, bulk verdicts, skips,
escalations, seconds, settlements, undo, redo, retries, giving up, waiting, restarts,
other lanes and another visibility. After every step the program must agree with a
model that shares no code with it but the items' lots.

The normal run is small. At least 10,000 verdicts, undos and redos, with the waits
and restarts between them, are done by::

    TRIAGE_LONG=1 python -m pytest -rP tests/services/test_any_session.py
"""

import functools
import hashlib
import math
import os
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from triage_app.domain.audit import AuditRule
from triage_app.domain.decisions import RecordKind, Verdict, WhyShown
from triage_app.domain.desk_rules import DoubleReview
from triage_app.domain.draws import DOUBLE, PLACE
from triage_app.domain.errors import ItemError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.presets import Preset, chosen
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.statistics import verify
from triage_app.services.workspaces import Workspaces
from triage_app.store import upgrade
from triage_app.store.workspaces import SqliteWorkspaces

LONG = bool(os.environ.get("TRIAGE_LONG"))
ITEMS = 18
SHARE, DELAY_HOURS = 0.5, 24.0
WHO = ("ann", "ben", "cleo")
BANDS = ((0.2, 0.8), (0.35, 0.65))
PENDING, CLAIM, OPINION, SKIPPED, ESCALATED = range(5)
STATE = {"claim": CLAIM, "opinion": OPINION, "skip": SKIPPED, "escalate": ESCALATED}
DECIDES = ("claim", "opinion")


def remembered(question: Any) -> Any:
    """Answer a question of the model once, until something is said."""

    @functools.wraps(question)
    def ask(model: "Model", *about: Any) -> Any:
        key = (question.__name__, *about)
        if key not in model.memo:
            model.memo[key] = question(model, *about)
        return model.memo[key]

    return ask


@dataclass(eq=False)
class Entry:
    """A verdict or a second, as the model remembers it."""

    decision_id: str
    row: int
    verdict: str
    moderator: str
    second: bool
    lane: str
    at: str
    visible: bool
    by_lead: bool
    live: bool = True


@dataclass
class Step:
    """What one key did."""

    step_id: str
    moderator: str
    entries: list[Entry]


@dataclass
class Model:
    """The desk, as simply as it can be said; nothing is kept but what was said."""

    seed: str
    p_claim: list[float]
    lots: list[tuple[float, float]]
    band: tuple[float, float] = BANDS[0]
    shown: bool = False
    steps: list[Step] = field(default_factory=list)
    undone: dict[str, list[tuple[int, Step]]] = field(default_factory=dict)
    clock: int = 0
    memo: dict[Any, Any] = field(default_factory=dict)

    @remembered
    def said(self, row: int) -> list[Entry]:
        return [e for e in self.entries() if e.row == row and not e.second]

    @remembered
    def seconds(self, row: int) -> list[Entry]:
        return [e for e in self.entries() if e.row == row and e.second]

    @remembered
    def entries(self) -> list[Entry]:
        return [e for step in self.steps for e in step.entries if e.live]

    @remembered
    def places(self) -> dict[Entry, int]:
        every = (e for step in self.steps for e in step.entries)
        return {entry: place for place, entry in enumerate(every)}

    def order(self, entry: Entry) -> int:
        return self.places()[entry]

    @remembered
    def state(self, row: int) -> int:
        said = self.said(row)
        return STATE[said[-1].verdict] if said else PENDING

    @remembered
    def own_second(self, row: int, who: str) -> Entry | None:
        if self.state(row) not in (CLAIM, OPINION):
            return None
        own = [e for e in self.seconds(row) if e.moderator == who]
        newest = self.said(row)[-1]
        if own and self.order(own[-1]) > self.order(newest):
            return own[-1]
        return None

    @remembered
    def seen(self, row: int, who: str) -> int:
        if row in self.doubles(who).values():
            return PENDING
        own = self.own_second(row, who)
        if own is not None:
            return STATE[own.verdict]
        if self.state(row) != SKIPPED:
            return self.state(row)
        for entry in reversed(self.said(row)):
            if entry.verdict != "skip":
                return PENDING
            if entry.moderator == who:
                return SKIPPED
        return PENDING

    @remembered
    def lane(self, row: int) -> str:
        if self.state(row) in (CLAIM, OPINION, ESCALATED):
            return self.said(row)[-1].lane
        low, high = self.band
        if self.p_claim[row] > high:
            return "likely_claim"
        return "likely_opinion" if self.p_claim[row] < low else "review"

    @remembered
    def disputed(self, row: int) -> bool:
        said, seconds = self.said(row), self.seconds(row)
        if not seconds or self.state(row) not in (CLAIM, OPINION):
            return False
        later = self.order(said[-1]) > self.order(seconds[-1])
        other = seconds[-1].verdict not in ("skip", said[-1].verdict)
        return other and not later

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.clock)

    @remembered
    def doubles(self, who: str) -> dict[str, int]:
        own = [e for e in self.entries() if e.moderator == who]
        given = [e for e in own if e.second]
        since = [
            e
            for e in own
            if not e.second
            and e.verdict in DECIDES
            and (not given or self.order(e) > max(map(self.order, given)))
        ]
        name = f"{self.seed}\0{who}\0{len(given)}".encode()
        drawn = int.from_bytes(hashlib.sha256(name).digest()[:8], "little") / 2.0**64
        if len(since) < (0.5 + drawn) / SHARE:
            return {}
        found = {}
        for lane in ("likely_claim", "review", "likely_opinion"):
            rows = [
                row
                for row in range(ITEMS)
                if self.state(row) in (CLAIM, OPINION) and self.lane(row) == lane
            ]
            rows.sort(key=lambda row: (*self.lots[row], row))
            for row in rows[: math.ceil(SHARE * len(rows))]:
                if self.may_come(row, who):
                    found[lane] = row
                    break
        return found

    def may_come(self, row: int, who: str) -> bool:
        if self.seconds(row):
            return False
        rested = stamp(self.now() - timedelta(hours=DELAY_HOURS))
        said = self.said(row)
        lead = any(e.by_lead or e.verdict == "escalate" for e in said)
        return not lead and all(e.at <= rested for e in said if e.moderator == who)

    def queue(self, lane: str, who: str) -> int | None:
        double = self.doubles(who).get(lane)
        if double is not None:
            return double
        here = sorted(
            (row for row in range(ITEMS) if self.lane(row) == lane),
            key=lambda row: -self.p_claim[row],
        )
        for wanted in (PENDING, SKIPPED):
            for row in here:
                if self.seen(row, who) == wanted:
                    return row
        return None

    def last(self, who: str | None) -> Step | None:
        live = [s for s in self.steps if any(e.live for e in s.entries)]
        own = [s for s in live if who is None or s.moderator == who]
        return own[-1] if own else None

    def take_back(self, step: Step, by: str) -> None:
        self.memo.clear()
        for entry in step.entries:
            entry.live = False
        self.clock += 1
        self.undone.setdefault(by, []).append((self.clock, step))

    def last_undone(self, who: str | None) -> list[tuple[int, Step]]:
        stacks = [s for name, s in self.undone.items() if s and who in (None, name)]
        return max(stacks, key=lambda stack: stack[-1][0], default=[])

    def bring_back(self, who: str | None) -> Step | None:
        stack = self.last_undone(who)
        if not stack:
            return None
        _, step = stack.pop()
        self.memo.clear()
        for entry in step.entries:
            entry.live = True
        return step


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


moderators = st.sampled_from(WHO)
rows = st.integers(0, ITEMS - 1)
verdicts = st.sampled_from(list(Verdict))


class Session(RuleBasedStateMachine):
    """Does the same at the desk and in the model."""

    scored: Any = None
    operations = 0

    @initialize(seed=st.integers(0, 50))
    def open(self, seed: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="triage-session-"))
        self.stores = Workspaces(SqliteWorkspaces(), lambda: self.model.now())
        self.number = 0
        self.model = Model("", [], [])
        views = np.linspace(0.95e6, 0.05e6, ITEMS).tolist()
        plan = RoutingPlan(BandPolicy(*BANDS[0]), AuditRule(0.0))
        # The lots hang on the workspace's id: a replay must draw the same.
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(upgrade.uuid, "uuid4", lambda: UUID(int=seed))
            self.desk_on(create=True)
        self.workspace.add(replace(type(self).scored(views, plan=plan), plan=plan), "x")
        double = DoubleReview(SHARE, DELAY_HOURS)
        self.workspace.set_rules(replace(self.workspace.rules, double=double), "lead")
        self.model.seed = self.workspace.store.workspace_id
        self.model.p_claim = self.workspace.case.scores.p_claim.tolist()
        self.model.lots = [
            (float(lots[DOUBLE]), float(lots[PLACE])) for lots in self.workspace.draws
        ]

    def desk_on(self, *, create: bool = False) -> None:
        self.workspace = self.stores.open(self.folder / "w.triage", create=create)
        self.desk = ReviewDesk(self.workspace)

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            assert verify(self.workspace).problems == ()
            self.workspace.close()
            shutil.rmtree(self.folder)

    def new_id(self) -> str:
        self.number += 1
        type(self).operations += 1
        return f"id-{self.number}"

    @rule(row=rows, verdict=verdicts, who=moderators, lead=st.booleans())
    def decide(self, row: int, verdict: Verdict, who: str, lead: bool) -> None:
        self.give([row], verdict, who, lead=lead)

    @rule(lane=st.sampled_from(Lane), verdict=verdicts, who=moderators)
    def decide_next(self, lane: Lane, verdict: Verdict, who: str) -> None:
        item = self.desk.next_item(lane, who)
        if item is not None:
            self.give([item.row], verdict, who)

    @precondition(lambda self: any(self.model.doubles(who) for who in WHO))
    @rule(data=st.data(), verdict=verdicts)
    def second(self, data: st.DataObject, verdict: Verdict) -> None:
        who = data.draw(st.sampled_from([w for w in WHO if self.model.doubles(w)]))
        row = data.draw(st.sampled_from(sorted(self.model.doubles(who).values())))
        self.give([row], verdict, who)

    @precondition(lambda self: any(map(self.model.disputed, range(ITEMS))))
    @rule(data=st.data(), verdict=verdicts, who=moderators)
    def settle(self, data: st.DataObject, verdict: Verdict, who: str) -> None:
        rows = [row for row in range(ITEMS) if self.model.disputed(row)]
        self.give([data.draw(st.sampled_from(rows))], verdict, who, lead=True)

    @rule(who=moderators, times=st.integers(2, 5), verdict=verdicts)
    def work_on(self, who: str, times: int, verdict: Verdict) -> None:
        for _ in range(times):
            item = self.desk.next_item(Lane.REVIEW, who)
            if item is not None:
                self.give([item.row], verdict, who)

    @rule(many=st.sets(rows, min_size=2, max_size=6), verdict=verdicts, who=moderators)
    def decide_many(self, many: set[int], verdict: Verdict, who: str) -> None:
        self.give(sorted(many), verdict, who, why=WhyShown.GROUP)

    def give(
        self,
        many: list[int],
        verdict: Verdict,
        who: str,
        *,
        lead: bool = False,
        why: WhyShown | None = None,
    ) -> None:
        model, step_id = self.model, self.new_id()
        model.clock += 60
        model.memo.clear()
        why = WhyShown.SETTLE if lead else why
        codes = self.workspace.rules.reasons.codes
        requests = [
            VerdictRequest(
                row,
                verdict,
                who,
                reason_code=codes[row % len(codes)].code,
                why_shown=why,
                decision_id=step_id,
                decided_at=stamp(model.now()),
                active_ms=row,
            )
            for row in many
        ]
        entries = [self.foretold(row, verdict.value, who, why) for row in many]
        changes = self.desk.decide_many(requests)
        assert set(many) <= set(changes.rows)
        assert len(changes.records) == len(many)
        for entry, record in zip(entries, changes.records, strict=True):
            decision = record.decision
            entry.decision_id = decision.decision_id
            assert (decision.kind is RecordKind.SECOND) == entry.second
            assert decision.step == step_id
            assert decision.why_shown is not WhyShown.DOUBLE or entry.second
            assert decision.score_visible == entry.visible
            assert decision.lane == entry.lane
        if len(many) == 1:
            assert changes.records[0].decision.decision_id == step_id
        model.steps.append(Step(step_id, who, entries))
        model.memo.clear()
        model.undone.pop(who, None)
        assert self.desk.decide_many(requests).rows == ()  # asked again: harmless

    def foretold(self, row: int, verdict: str, who: str, why: WhyShown | None) -> Entry:
        model, lead = self.model, why is WhyShown.SETTLE
        disputed = model.disputed(row)
        own = model.own_second(row, who) is not None
        second = own or row in model.doubles(who).values()
        if lead and disputed:
            second = False
        escalated = model.state(row) == ESCALATED and why is None
        by_lead = not second and (disputed or lead or escalated)
        hidden = model.lane(row) == "review" and model.seen(row, who) in (
            *(PENDING, SKIPPED, ESCALATED),
        )
        given = [e for step in model.steps for e in step.entries]
        before = any(
            e.row == row
            and e.moderator == who
            and e.second == second
            and e.verdict in DECIDES
            for e in given
        )
        visible = model.shown or not hidden or before
        at, lane = stamp(model.now()), model.lane(row)
        return Entry("", row, verdict, who, second, lane, at, visible, by_lead)

    @rule(who=moderators, own=st.booleans(), again=st.booleans())
    def undo(self, who: str, own: bool, again: bool) -> None:
        step, step_id = self.model.last(who if own else None), self.new_id()
        if step is None:
            with pytest.raises(ItemError, match="to undo"):
                self.desk.undo(who, own_only=own)
            return
        changes = self.desk.undo(who, own_only=own, decision_id=step_id)
        assert {e.row for e in step.entries} <= set(changes.rows)
        self.model.take_back(step, who)
        if again:
            retried = self.desk.undo(who, own_only=own, decision_id=step_id)
            assert retried.records == changes.records

    @rule(who=moderators, own=st.booleans(), again=st.booleans())
    def redo(self, who: str, own: bool, again: bool) -> None:
        step, step_id = self.model.bring_back(who if own else None), self.new_id()
        if step is None:
            with pytest.raises(ItemError, match="to redo"):
                self.desk.redo(who, own_only=own)
            return
        changes = self.desk.redo(who, own_only=own, decision_id=step_id)
        assert {e.row for e in step.entries} <= set(changes.rows)
        if again:
            retried = self.desk.redo(who, own_only=own, decision_id=step_id)
            assert retried.records == changes.records

    @rule(data=st.data(), who=moderators, times=st.integers(1, 8))
    def undo_and_redo(self, data: st.DataObject, who: str, times: int) -> None:
        for _ in range(times):
            self.undo(who, True, False)
        for _ in range(data.draw(st.integers(0, times))):
            self.redo(who, True, False)

    @precondition(lambda self: self.model.steps)
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(self.model.steps))
        live, own_id = any(e.live for e in step.entries), self.new_id()
        moment = stamp(self.model.now())
        changes = self.desk.give_up(
            step.step_id, step.moderator, decision_id=own_id, decided_at=moment
        )
        assert bool(changes.records) == live
        if live:
            self.model.take_back(step, step.moderator)

    @rule(row=rows, who=moderators)
    def escalate_without_a_reason(self, row: int, who: str) -> None:
        with pytest.raises(ItemError, match="An escalation needs a reason"):
            self.desk.decide(VerdictRequest(row, Verdict.ESCALATE, who))

    @rule(hours=st.sampled_from((1, 13, 25)))
    def wait(self, hours: int) -> None:
        self.model.clock += hours * 3600
        self.model.memo.clear()

    @rule()
    def restart(self) -> None:
        self.workspace.close()
        self.desk_on()

    @rule(band=st.sampled_from(BANDS))
    def route_anew(self, band: tuple[float, float]) -> None:
        plan = RoutingPlan(BandPolicy(*band), AuditRule(0.0))
        self.workspace.set_plan(plan, "lead")
        self.model.band = band
        self.model.memo.clear()

    @rule(shown=st.booleans())
    def change_visibility(self, shown: bool) -> None:
        visible = ScoreVisibility.SHOWN if shown else ScoreVisibility.HIDDEN
        self.workspace.set_visibility(visible, "lead")
        self.model.shown = shown

    @invariant()
    def what_holds_is_the_same(self) -> None:
        self.model.memo.clear()
        model, history = self.model, self.workspace.history
        states = [model.state(row) for row in range(ITEMS)]
        assert self.workspace.case.states.tolist() == states
        for row in range(ITEMS):
            said, current = model.said(row), history.current(str(row))
            newest = said[-1].decision_id if said else None
            assert (current and current.decision_id) == newest
        disputed = {str(row) for row in range(ITEMS) if model.disputed(row)}
        assert history.disputed == disputed
        assert np.flatnonzero(self.workspace.case.disputed).tolist() == sorted(
            map(int, disputed)
        )
        counts = self.workspace.counts()
        assert counts.conserved
        assert counts.imported == ITEMS
        assert counts.pending == states.count(PENDING)
        assert counts.disputed == len(disputed)
        assert counts.tally.claims == states.count(CLAIM)
        assert counts.tally.opinions == states.count(OPINION)
        assert counts.tally.skipped == states.count(SKIPPED)
        assert counts.tally.escalated == states.count(ESCALATED)
        self.lanes_are_the_same(counts, states)

    def lanes_are_the_same(self, counts: Any, states: list[int]) -> None:
        lanes = [self.model.lane(row) for row in range(ITEMS)]
        for lane in Lane:
            waiting = [
                place == lane.word and state in (PENDING, SKIPPED)
                for place, state in zip(lanes, states, strict=True)
            ]
            assert counts.waiting[lane] == sum(waiting)
            assert counts.totals[lane] == lanes.count(lane.word)

    @invariant()
    def every_seat_is_the_same(self) -> None:
        model = self.model
        for who in WHO:
            seat = self.workspace.seat(who)
            seat.call_doubles()  # time may have passed
            assert {lane.word: seat.double(lane) for lane in Lane} == {
                lane.word: model.doubles(who).get(lane.word) for lane in Lane
            }
            seen = [model.seen(row, who) for row in range(ITEMS)]
            assert seat.case.states.tolist() == seen
            counts = seat.counts()
            assert counts.conserved
            assert counts.tally.claims == seen.count(CLAIM)
            assert counts.tally.skipped == seen.count(SKIPPED)
            self.lanes_are_the_same(counts, seen)
            for lane in Lane:
                item = self.desk.next_item(lane, who)
                served = None if item is None else item.row
                assert served == model.queue(lane.word, who)

    @invariant()
    def what_goes_out_is_the_same(self) -> None:
        model = self.model
        holding = [e for row in range(ITEMS) for e in model.said(row)[-1:]]
        holding.sort(key=model.order)
        labels = [(e.row, e.verdict) for e in holding if e.verdict in DECIDES]
        chosen_rows, decisions = chosen(self.workspace, Preset.FEEDBACK)
        given = [d.verdict.value for d in decisions if d is not None]
        assert list(zip(chosen_rows.tolist(), given, strict=True)) == labels
        _, kept = chosen(self.workspace, Preset.DECISIONS)
        ids = [d.decision_id for d in kept if d is not None]
        assert ids == [e.decision_id for e in holding if e.verdict != "skip"]
        found = [
            (one.decision_id, two.decision_id)
            for one, two in self.workspace.history.pairs()
        ]
        assert found == self.pairs()

    def pairs(self) -> list[tuple[str, str]]:
        model, found = self.model, []
        for row in range(ITEMS):
            seconds = model.seconds(row)
            if not seconds:
                continue
            newest = seconds[-1]
            before = [
                e for e in model.said(row) if model.order(e) < model.order(newest)
            ]
            if not before or before[-1].verdict not in DECIDES:
                continue
            own = [e for e in seconds if e.moderator == newest.moderator]
            first = self.blind(before) or before[-1]
            second = self.blind(own) or newest
            if second.verdict in DECIDES:
                found.append(
                    (model.order(newest), first.decision_id, second.decision_id)
                )
        return [(first, second) for _, first, second in sorted(found)]

    @staticmethod
    def blind(entries: list[Entry]) -> Entry | None:
        return next(
            (e for e in entries if e.verdict in DECIDES and not e.visible), None
        )

    @invariant()
    def what_can_be_undone_and_redone_is_the_same(self) -> None:
        for who in (None, *WHO):
            undone = [step for _, step in self.model.last_undone(who)[-1:]]
            again = self.workspace.history.last_redoable(who)
            revoked = [] if again is None else [d.revokes for d in again.decisions]
            assert revoked == [e.decision_id for s in undone for e in s.entries]
            step = self.model.last(who)
            action = self.workspace.history.last_undoable(who)
            assert (action and action.action_id) == (step and step.step_id)
            if step is not None and action is not None:
                ids = [e.decision_id for e in step.entries]
                assert [d.decision_id for d in action.decisions] == ids

    @invariant()
    def the_log_verifies(self) -> None:
        if self.number % 5 == 0:
            assert verify(self.workspace).problems == ()


@pytest.mark.parametrize("part", range(10 if LONG else 1))
def test_any_session_is_what_a_plain_model_says(scored: Any, part: int) -> None:
    made = {"scored": staticmethod(scored), "operations": 0}
    session = type("ThisSession", (Session,), made)
    wanted = 1_000 if LONG else 150
    while session.operations < wanted:  # type: ignore[attr-defined]
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            session,
            settings=settings(
                max_examples=10,
                stateful_step_count=50 if LONG else 25,
                deadline=None,
                database=None,
                derandomize=not LONG,
                phases=(Phase.generate, Phase.shrink),  # to explain is to trace: slow
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(f"{session.operations:,} operations")  # type: ignore[attr-defined] # noqa: T201
