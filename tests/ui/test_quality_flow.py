"""The quality page at work: it keeps step with the verdicts and leads to the desk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from triage_app.domain.agreement import Agreement, LaneAgreement
from triage_app.domain.decisions import Verdict
from triage_app.domain.effects import Arm, Comparison
from triage_app.domain.queue import Tab
from triage_app.domain.reconsidered import Reconsidered
from triage_app.domain.routing import Lane
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.quality import Quality
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.ui.presenters import quality_words as words
from triage_app.ui.presenters.quality import QualityPresenter
from triage_app.ui.tasks import Queue
from triage_app.ui.views.quality_page import QualityPage


class Lead:
    """A lead who looks at the quality page and waits until it has said all."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.window = desk.composition.window
        self.window.show_page("quality")
        self.page: QualityPage = self.window._made["quality"]
        self.presenter = self.page.findChild(QualityPresenter)
        self.wait()

    def look(self) -> None:
        self.window.show_page("quality")
        self.wait()

    def wait(self) -> None:
        runner, pause = self.desk.composition.runner, self.presenter._pause

        def quiet() -> bool:
            return not runner.busy(Queue.QUICK) and not pause.isActive()

        self.desk.qtbot.waitUntil(quiet, timeout=10_000)

    def say(
        self, item: str, verdict: Verdict, reason: str = "", note: str = ""
    ) -> None:
        """Let somebody else's verdict land, as a command line beside would."""
        session = self.desk.composition.session
        review = ReviewDesk(session.workspace)
        request = VerdictRequest(
            review.find(item), verdict, "m-99", note, reason_code=reason
        )
        review.decide(request)
        session.count()


@pytest.fixture
def lead(desk: Any, backlog: Path) -> Lead:
    desk.open(backlog)
    return Lead(desk)


def test_the_page_begins_with_what_is_missing(lead: Lead) -> None:
    assert lead.page.empty_state() is None
    assert lead.page.between.headline.text() == "Not enough doubles yet: 0 of 30"
    assert lead.page.between.lines() == (
        "5 % of the decided items come again, unmarked, and count here.",
    )
    assert lead.page.effect.headline.text() == "Not measured"
    assert lead.page.waiting.numbers() == ("0", "0", "0")
    assert lead.page.notes() == (
        "No verdict in force carries a reason yet.",
        "Nothing was measured yet.",
        "No verdict was given yet.",
    )


def test_a_verdict_that_lands_while_the_page_is_seen_is_counted(lead: Lead) -> None:
    lead.say("r1", Verdict.ESCALATE, reason="policy-gap", note="sung news")
    lead.wait()
    assert lead.page.waiting.numbers() == ("1", "0", "1")
    assert lead.page.gaps.list.item(0).text() == "r1  Escalate · sung news"
    assert "m-99" not in lead.page.gaps.list.item(0).text()


def test_verdicts_given_at_the_desk_are_there_on_coming_back(
    lead: Lead, desk: Any
) -> None:
    desk.composition.window.show_page("desk")
    desk.composition.desk.focus_queue()
    desk.press(Qt.Key.Key_C, Qt.Key.Key_O)
    lead.look()
    (day,) = lead.page.days.days()
    assert day[1] == 2
    desk.composition.actions.by_id["undo"].trigger()
    desk.composition.window.show_page("desk")
    desk.composition.actions.by_id["undo"].trigger()
    desk.settle()
    lead.look()
    assert lead.page.days.days()[0][1] == 1


