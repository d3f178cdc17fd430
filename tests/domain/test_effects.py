"""What the visible score does, told honestly."""

from dataclasses import replace

import pytest

from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.effects import (
    Arm,
    Comparison,
    Periods,
    first_verdict,
)
from triage_app.domain.reconsidered import Reconsidered, reconsidered
from triage_app.domain.visibility import ScoreVisibility

CLAIM, OPINION = Verdict.CLAIM, Verdict.OPINION
BLIND = Decision(
    "d1", RecordKind.VERDICT, "", "i", "b", OPINION, "", "", "m", 0.6, "claim",
    "review",
    WhyShown.MID_CONFIDENCE, False, "", "2026-01-01T00:00:00.000Z", "ann", "0",
)  # fmt: skip
AGAIN = replace(
    BLIND,
    decision_id="d2",
    verdict=CLAIM,
    score_visible=True,
    why_shown=WhyShown.RECONSIDERED,
)
NO_BULKS: frozenset[str] = frozenset()


def test_fewer_overrides_are_told_with_their_interval() -> None:
    found = Comparison(Arm(36, 300), Arm(15, 300), randomised=True)
    assert found.told
    assert found.sentence() == (
        "With the score visible, overrides fell from 12 % to 5 %: a difference of "
        "7 points, 95 % interval 3 to 12."
    )


def test_more_overrides_are_told_as_a_rise() -> None:
    found = Comparison(Arm(15, 300), Arm(36, 300), randomised=True)
    assert found.sentence() == (
        "With the score visible, overrides rose from 5 % to 12 %: a difference of "
        "7 points, 95 % interval 3 to 12."
    )


def test_many_verdicts_are_worth_a_tenth_of_a_point() -> None:
    found = Comparison(Arm(2_400, 20_000), Arm(1_111, 20_000), randomised=True)
    assert "from 12 % to 5.6 %: a difference of 6.4 points" in found.sentence()


def test_an_interval_that_holds_zero_tells_no_difference() -> None:
    found = Comparison(Arm(12, 100), Arm(8, 100), randomised=True)
    assert not found.told
    assert found.sentence() == (
        "With the score visible, overrides were 8 %, with it hidden 12 %: 4 points, "
        "95 % interval -5 to 13, so that no difference can be told."
    )


def test_what_chance_did_not_decide_is_no_measured_effect() -> None:
    found = Comparison(Arm(36, 300), Arm(15, 300))
    assert found.sentence() == (
        "Overrides were 12 % with the score hidden and 5 % with it visible: 7 points, "
        "95 % interval 3 to 12. Chance did not decide who saw the score, so this "
        "compares verdicts and measures no effect."
    )
    same = Comparison(Arm(30, 300), Arm(31, 300))
    assert "so that no difference can be told. Chance did not" in same.sentence()


@pytest.mark.parametrize(
    ("hidden", "visible"), [(Arm(5, 29), Arm(9, 400)), (Arm(5, 400), Arm(1, 12))]
)
def test_too_few_verdicts_of_either_kind_tell_nothing(
    hidden: Arm, visible: Arm
) -> None:
    found = Comparison(hidden, visible, randomised=True)
    assert not found.told
    assert found.sentence() == (
        f"Not enough verdicts yet: {hidden.verdicts} with the score hidden, "
        f"{visible.verdicts} with it visible; 30 of each."
    )


def test_where_chance_was_never_asked_the_way_to_measure_is_told() -> None:
    found = Comparison(Arm(5, 400), Arm())
    assert found.difference is None
    assert found.interval is None
    assert found.sentence() == (
        "Not measured: 400 with the score hidden, 0 with it visible. It is measured "
        "where a lead lets chance decide, item by item, whether the score is visible."
    )
    assert found.to_json()["difference"] is None


def test_a_share_too_small_for_a_whole_point_is_not_called_none() -> None:
    found = Comparison(Arm(60, 500), Arm(1, 400), randomised=True)
    assert "from 12 % to 0.25 %" in found.sentence()


def test_the_visibility_in_force_is_that_of_the_newest_change_before() -> None:
    found = Periods(
        (
            ("2026-01-02T00:00:00.000Z", ScoreVisibility.RANDOM),
            ("2026-01-03T00:00:00.000Z", ScoreVisibility.SHOWN),
        )
    )
    assert found.at("2026-01-01T23:59:59.999Z") is ScoreVisibility.HIDDEN
    assert found.at("2026-01-02T00:00:00.000Z") is ScoreVisibility.RANDOM
    assert found.at("2026-01-02T12:00:00.000Z") is ScoreVisibility.RANDOM
    assert found.at("2027-01-01T00:00:00.000Z") is ScoreVisibility.SHOWN


def test_the_first_verdict_that_settles_counts() -> None:
    skip = replace(BLIND, verdict=Verdict.SKIP)
    assert first_verdict([skip, BLIND, AGAIN], NO_BULKS) is BLIND
    assert first_verdict([skip], NO_BULKS) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"lane": "likely_claim"},
        {"model_label": ""},
        {"why_shown": WhyShown.RECONSIDERED},
        {"why_shown": WhyShown.GROUP},
        {"why_shown": WhyShown.SETTLE},
        {"why_shown": WhyShown.ESCALATED},
        {"action_id": "bulk"},
    ],
)
def test_verdicts_that_tell_nothing_of_the_score_do_not_count(
    changes: dict[str, object],
) -> None:
    other = replace(BLIND, **changes)  # type: ignore[arg-type]
    assert first_verdict([other, AGAIN], frozenset({"bulk"})) is None


def test_reconsidered_verdicts_are_counted_by_where_they_went() -> None:
    kept = replace(AGAIN, verdict=OPINION)
    agreed = replace(BLIND, verdict=CLAIM)
    found = reconsidered(
        [[BLIND, AGAIN], [BLIND, kept], [agreed, kept], [BLIND], [BLIND, kept, AGAIN]]
    )
    assert found == Reconsidered(to_model=2, from_model=1, kept=1)
    assert found.sentence() == (
        "Reconsidered after the score showed: 4. Changed to the model's label: 2; away "
        "from it: 1; kept: 1."
    )


@pytest.mark.parametrize(
    "second",
    [
        replace(AGAIN, moderator="bea"),
        replace(AGAIN, score_visible=False),
        replace(AGAIN, why_shown=WhyShown.SETTLE),
        replace(AGAIN, verdict=Verdict.ESCALATE),
    ],
)
def test_what_somebody_else_said_or_said_blind_reconsiders_nothing(
    second: Decision,
) -> None:
    found = reconsidered([[BLIND, second]])
    assert found.total == 0
    assert found.sentence() == "No verdict was reconsidered after the score showed."


def test_a_first_verdict_that_was_not_blind_reconsiders_nothing() -> None:
    assert reconsidered([[replace(BLIND, score_visible=True), AGAIN]]).total == 0
