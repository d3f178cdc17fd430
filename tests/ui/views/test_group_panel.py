"""The group panel and the card's line by themselves: words, names, what is off."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from triage_app.domain.case import Case
from triage_app.domain.decisions import Verdict
from triage_app.domain.group_summary import GroupSummary
from triage_app.domain.similarity import Groups
from triage_app.domain.visibility import Veil
from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.views.group_panel import GroupPanel
from triage_app.ui.views.similar_line import SimilarLine
from triage_app.ui.widgets import empty

LINE = "57 like this: 31 claim, 26 opinion, 4 decided"


@pytest.fixture
def line(qtbot: QtBot, theme: Theme) -> SimilarLine:
    made = SimilarLine()
    qtbot.addWidget(made)
    made.set_key("G")
    made.resize(500, made.height())
    return made


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, case: Case) -> GroupPanel:
    """The panel on forty items that are all alike, two of them decided."""
    made = GroupPanel(theme)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.set_keys({Verdict.CLAIM: "Shift+C", Verdict.OPINION: "Shift+O"})
    rows = len(case)
    groups = Groups(np.zeros(rows, np.int32), np.zeros(rows, np.int8))
    summary = GroupSummary.of(groups, case, Veil(), 0)
    hidden = Veil().among(case, summary.rows)
    made.model.show_group(case, summary, groups.framings, hidden)
    made.show_summary(summary)
    made.show()
    return made


def test_the_line_is_whole_where_there_is_room(line: SimilarLine) -> None:
    line.show_line(LINE)
    assert line.button.text() == LINE
    assert not line.isHidden()


def test_the_line_is_cut_with_dots_and_told_whole(line: SimilarLine) -> None:
    line.show_line(LINE)
    line.show()
    line.resize(220, line.height())
    assert line.button.text().endswith("…")
    assert line.button.toolTip() == line.button.accessibleName() == line.line() == LINE


def test_a_narrow_card_has_the_line_in_fewer_words(line: SimilarLine) -> None:
    short = "57 like this: 31 claim"
    line.show_line(LINE, short)
    line.show()
    line.resize(220, line.height())
    assert line.button.text() == short
    assert line.button.toolTip() == line.button.accessibleName() == LINE


def test_without_a_line_there_is_nothing(line: SimilarLine) -> None:
    line.show_line(LINE)
    line.show_line("")
    assert line.isHidden()


def test_the_panel_names_what_each_button_does_and_for_how_many(
    panel: GroupPanel,
) -> None:
    told = {
        verdict: (button.accessibleName(), button.accessibleDescription())
        for verdict, button in panel.buttons.items()
    }
    assert told == {
        Verdict.CLAIM: ("Claim for 38", "Key Shift+C"),
        Verdict.OPINION: ("Opinion for 38", "Key Shift+O"),
    }
    assert panel.members.accessibleName() == "Items like this"
    assert panel.accessibleName() == "Items like the one on the card"


def test_a_warning_is_there_only_for_what_mixes(panel: GroupPanel) -> None:
    assert panel.warning.text().startswith("The model calls ")
    assert "They are framed" not in panel.warning.text()
    panel.warning.show_sentences(())
    assert panel.warning.isHidden()


def test_an_empty_state_turns_the_verdicts_off(panel: GroupPanel, qtbot: QtBot) -> None:
    panel.show_empty_state("Items like this", empty.loading("Looking…"))
    assert not any(button.isEnabled() for button in panel.buttons.values())
    with qtbot.assertNotEmitted(panel.verdict_given):
        panel.give(Verdict.CLAIM)
    assert panel.back.isEnabled()


def test_a_verdict_is_given_by_its_button(panel: GroupPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.verdict_given) as given:
        panel.buttons[Verdict.OPINION].click()
    assert given.args == [Verdict.OPINION]
    with qtbot.waitSignal(panel.closed):
        panel.back.click()


def test_ticks_are_painted_in_either_scheme(panel: GroupPanel, theme: Theme) -> None:
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme.apply(scheme)
        ticked = panel.members.viewport().grab().toImage()
        panel.model.toggle(2)
        left_out = panel.members.viewport().grab().toImage()
        panel.model.toggle(2)
        assert left_out != ticked
        assert panel.members.viewport().grab().toImage() == ticked


def test_a_low_panel_gives_the_hint_s_room_to_the_warning(
    panel: GroupPanel, qtbot: QtBot
) -> None:
    hint = next(w for w in panel.findChildren(QLabel) if w.text().startswith("Click"))
    assert hint.isVisible()
    panel.resize(800, 250)
    qtbot.waitUntil(hint.isHidden)
    panel.resize(800, 600)
    qtbot.waitUntil(hint.isVisible)
