"""A held key counts once, also where X11 hides that it is a repetition."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from triage_app.ui.held_keys import HeldKeys


def event(kind: QEvent.Type, key: Qt.Key, text: str, at: int) -> QKeyEvent:
    made = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
    made.setTimestamp(at)
    return made


@pytest.fixture
def field(qapp: QApplication) -> Any:
    field = QLineEdit()
    held = HeldKeys(field)
    held.watch(field)
    yield field
    field.deleteLater()


def type_at(field: QLineEdit, key: Qt.Key, text: str, *moments: int) -> str:
    for moment in moments:
        QApplication.sendEvent(field, event(QEvent.Type.KeyPress, key, text, moment))
        released = moment + 40
        QApplication.sendEvent(
            field, event(QEvent.Type.KeyRelease, key, text, released)
        )
    return field.text()


def test_presses_at_the_moment_of_the_release_are_repetitions(field: QLineEdit) -> None:
    assert type_at(field, Qt.Key.Key_C, "c", 1000, 1040, 1080, 1120) == "c"


def test_presses_after_a_while_are_not(field: QLineEdit) -> None:
    assert type_at(field, Qt.Key.Key_C, "c", 1000, 1060, 1200) == "ccc"


def test_another_key_at_the_same_moment_is_none(field: QLineEdit) -> None:
    type_at(field, Qt.Key.Key_C, "c", 1000)
    assert type_at(field, Qt.Key.Key_O, "o", 1040) == "co"


def test_events_without_a_time_are_left_alone(field: QLineEdit) -> None:
    for _ in range(3):
        QApplication.sendEvent(field, event(QEvent.Type.KeyPress, Qt.Key.Key_C, "c", 0))
    assert field.text() == "ccc"


def test_a_verdict_key_held_in_disguise_gives_one_verdict(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    for at in (1000, 1040, 1080, 1120):
        for kind, moment in (
            (QEvent.Type.ShortcutOverride, at),
            (QEvent.Type.KeyPress, at),
            (QEvent.Type.KeyRelease, at + 40),
        ):
            made = event(kind, Qt.Key.Key_C, "c", moment)
            made.setAccepted(False)
            QApplication.sendEvent(desk.focus(), made)
        desk.settle()
    assert desk.composition.session.workspace.history.records == 1
