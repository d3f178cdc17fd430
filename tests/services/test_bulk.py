"""One verdict for many items: who gets it, in parts, and one step to undo and redo."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from triage_app.domain.audit import AuditRule
from triage_app.domain.decisions import RecordKind, Verdict, WhyShown
from triage_app.domain.errors import ItemError, WorkspaceError
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.bulk import GivenStep, Reckoning, Turn, TurnedStep
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.verdicts import (
    BulkRequest,
    decision_of,
    decisions_of,
)
from triage_app.services.workspace import Workspace

ALL = np.arange(6, dtype=np.intp)


def request(workspace: Workspace, verdict: Verdict, rows: Any = ALL) -> BulkRequest:
    return BulkRequest(rows, verdict, "ann", "step-1", workspace.now())


def give(workspace: Workspace, verdict: Verdict, rows: Any = ALL) -> GivenStep:
    step = GivenStep(workspace, request(workspace, verdict, rows))
    list(step.rest(2))
    return step


def turn(workspace: Workspace, way: Turn, name: str) -> TurnedStep:
    history = workspace.history
    undo = way is Turn.UNDO
    newest = history.last_undoable if undo else history.last_redoable
    action = newest("ann")
    assert action is not None
    many = len(action.decisions)
    return TurnedStep(
        workspace, way, "ann", action.action_id, many, name, workspace.now()
    )


def test_it_is_told_who_is_left_out_and_why(workspace: Workspace) -> None:
    desk = ReviewDesk(workspace)
    desk.decide(VerdictRequest(0, Verdict.CLAIM, "ann"))
    desk.decide(VerdictRequest(1, Verdict.ESCALATE, "ann", note="odd"))
    desk.decide(VerdictRequest(2, Verdict.SKIP, "ann"))
    case = workspace.seat("ann").case
    claim = Reckoning.of(case, ALL, Verdict.CLAIM)
    assert claim.rows.tolist() == [2, 3, 4, 5]
    assert (claim.decided, claim.escalated, claim.skipped) == (1, 1, 0)
    skip = Reckoning.of(case, ALL, Verdict.SKIP)
    assert skip.rows.tolist() == [3, 4, 5]
    assert (skip.skipped, skip.left_out) == (1, 3)


@pytest.mark.parametrize("visibility", list(ScoreVisibility))
def test_the_records_are_those_that_one_by_one_would_make(
    workspace: Workspace, visibility: ScoreVisibility
) -> None:
    workspace.set_visibility(visibility, "lead")
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    ReviewDesk(workspace).undo("ann")
    asked = request(workspace, Verdict.OPINION)
    made = decisions_of(workspace, asked, ALL)
    alone = [
        decision_of(
            workspace,
            VerdictRequest(
                row,
                Verdict.OPINION,
                "ann",
                why_shown=WhyShown.GROUP,
                decided_at=asked.decided_at,
            ),
        )
        for row in ALL.tolist()
    ]
    assert [replace(one, decision_id="", action_id="") for one in made] == alone
    assert {one.action_id for one in made} == {"step-1"}
    assert len({one.decision_id for one in made}) == len(ALL)


def test_many_verdicts_are_one_step_with_one_undo_and_one_redo(
    workspace: Workspace,
) -> None:
    step = give(workspace, Verdict.CLAIM)
    assert (step.done, step.kept, step.over) == (6, 6, True)
    assert workspace.case.states.tolist() == [State.CLAIM] * 6
    back = turn(workspace, Turn.UNDO, "u-1")
    parts = list(back.rest(4))
    assert [len(part.rows) for part in parts] == [4, 2]
    assert workspace.case.states.tolist() == [State.PENDING] * 6
    assert workspace.history.last_undoable("ann") is None
    list(turn(workspace, Turn.REDO, "r-1").rest(4))
    assert workspace.case.states.tolist() == [State.CLAIM] * 6
    action = workspace.history.last_undoable("ann")
    assert action is not None
    assert len(action.decisions) == 6


def test_what_was_left_half_way_is_still_one_step(workspace: Workspace) -> None:
    step = GivenStep(workspace, request(workspace, Verdict.CLAIM))
    step.go_on(2)
    ReviewDesk(workspace).decide(VerdictRequest(5, Verdict.OPINION, "ann"))
    step.go_on(2)
    assert not step.over
    newest = workspace.history.last_undoable("ann")
    assert newest is not None
    assert [one.item_id for one in newest.decisions] == ["0", "1", "2", "3"]
    list(turn(workspace, Turn.UNDO, "u-1").rest())
    states = workspace.case.states.tolist()
    assert states == [State.PENDING] * 5 + [State.OPINION]


def test_an_undo_left_half_way_is_undone_and_redone_from_there(
    workspace: Workspace,
) -> None:
    give(workspace, Verdict.CLAIM)
    turn(workspace, Turn.UNDO, "u-1").go_on(4)
    assert workspace.counts().tally.claims == 2
    list(turn(workspace, Turn.UNDO, "u-2").rest())
    assert workspace.counts().tally.claims == 0
    list(turn(workspace, Turn.REDO, "r-1").rest())
    list(turn(workspace, Turn.REDO, "r-2").rest())
    assert workspace.counts().tally.claims == 6


def test_an_item_decided_meanwhile_keeps_its_verdict(workspace: Workspace) -> None:
    step = GivenStep(workspace, request(workspace, Verdict.CLAIM))
    step.go_on(2)
    ReviewDesk(workspace).decide(VerdictRequest(4, Verdict.OPINION, "ben"))
    list(step.rest())
    assert (step.done, step.kept) == (6, 5)
    current = workspace.history.current("4")
    assert current is not None
    assert (current.verdict, current.moderator) == (Verdict.OPINION, "ben")


def test_a_full_disk_half_way_loses_nothing_and_going_on_doubles_nothing(
    workspace: Workspace, store: Any
) -> None:
    step = GivenStep(workspace, request(workspace, Verdict.CLAIM))
    step.go_on(2)
    store.broken = True
    with pytest.raises(WorkspaceError, match="The disk is full"):
        step.go_on(2)
    assert (step.done, step.kept) == (2, 2)
    assert workspace.counts().tally.claims == workspace.history.records == 2
    store.broken = False
    list(step.rest(2))
    assert workspace.counts().tally.claims == workspace.history.records == 6


def test_what_is_decided_between_a_failure_and_trying_again_keeps_its_verdict(
    workspace: Workspace, store: Any
) -> None:
    step = GivenStep(workspace, request(workspace, Verdict.CLAIM))
    step.go_on(2)
    store.broken = True
    with pytest.raises(WorkspaceError, match="The disk is full"):
        step.go_on(2)
    store.broken = False
    ReviewDesk(workspace).decide(VerdictRequest(2, Verdict.OPINION, "ann"))
    list(step.rest(2))
    assert (step.done, step.kept) == (6, 5)
    current = workspace.history.current("2")
    assert current is not None
    assert current.verdict is Verdict.OPINION


@pytest.mark.parametrize("way", [Turn.UNDO, Turn.REDO])
def test_what_is_turned_between_a_failure_and_trying_again_is_turned_once(
    workspace: Workspace, store: Any, way: Turn
) -> None:
    desk = ReviewDesk(workspace)
    give(workspace, Verdict.CLAIM)
    if way is Turn.REDO:
        desk.undo("ann")
    step = turn(workspace, way, "t-1")
    step.go_on(2)
    store.broken = True
    with pytest.raises(WorkspaceError, match="The disk is full"):
        step.go_on(2)
    store.broken = False
    before = workspace.history.records
    if way is Turn.UNDO:
        desk.undo("ann")
    else:
        desk.redo("ann")
    assert workspace.history.records == before + 4
    list(step.rest(2))
    assert step.over
    assert workspace.history.records == before + 4
    assert workspace.counts().tally.claims == (0 if way is Turn.UNDO else 6)


def test_a_part_that_landed_without_an_answer_is_taken_in_once(
    workspace: Workspace, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = store.append

    def unanswered(decisions: Any) -> Any:
        append(decisions)
        raise WorkspaceError("The answer was lost.")

    step = GivenStep(workspace, request(workspace, Verdict.CLAIM))
    monkeypatch.setattr(store, "append", unanswered)
    with pytest.raises(WorkspaceError):
        step.go_on(4)
    monkeypatch.setattr(store, "append", append)
    list(step.rest(4))
    assert step.kept == workspace.history.records == 6
    assert workspace.counts().tally.claims == 6


def test_nobody_looked_at_each_of_them_and_the_log_says_so(
    workspace: Workspace,
) -> None:
    give(workspace, Verdict.CLAIM)
    assert {one.why_shown for one in workspace.history.standing()} == {WhyShown.GROUP}
    assert workspace.history.audit_state("0") is State.PENDING
    assert workspace.history.standing()[0].kind is RecordKind.VERDICT


def test_undo_refuses_where_another_step_is_newer(workspace: Workspace) -> None:
    give(workspace, Verdict.CLAIM, ALL[:4])
    back = turn(workspace, Turn.UNDO, "u-1")
    ReviewDesk(workspace).decide(VerdictRequest(5, Verdict.OPINION, "ann"))
    with pytest.raises(ItemError, match="what undo would do is another step by now"):
        back.go_on(10)
    assert workspace.counts().tally.decided == 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"moderator": " "}, "A verdict needs the name of the moderator"),
        ({"note": "x" * 501}, "A note for many items may have 500 characters at most"),
        ({"reason_code": "nope"}, "There is no reason 'nope' in"),
        ({"verdict": Verdict.ESCALATE}, "An escalation needs a reason."),
    ],
)
def test_what_can_not_be_kept_is_refused_before_anything_is(
    workspace: Workspace, changes: dict[str, Any], sentence: str
) -> None:
    asked = replace(request(workspace, Verdict.CLAIM), **changes)
    with pytest.raises(ItemError, match=sentence):
        GivenStep(workspace, asked)
    assert workspace.history.records == 0


def test_the_audit_is_kept_in_step_with_every_verdict(
    workspace: Workspace, store: Any, clock: Any
) -> None:
    workspace.set_plan(RoutingPlan(BandPolicy(0.4, 0.6), AuditRule(1.0)), "lead")
    desk = ReviewDesk(workspace)

    def say(verdict: Verdict) -> None:
        for row in range(0, len(ALL), 2):
            desk.decide(VerdictRequest(row, verdict, "ann"))

    deeds: list[Callable[[], object]] = [
        lambda: give(workspace, Verdict.OPINION),
        lambda: say(Verdict.CLAIM),
        lambda: desk.undo("ann"),
        lambda: desk.redo("ann"),
        lambda: say(Verdict.OPINION),
        lambda: desk.undo("ann"),
    ]
    seen = set()
    for deed in deeds:
        deed()
        assert workspace.audit() == Workspace(store, clock).audit()
        seen.add((workspace.audit().total.audited, workspace.audit().total.wrong))
    assert len(seen) > 3
