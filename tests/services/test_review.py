from dataclasses import replace
from typing import Any

import pytest

from triage_app.domain.decisions import RecordKind, Verdict, WhyShown
from triage_app.domain.errors import ItemError, WorkspaceError
from triage_app.domain.history import State
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.domain.routing import Lane
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.review import MAX_NOTE, ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace


@pytest.fixture
def desk(workspace: Workspace) -> ReviewDesk:
    return ReviewDesk(workspace)


def test_a_verdict_is_recorded_with_what_was_known(desk: ReviewDesk) -> None:
    changes = desk.decide(
        VerdictRequest(1, Verdict.OPINION, " ann ", note=" odd ", shown_at="t0")
    )
    assert changes.record is not None
    decision = changes.record.decision
    assert (decision.item_id, decision.verdict) == ("1", Verdict.OPINION)
    assert (decision.moderator, decision.note) == ("ann", "odd")
    assert (decision.p_claim, decision.model_label) == (0.7, "claim")
    assert (decision.lane, decision.why_shown) == ("review", WhyShown.MID_CONFIDENCE)
    assert decision.model_id == "views-1"
    assert decision.score_visible is False
    assert decision.shown_at == "t0"
    assert decision.decided_at.endswith("Z")
    assert decision.is_override
    assert changes.rows == (1,)
    assert changes.counts.tally.overrides == 1


def test_what_was_visible_is_recorded(desk: ReviewDesk) -> None:
    automatic = desk.decide(VerdictRequest(0, Verdict.CLAIM, "ann")).record
    assert automatic is not None
    assert automatic.decision.score_visible
    assert automatic.decision.why_shown is WhyShown.LANE
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    desk.undo("ann")
    again = desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann")).record
    assert again is not None
    assert again.decision.score_visible, "the score was seen after the first verdict"
    desk.workspace.set_visibility(ScoreVisibility.SHOWN, "lead")
    shown = desk.decide(VerdictRequest(2, Verdict.CLAIM, "ann")).record
    assert shown is not None
    assert shown.decision.score_visible


def test_the_next_item_is_the_likeliest_that_waits(desk: ReviewDesk) -> None:
    order = []
    while (item := desk.next_item()) is not None:
        order.append(item.item_id)
        assert desk.score_hidden(item)
        desk.decide(VerdictRequest(item.row, Verdict.CLAIM, "ann"))
    assert order == ["1", "2", "3", "5"]
    other = desk.next_item(Lane.LIKELY_OPINION)
    assert other is not None
    assert other.item_id == "4"
    assert not desk.score_hidden(other)


def test_undo_takes_back_one_verdict_after_another(desk: ReviewDesk) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    desk.decide(VerdictRequest(2, Verdict.SKIP, "ann"))
    changes = desk.undo("ann")
    assert changes.rows == (2,)
    assert changes.record is not None
    assert changes.record.decision.kind is RecordKind.REVOCATION
    assert changes.record.decision.verdict is Verdict.SKIP
    assert desk.undo("ann").rows == (1,)
    assert desk.workspace.case.states.tolist() == [State.PENDING] * 6
    assert desk.workspace.history.records == 4
    with pytest.raises(ItemError, match="There is no verdict by ann to undo"):
        desk.undo("ann")
    with pytest.raises(ItemError, match="There is no verdict to undo"):
        desk.undo("ann", own_only=False)


def test_undo_of_anybodys_verdict_names_who_took_it_back(desk: ReviewDesk) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    record = desk.undo("ben", own_only=False).record
    assert record is not None
    assert record.decision.moderator == "ben"


def test_asking_twice_records_once(desk: ReviewDesk) -> None:
    request = VerdictRequest(1, Verdict.CLAIM, "ann", decision_id="d-1")
    desk.decide(request)
    again = desk.decide(request)
    assert again.rows == ()
    assert desk.workspace.history.records == 1
    assert again.counts.tally.claims == 1


