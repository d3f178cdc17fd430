"""Each dialog asks or tells one thing, in plain text, and gives the answer back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.backlog import Field
from triage_app.domain.ports import SourceLayout
from triage_app.domain.report import ImportReport, Issue, Outcome
from triage_app.ui.dialogs.about_dialog import AboutDialog
from triage_app.ui.dialogs.crash_dialog import CrashDialog
from triage_app.ui.dialogs.export_dialog import ExportDialog, ExportRequest
from triage_app.ui.dialogs.key_sheet import KeySheet
from triage_app.ui.dialogs.mapping_dialog import MappingDialog
from triage_app.ui.dialogs.report_dialog import ReportDialog
from triage_app.ui.dialogs.settings_dialog import SettingsChoice, SettingsDialog
from triage_app.ui.theme import Scheme, Theme

Keep = Callable[[QDialog], None]

LAYOUT = SourceLayout(
    Path("november.csv"),
    "csv",
    ("vid", "said", "plays"),
    {Field.VIEWS: "plays"},
    ("an id",),
    (("007", "<b>the moon</b>", "12"), ("008", "a\u202eb", "")),
    120,
    (),
)
ISSUES = (
    Issue(3, "views", "-5", "not a whole number from 0 up", Outcome.VALUE_MISSING),
    Issue(9, "", "a,b\x00,c", "the row has 2 cells", Outcome.QUARANTINED),
)


@pytest.fixture
def keep(qtbot: QtBot) -> Iterator[Keep]:
    """Show a dialog, and close it at the test's end."""
    shown: list[QDialog] = []

    def show(dialog: QDialog) -> None:
        qtbot.addWidget(dialog)
        dialog.show()
        shown.append(dialog)

    yield show
    for dialog in shown:
        dialog.close()


