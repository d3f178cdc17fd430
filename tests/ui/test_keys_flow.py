"""Keys changed while the window is open: bound, printed and kept at once."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from triage_app.domain.decisions import Verdict
from triage_app.paths import Paths
from triage_app.settings import SettingsFile

OWN = {"claim": "1", "reason": "X", "note": "", "export": "Ctrl+F9"}


def change(desk: Any, keys: dict[str, str] | None) -> None:
    desk.answers.own_keys = keys
    desk.composition.actions.by_id["change_keys"].trigger()


def test_changed_keys_count_at_once_without_a_restart(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    card, actions = desk.composition.desk_page.card, desk.composition.actions.by_id
    change(desk, OWN)
    assert card.buttons[Verdict.CLAIM].key() == "1"
    assert card.reason.key() == "X"
    assert actions["claim"].text().endswith("\t1")
    assert [one.toString() for one in actions["export"].shortcuts()] == ["Ctrl+F9"]
    desk.qtbot.keyClick(desk.focus(), Qt.Key.Key_C)
    desk.settle()
    assert desk.verdict_of("r1") is None
    desk.press(Qt.Key.Key_1)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    # The next card prints them too, and so does the key sheet.
    assert card.buttons[Verdict.CLAIM].key() == "1"
    desk.press(Qt.Key.Key_F1)
    assert desk.answers.key_sheets[-1].keys["claim"] == ("1",)


def test_the_card_and_its_note_stay_when_keys_change(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    card.set_note("begun")
    change(desk, OWN)
    assert card.note() == "begun"
    assert desk.item() == "r1"
    assert desk.composition.desk.ready


def test_changed_keys_are_kept_and_usual_ones_come_back(
    desk: Any, make_desk: Any, backlog: Path, paths: Paths
) -> None:
    desk.open(backlog)
    change(desk, OWN)
    change(desk, None)  # cancelled: nothing changes
    assert dict(SettingsFile(paths.settings_file).load().keys) == OWN
    desk.close()
    again = make_desk()
    again.open(backlog)
    assert again.composition.desk_page.card.buttons[Verdict.CLAIM].key() == "1"
    change(again, {})
    assert again.composition.desk_page.card.buttons[Verdict.CLAIM].key() == "C"
    assert dict(SettingsFile(paths.settings_file).load().keys) == {}
