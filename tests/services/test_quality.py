"""What a lead is told of the work, from verdicts as the log keeps them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from triage_app.domain.agreement import Agreement
from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.desk_rules import DeskRules
from triage_app.domain.draws import VISIBLE
from triage_app.domain.errors import CancelledError
from triage_app.domain.progress import CancelToken
from triage_app.domain.reason_codes import ReasonCode, ReasonCodes
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.quality import Quality, periods, quality, quality_json
from triage_app.services.quality_counts import MOST_GAPS, GapItem, ScreenTime
from triage_app.services.workspace import Workspace

CLAIM, OPINION = Verdict.CLAIM, Verdict.OPINION
ITEMS = 300

Say = Callable[..., Decision]


@pytest.fixture
def many(store: Any, clock: Any, scored: Any) -> Workspace:
    """Three hundred items in review, all of them claims by the model."""
    opened = Workspace(store, clock)
    opened.add(scored([600_000.0] * ITEMS), "ann")
    return opened


@pytest.fixture
def say(many: Workspace) -> Say:
    """Put a record in the log as it was made at the desk."""
    numbers = count(1)

    def give(row: int, verdict: Verdict = CLAIM, **changes: Any) -> Decision:
        item = many.case.item(row)
        usual = {
            "decision_id": f"d{next(numbers)}",
            "kind": RecordKind.VERDICT,
            "revokes": "",
            "item_id": item.item_id,
            "backlog_id": item.backlog_id,
            "verdict": verdict,
            "reason_code": "",
            "note": "",
            "model_id": item.model_id,
            "p_claim": item.p_claim,
            "model_label": item.model_label,
            "lane": item.lane.word,
            "why_shown": WhyShown.MID_CONFIDENCE,
            "score_visible": False,
            "shown_at": "",
            "decided_at": many.now(),
            "moderator": "ann",
            "app_version": "0",
        }
        decision = Decision(**{**usual, **changes})
        (record,) = many.store.append([decision])
        many.take_in(record)
        return decision

    return give


def revoke(say: Say, decision: Decision) -> None:
    row = int(decision.item_id)
    kind = RecordKind.REVOCATION
    say(row, decision.verdict, kind=kind, revokes=decision.decision_id)


def test_a_workspace_without_verdicts_tells_that_there_are_none(
    many: Workspace,
) -> None:
    found = quality(many)
    assert found.agreement.between.total.sentence() == (
        "Not enough doubles yet: 0 of 30."
    )
    assert found.effect.sentence().startswith("Not measured: 0 with the score hidden")
    assert (found.escalated, found.disputed, found.skipped) == (0, 0, 0)
    assert found.days == ()
    assert found.screen_time == {}


def test_doubles_are_parted_by_who_gave_them(many: Workspace, say: Say) -> None:
    for row, (verdict, who) in enumerate(
        [(CLAIM, "bea"), (OPINION, "bea"), (CLAIM, "ann"), (Verdict.ESCALATE, "bea")]
    ):
        say(row)
        say(row, verdict, kind=RecordKind.SECOND, moderator=who)
    found = quality(many)
    assert found.agreement.between.total == Agreement(both_claim=1, claim_opinion=1)
    assert found.agreement.same.total == Agreement(both_claim=1)
    assert found.disputed == 2


def test_a_second_that_was_undone_counts_no_more(many: Workspace, say: Say) -> None:
    say(0)
    second = say(0, OPINION, kind=RecordKind.SECOND, moderator="bea")
    assert quality(many).disputed == 1
    revoke(say, second)
    found = quality(many)
    assert found.agreement.between.total.pairs == 0
    assert found.disputed == 0


def overridden(many: Workspace, say: Say, hidden: int, visible: int) -> Quality:
    """Let everything be decided as chance shows it, so many of each overridden."""
    many.set_visibility(ScoreVisibility.RANDOM, "lead")
    shown = many.draws[:, VISIBLE] < 0.5
    left = {False: hidden, True: visible}
    for row in range(ITEMS):
        sees = bool(shown[row])
        against = left[sees] > 0
        left[sees] -= 1
        say(row, OPINION if against else CLAIM, score_visible=sees)
    return quality(many)


def test_where_chance_decides_the_effect_of_the_score_is_measured(
    many: Workspace, say: Say
) -> None:
    found = overridden(many, say, hidden=40, visible=10)
    effect = found.effect
    assert effect is found.measured
    assert effect.randomised
    assert (effect.hidden.overrides, effect.visible.overrides) == (40, 10)
    assert effect.hidden.verdicts + effect.visible.verdicts == ITEMS
    assert effect.sentence().startswith("With the score visible, overrides fell from")


def test_verdicts_given_after_the_score_was_seen_and_undone_are_left_out(
    many: Workspace, say: Say
) -> None:
    many.set_visibility(ScoreVisibility.RANDOM, "lead")
    hidden = next(row for row in range(ITEMS) if many.draws[row, VISIBLE] >= 0.5)
    first = say(hidden, OPINION)
    assert quality(many).measured.hidden.verdicts == 1
    revoke(say, first)
    say(hidden, CLAIM, score_visible=True)
    found = quality(many).measured
    assert (found.hidden.verdicts, found.visible.verdicts) == (0, 0)


def test_where_a_lead_switched_it_is_a_comparison(many: Workspace, say: Say) -> None:
    for row in range(40):
        say(row, OPINION if row < 10 else CLAIM)
    many.set_visibility(ScoreVisibility.SHOWN, "lead")
    for row in range(40, 80):
        say(row, score_visible=True)
    effect = quality(many).effect
    assert not effect.randomised
    assert (effect.hidden.share, effect.visible.share) == (0.25, 0.0)
    assert "measures no effect" in effect.sentence()


def test_reconsiderations_seconds_and_bulk_are_no_part_of_the_effect(
    many: Workspace, say: Say
) -> None:
    say(0, OPINION)
    say(0, CLAIM, score_visible=True, why_shown=WhyShown.RECONSIDERED)
    say(0, CLAIM, kind=RecordKind.SECOND, moderator="bea")
    for row in (1, 2):
        say(row, action_id="together")
    found = quality(many)
    assert found.compared.hidden.verdicts == 1
    assert found.compared.visible.verdicts == 0
    assert found.reconsidered.to_model == 1


def test_reasons_are_counted_and_the_policy_gap_is_called_out(
    many: Workspace, say: Say
) -> None:
    say(0, reason_code="hearsay")
    say(1, OPINION, reason_code="policy-gap", note="sung news")
    say(2, Verdict.ESCALATE, reason_code="policy-gap")
    say(3, reason_code="struck-out")
    found = quality(many)
    counts = {one.code: one.items for one in found.reasons}
    assert (counts["policy-gap"], counts["hearsay"], counts["unsourced"]) == (2, 1, 0)
    assert found.reasons[0].policy_gap
    assert found.reasons[0].words == "The rules don't cover this"
    struck = next(one for one in found.reasons if one.code == "struck-out")
    assert struck.words == "struck-out"
    assert found.gap_items == 2
    assert found.gaps == (
        GapItem("2", Verdict.ESCALATE, ""),
        GapItem("1", OPINION, "sung news"),
    )


def test_only_the_reason_of_the_verdict_in_force_counts(
    many: Workspace, say: Say
) -> None:
    say(0, reason_code="policy-gap")
    say(0, OPINION, reason_code="hearsay")
    found = quality(many)
    assert found.gaps == ()
    assert sum(one.items for one in found.reasons) == 1


def test_another_reason_can_be_the_policy_gap(many: Workspace, say: Say) -> None:
    codes = ReasonCodes((ReasonCode("new", "Never seen before", policy_gap=True),))
    many.set_rules(DeskRules(reasons=codes), "lead")
    say(0, reason_code="policy-gap")
    say(1, reason_code="new")
    assert [one.item_id for one in quality(many).gaps] == ["1"]


def test_a_list_of_reasons_without_a_gap_calls_nothing_out(
    many: Workspace, say: Say
) -> None:
    many.set_rules(DeskRules(reasons=ReasonCodes((ReasonCode("a", "A"),))), "lead")
    say(0, reason_code="policy-gap")
    assert quality(many).gaps == ()


def test_a_long_list_of_gaps_is_cut_and_its_number_kept(
    many: Workspace, say: Say
) -> None:
    for row in range(MOST_GAPS + 5):
        say(row, reason_code="policy-gap")
    found = quality(many)
    assert (len(found.gaps), found.gap_items) == (MOST_GAPS, MOST_GAPS + 5)
    assert found.gaps[0].item_id == str(MOST_GAPS + 4)


def test_what_waits_for_a_lead_is_counted(many: Workspace, say: Say) -> None:
    say(0, Verdict.ESCALATE, note="help")
    say(1, Verdict.SKIP)
    say(2, Verdict.SKIP)
    say(2)
    found = quality(many)
    assert (found.escalated, found.skipped) == (1, 1)


def test_time_on_screen_is_the_median_of_what_was_measured(
    many: Workspace, say: Say
) -> None:
    for row, taken in enumerate((1_000, 9_000, 3_000, None)):
        say(row, active_ms=taken)
    for row in (10, 11):
        say(row, active_ms=1, action_id="together")
    say(12, active_ms=1, why_shown=WhyShown.GROUP)
    say(13, OPINION, active_ms=500)
    assert quality(many).screen_time == {
        CLAIM: ScreenTime(3_000, 3),
        OPINION: ScreenTime(500, 1),
    }


def test_days_count_what_was_settled_and_seconds(many: Workspace, say: Say) -> None:
    say(0, decided_at="2026-01-05T12:00:00.000Z")
    say(1, Verdict.SKIP, decided_at="2026-01-05T12:00:00.000Z")
    say(2, decided_at="2026-01-03T12:00:00.000Z")
    say(
        2,
        kind=RecordKind.SECOND,
        moderator="bea",
        decided_at="2026-01-05T12:00:30.000Z",
    )
    say(3, decided_at="no time at all")
    noon = [datetime.fromisoformat(f"2026-01-0{n}T12:00:00Z") for n in (3, 5)]
    days = [one.astimezone().date().isoformat() for one in noon]
    assert quality(many).days == ((days[0], 1), (days[1], 2))


def test_no_name_is_told(many: Workspace, say: Say) -> None:
    for row in range(40):
        say(row, moderator="a-very-own-name", reason_code="policy-gap", note="n")
        say(row, kind=RecordKind.SECOND, moderator="another-name")
    assert "name" not in json.dumps(quality_json(quality(many)))


def test_events_that_can_not_be_read_change_no_visibility(many: Workspace) -> None:
    many.set_visibility(ScoreVisibility.SHOWN, "lead")
    (event,) = [e for e in many.store.events() if e.kind == "score_visibility_set"]
    odd = [replace(event, payload=text) for text in ("{", "[]", '"odd"')]
    assert periods([*odd, event]).changes == ((event.at, ScoreVisibility.SHOWN),)


def test_verdicts_and_undos_may_land_while_it_is_reckoned(
    many: Workspace, say: Say
) -> None:
    for row in range(2):
        say(row)
    seconds = [say(row, kind=RecordKind.SECOND, moderator="bea") for row in range(2)]
    pairs, items = many.history.pairs(), many.history.all_verdicts()
    next(pairs)
    next(items)
    revoke(say, seconds[1])
    for row in range(2, 40):
        say(row)
        say(row, kind=RecordKind.SECOND, moderator="bea")
    assert len(list(pairs)) <= 1
    assert len(list(items)) == 1


def test_it_stops_when_asked(many: Workspace) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        quality(many, token)
