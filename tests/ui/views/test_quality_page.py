"""The quality page: findings, what waits, and the ways to the desk."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.views.quality.day_bars import DayBars
from triage_app.ui.views.quality.measure_rows import MeasureRows
from triage_app.ui.views.quality.values import Finding, Gap, Measure, Shown
from triage_app.ui.views.quality_page import QualityPage
from triage_app.ui.widgets.empty import no_backlog

FEW = Finding("Not enough doubles yet: 12 of 30", lines=("why",), progress=(12, 30))
KAPPA = Finding(
    "0.71",
    certain=True,
    lines=("95 % interval 0.58 to 0.84", "107 of 124 doubles agree"),
    rows=(
        Measure("Needs review", "124", 0.71, (0.58, 0.84), "0.71", "review"),
        Measure("Likely claim", "", None, (0.0, 0.0), "3 of 30"),
    ),
    ends=("0", "1"),
)
SHOWN = Shown(
    escalated=4,
    disputed=2,
    gap_items=2,
    between=KAPPA,
    same=FEW,
    effect=FEW,
    reasons=(Measure("The rules don't cover this", "gap", 2.0, None, "2", "warning"),),
    reasons_note="",
    gaps=(Gap("007", "Claim · a <b>note</b>"), Gap("8\u202e9", "Opinion")),
    gaps_note="The newest first.",
    times=(Measure("Claim", "median of 9", 5.0, None, "5.0 s", "claim"),),
    times_note="",
    days=(("20 Nov", 0), ("21 Nov", 1_204)),
    days_note="",
)


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> Iterator[QualityPage]:
    made = QualityPage(theme)
    qtbot.addWidget(made)
    made.resize(1208, 632)
    with qtbot.waitExposed(made):
        made.show()
    made.show_quality(SHOWN)
    yield made
    made.close()


def test_what_was_found_is_shown_and_read_out(page: QualityPage) -> None:
    assert page.between.headline.text() == "0.71"
    assert page.between.lines() == KAPPA.lines
    assert page.between.accessibleName() == (
        "Between two moderators: 0.71. 95 % interval 0.58 to 0.84. "
        "107 of 124 doubles agree"
    )
    assert page.between.rows.accessibleDescription() == (
        "Needs review 124 0.71; Likely claim 3 of 30"
    )
    assert page.waiting.numbers() == ("4", "2", "2")


def test_too_few_show_how_far_it_is(page: QualityPage) -> None:
    assert page.same.headline.text() == "Not enough doubles yet: 12 of 30"
    assert (page.same.progress.value(), page.same.progress.maximum()) == (12, 30)
    assert page.same.progress.isVisible()
    assert not page.between.progress.isVisible()


def test_a_number_is_larger_than_words_also_after_it_changed(page: QualityPage) -> None:
    def px() -> int:
        return page.same.headline.fontInfo().pixelSize()

    small = px()
    page.same.show_finding(KAPPA)
    large = px()
    page.same.show_finding(FEW)
    assert (small, large, px()) == (20, 32, 20)


def test_the_three_findings_are_as_wide_whatever_they_say(
    page: QualityPage, qtbot: QtBot
) -> None:
    def wide() -> set[int]:
        panels = (page.between, page.same, page.effect)
        return {panel.width() // 4 for panel in panels}

    qtbot.waitUntil(lambda: len(wide()) == 1)
    scroll = page.findChild(QScrollArea)
    assert scroll.horizontalScrollBar().maximum() == 0


def test_the_button_leads_to_the_list_for_a_lead(
    page: QualityPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.lead_requested):
        page.waiting.lead.click()
    page.show_quality(replace(SHOWN, escalated=0, disputed=0))
    assert not page.waiting.lead.isEnabled()


def test_an_item_is_opened_by_enter_and_by_the_button(
    page: QualityPage, qtbot: QtBot
) -> None:
    page.gaps.list.setFocus()
    with qtbot.waitSignal(page.item_requested) as by_key:
        qtbot.keyClick(page.gaps.list, Qt.Key.Key_Return)
    assert by_key.args == ["007"]
    qtbot.keyClick(page.gaps.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.item_requested) as by_button:
        page.gaps.open.click()
    assert by_button.args == ["8\u202e9"]


def test_ids_and_notes_are_plain_text_that_hides_nothing(page: QualityPage) -> None:
    rows = [page.gaps.list.item(place) for place in range(2)]
    assert rows[0].text() == "007  Claim · a <b>note</b>"
    assert "&lt;b&gt;" in rows[0].toolTip()
    assert rows[1].text() == "8⟨U+202E⟩9  Opinion"


def test_the_item_chosen_stays_chosen_as_others_land(page: QualityPage) -> None:
    page.gaps.list.setCurrentRow(1)
    newer = (Gap("1", "Claim"), *SHOWN.gaps)
    page.show_quality(replace(SHOWN, gaps=newer))
    assert page.gaps.list.currentRow() == 2
    assert page.gaps.list.accessibleName() == "Items that the rules don't cover"


def test_without_gaps_there_is_a_sentence_and_no_list(page: QualityPage) -> None:
    page.show_quality(replace(SHOWN, gaps=(), gap_items=0, gaps_note="Nobody said so."))
    assert page.gaps.note() == "Nobody said so."
    assert not page.gaps.list.isVisible()
    assert not page.gaps.open.isVisible()


def test_an_empty_state_covers_the_page_and_its_keys(page: QualityPage) -> None:
    page.show_empty_state(no_backlog())
    assert page.empty_state() == no_backlog()
    assert not any(
        button.isEnabled() for button in page.waiting.findChildren(QPushButton)
    )
    page.show_quality(SHOWN)
    assert page.empty_state() is None
    assert page.waiting.lead.isEnabled()


def test_tab_reaches_every_control_of_the_page(page: QualityPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.waiting.lead.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.waiting.lead)
    seen = [page.waiting.lead]
    for _ in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert page.gaps.list in seen
    assert page.gaps.open in seen


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_an_interval_is_drawn_where_its_numbers_say(
    theme: Theme, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.apply(scheme)
    rows = MeasureRows(theme, "Agreement")
    qtbot.addWidget(rows)
    rows.resize(600, 24)
    rows.show_rows([Measure("", "", 0.75, (0.6, 0.9), "", "claim")])
    picture = rows.grab().toImage()
    colour = theme.colour("claim")
    found = [x for x in range(picture.width()) if picture.pixelColor(x, 12) == colour]
    middle = sum(found) / len(found)
    # The name's column takes a little at the left, the number's gap at the right.
    assert middle == pytest.approx(0.75 * 576 + 14, abs=14)


def test_bars_are_as_long_as_their_values(theme: Theme, qtbot: QtBot) -> None:
    rows = MeasureRows(theme, "Reasons")
    qtbot.addWidget(rows)
    rows.resize(600, 48)
    bars = [Measure("", "", value, None, "", "claim") for value in (10.0, 5.0)]
    rows.show_rows(bars, (0.0, 10.0))
    picture = rows.grab().toImage()
    colour = theme.colour("claim")
    long, short = (
        sum(picture.pixelColor(x, y) == colour for x in range(picture.width()))
        for y in (12, 36)
    )
    assert long == pytest.approx(2 * short, rel=0.05)


def test_no_rows_take_no_room(theme: Theme, qtbot: QtBot) -> None:
    rows = MeasureRows(theme, "Reasons")
    qtbot.addWidget(rows)
    rows.show_rows([])
    assert rows.sizeHint().height() == 0
    assert rows.isHidden()


def test_days_are_read_out_and_the_highest_carries_its_number(
    theme: Theme, qtbot: QtBot
) -> None:
    bars = DayBars(theme)
    qtbot.addWidget(bars)
    bars.resize(300, 88)
    bars.show_days(SHOWN.days)
    assert bars.accessibleDescription() == "20 Nov 0; 21 Nov 1,204"
    picture = bars.grab().toImage()
    accent = theme.colour("accent")
    tall = [picture.pixelColor(x, 40) == accent for x in range(picture.width())]
    assert any(tall[30:])
    assert not any(tall[:30])
    bars.show_days(())
    assert bars.isHidden()
