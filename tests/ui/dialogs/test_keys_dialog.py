"""Changing keys: pressed, checked at once, never two commands for one key."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from triage_app.ui.commands import COMMANDS, key_table
from triage_app.ui.dialogs.keys_dialog import KeysDialog
from triage_app.ui.theme import Theme

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> Iterator[KeysDialog]:
    dialog = KeysDialog(theme, key_table({}))
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.close()


def press(
    dialog: KeysDialog, key: Qt.Key, modifiers: Qt.KeyboardModifier = Mod.NoModifier
) -> None:
    dialog.recorder.click()
    assert dialog.recorder.waiting
    QTest.keyClick(dialog.recorder, key, modifiers)


def take_away(dialog: KeysDialog, key: str) -> None:
    name = f"Take the key {key} away"
    buttons = dialog.findChildren(QPushButton)
    next(b for b in buttons if b.accessibleName() == name and not b.isHidden()).click()


def test_every_command_stands_in_the_table_with_its_keys(dialog: KeysDialog) -> None:
    rows = {
        dialog.table.item(row, 0).text(): dialog.table.item(row, 1).text()
        for row in range(dialog.table.rowCount())
    }
    assert rows["Claim"] == "C"
    assert rows["Search"] == "/  Ctrl+F"
    assert len(rows) >= len(COMMANDS)
    assert dialog.custom() == {}


def test_a_command_gets_several_keys_by_pressing_them(dialog: KeysDialog) -> None:
    dialog.select("claim")
    press(dialog, Key.Key_1)
    press(dialog, Key.Key_F9, Mod.ControlModifier)
    press(dialog, Key.Key_Exclam, Mod.ShiftModifier)
    take_away(dialog, "C")
    assert dialog.keys("claim") == ("1", "Ctrl+F9", "!")
    assert dialog.custom() == {"claim": "1 Ctrl+F9 !"}
    assert key_table(dialog.custom()).problems == ()
    assert key_table(dialog.custom()).keys["claim"] == ("1", "Ctrl+F9", "!")


def test_a_key_of_another_command_is_refused_by_its_name(dialog: KeysDialog) -> None:
    dialog.select("claim")
    press(dialog, Key.Key_O)
    assert dialog.sentence() == (
        "The key O stands for “Opinion”. Take it away there first, or press another "
        "one."
    )
    assert dialog.custom() == {}
    press(dialog, Key.Key_C)
    assert dialog.sentence() == "The key C stands for this command already."
    dialog.select("opinion")
    assert dialog.sentence() == ""
    take_away(dialog, "O")
    dialog.select("claim")
    press(dialog, Key.Key_O)
    assert dialog.custom() == {"claim": "C O", "opinion": ""}


@pytest.mark.parametrize(
    ("key", "name"),
    [(Key.Key_Tab, "Tab"), (Key.Key_Return, "Return"), (Key.Key_Space, "Space")],
)
def test_keys_that_lead_around_are_refused(
    dialog: KeysDialog, key: Qt.Key, name: str
) -> None:
    dialog.select("claim")
    press(dialog, key)
    assert dialog.sentence() == f"The key {name} can't stand for a command."
    assert dialog.custom() == {}


def test_a_modifier_alone_is_waited_through_and_esc_gives_up(
    dialog: KeysDialog,
) -> None:
    dialog.select("claim")
    press(dialog, Key.Key_Shift, Mod.ShiftModifier)
    assert dialog.recorder.waiting
    QTest.keyClick(dialog.recorder, Key.Key_Escape)
    assert not dialog.recorder.waiting
    assert dialog.isVisible()
    assert dialog.custom() == {}


def test_one_command_and_all_get_their_usual_keys_back(dialog: KeysDialog) -> None:
    for command, key in (("claim", Key.Key_1), ("opinion", Key.Key_2)):
        dialog.select(command)
        press(dialog, key)
    dialog.reset.click()
    assert dialog.custom() == {"claim": "C 1"}
    dialog.reset_all.click()
    assert dialog.custom() == {}
    assert not dialog.reset_all.isEnabled()


def test_a_usual_key_that_another_command_took_stays_there(
    dialog: KeysDialog,
) -> None:
    dialog.select("opinion")
    take_away(dialog, "O")
    dialog.select("claim")
    press(dialog, Key.Key_O)
    dialog.select("opinion")
    dialog.reset.click()
    assert dialog.keys("opinion") == ()
    assert dialog.sentence() == "The key O stays with “Claim”."
    assert key_table(dialog.custom()).problems == ()


def test_commands_are_found_by_name_and_by_key(dialog: KeysDialog) -> None:
    def shown() -> list[str]:
        rows = range(dialog.table.rowCount())
        return [
            dialog.table.item(row, 0).text()
            for row in rows
            if not dialog.table.isRowHidden(row)
        ]

    dialog.search.setText("escal")
    assert shown() == ["Escalate"]
    assert dialog.selected().id == "escalate"
    dialog.search.setText("ctrl+shift+v")
    assert shown() == ["Verify workspace"]
    dialog.search.setText("nothing at all")
    assert shown() == []
    dialog.search.setText("")
    assert "Review" in shown()
