"""Care at the desk: pauses, the day's count, folded transcripts, nothing that moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressBar, QStyle

from triage_app.domain.decisions import Verdict
from triage_app.domain.desk_rules import DeskRules, Timebox
from triage_app.domain.queue import Column
from triage_app.paths import Paths
from triage_app.settings import Settings, SettingsFile
from triage_app.ui.active_time import ActiveTime
from triage_app.ui.models.roles import COLUMNS, Role
from triage_app.ui.presenters.dialogs import Choice
from triage_app.ui.widgets import empty

Key = Qt.Key
MINUTE = 60_000


class Hands:
    """The clock of the work, set by the test, and never idle."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def hands(desk: Any, backlog: Path) -> Hands:
    """An open desk whose time of work is the test's to set."""
    hands = Hands()
    care = desk.composition.care
    watch = ActiveTime(hands, idle_ms=10**9)
    care.work = care.care._work = watch
    care.care._clock = lambda: datetime(2026, 11, 21, 14, 30)
    desk.open(backlog)
    return hands


def set_timebox(desk: Any, work: int, pause: int = 5) -> None:
    workspace = desk.composition.session.workspace
    workspace.set_rules(DeskRules(timebox=Timebox(work, pause)), "lead")


def page(desk: Any) -> Any:
    return desk.composition.care.care._pause_page


def paused(desk: Any) -> bool:
    return bool(desk.composition.care.care.paused)


def give(desk: Any, key: Qt.Key) -> None:
    """Press a verdict's key and wait for the next card, painted or covered."""
    before = desk.composition.session.workspace.history.records
    desk.qtbot.keyClick(desk.focus(), key)
    kept = desk.composition.session.workspace.history
    desk.qtbot.waitUntil(lambda: kept.records > before)
    desk.qtbot.waitUntil(lambda: desk.composition.desk.at_rest)


def test_the_pause_comes_between_two_items_once_the_time_is_over(
    desk: Any, hands: Hands
) -> None:
    set_timebox(desk, 25)
    desk.qtbot.waitUntil(lambda: desk.composition.care.daily.decided is not None)
    hands.ms += 24 * MINUTE
    desk.press(Key.Key_C)
    assert not paused(desk)
    hands.ms += MINUTE
    desk.press(Key.Key_C)
    assert paused(desk)
    said = page(desk).text()
    assert said.splitlines()[0] == "Time for a pause"
    assert "25 minutes since your last pause, and decided 2 items today" in said
    assert "A pause of 5 minutes ends at 14:35." in said
    assert page(desk).isVisible()
    assert not desk.composition.desk_page.card.isVisible()


def test_nothing_counts_while_paused_and_return_goes_on(
    desk: Any, hands: Hands
) -> None:
    set_timebox(desk, 25)
    hands.ms += 25 * MINUTE
    desk.press(Key.Key_C)
    records = desk.composition.session.workspace.history.records
    for key in (Key.Key_C, Key.Key_U, Key.Key_Down, Key.Key_N, Key.Key_P):
        desk.qtbot.keyClick(desk.focus(), key)
    assert desk.composition.session.workspace.history.records == records
    assert desk.item() == "r2"
    assert not desk.composition.actions.by_id["claim"].isEnabled()
    assert not desk.composition.desk.clock.running
    hands.ms += 60 * MINUTE
    desk.press(Key.Key_Return)
    assert not paused(desk)
    assert desk.composition.desk_page.card.isVisible()
    desk.press(Key.Key_O)
    assert desk.verdict_of("r2") is Verdict.OPINION
    assert not paused(desk)  # the count began anew


def test_a_pause_can_be_taken_at_any_time_without_a_timebox(
    desk: Any, hands: Hands
) -> None:
    hands.ms += 3 * MINUTE
    desk.press(Key.Key_P)
    assert paused(desk)
    assert page(desk).text().splitlines()[0] == "Pause"
    assert "3 minutes" in page(desk).text()
    page(desk).go_on.click()
    assert not paused(desk)
    desk.press(Key.Key_C)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_time_on_screen_leaves_the_pause_out(desk: Any, hands: Hands) -> None:
    card_clock = desk.composition.desk.clock
    card_clock._clock, card_clock._idle_ms = hands, 10**9
    desk.press(Key.Key_Down)
    hands.ms += 2_000
    desk.press(Key.Key_P)
    hands.ms += 10 * MINUTE
    desk.press(Key.Key_Return)
    hands.ms += 1_000
    desk.press(Key.Key_C)
    record = desk.composition.session.workspace.history.current("r2")
    assert record.active_ms == 3_000


