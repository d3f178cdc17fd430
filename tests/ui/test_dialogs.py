"""Every question to the person: what the real dialogs answer through `Dialogs`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from triage_app.domain.backlog import Field
from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.ports import SourceLayout
from triage_app.domain.report import ImportReport
from triage_app.services.export import ExportRequest, Preset
from triage_app.ui.commands import key_table
from triage_app.ui.presenters.dialogs import Choice, Dialogs


@pytest.fixture
def dialogs(qapp: QApplication, theme: Any) -> Iterator[Dialogs]:
    dialogs = Dialogs(theme)
    dialogs.window = QWidget()
    yield dialogs
    dialogs.window.deleteLater()


@pytest.fixture
def answer(qapp: QApplication) -> Callable[[Callable[[Any], None]], list[Any]]:
    """Answers the next dialog once it is shown; returns what was met."""

    def prepare(act: Callable[[Any], None]) -> list[Any]:
        met: list[Any] = []

        def meet() -> None:
            dialog = QApplication.activeModalWidget()
            met.append(dialog)
            act(dialog)

        QTimer.singleShot(0, qapp, meet)
        return met

    return prepare


def accept(dialog: Any) -> None:
    dialog.accept()


def reject(dialog: Any) -> None:
    dialog.reject()


LAYOUT = SourceLayout(
    Path("odd.csv"),
    "csv",
    ("nr", "said"),
    {Field.TRANSCRIPT: "said"},
    ("an id",),
    (("1", "hello"),),
    10,
    (),
)


def test_a_mapping_is_returned_or_none(dialogs: Dialogs, answer: Any) -> None:
    def choose(dialog: Any) -> None:
        dialog.combo(Field.ID).setCurrentIndex(1)
        dialog.accept()

    answer(choose)
    assert dialogs.ask_mapping(LAYOUT) == {Field.ID: "nr", Field.TRANSCRIPT: "said"}
    answer(reject)
    assert dialogs.ask_mapping(LAYOUT) is None


def test_an_export_is_asked_for(dialogs: Dialogs, answer: Any, tmp_path: Path) -> None:
    answer(accept)
    assert dialogs.ask_export(tmp_path, "november", "m-07") == ExportRequest(
        tmp_path / "november.csv", Preset.DECISIONS, "m-07"
    )
    answer(reject)
    assert dialogs.ask_export(tmp_path, "november", "m-07") is None


@pytest.mark.parametrize("comfort", [(True, False, False), (False, True, True)])
def test_settings_come_back_as_they_were_shown(
    dialogs: Dialogs, answer: Any, comfort: tuple[bool, bool, bool]
) -> None:
    shown = Choice("m-07", "dark", "/work", *comfort)
    asked: list[bool] = []
    answer(accept)
    assert dialogs.ask_settings(shown, lambda: asked.append(True)) == shown

    def look_at_keys(dialog: Any) -> None:
        dialog.keys.click()
        dialog.reject()

    answer(look_at_keys)
    assert dialogs.ask_settings(shown, lambda: asked.append(True)) is None
    assert asked == [True]


def test_the_lead_s_settings_stay_until_they_are_kept(
    dialogs: Dialogs, answer: Any
) -> None:
    asked: list[LeadSettings] = []

    def save(edited: LeadSettings, saved: Any, refused: Any) -> None:
        asked.append(edited)
        if len(asked) == 1:
            refused(UserFacingError("The disk is full."))
        else:
            saved()

    def edit(dialog: Any) -> None:
        dialog.form.work.setValue(50)
        dialog.save.click()
        assert dialog.isVisible()
        assert dialog.problem() == "The disk is full."
        dialog.routing.click()

    answer(edit)
    assert dialogs.show_lead_settings(LeadSettings(), save)
    assert asked[0] == asked[1]
    assert asked[0].rules.timebox.work_minutes == 50
    answer(reject)
    assert not dialogs.show_lead_settings(LeadSettings(), save)
    assert len(asked) == 2


def test_changed_keys_come_back_or_none(dialogs: Dialogs, answer: Any) -> None:
    def change(dialog: Any) -> None:
        dialog.select("claim")
        dialog.recorder.recorded.emit("1")
        dialog.accept()

    answer(change)
    assert dialogs.change_keys(key_table({})) == {"claim": "C 1"}
    answer(reject)
    assert dialogs.change_keys(key_table({})) is None


def test_a_report_is_shown_and_saved_where_the_person_says(
    dialogs: Dialogs, answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(out), ""))
    saved: list[Path] = []

    def save(dialog: Any) -> None:
        dialog.save_requested.emit()
        dialog.accept()

    answer(save)
    dialogs.show_report(ImportReport("odd.csv", "", 1, 1, 0, 0), 1, saved.append)
    assert saved == [out]


def test_files_and_folders_are_chosen_or_not(
    dialogs: Dialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / "november.csv")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a: ([chosen], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: "")
    assert dialogs.choose_backlogs() == (Path(chosen),)
    assert dialogs.choose_folder() is None
    assert dialogs.choose_workspace(tmp_path) is None


def test_only_one_crash_is_shown_at_a_time(dialogs: Dialogs, answer: Any) -> None:
    def crash_again(dialog: Any) -> None:
        dialogs.show_crash("Again", "details")
        dialog.accept()

    met = answer(crash_again)
    dialogs.show_crash("KeyError", "details")
    (dialog,) = met
    assert "KeyError" in dialog.text.toPlainText()


def test_keys_and_version_are_shown(dialogs: Dialogs, answer: Any) -> None:
    met = answer(accept)
    dialogs.show_keys(key_table({}))
    met += answer(accept)
    dialogs.show_about([("Model", "plain-1")])
    assert met[0] is not None


def test_the_guide_turns_its_pages(dialogs: Dialogs, answer: Any) -> None:
    read: list[str] = []

    def turn(guide: Any) -> None:
        read.append(guide.document.toPlainText())
        guide.tabs.setCurrentIndex(1)
        read.append(guide.document.toPlainText())
        guide.accept()

    answer(turn)
    dialogs.show_guide([("For moderators", "# Keys\n\nPress C."), ("Leads", "*Band*")])
    assert read == ["Keys\nPress C.", "Band"]


@pytest.mark.parametrize(("button", "leaves"), [(0, False), (1, True)])
def test_giving_up_an_unsaved_verdict_is_asked_and_going_back_is_the_default(
    dialogs: Dialogs, answer: Any, button: int, leaves: bool
) -> None:
    def choose(box: QMessageBox) -> None:
        assert box.defaultButton().text() == "Go back"
        names = ["Go back", "Close without it"]
        next(b for b in box.buttons() if b.text() == names[button]).click()

    answer(choose)
    assert dialogs.may_abandon(1) is leaves