def press(dialog: QWidget, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


def texts(dialog: QWidget) -> list[str]:
    return [w.text() for w in dialog.findChildren(QLabel) if w.text()]


def test_mapping_says_what_is_missing_until_enough_is_chosen(
    theme: Theme, keep: Keep
) -> None:
    dialog = MappingDialog(theme, LAYOUT)
    keep(dialog)
    assert dialog.mapping() == {Field.VIEWS: "plays"}
    assert "Still needed: an id for each report." in texts(dialog)
    assert not dialog.can_accept()
    dialog.combo(Field.ID).setCurrentText("vid")
    assert dialog.can_accept()
    assert "That is enough to begin." in texts(dialog)
    assert dialog.mapping() == {Field.ID: "vid", Field.VIEWS: "plays"}
    dialog.combo(Field.VIEWS).setCurrentIndex(0)
    assert dialog.missing() == ("a transcript or at least one count",)


def test_mapping_gives_a_column_one_part_only(theme: Theme, keep: Keep) -> None:
    dialog = MappingDialog(theme, LAYOUT)
    keep(dialog)
    dialog.combo(Field.TRANSCRIPT).setCurrentText("plays")
    assert dialog.mapping() == {Field.TRANSCRIPT: "plays"}


def test_mapping_shows_values_as_plain_text(theme: Theme, keep: Keep) -> None:
    dialog = MappingDialog(theme, LAYOUT)
    keep(dialog)
    dialog.combo(Field.TRANSCRIPT).setCurrentText("said")
    assert dialog.example(Field.TRANSCRIPT) == "<b>the moon</b> · a⟨U+202E⟩b"


def test_the_report_accounts_for_every_row(
    theme: Theme, keep: Keep, qtbot: QtBot
) -> None:
    report = ImportReport("n.csv", "ab", 12, 10, 1, 1, ISSUES, 3, ("Read as UTF-16.",))
    dialog = ReportDialog(theme, report, 10)
    keep(dialog)
    line = "12 rows read = 10 accepted + 1 quarantined + 1 duplicates"
    assert dialog.conservation() == line
    assert "Read as UTF-16." in texts(dialog)
    assert "2 listed, 3 more counted" in texts(dialog)
    with qtbot.waitSignal(dialog.save_requested):
        press(dialog, "Save as CSV…")


def test_issues_are_filtered_by_what_became_of_them(theme: Theme, keep: Keep) -> None:
    report = ImportReport("n.csv", "ab", 12, 11, 1, 0, ISSUES)
    dialog = ReportDialog(theme, report, 11)
    keep(dialog)
    assert dialog.model.rowCount() == 2
    dialog.outcomes.setCurrentText("Row quarantined")
    assert dialog.model.rowCount() == 1
    value = dialog.model.data(dialog.model.index(0, 2))
    assert value == "a,b⟨U+0000⟩,c"
    dialog.outcomes.setCurrentText("Duplicate row")
    assert dialog.empty_text() == "No issue of this kind."


def test_a_clean_import_says_so(theme: Theme, keep: Keep) -> None:
    dialog = ReportDialog(theme, ImportReport("n.csv", "ab", 5, 5, 0, 0), 5)
    keep(dialog)
    assert dialog.empty_text() == "Every row was accepted."


def test_numbers_that_do_not_add_up_are_not_hidden(theme: Theme, keep: Keep) -> None:
    dialog = ReportDialog(theme, ImportReport("n.csv", "ab", 6, 5, 0, 0), 5)
    keep(dialog)
    assert "don't add up" in dialog.conservation()


def test_export_gives_back_what_was_asked(
    theme: Theme, keep: Keep, tmp_path: Path
) -> None:
    dialog = ExportDialog(theme, tmp_path, "november")
    keep(dialog)
    dialog.choose_preset("feedback")
    dialog.safe.setChecked(True)
    out = tmp_path / "november.csv"
    assert dialog.request() == ExportRequest("feedback", out, True)
    dialog.format.setCurrentText("Parquet")
    assert dialog.request() == ExportRequest(
        "feedback", out.with_suffix(".parquet"), False
    )
    assert not dialog.safe.isEnabled()


def test_export_follows_the_ending_and_refuses_an_unknown_one(
    theme: Theme, keep: Keep, tmp_path: Path
) -> None:
    dialog = ExportDialog(theme, tmp_path)
    keep(dialog)
    dialog.path.setText(str(tmp_path / "x.jsonl"))
    assert dialog.format.currentText() == "JSON Lines"
    assert dialog.can_accept()
    dialog.path.setText(str(tmp_path / "x.docx"))
    assert not dialog.can_accept()
    dialog.path.setText("")
    assert not dialog.can_accept()


def test_settings_come_back_as_chosen(theme: Theme, keep: Keep) -> None:
    choice = SettingsChoice("m-07", Scheme.SYSTEM, "/w")
    dialog = SettingsDialog(theme, choice)
    keep(dialog)
    assert dialog.choice() == choice
    dialog.moderator.setText("  m-08 ")
    dialog.scheme.setCurrentText("Dark")
    dialog.daily_count.setChecked(False)
    dialog.folded.setChecked(True)
    dialog.reduced_motion.setChecked(True)
    shown = SettingsChoice("m-08", Scheme.DARK, "/w", False, True, True)
    assert dialog.choice() == shown
    dialog.moderator.setText("  ")
    assert not dialog.can_accept()


def test_each_comfort_has_a_line_of_help_and_keys_have_a_way(
    theme: Theme, keep: Keep
) -> None:
    dialog = SettingsDialog(theme, SettingsChoice("m", Scheme.DARK, "/w"))
    keep(dialog)
    boxes = (dialog.daily_count, dialog.folded, dialog.reduced_motion)
    helps = [box.accessibleDescription() for box in boxes]
    assert len(set(helps)) == 3
    assert set(helps) <= set(texts(dialog))
    asked: list[bool] = []
    dialog.keys_requested.connect(lambda: asked.append(True))
    press(dialog, "Change keys…")
    assert asked == [True]
    assert dialog.isVisible()


def test_a_crash_can_be_copied_whole(theme: Theme, keep: Keep) -> None:
    details = "Traceback\n" + "x" * 70_000
    dialog = CrashDialog(theme, "KeyError: <b>x</b>", details)
    keep(dialog)
    assert "KeyError: <b>x</b>" in dialog.text.toPlainText()
    press(dialog, "Copy details")
    assert QApplication.clipboard().text() == details
    press(dialog, "Go on")
    assert not dialog.isVisible()


def test_the_key_sheet_lists_commands_with_their_keys(theme: Theme, keep: Keep) -> None:
    sections = [("Review", [("Claim", ["C"]), ("Undo", ["U", "Ctrl+Z"])])]
    dialog = KeySheet(theme, sections)
    keep(dialog)
    spoken = {w.text(): w.accessibleDescription() for w in dialog.findChildren(QLabel)}
    assert spoken["Undo"] == "U, Ctrl+Z"
    assert "Review" in spoken


def test_a_command_with_many_keys_leaves_the_others_their_line(
    theme: Theme, keep: Keep
) -> None:
    redo = ("Redo", ["Shift+U", "Ctrl+Shift+Z", "Ctrl+Y"])
    section = ("Review", [redo, ("Items like this one", ["G"])])
    dialog = KeySheet(theme, [section, section])
    dialog.resize(700, 400)
    keep(dialog)
    heights = {w.text(): w.height() for w in dialog.findChildren(QLabel)}
    assert heights["Items like this one"] < 2 * heights["Redo"]


def test_about_names_the_version_and_the_font_s_licence(
    theme: Theme, keep: Keep
) -> None:
    dialog = AboutDialog(theme, "0.1.0", [("Model", "base-1")])
    keep(dialog)
    assert "0.1.0" in texts(dialog)
    assert any("SIL Open Font License" in words for words in texts(dialog))


def test_every_label_shows_plain_text_and_every_input_has_a_name(
    theme: Theme, keep: Keep, tmp_path: Path
) -> None:
    report = ImportReport("n.csv", "ab", 12, 11, 1, 0, ISSUES)
    dialogs = (
        MappingDialog(theme, LAYOUT),
        ReportDialog(theme, report, 1),
        ExportDialog(theme, tmp_path),
        SettingsDialog(theme, SettingsChoice("m", Scheme.DARK, "/w")),
        CrashDialog(theme, "x", "y"),
    )
    for dialog in dialogs:
        keep(dialog)
        labels = [w for w in dialog.findChildren(QLabel) if w.text()]
        assert all(w.textFormat() is Qt.TextFormat.PlainText for w in labels)
        inputs = [w for w in dialog.findChildren(QWidget) if _takes_input(w)]
        assert [w for w in inputs if not _named(w)] == []


def _takes_input(widget: QWidget) -> bool:
    kind = widget.metaObject().className()
    stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return stops and widget.isVisible() and not kind.startswith("QScroll")


def _named(widget: QWidget) -> bool:
    text = widget.text() if hasattr(widget, "text") else ""
    return bool(widget.accessibleName() or text)


def test_escape_closes_a_dialog(theme: Theme, keep: Keep, qtbot: QtBot) -> None:
    dialog = AboutDialog(theme, "0.1.0")
    keep(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
