"""Keys: one table, remapped by the settings, without clashes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from triage_app.domain.decisions import Verdict
from triage_app.paths import Paths
from triage_app.settings import Settings, SettingsFile
from triage_app.ui.commands import COMMANDS, Where, key_table
from triage_app.ui.presenters.dialogs import key_sections


def test_every_command_has_its_own_id_and_no_two_share_a_key() -> None:
    ids = [command.id for command in COMMANDS]
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)
    assert key_table({}).problems == ()


def test_the_keys_of_the_design_are_there() -> None:
    keys = key_table({}).keys
    usual = {"claim": "C", "opinion": "O", "skip": "S", "escalate": "E", "note": "N"}
    assert {name: keys[name][0] for name in usual} == usual
    assert keys["undo"] == ("U", "Ctrl+Z")
    assert keys["search"][0] == "/"
    assert keys["keys"] == ("?", "F1")


def test_nothing_that_is_recorded_repeats_while_its_key_is_held() -> None:
    recorded = {"claim", "opinion", "skip", "escalate", "undo"}
    assert not any(c.repeats for c in COMMANDS if c.id in recorded)
    assert all(c.where is Where.DESK for c in COMMANDS if c.id in recorded)


def test_a_key_can_be_changed_and_taken_away(qapp: QApplication) -> None:
    table = key_table({"claim": "1", "escalate": "", "undo": "Backspace ctrl+z"})
    assert table.keys["claim"] == ("1",)
    assert table.keys["escalate"] == ()
    assert table.keys["undo"] == ("Backspace", "Ctrl+Z")
    assert table.problems == ()


@pytest.mark.parametrize(
    ("custom", "sentence"),
    [
        ({"clame": "X"}, "There is no command called 'clame'."),
        ({"claim": "Nokey+C"}, "'Nokey+C' is no key for 'claim'."),
        (
            {"claim": "O"},
            "The key O can't stand for both 'claim' and 'opinion'; "
            "the usual keys are in use.",
        ),
    ],
)
def test_a_key_that_can_not_be_used_falls_back_and_says_so(
    qapp: QApplication, custom: Any, sentence: Any
) -> None:
    table = key_table(custom)
    assert table.problems == (sentence,)
    assert table.keys["claim"] == ("C",)
    assert table.keys["opinion"] == ("O",)


def test_the_key_sheet_lists_every_command_that_has_a_key(qapp: QApplication) -> None:
    sections = key_sections(key_table({"escalate": ""}))
    assert [name for name, _ in sections] == ["Review", "File", "View", "Help"]
    named = {name: keys for _, commands in sections for name, keys in commands}
    assert named["Claim"] == ["C"]
    assert named["Undo"] == ["U", "Ctrl+Z"]
    assert "Escalate" not in named


def test_changed_keys_work_and_are_printed_on_the_card(
    make_desk: Any, backlog: Path, paths: Paths
) -> None:
    file = SettingsFile(paths.settings_file)
    file.save(replace(Settings(), keys={"claim": "1", "opinion": "2"}))
    desk = make_desk()
    desk.open(backlog)
    card = desk.composition.desk_page.card
    assert card.content().keys["claim"] == "1"
    desk.qtbot.keyClick(desk.focus(), Qt.Key.Key_C)
    desk.settle()
    assert desk.verdict_of("r1") is None
    desk.press(Qt.Key.Key_1, Qt.Key.Key_2)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    assert desk.verdict_of("r2") is Verdict.OPINION


def test_bad_keys_in_the_settings_are_told_of_in_the_window(
    make_desk: Any, backlog: Path, paths: Paths
) -> None:
    file = SettingsFile(paths.settings_file)
    file.save(replace(Settings(), keys={"claim": "O"}))
    desk = make_desk()
    desk.open(backlog)
    assert any("can't stand for both" in title for title in desk.titles())


def test_verdict_keys_count_only_on_the_desk(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.composition.actions.by_id["page_models"].trigger()
    assert not desk.composition.actions.by_id["claim"].isEnabled()
    desk.qtbot.keyClick(desk.composition.window, Qt.Key.Key_C)
    desk.composition.actions.by_id["tab_review"].trigger()
    assert desk.composition.window.page == "desk"
    assert desk.composition.session.workspace.history.records == 0
    desk.press(Qt.Key.Key_C)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_what_needs_a_workspace_is_off_until_one_is_open(
    desk: Any, backlog: Path
) -> None:
    actions = desk.composition.actions.by_id
    names = ("export", "verify", "add", "report")
    assert not any(actions[name].isEnabled() for name in names)
    desk.open(backlog)
    assert all(actions[name].isEnabled() for name in names)


def test_the_key_sheet_opens_by_its_key(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_F1)
    assert desk.answers.key_sheets == [desk.composition.keys.table]


def test_the_arrows_move_and_stop_at_the_ends(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_Up)
    assert desk.item() == "r1"
    desk.press(*[Qt.Key.Key_Down] * 8)
    assert desk.item() == "x1"
    desk.composition.desk_page.card.buttons[Verdict.CLAIM].setFocus()
    desk.press(Qt.Key.Key_Up)
    assert desk.item() == "r5"


def test_the_menus_stand_whole_on_a_low_screen(desk: Any) -> None:
    for entry in desk.composition.window.menuBar().actions():
        assert entry.menu().sizeHint().height() <= 720, entry.text()
    (review,) = [
        entry.menu()
        for entry in desk.composition.window.menuBar().actions()
        if entry.text() == "&Review"
    ]
    (selection,) = [a.menu() for a in review.actions() if a.text() == "Selection"]
    named = [action.objectName() for action in selection.actions()]
    assert named == [command.id for command in COMMANDS if command.under]
