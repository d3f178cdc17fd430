"""The list of backups: what each holds, what restoring it does, by keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from triage_app.domain.ports import Backup, Occasion
from triage_app.ui.dialogs.backup_model import BackupModel
from triage_app.ui.dialogs.restore_dialog import RestoreDialog
from triage_app.ui.theme import Theme

TIME = "2026-11-21T12:00:00.000+00:00"
BACKUPS = (
    Backup("c.db", TIME, Occasion.HOURLY, 1_500_000, None),
    Backup("b.db", TIME, Occasion.ASKED, 2_500_000, 12, TIME),
    Backup("a.db", TIME, Occasion.MIGRATION, 400_000, 0),
)


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> Iterator[RestoreDialog]:
    shown = RestoreDialog(theme, "november.triage", BACKUPS, 20)
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.close()


def cells(model: BackupModel, row: int) -> list[object]:
    return [model.data(model.index(row, c)) for c in range(model.columnCount())]


def test_each_backup_says_what_it_holds(qtbot: QtBot) -> None:
    model = BackupModel(BACKUPS, 20)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert cells(model, 0)[1:] == ["hourly", "can't be read", "–", "–", "1.5 MB"]
    assert cells(model, 1)[1:2] == ["asked for"]
    assert cells(model, 1)[3:] == ["12", "8", "2.5 MB"]
    assert cells(model, 2)[1:] == ["before an update", "–", "0", "20", "0.4 MB"]
    assert str(cells(model, 1)[0]).startswith("2026-11-2")
    assert BackupModel(BACKUPS, None).newer(1) is None
    assert BackupModel(BACKUPS, 5).newer(1) == 0


def test_the_newest_that_can_be_read_is_chosen_and_enter_restores_it(
    dialog: RestoreDialog, qtbot: QtBot
) -> None:
    assert dialog.chosen() == "b.db"
    assert dialog.outcome.text().startswith("8 records are newer than this backup.")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.chosen() == "a.db"
    assert dialog.outcome.text().startswith("20 records are newer")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up)
    assert dialog.chosen() == "b.db"  # the damaged one can't be chosen
    with qtbot.waitSignal(dialog.accepted, timeout=2_000):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_escape_changes_nothing(dialog: RestoreDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.rejected, timeout=2_000):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (12, "It holds every record of now. Nothing is lost."),
        (None, "Nobody can tell yet how many newer records there are."),
    ],
)
def test_it_says_what_restoring_does(
    theme: Theme, qtbot: QtBot, records: int | None, said: str
) -> None:
    dialog = RestoreDialog(theme, "november.triage", BACKUPS[1:], records)
    qtbot.addWidget(dialog)
    assert dialog.outcome.text().startswith(said)


def test_without_a_backup_it_says_when_they_are_made(
    theme: Theme, qtbot: QtBot
) -> None:
    dialog = RestoreDialog(theme, "november.triage", (), None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.chosen() is None
    assert dialog.accept_button.text() == "Close"
    dialog.close()


def test_only_damaged_backups_can_not_be_restored(theme: Theme, qtbot: QtBot) -> None:
    dialog = RestoreDialog(theme, "november.triage", BACKUPS[:1], None)
    qtbot.addWidget(dialog)
    assert dialog.chosen() is None
    assert not dialog.accept_button.isEnabled()