def test_a_verdict_the_store_refuses_changes_nothing_and_can_be_repeated(
    desk: ReviewDesk, store: Any
) -> None:
    request = VerdictRequest(1, Verdict.CLAIM, "ann", decision_id="d-1")
    store.broken = True
    with pytest.raises(WorkspaceError, match="disk is full"):
        desk.decide(request)
    assert desk.workspace.case.states[1] == State.PENDING
    store.broken = False
    assert desk.decide(request).rows == (1,)


def test_a_verdict_that_landed_unacknowledged_is_taken_in_by_the_retry(
    desk: ReviewDesk, store: Any
) -> None:
    decision_id = "d-1"
    request = VerdictRequest(1, Verdict.CLAIM, "ann", decision_id=decision_id)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(desk.workspace, "take_in_all", None)
        with pytest.raises(TypeError):
            desk.decide(request)
    assert desk.decide(request).rows == (1,)
    assert len(store.log_records) == 1


def test_a_verdict_that_landed_unacknowledged_is_taken_in_with_the_next(
    desk: ReviewDesk, store: Any
) -> None:
    other = ReviewDesk(Workspace(store, desk.workspace._clock))
    other.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    changes = desk.decide(VerdictRequest(2, Verdict.OPINION, "ann"))
    assert changes.rows == (1, 2)
    assert desk.workspace.case.states[1] == State.CLAIM
    assert changes.counts.tally.decided == 2


def test_taking_back_ones_own_older_verdict_leaves_the_newer_one_of_another(
    desk: ReviewDesk,
) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    desk.decide(VerdictRequest(1, Verdict.OPINION, "bob"))
    desk.undo("ann")
    assert desk.workspace.case.states[1] == State.OPINION
    tally = desk.workspace.counts().tally
    assert (tally.claims, tally.opinions, tally.records) == (0, 1, 3)
    desk.undo("bob")
    assert desk.workspace.case.states[1] == State.PENDING


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (VerdictRequest(1, Verdict.CLAIM, "  "), "needs the name of the moderator"),
        (VerdictRequest(1, Verdict.CLAIM, "x" * 201), "name may have 200 characters"),
        (
            VerdictRequest(1, Verdict.CLAIM, "ann", note="x" * (MAX_NOTE + 1)),
            "A note may have 10,000 characters at most; this one has 10,001",
        ),
    ],
)
def test_a_request_that_does_not_fit_is_a_sentence(
    desk: ReviewDesk, request_: VerdictRequest, sentence: str
) -> None:
    with pytest.raises(ItemError, match=sentence):
        desk.decide(request_)
    assert desk.workspace.history.records == 0


def test_an_unknown_item_is_a_sentence(desk: ReviewDesk) -> None:
    assert desk.find("3") == 3
    with pytest.raises(ItemError, match=r"no item '03' in november\.triage"):
        desk.find("03")


def test_a_verdict_that_never_landed_is_given_up_without_a_record(
    desk: ReviewDesk,
) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    changes = desk.give_up("never", "ann", decision_id="r", decided_at="t")
    assert changes.record is None
    assert changes.rows == ()
    assert desk.workspace.case.states[1] == State.CLAIM
    assert desk.workspace.history.records == 1


def test_a_verdict_that_landed_unacknowledged_is_given_up_by_a_revocation(
    desk: ReviewDesk, store: Any
) -> None:
    request = VerdictRequest(1, Verdict.CLAIM, "ann", decision_id="d-1")
    other = ReviewDesk(Workspace(store, desk.workspace._clock))
    other.decide(request)
    changes = desk.give_up("d-1", "ann", decision_id="r", decided_at="t")
    assert changes.record is not None
    assert changes.record.decision.revokes == "d-1"
    assert desk.workspace.case.states[1] == State.PENDING
    assert desk.workspace.history.records == 2


