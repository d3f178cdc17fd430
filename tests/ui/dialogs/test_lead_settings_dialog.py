"""The lead's settings: everything is edited in place, and nothing bad gets out."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from triage_app.domain.desk_rules import DeskRules, DoubleReview, Timebox
from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.reason_codes import MOST_CODES, ReasonCode, ReasonCodes
from triage_app.domain.visibility import ScoreVisibility
from triage_app.ui.dialogs.lead_settings_dialog import LeadSettingsDialog
from triage_app.ui.dialogs.reason_row import ReasonRow, code_of
from triage_app.ui.theme import Theme

Open = Callable[..., LeadSettingsDialog]

TWO = ReasonCodes(
    (ReasonCode("mixed", "Both in one"), ReasonCode("gap", "No rule", True))
)
SET = LeadSettings(
    ScoreVisibility.RANDOM,
    False,
    DeskRules(TWO, DoubleReview(1 / 3, 2.125), Timebox(50, 10)),
)


@pytest.fixture
def open_dialog(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    shown: list[LeadSettingsDialog] = []

    def show(settings: LeadSettings = SET) -> LeadSettingsDialog:
        dialog = LeadSettingsDialog(theme, settings)
        qtbot.addWidget(dialog)
        dialog.show()
        shown.append(dialog)
        return dialog

    yield show
    for dialog in shown:
        dialog.saved()


@pytest.fixture
def dialog(open_dialog: Open) -> LeadSettingsDialog:
    return open_dialog()


def saves(dialog: LeadSettingsDialog) -> list[LeadSettings]:
    asked: list[LeadSettings] = []
    dialog.save_requested.connect(asked.append)
    return asked


def retype(row: ReasonRow, words: str) -> None:
    row.words.selectAll()
    row.words.setFocus()
    if words:
        QTest.keyClicks(row.words, words)
    else:
        QTest.keyClick(row.words, Qt.Key.Key_Delete)


def test_what_nobody_touches_stays_to_the_last_digit(
    dialog: LeadSettingsDialog,
) -> None:
    assert dialog.settings() == SET
    assert dialog.routing.text() == "Go to Routing"


def test_every_setting_is_edited(dialog: LeadSettingsDialog) -> None:
    asked = saves(dialog)
    dialog.form.scores.button("shown").click()
    dialog.form.share.set_share(0.1)
    dialog.form.delay.setValue(48)
    dialog.form.work.setValue(0)
    dialog.form.pause.setValue(15)
    dialog.form.reranking.setChecked(True)
    dialog.save.click()
    (made,) = asked
    assert made == LeadSettings(
        ScoreVisibility.SHOWN,
        True,
        DeskRules(TWO, DoubleReview(0.1, 48.0), Timebox(0, 15)),
    )


def test_reasons_are_added_renamed_moved_marked_and_removed(
    dialog: LeadSettingsDialog,
) -> None:
    editor = dialog.reasons
    retype(editor.rows()[0], "Claim and opinion")
    editor.add.click()
    retype(editor.rows()[2], "Meant as a joke")
    assert editor.rows()[2].code.text() == "meant-as-a-joke"
    editor.rows()[2].up.click()
    editor.rows()[1].gap.click()
    assert [row.gap.isChecked() for row in editor.rows()] == [False, True, False]
    assert editor.entries() == (
        ReasonCode("mixed", "Claim and opinion"),
        ReasonCode("meant-as-a-joke", "Meant as a joke", True),
        ReasonCode("gap", "No rule"),
    )
    editor.rows()[0].remove.click()
    assert [one.code for one in editor.reasons()] == ["meant-as-a-joke", "gap"]
    assert not editor.rows()[0].up.isEnabled()
    assert not editor.rows()[1].down.isEnabled()


def test_the_code_of_a_reason_that_is_kept_never_changes(
    dialog: LeadSettingsDialog,
) -> None:
    row = dialog.reasons.rows()[0]
    assert not row.code.isEnabled()
    retype(row, "Something else")
    assert row.reason().code == "mixed"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("", "", "The reason 'reason' needs words of its own. Up to 60 characters."),
        ("x" * 61, "long", "The reason 'long' needs words of its own."),
        ("Words", "Bad Code", "'Bad Code' can't be a reason's code. It takes up to 40"),
        ("Words", "mixed", "The reason 'mixed' is there twice."),
    ],
)
def test_what_can_not_be_kept_is_said_beside_the_field(
    dialog: LeadSettingsDialog, words: str, code: str, sentence: str
) -> None:
    asked = saves(dialog)
    dialog.reasons.add.click()
    row = dialog.reasons.rows()[2]
    assert row.sentence() == ""  # nobody is told off before the first letter
    if code:
        row.code.setFocus()
        QTest.keyClicks(row.code, code)
    if words:
        retype(row, words)
    dialog.save.click()
    assert row.sentence().startswith(sentence)
    assert row.words.accessibleDescription() == row.sentence()
    assert asked == []
    assert dialog.isVisible()
    row.remove.click()
    dialog.save.click()
    assert len(asked) == 1


def test_an_empty_list_and_a_full_one(open_dialog: Open) -> None:
    many = ReasonCodes(
        tuple(ReasonCode(f"r-{n}", f"Reason {n}") for n in range(MOST_CODES))
    )
    full = open_dialog(LeadSettings(rules=DeskRules(many)))
    assert not full.reasons.add.isEnabled()
    full.reasons.rows()[0].remove.click()
    assert full.reasons.add.isEnabled()
    empty = open_dialog(LeadSettings(rules=DeskRules(ReasonCodes(()))))
    asked = saves(empty)
    empty.save.click()
    assert len(asked[0].rules.reasons) == 0


def test_a_failure_keeps_what_is_edited_and_says_why(
    dialog: LeadSettingsDialog,
) -> None:
    asked = saves(dialog)
    dialog.form.work.setValue(25)
    dialog.save.click()
    dialog.reject()
    assert dialog.isVisible()  # not while it is being kept
    assert not dialog.save.isEnabled()
    dialog.refuse(UserFacingError("The disk is full.", "0 bytes.", "Free some."))
    assert dialog.problem() == "The disk is full. 0 bytes. Free some."
    assert dialog.form.work.value() == 25
    dialog.save.click()
    assert dialog.problem() == ""
    assert asked[0] == asked[1]
    dialog.saved()
    assert not dialog.isVisible()
    assert not dialog.routing_wanted


def test_the_way_to_the_routing_saves_what_was_edited(
    open_dialog: Open,
) -> None:
    untouched = open_dialog()
    asked = saves(untouched)
    untouched.routing.click()
    assert untouched.routing_wanted
    assert asked == []
    edited = open_dialog()
    asked = saves(edited)
    edited.form.work.setValue(25)
    assert edited.routing.text() == "Save and go to Routing"
    edited.routing.click()
    assert len(asked) == 1
    assert not edited.routing_wanted
    edited.saved()
    assert edited.routing_wanted


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Meant as a joke!", "meant-as-a-joke"),
        ("Über 18", "uber-18"),
        ("你好", ""),
        ("x" * 60, "x" * 40),
    ],
)
def test_codes_are_made_of_words(words: str, code: str) -> None:
    assert code_of(words) == code
