"""Nothing but windows and dialogs is ever a window of its own, not for a moment.

A part that is shown before it has its place is one: it flashes up and takes the
keyboard.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

from triage_app.domain.decisions import Verdict
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.queue import QueueQuery
from triage_app.domain.report import ImportReport
from triage_app.services.bulk import Reckoning
from triage_app.ui.dialogs.bulk_dialog import BulkDialog
from triage_app.ui.dialogs.export_dialog import ExportDialog
from triage_app.ui.dialogs.key_sheet import KeySheet
from triage_app.ui.dialogs.keys_dialog import KeysDialog
from triage_app.ui.dialogs.lead_settings_dialog import LeadSettingsDialog
from triage_app.ui.dialogs.report_dialog import ReportDialog
from triage_app.ui.dialogs.restore_dialog import RestoreDialog
from triage_app.ui.presenters import bulk_words
from triage_app.ui.presenters.dialogs import key_sections
from triage_app.ui.theme import Theme


class Watch(QObject):
    """Notes what is put on the screen as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Note parts alone."""
        shown = event.type() is QEvent.Type.Show and isinstance(watched, QWidget)
        windows = QMainWindow | QDialog | QMenu
        if shown and watched.isWindow() and not isinstance(watched, windows):
            self.seen.append(watched)
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    watch = Watch()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)
    assert watch.seen == []


def test_the_window_its_pages_and_messages_are_one_window(
    watch: Watch, make_desk: Any, backlog: Path
) -> None:
    desk = make_desk()
    desk.open(backlog)
    window = desk.composition.window
    for page in ("routing", "quality", "models", "desk"):
        window.show_page(page)
    desk.composition.desk_page.filters.query_edited.emit(QueueQuery(search="xyzzy"))
    desk.composition.menu.show_report()
    desk.composition.opening.open(Path("nowhere.csv"))
    desk.qtbot.waitUntil(lambda: len(desk.told) > 1)


def test_a_dialog_is_one_window(
    watch: Watch, theme: Theme, desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    case, keys = desk.composition.session.case, desk.composition.keys.table
    report: ImportReport = desk.composition.session.report
    reckoning = Reckoning.of(case, desk.composition.desk.model.rows, Verdict.ESCALATE)
    reasons = desk.composition.session.workspace.rules.reasons
    for dialog in (
        BulkDialog(theme, bulk_words.question(Verdict.ESCALATE, reckoning, reasons)),
        ExportDialog(theme, backlog.parent, "out"),
        KeySheet(theme, key_sections(keys)),
        KeysDialog(theme, keys),
        LeadSettingsDialog(theme, LeadSettings()),
        ReportDialog(theme, report, 10),
        RestoreDialog(theme, "november", (), 0),
    ):
        dialog.show()
        QApplication.processEvents()
        dialog.deleteLater()
