"""What each moderator sees: doubles, seconds, skips, and the numbers with them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread
from typing import Any

import numpy as np
import pytest

from triage_app.domain.decisions import (
    Decision,
    Record,
    RecordKind,
    Verdict,
    WhyShown,
)
from triage_app.domain.desk_rules import DoubleReview
from triage_app.domain.history import State
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.serving import Ranking
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.statistics import status, verify
from triage_app.services.workspace import Workspace


@pytest.fixture
def desk(workspace: Workspace) -> ReviewDesk:
    """Every decided item comes again, to others at once, after a day to the same."""
    double = DoubleReview(1.0, 24.0)
    workspace.set_rules(replace(workspace.rules, double=double), "lead")
    return ReviewDesk(workspace)


def say(
    desk: ReviewDesk, row: int, verdict: Verdict, who: str, **more: Any
) -> Decision:
    changes = desk.decide(VerdictRequest(row, verdict, who, note="odd", **more))
    assert changes.record is not None
    return changes.record.decision


def double_of(desk: ReviewDesk, who: str) -> int:
    """Work on until something comes again to a moderator, and return its row."""
    for row in (0, 4, 5):
        (again,) = desk.workspace.seat(who).doubles or (None,)
        if again is not None:
            return again
        say(desk, row, Verdict.CLAIM, who)
    raise AssertionError("nothing came again")


def test_a_decided_item_comes_again_unmarked(desk: ReviewDesk) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    seat = desk.workspace.seat("ben")
    assert seat.double(Lane.REVIEW) is None, "she must give verdicts of her own first"
    assert double_of(desk, "ben") == 2
    assert seat.double(Lane.REVIEW) == 2
    item = desk.next_item(Lane.REVIEW, "ben")
    assert item is not None
    fresh = desk.workspace.case.item(1)
    assert (item.row, item.state) == (2, fresh.state) == (2, State.PENDING)
    assert desk.score_hidden(item)
    assert seat.said(2) is None, "the note of the first verdict isn't shown"
    assert desk.workspace.seat("ann").said(2) is not None
    assert State(desk.workspace.case.states[2]) is State.CLAIM


def test_the_numbers_of_a_seat_count_its_double_as_waiting(desk: ReviewDesk) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    true, seen = desk.workspace.counts(), desk.workspace.seat("ben").counts()
    assert seen.waiting[Lane.REVIEW] == true.waiting[Lane.REVIEW] + 1
    assert seen.tally.decided == true.tally.decided - 1
    assert seen.conserved
    assert seen.imported == true.imported
    assert desk.workspace.seat("zoe").counts() == true


def test_a_second_is_recorded_blind_and_changes_nothing_that_holds(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    before = desk.workspace.counts()
    made = say(desk, 2, Verdict.OPINION, "ben", why_shown=WhyShown.SEARCH)
    assert (made.kind, made.why_shown) == (RecordKind.SECOND, WhyShown.DOUBLE)
    assert made.score_visible is False
    after = desk.workspace.counts()
    assert after == replace(
        before,
        disputed=1,
        tally=replace(before.tally, records=before.tally.records + 1),
    )
    assert desk.workspace.seat("ben").case.states[2] == State.OPINION
    assert desk.workspace.seat("cleo").case.states[2] == State.CLAIM
    assert desk.workspace.case.disputed.tolist() == [row == 2 for row in range(6)]
    said = desk.workspace.seat("ben").said(2)
    assert said is not None
    assert said.verdict is Verdict.OPINION


def test_the_rows_of_a_double_that_comes_or_goes_are_drawn_anew(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    rows: list[set[int]] = []
    for row in (0, 4, 5):
        request = VerdictRequest(row, Verdict.CLAIM, "ben")
        rows.append(set(desk.decide(request).rows))
        if desk.workspace.seat("ben").doubles:
            break
    assert rows[-1] == {row, 2}
    assert set(desk.undo("ben").rows) == {row, 2}
    assert desk.workspace.seat("ben").case.states[2] == State.CLAIM


def test_undoing_a_second_brings_its_card_back_and_the_score_was_seen(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    say(desk, 2, Verdict.OPINION, "ben")
    desk.undo("ben")
    assert desk.workspace.case.disputed.sum() == 0
    assert desk.workspace.seat("ben").double(Lane.REVIEW) == 2
    again = say(desk, 2, Verdict.CLAIM, "ben")
    assert (again.kind, again.score_visible) == (RecordKind.SECOND, True)


def test_who_gave_a_second_only_reconsiders_it_until_it_is_settled(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    say(desk, 2, Verdict.OPINION, "ben")
    again = say(desk, 2, Verdict.CLAIM, "ben")
    assert (again.kind, again.why_shown) == (RecordKind.SECOND, WhyShown.RECONSIDERED)
    assert again.score_visible
    assert desk.workspace.counts().disputed == 0
    (pair,) = desk.workspace.history.pairs()
    assert pair[1].verdict is Verdict.OPINION, "what was said blind counts"


def test_a_skipped_double_waits_for_whoever_skipped_it_and_stays_a_second(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    skipped = say(desk, 2, Verdict.SKIP, "ben")
    assert skipped.kind is RecordKind.SECOND
    assert desk.workspace.seat("ben").case.states[2] == State.SKIPPED
    again = say(desk, 2, Verdict.OPINION, "ben")
    assert (again.kind, again.why_shown) == (RecordKind.SECOND, WhyShown.DOUBLE)
    assert again.score_visible is False
    assert desk.workspace.case.states[2] == State.CLAIM


@pytest.mark.parametrize(
    ("who", "why", "settles"),
    [
        ("lead", None, True),
        ("ann", WhyShown.SEARCH, True),
        ("ben", WhyShown.SETTLE, True),
        ("ben", None, False),
    ],
)
def test_a_disputed_item_is_settled_by_a_verdict(
    desk: ReviewDesk, who: str, why: WhyShown | None, settles: bool
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    say(desk, 2, Verdict.OPINION, "ben")
    made = say(desk, 2, Verdict.OPINION, who, why_shown=why)
    assert (made.kind is RecordKind.VERDICT) == settles
    assert (made.why_shown is WhyShown.SETTLE) == settles
    assert desk.workspace.counts().disputed == (0 if settles else 1)
    holds = State.OPINION if settles else State.CLAIM
    assert desk.workspace.case.states[2] == holds
    if settles:
        assert desk.workspace.seat("ben").case.states[2] == State.OPINION
        assert not desk.workspace.seat("zoe").doubles


def test_an_item_rests_before_it_comes_again_to_the_same_moderator(
    store: Any, scored: Callable[..., Any]
) -> None:
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 1, 1, tzinfo=UTC)
    opened = Workspace(store, lambda: now)
    opened.add(scored(), "ann")
    opened.set_rules(replace(opened.rules, double=DoubleReview(1.0, 24.0)), "lead")
    desk = ReviewDesk(opened)
    for row in (1, 2):
        say(desk, row, Verdict.CLAIM, "ann")
    assert not opened.seat("ann").doubles
    now += timedelta(hours=24)
    opened.seat("ann").call_doubles()
    assert opened.seat("ann").doubles
    again = say(desk, next(iter(opened.seat("ann").doubles)), Verdict.CLAIM, "ann")
    assert again.kind is RecordKind.SECOND
    assert again.score_visible is False, "it is asked as if for the first time"


def test_skips_are_personal_and_the_true_numbers_are_not(desk: ReviewDesk) -> None:
    desk.workspace.set_rules(
        replace(desk.workspace.rules, double=DoubleReview(0.0)), "lead"
    )
    say(desk, 1, Verdict.SKIP, "ann")
    order = {}
    for who in ("ann", "ben"):
        item = desk.next_item(Lane.REVIEW, who)
        order[who] = None if item is None else item.row
    assert order == {"ann": 2, "ben": 1}
    assert desk.workspace.seat("ben").counts().tally.skipped == 0
    assert desk.workspace.seat("ben").said(1) is None
    assert desk.workspace.seat("ann").counts().tally.skipped == 1
    assert desk.workspace.counts().tally.skipped == 1
    say(desk, 2, Verdict.CLAIM, "ann")
    say(desk, 3, Verdict.CLAIM, "ann")
    say(desk, 5, Verdict.CLAIM, "ann")
    last = desk.next_item(Lane.REVIEW, "ann")
    assert last is not None
    assert last.row == 1, "it comes back to her at the end"


def test_a_seat_made_late_is_the_seat_kept_in_step(
    desk: ReviewDesk, store: Any
) -> None:
    for row, who in ((2, "ann"), (3, "ben"), (1, "ben")):
        say(desk, row, Verdict.CLAIM, who)
        desk.workspace.seat("cleo")
    say(desk, 5, Verdict.SKIP, "cleo")
    say(desk, 0, Verdict.OPINION, "cleo")
    double_of(desk, "cleo")
    late = Workspace(store, desk.workspace._clock)
    for who in ("ann", "ben", "cleo"):
        kept, made = desk.workspace.seat(who), late.seat(who)
        assert made.case.states.tolist() == kept.case.states.tolist()
        assert made.counts() == kept.counts()
        assert made.doubles == kept.doubles
    assert late.seat("cleo") is late.seat("cleo")


def test_seats_follow_a_new_plan_an_import_a_new_order_and_new_rules(
    desk: ReviewDesk, scored: Callable[..., Any]
) -> None:
    workspace = desk.workspace
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    seat = workspace.seat("ben")
    workspace.set_plan(RoutingPlan(BandPolicy(0.0, 1.0)), "lead")
    assert seat.counts().totals == workspace.counts().totals
    assert seat.doubles == {2}
    newer = scored([4.5e5], 6)
    newer = replace(newer, report=replace(newer.report, source_sha256="def"))
    workspace.add(newer, "ann")
    assert (len(seat.case), seat.counts().imported) == (7, 7)
    workspace.rank(Ranking(np.array([], dtype=np.intp), 1, "views-1"), "ann")
    assert seat.case.keys is workspace.case.keys
    assert seat.case.row_of is workspace.case.row_of, "what was indexed is shared"
    rules = replace(workspace.rules, double=DoubleReview(0.0))
    workspace.set_rules(rules, "lead")
    assert seat.doubles == frozenset()
    assert seat.case.states[2] == State.CLAIM
    assert seat.counts().conserved


def test_an_item_looked_at_again_keeps_the_reason_it_came_for(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    say(desk, 2, Verdict.OPINION, "ann")
    assert desk.workspace.case.routing.reasons[2] == Reason.MID_CONFIDENCE
    say(desk, 5, Verdict.ESCALATE, "ann")
    made = say(desk, 5, Verdict.CLAIM, "lead")
    assert made.why_shown is WhyShown.ESCALATED
    assert desk.workspace.case.routing.reasons[5] == Reason.MISSING_CONTENT


def test_what_is_shown_at_random_is_recorded_as_each_saw_it(desk: ReviewDesk) -> None:
    desk.workspace.set_visibility(ScoreVisibility.RANDOM, "lead")
    for row in (1, 2, 3):
        hidden = desk.score_hidden(desk.workspace.case.item(row))
        assert say(desk, row, Verdict.CLAIM, "ann").score_visible is not hidden


def test_status_tells_of_doubles_and_disputes_in_numbers_alone(
    desk: ReviewDesk,
) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    double_of(desk, "ben")
    say(desk, 2, Verdict.OPINION, "ben")
    numbers = status(desk.workspace)
    assert numbers["disputed"] == 1
    assert numbers["doubles"] == {
        **{"pairs": 1, "agree": 0},
        **{"share": 1.0, "delay_hours": 24.0},
    }
    assert numbers["decided"] == desk.workspace.counts().tally.decided
    assert verify(desk.workspace).ok


def test_numbers_that_went_out_of_step_do_not_verify(desk: ReviewDesk) -> None:
    say(desk, 2, Verdict.CLAIM, "ann")
    desk.workspace.case.states[3] = State.CLAIM
    assert "don't add up" in verify(desk.workspace).problems[0]


def test_who_sits_there_does_not_wait_for_what_is_landing(workspace: Workspace) -> None:
    seat, found = workspace.seat("ann"), list[object]()

    def records() -> Iterator[Record]:
        asking = Thread(target=lambda: found.append(workspace.seat("ann")))
        asking.start()
        asking.join(2.0)
        found.append("landed")
        yield from ()

    workspace.take_in_all(records())
    assert found == [seat, "landed"]
