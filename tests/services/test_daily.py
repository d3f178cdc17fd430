"""The day's count: the moderator's own standing decisions since midnight."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import RecordKind, Verdict
from triage_app.services.daily import DailyCount
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace

EAST = timezone(timedelta(hours=3))


class Clock:
    """The time, set by the test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall(workspace: Workspace) -> Clock:
    wall = Clock()
    workspace._clock = wall
    return wall


Give = Callable[..., Changes]


@pytest.fixture
def give(workspace: Workspace, wall: Clock) -> Give:
    desk = ReviewDesk(workspace)

    def give(row: int, verdict: Verdict = Verdict.CLAIM, who: str = "ann") -> Changes:
        return desk.decide(VerdictRequest(row, verdict, who, note="because"))

    return give


def test_what_was_decided_before_the_start_counts(
    workspace: Workspace, give: Give
) -> None:
    give(0)
    give(1, Verdict.ESCALATE)
    give(2, Verdict.SKIP)
    give(3, who="ben")
    assert len(DailyCount(workspace, "ann", UTC)) == 2
    assert len(DailyCount(workspace, "ben", UTC)) == 1
    assert len(DailyCount(workspace, "eve", UTC)) == 0


def test_it_follows_verdicts_undos_and_redos(workspace: Workspace, give: Give) -> None:
    desk, count = ReviewDesk(workspace), DailyCount(workspace, "ann", UTC)
    for changes in (give(0), give(1), give(1, Verdict.OPINION), give(2, who="ben")):
        count.take_in(changes)
    assert len(count) == 2
    count.take_in(desk.undo("ann"))
    assert len(count) == 2, "the first verdict on the item stands again"
    count.take_in(desk.undo("ann"))
    assert len(count) == 1
    count.take_in(desk.redo("ann"))
    assert len(count) == 2
    assert len(count) == len(DailyCount(workspace, "ann", UTC))


def test_another_s_later_verdict_takes_nothing_away(
    workspace: Workspace, give: Give
) -> None:
    count = DailyCount(workspace, "ann", UTC)
    count.take_in(give(0))
    count.take_in(give(0, Verdict.OPINION, "lead"))
    assert len(count) == 1


def test_a_second_opinion_counts_like_any_other_item(
    workspace: Workspace, give: Give
) -> None:
    count = DailyCount(workspace, "ann", UTC)
    count.take_in(give(0))
    first = workspace.history.current("0")
    assert first is not None
    second = replace(first, decision_id="again", kind=RecordKind.SECOND)
    records = workspace.store.append([second])
    workspace.take_in(records[0])
    count.take_in(Changes((), workspace.counts(), records))
    assert len(count) == 2, "who gives it must not see that it is one"
    assert len(DailyCount(workspace, "ann", UTC)) == 2


def test_the_day_ends_at_midnight_where_the_moderator_is(
    workspace: Workspace, give: Give, wall: Clock
) -> None:
    wall.now = datetime(2026, 11, 21, 20, 59, tzinfo=UTC)
    give(0)
    assert len(DailyCount(workspace, "ann", EAST)) == 1
    wall.now = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)  # midnight in the east
    assert len(DailyCount(workspace, "ann", EAST)) == 0
    assert len(DailyCount(workspace, "ann", UTC)) == 1


def test_at_midnight_it_begins_anew_while_the_window_is_open(
    workspace: Workspace, give: Give, wall: Clock
) -> None:
    wall.now = datetime(2026, 11, 21, 23, 50, tzinfo=UTC)
    count = DailyCount(workspace, "ann", UTC)
    count.take_in(give(0))
    wall.now = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
    count.take_in(give(1))
    assert len(count) == 1