def test_a_bulk_is_one_step_back_and_forth(desk: ReviewDesk, store: Any) -> None:
    requests = [
        VerdictRequest(row, Verdict.CLAIM, "ann", decision_id="b-1", decided_at="t")
        for row in (1, 2, 3)
    ]
    changes = desk.decide_many(requests)
    assert changes.rows == (1, 2, 3)
    assert changes.counts.tally.claims == 3
    made = [record.decision for record in changes.records]
    assert {one.action_id for one in made} == {"b-1"}
    assert len({one.decision_id for one in made}) == 3
    again = desk.decide_many(requests)
    assert again.rows == ()
    assert again.records == changes.records
    assert desk.undo("ann", decision_id="u-1").rows == (1, 2, 3)
    assert desk.workspace.counts().tally.decided == 0
    with pytest.raises(ItemError, match="no verdict by ann to undo"):
        desk.undo("ann")
    assert desk.redo("ann", decision_id="r-1").rows == (1, 2, 3)
    assert desk.workspace.counts().tally.claims == 3
    assert desk.redo("ann", decision_id="r-1").rows == ()
    assert len(store.log_records) == 9
    with pytest.raises(ItemError, match="no verdict by ann to redo"):
        desk.redo("ann")


def test_a_bulk_that_landed_unacknowledged_is_taken_in_or_given_up_whole(
    desk: ReviewDesk, store: Any
) -> None:
    other = ReviewDesk(Workspace(store, desk.workspace._clock))
    requests = [
        VerdictRequest(row, Verdict.CLAIM, "ann", decision_id="b-1") for row in (1, 2)
    ]
    other.decide_many(requests)
    assert desk.decide_many(requests).rows == (1, 2)
    assert len(store.log_records) == 2
    for _ in range(2):  # given up twice is given up once
        changes = desk.give_up("b-1", "ann", decision_id="g-1", decided_at="t")
        assert [one.decision.item_id for one in changes.records] == ["1", "2"]
    assert desk.workspace.counts().tally.decided == 0
    assert len(store.log_records) == 4
    assert desk.redo("ann").rows == (1, 2)


def test_a_number_that_stands_for_another_verdict_is_refused(
    desk: ReviewDesk, store: Any
) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann", decision_id="d-1"))
    for other in (
        VerdictRequest(2, Verdict.CLAIM, "ann", decision_id="d-1"),
        VerdictRequest(1, Verdict.OPINION, "ann", decision_id="d-1"),
    ):
        with pytest.raises(ItemError, match="another one has its number"):
            desk.decide(other)
    assert len(store.log_records) == 1


def test_a_bulk_is_refused_whole(desk: ReviewDesk, store: Any) -> None:
    requests = [
        VerdictRequest(1, Verdict.CLAIM, "ann"),
        VerdictRequest(2, Verdict.CLAIM, "ann", reason_code="no-such"),
    ]
    with pytest.raises(ItemError):
        desk.decide_many(requests)
    store.broken = True
    with pytest.raises(WorkspaceError, match="disk is full"):
        desk.decide_many(requests[:1])
    assert store.log_records == []
    assert desk.workspace.case.states.tolist() == [State.PENDING] * 6
    with pytest.raises(ItemError, match="There is nothing to decide"):
        desk.decide_many([])


def test_an_item_named_twice_in_a_bulk_is_decided_once(desk: ReviewDesk) -> None:
    changes = desk.decide_many([VerdictRequest(1, Verdict.CLAIM, "ann")] * 2)
    assert len(changes.records) == 1


def test_undo_and_redo_of_several_survive_a_restart(
    desk: ReviewDesk, store: Any
) -> None:
    for row in range(6):
        desk.decide(VerdictRequest(row, Verdict.CLAIM, "ann"))
    for _ in range(4):
        desk.undo("ann")
    again = ReviewDesk(Workspace(store, desk.workspace._clock))
    assert [again.redo("ann").rows for _ in range(4)] == [(2,), (3,), (4,), (5,)]
    assert [again.undo("ann").rows for _ in range(6)][-1] == (0,)