def test_nothing_is_reckoned_while_the_page_is_not_seen(
    lead: Lead, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("nobody looks")

    desk.composition.window.show_page("desk")
    monkeypatch.setattr("triage_app.ui.presenters.quality.quality", refuse)
    lead.say("r1", Verdict.CLAIM)
    lead.wait()


def test_the_button_leads_to_what_waits_for_a_lead(lead: Lead, desk: Any) -> None:
    lead.say("r2", Verdict.ESCALATE, note="help")
    lead.wait()
    lead.page.waiting.lead.click()
    assert desk.composition.window.page == "desk"
    assert desk.composition.desk.query.tab is Tab.LEAD
    desk.settle()
    assert desk.queue() == ["r2"]


def test_an_item_of_the_policy_gap_opens_on_the_desk(lead: Lead, desk: Any) -> None:
    lead.say("r3", Verdict.CLAIM, reason="policy-gap")
    lead.say("r4", Verdict.OPINION, reason="policy-gap")
    lead.wait()
    for place in (0, 1):
        lead.look()
        lead.page.gaps.list.setCurrentRow(place)
        wanted = lead.page.gaps.list.currentItem().data(Qt.ItemDataRole.UserRole)
        lead.page.gaps.open.click()
        desk.settle()
        assert desk.composition.window.page == "desk"
        assert desk.item() == wanted


def test_without_a_backlog_the_page_says_what_it_is_for(desk: Any) -> None:
    desk.composition.window.show()
    lead = Lead(desk)
    state = lead.page.empty_state()
    assert state is not None
    assert state.title == "Nothing decided yet"


def test_the_keys_lead_to_the_page(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    action = desk.composition.actions.by_id["page_quality"]
    assert action.shortcut().toString() == "Ctrl+3"
    action.trigger()
    assert desk.composition.window.page == "quality"
    models = desk.composition.actions.by_id["page_models"]
    assert models.shortcut().toString() == "Ctrl+4"
    Lead(desk)


NOTHING = Comparison()
TODAY = date(2026, 11, 21)


def found(effect: Comparison = NOTHING, **changes: Any) -> Quality:
    parts: dict[str, Any] = {
        "agreement": None,
        "measured": effect if effect.randomised else NOTHING,
        "compared": NOTHING if effect.randomised else effect,
        "visibility": ScoreVisibility.RANDOM
        if effect.randomised
        else ScoreVisibility.HIDDEN,
        "reconsidered": Reconsidered(),
        "reasons": (),
        "gaps": (),
        "escalated": 0,
        "disputed": 0,
        "skipped": 0,
        "screen_time": {},
        "days": (),
    }
    return Quality(**{**parts, **changes})


def by_lane(total: Agreement, review: Agreement | None = None) -> LaneAgreement:
    return LaneAgreement(total, {lane: review or Agreement() for lane in Lane})


def test_kappa_is_said_with_its_interval_and_by_lane() -> None:
    said = words.agreement(by_lane(Agreement(60, 12, 10, 42)), 0.05)
    assert (said.headline, said.certain) == ("0.64", True)
    assert said.lines == (
        "95 % interval 0.50 to 0.77",
        "102 of 124 doubles agree: 82 %, 74 % to 89 %",
    )
    assert [row.number for row in said.rows] == ["0 of 30"] * 3
    assert all(row.value is None for row in said.rows)
    each = words.agreement(
        by_lane(Agreement(60, 12, 10, 42), Agreement(20, 5, 5, 20)), 0
    )
    assert each.rows[0].number == "0.60 (0.38–0.82)"


def test_a_kappa_below_chance_widens_the_scale() -> None:
    said = words.agreement(by_lane(Agreement(5, 20, 20, 5)), 0.05)
    assert said.headline == "-0.60"
    assert said.scale[0] < -0.6
    assert said.ends[0].startswith("-0.")


@pytest.mark.parametrize(
    ("total", "why"),
    [
        (Agreement(40), "Every verdict was claim, so that kappa can't be told."),
        (
            Agreement(35, 5),
            "One reading gave one verdict alone, so that kappa can't tell anything.",
        ),
    ],
)
def test_where_there_is_no_kappa_the_page_says_why(total: Agreement, why: str) -> None:
    said = words.agreement(by_lane(total), 0.05)
    assert said.headline == "No kappa"
    assert not said.certain
    assert said.lines[0] == why


def test_double_review_that_is_off_is_said(qapp: object) -> None:
    said = words.agreement(by_lane(Agreement()), 0.0)
    assert said.lines == (
        "No decided item comes again: double review is off in what a lead sets.",
    )


def test_a_measured_effect_is_a_number_with_the_sentence() -> None:
    effect = Comparison(Arm(36, 300), Arm(15, 300), randomised=True)
    said = words.effect(found(effect, reconsidered=Reconsidered(3, 1, 2)))
    assert (said.headline, said.certain) == ("7 points fewer", True)
    assert said.lines == (
        effect.sentence(),
        "Reconsidered after the score showed: 6. Changed to the model's label: 3; away "
        "from it: 1; kept: 2.",
    )
    assert [row.number for row in said.rows] == ["36 of 300", "15 of 300"]
    more = Comparison(Arm(15, 300), Arm(36, 300), randomised=True)
    assert words.effect(found(more)).headline == "7 points more"


def test_a_difference_that_can_not_be_told_is_no_number() -> None:
    effect = Comparison(Arm(12, 100), Arm(8, 100), randomised=True)
    said = words.effect(found(effect))
    assert (said.headline, said.certain) == ("No difference can be told", False)


def test_a_mere_comparison_is_shown_more_quietly() -> None:
    said = words.effect(found(Comparison(Arm(36, 300), Arm(15, 300))))
    assert (said.headline, said.certain) == ("7 points apart", False)
    assert "measures no effect" in said.lines[0]


def test_too_few_verdicts_under_chance_say_how_far_it_is() -> None:
    said = words.effect(found(Comparison(Arm(2, 45), Arm(1, 12), randomised=True)))
    assert said.headline == "Not enough verdicts yet: 12 of 30"
    assert said.progress == (12, 30)


def test_days_without_a_verdict_are_shown_too(qapp: object) -> None:
    days = (("2026-10-01", 9), ("2026-11-19", 4), ("2026-11-21", 2))
    said = words._days(found(days=days), TODAY)
    assert len(said) == 14
    assert [number for _, number in said][-3:] == [4, 0, 2]
    assert words._days(found(days=days[-1:]), TODAY) == ((said[-1][0], 2),)