def test_without_a_timebox_or_on_another_page_no_pause_is_offered(
    desk: Any, hands: Hands
) -> None:
    hands.ms += 600 * MINUTE
    desk.press(Key.Key_C)
    assert not paused(desk)
    desk.composition.care.care.go_on()
    set_timebox(desk, 5)
    desk.composition.care.work.start()
    desk.composition.window.show_page("models")
    hands.ms += 60 * MINUTE
    desk.composition.window.show_page("desk")
    desk.composition.desk.focus_queue()
    desk.press(Key.Key_C)
    assert not paused(desk)


def test_a_pause_outlasts_a_look_at_another_page_and_a_change_behind_it(
    desk: Any, hands: Hands
) -> None:
    desk.press(Key.Key_P)
    desk.composition.window.show_page("models")
    desk.composition.session.routed()
    desk.composition.window.show_page("desk")
    assert page(desk).isVisible()
    assert page(desk).hasFocus()
    desk.qtbot.keyClick(page(desk), Key.Key_Return)
    desk.settle()
    assert desk.item() == "r1"


def test_the_status_line_counts_the_day_as_verdicts_come_and_go(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    status = desk.composition.window.status
    desk.qtbot.waitUntil(lambda: status.daily() == "Today: 0 done")
    desk.press(Key.Key_C, Key.Key_O, Key.Key_S)
    assert status.daily() == "Today: 2 done"
    desk.press(Key.Key_U, Key.Key_U)
    assert status.daily() == "Today: 1 done"
    desk.close()
    again = make_desk()
    again.open(backlog)
    shown = again.composition.window.status
    again.qtbot.waitUntil(lambda: shown.daily() == "Today: 1 done")
    again.composition.session.set_moderator("m-99")
    again.qtbot.waitUntil(lambda: shown.daily() == "Today: 0 done")


def set_comfort(desk: Any, **comfort: bool) -> None:
    desk.answers.choice = Choice("m-07", "light", "", **comfort)
    desk.composition.actions.by_id["settings"].trigger()


def test_the_count_can_be_switched_off(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    set_comfort(desk, daily_count=False)
    desk.press(Key.Key_C)
    assert desk.composition.window.status.daily() == ""
    set_comfort(desk, daily_count=True)
    status = desk.composition.window.status
    desk.qtbot.waitUntil(lambda: status.daily() == "Today: 1 done")


def transcripts(desk: Any, role: int = Qt.ItemDataRole.DisplayRole) -> set[Any]:
    model = desk.composition.desk.model
    column = COLUMNS.index(Column.TRANSCRIPT)
    rows = range(model.rowCount())
    found = [model.index(row, column).data(role) for row in rows]
    return {tuple(one) if isinstance(one, list) else one for one in found}


def test_folded_transcripts_show_nothing_until_opened(
    desk: Any, backlog: Path, paths: Paths
) -> None:
    SettingsFile(paths.settings_file).save(replace(Settings(), folded=True))
    desk.composition._preferences.change(lambda now: replace(now, folded=True))
    desk.open(backlog)
    card = desk.composition.desk_page.card
    assert card.fold.folded
    assert not card.transcript.isVisible()
    desk.press(Key.Key_T)
    assert card.transcript.isVisible()
    assert "penguins" in card.transcript.text()
    desk.press(Key.Key_T)
    assert not card.transcript.isVisible()
    desk.press(Key.Key_T, Key.Key_C)
    assert desk.item() == "r2"
    assert card.fold.folded
    card.fold.button.click()
    assert card.transcript.isVisible()
    set_comfort(desk, folded=False)
    assert card.transcript.isVisible()
    assert transcripts(desk) >= {"somebody shared a rumour"}


def test_the_table_folds_too_and_no_mark_or_tooltip_leaks(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    set_comfort(desk, folded=True)
    assert transcripts(desk) == {"Folded"}
    field = desk.composition.desk_page.filters
    desk.composition.desk._query_edited(
        replace(desk.composition.desk.query, search="penguins")
    )
    desk.settle()
    assert desk.queue() == ["r1"]
    assert field is not None
    for role in (Role.MATCH, Qt.ItemDataRole.ToolTipRole):
        assert transcripts(desk, role) == {None}
    assert transcripts(desk, Qt.ItemDataRole.AccessibleTextRole) == {"Folded"}
    assert not desk.composition.desk_page.card.transcript.isVisible()
    assert not desk.composition.desk_page.queue.grab().isNull()


def test_the_explanation_folds_with_the_card(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    panel = desk.composition.desk_page.explanation
    set_comfort(desk, folded=True)
    assert panel.transcript.isHidden()
    assert panel.parts.isHidden()
    desk.press(Key.Key_T)
    assert not panel.transcript.isHidden()


def test_without_a_transcript_there_is_nothing_to_fold(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    set_comfort(desk, folded=True)
    while desk.item() != "x1":
        desk.press(Key.Key_Down)
    assert not desk.composition.desk_page.card.fold.folded


@pytest.fixture
def moving(theme: Any) -> Any:
    """Qt's motion as it was, before and after."""
    yield theme
    theme.set_calm(False)


def test_with_reduced_motion_nothing_moves_by_itself(
    desk: Any, backlog: Path, moving: Any
) -> None:
    desk.open(backlog)
    flash = QApplication.cursorFlashTime()
    assert flash > 0
    set_comfort(desk, reduced_motion=True)
    duration = QStyle.StyleHint.SH_Widget_Animation_Duration
    field = desk.composition.desk_page.card.note_field
    assert QApplication.cursorFlashTime() == 0
    assert QApplication.style().styleHint(duration) == 0
    assert field.style().styleHint(duration, None, field) == 0
    effects = (
        Qt.UIEffect.UI_AnimateMenu,
        Qt.UIEffect.UI_FadeMenu,
        Qt.UIEffect.UI_AnimateCombo,
        Qt.UIEffect.UI_AnimateTooltip,
        Qt.UIEffect.UI_FadeTooltip,
    )
    assert not any(QApplication.isEffectEnabled(effect) for effect in effects)
    status = desk.composition.window.status
    for fraction in (None, 0.4):
        status.show_progress("Scoring 4 of 10", fraction)
        assert status.working
        assert not any(bar.isVisible() for bar in bars(status))
        assert status.text() == "Scoring 4 of 10"
    desk.composition.desk_page.show_empty_state(empty.loading("Reading"))
    assert not any(bar.isVisible() for bar in bars(desk.composition.window))
    set_comfort(desk, reduced_motion=False)
    assert QApplication.cursorFlashTime() == flash
    assert QApplication.style().styleHint(duration) > 0
    assert any(bar.isVisible() for bar in bars(desk.composition.desk_page))
    status.show_progress("Scoring 4 of 10", None)
    assert any(bar.isVisible() for bar in bars(status))
    status.clear_progress()


def bars(widget: Any) -> list[QProgressBar]:
    return list(widget.findChildren(QProgressBar))


def test_reduced_motion_is_there_from_the_start(
    make_desk: Callable[..., Any], paths: Paths, moving: Any
) -> None:
    SettingsFile(paths.settings_file).save(replace(Settings(), reduced_motion=True))
    make_desk()
    assert QApplication.cursorFlashTime() == 0
    assert moving.calm


def test_comfort_is_kept(desk: Any, backlog: Path, paths: Paths) -> None:
    desk.open(backlog)
    set_comfort(desk, daily_count=False, folded=True)
    kept = SettingsFile(paths.settings_file).load()
    assert (kept.daily_count, kept.folded, kept.reduced_motion) == (False, True, False)
    desk.answers.choice = None
    desk.composition.actions.by_id["settings"].trigger()
    shown = desk.answers.shown_choices[-1]
    assert (shown.daily_count, shown.folded) == (False, True)
    QTest.keyClick(desk.focus(), Key.Key_T)