def test_an_undo_asked_for_twice_takes_one_step_back(desk: ReviewDesk) -> None:
    for row in (1, 2):
        desk.decide(VerdictRequest(row, Verdict.CLAIM, "ann"))
    first = desk.undo("ann", decision_id="u-1")
    again = desk.undo("ann", decision_id="u-1")
    assert again.records == first.records
    assert again.rows == ()
    assert desk.workspace.counts().tally.decided == 1


def test_an_older_step_can_be_given_up_while_a_newer_one_stands(
    desk: ReviewDesk,
) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann", decision_id="d-1"))
    desk.decide(VerdictRequest(2, Verdict.CLAIM, "ann", decision_id="d-2"))
    desk.give_up("d-1", "ann", decision_id="g", decided_at="t")
    assert desk.workspace.case.states.tolist()[1:3] == [State.PENDING, State.CLAIM]


@pytest.mark.parametrize("note", ["", "   "])
def test_an_escalation_needs_a_reason(desk: ReviewDesk, note: str) -> None:
    with pytest.raises(ItemError) as refused:
        desk.decide(VerdictRequest(1, Verdict.ESCALATE, "ann", note=note))
    assert refused.value.title == "An escalation needs a reason."
    assert refused.value.next_step == "Choose a reason, or write a note."
    for more in ({"note": "odd"}, {"reason_code": " policy-gap "}):
        made = desk.decide(VerdictRequest(1, Verdict.ESCALATE, "ann", **more)).record
        assert made is not None
    assert made.decision.reason_code == "policy-gap"


def test_a_reason_must_be_in_the_list_in_force(desk: ReviewDesk) -> None:
    with pytest.raises(ItemError) as refused:
        desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann", reason_code="whim"))
    assert refused.value.title == "There is no reason 'whim' in november.triage."
    assert "unsourced, hearsay" in refused.value.detail
    rules = replace(desk.workspace.rules, reasons=ReasonCodes(()))
    desk.workspace.set_rules(rules, "lead")
    with pytest.raises(ItemError, match="Its list is empty"):
        desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann", reason_code="hearsay"))


def test_time_on_screen_is_kept_with_the_verdict_and_not_with_its_undoing(
    desk: ReviewDesk,
) -> None:
    made = desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann", active_ms=1_234)).record
    assert made is not None
    assert made.decision.active_ms == 1_234
    back = desk.undo("ann").record
    assert back is not None
    assert back.decision.active_ms is None


def test_another_moderators_first_look_is_blind_though_a_verdict_was_taken_back(
    desk: ReviewDesk,
) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, "ann"))
    desk.undo("ann")
    ben = desk.decide(VerdictRequest(1, Verdict.CLAIM, "ben")).record
    assert ben is not None
    assert ben.decision.score_visible is False


def test_a_number_that_stands_for_something_else_is_never_taken_for_a_retry(
    desk: ReviewDesk,
) -> None:
    verdict = VerdictRequest(1, Verdict.CLAIM, "ann", decision_id="one")
    desk.decide(verdict)
    desk.undo("ann", decision_id="two")
    before = desk.workspace.history.records
    for request in (
        replace(verdict, moderator="ben"),
        replace(verdict, decision_id="two"),
    ):
        with pytest.raises(ItemError, match="The verdict was not saved, because anoth"):
            desk.decide(request)
    with pytest.raises(ItemError, match="The redo was not saved, because another one"):
        desk.redo("ann", decision_id="one")
    assert desk.workspace.history.records == before


def test_whoever_takes_back_is_known_by_the_name_she_decides_under(
    desk: ReviewDesk,
) -> None:
    desk.decide(VerdictRequest(1, Verdict.CLAIM, " ann "))
    record = desk.undo(" ann ").record
    assert record is not None
    assert record.decision.moderator == "ann"
    with pytest.raises(ItemError, match="needs the name of the moderator"):
        desk.redo(" ", own_only=False)
