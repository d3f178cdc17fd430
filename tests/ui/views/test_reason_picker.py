"""Choosing a reason: by number, arrows, Return or click; Esc changes nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.reason_codes import USUAL_REASONS, ReasonCode, ReasonCodes
from triage_app.ui.theme import Theme
from triage_app.ui.views.reason_button import ReasonButton
from triage_app.ui.views.reason_picker import ReasonPicker

Key = Qt.Key


class Around(QWidget):
    """A card with a field at its foot, and a verdict key."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.resize(380, 600)
        column = QVBoxLayout(self)
        column.addStretch(1)
        self.anchor = QPushButton("note")
        column.addWidget(self.anchor)
        self.picker = ReasonPicker(theme, self)
        self.verdicts = 0
        self.chosen: list[str] = []
        self.left = 0
        QShortcut(QKeySequence("C"), self).activated.connect(self._verdict)
        self.picker.chosen.connect(self.chosen.append)
        self.picker.left.connect(self._leave)

    def _verdict(self) -> None:
        self.verdicts += 1

    def _leave(self) -> None:
        self.left += 1

    def ask(self, reasons: ReasonCodes = USUAL_REASONS, **how: object) -> None:
        self.picker.ask(reasons, self.anchor, **how)  # type: ignore[arg-type]

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.picker.list, key)


@pytest.fixture
def around(qtbot: QtBot, theme: Theme) -> Iterator[Around]:
    around = Around(theme)
    qtbot.addWidget(around)
    with qtbot.waitExposed(around):
        around.show()
    around.activateWindow()
    yield around
    around.close()


def test_the_reasons_are_offered_above_the_note(around: Around) -> None:
    around.ask()
    picker = around.picker
    assert picker.words() == [one.words for one in USUAL_REASONS]
    assert picker.title() == "Reason"
    assert picker.geometry().bottom() < around.anchor.y()
    assert picker.y() >= 0
    around.resize(380, 220)
    assert picker.geometry().bottom() < around.anchor.y()


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ((Key.Key_3,), "personal-view"),
        ((Key.Key_7,), "policy-gap"),
        ((Key.Key_Return,), "unsourced"),
        ((Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Enter), "hearsay"),
        ((Key.Key_End, Key.Key_Return), "policy-gap"),
    ],
)
def test_a_reason_is_chosen_by_keys(
    around: Around, keys: tuple[Qt.Key, ...], code: str
) -> None:
    around.ask()
    around.press(*keys)
    assert around.chosen == [code]
    assert around.picker.isHidden()
    assert around.left == 0


def test_a_reason_is_chosen_by_a_click(around: Around) -> None:
    around.ask()
    listed = around.picker.list
    at = listed.visualItemRect(listed.item(1)).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert around.chosen == ["hearsay"]


def test_esc_and_the_keyboard_elsewhere_choose_nothing(
    around: Around, qtbot: QtBot
) -> None:
    around.ask()
    around.press(Key.Key_Escape)
    assert around.picker.isHidden()
    around.ask()
    qtbot.waitUntil(around.picker.list.hasFocus)
    around.anchor.setFocus()
    assert around.picker.isHidden()
    assert (around.chosen, around.left) == ([], 2)


def test_a_verdict_s_key_is_none_while_the_list_is_open(around: Around) -> None:
    around.ask()
    around.press(Key.Key_C, Key.Key_8, Key.Key_0)
    assert around.verdicts == 0
    assert around.chosen == []
    assert not around.picker.isHidden()
    around.press(Key.Key_Escape)
    QTest.keyClick(around.anchor, Key.Key_C)
    assert around.verdicts == 1


def test_a_chosen_reason_is_marked_and_can_be_taken_away(around: Around) -> None:
    around.ask(current="mixed")
    assert around.picker.list.currentItem().text() == USUAL_REASONS.words("mixed")
    assert around.picker.words()[-1] == "No reason"
    around.press(Key.Key_0)
    assert around.chosen == [""]
    around.ask(current="mixed", title="Escalating needs a reason", needed=True)
    assert "No reason" not in around.picker.words()
    assert around.picker.title() == "Escalating needs a reason"


def test_without_any_reason_a_note_is_asked_for(around: Around) -> None:
    around.ask(ReasonCodes(()))
    assert around.picker.words() == ["No reasons are listed here; write a note."]
    around.press(Key.Key_Return, Key.Key_1)
    assert around.chosen == []
    around.press(Key.Key_Escape)
    assert around.left == 1


def test_a_long_list_scrolls_and_only_nine_have_numbers(around: Around) -> None:
    many = ReasonCodes(tuple(ReasonCode(f"r{n}", f"Reason {n}") for n in range(30)))
    around.ask(many)
    assert around.picker.y() >= 0
    around.press(Key.Key_9)
    assert around.chosen == ["r8"]
    around.ask(many)
    around.press(Key.Key_End, Key.Key_Return)
    assert around.chosen == ["r8", "r29"]


def test_hostile_words_are_drawn_as_plain_text(around: Around) -> None:
    bad = ReasonCodes((ReasonCode("x", "<b>&amp;</b>\u202etxt", True),))
    around.ask(bad)
    assert not around.picker.grab().isNull()
    button = ReasonButton(Theme())
    button.show_reason("<img src=file:x> \u202eabc")
    assert "\u202e" not in button.reason()
    assert "<img" not in button.toolTip()
    button.deleteLater()


def test_the_button_says_what_is_chosen(qtbot: QtBot, theme: Theme) -> None:
    button = ReasonButton(theme)
    qtbot.addWidget(button)
    button.set_key("R")
    assert (button.text(), button.accessibleName()) == ("Reason", "Choose a reason")
    assert button.accessibleDescription() == "Key R"
    button.show_reason("Can't be understood")
    assert button.accessibleName() == "Reason: Can't be understood"
    assert button.sizeHint().width() <= 178
    button.resize(button.sizeHint())
    assert not button.grab(button.rect().translated(QPoint(0, 0))).isNull()
