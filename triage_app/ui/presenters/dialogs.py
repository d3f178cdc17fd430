"""Asking the person: every dialog behind a method that returns a plain value."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from triage_app import __version__
from triage_app.domain.backlog import Field
from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.ports import Backup, SourceLayout
from triage_app.domain.report import ImportReport
from triage_app.domain.saved_filters import SavedFilter
from triage_app.services.export import ExportRequest, Preset
from triage_app.ui import text
from triage_app.ui.commands import COMMANDS, KeyTable, Section
from triage_app.ui.dialogs.key_words import clear_name, native, section_name
from triage_app.ui.models.bulk_question import BulkAnswer, BulkQuestion
from triage_app.ui.theme import Scheme, Theme

# On the sheet the moderator's keys come first.
_SHEET_ORDER = (Section.REVIEW, Section.FILE, Section.VIEW, Section.HELP)
KeepSettings = Callable[
    [LeadSettings, Callable[[], None], Callable[[UserFacingError], None]], None
]
_BACKLOGS = "*.csv *.tsv *.txt *.parquet *.jsonl *.ndjson"


@dataclass(frozen=True)
class Choice:
    """What can be set in the settings dialog.

    Attributes
    ----------
    moderator : str
    theme : str
    workspaces_folder : str
    daily_count, folded, reduced_motion : bool
    """

    moderator: str
    theme: str
    workspaces_folder: str
    daily_count: bool = True
    folded: bool = False
    reduced_motion: bool = False


def _tr(source: str) -> str:
    return QCoreApplication.translate("dialogs", source)


class Dialogs:
    """Shows dialogs over a window and returns what was answered.

    Parameters
    ----------
    theme : Theme

    Attributes
    ----------
    window : QWidget or None
        What the dialogs belong to.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.window: QWidget | None = None
        self._crashing = False

    def choose_backlogs(self) -> tuple[Path, ...]:
        """Let the person choose backlog files; none where they cancel."""
        kinds = _tr("Backlogs ({0})").format(_BACKLOGS)
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window, _tr("Open backlog"), "", f"{kinds};;{_tr('All files')} (*)"
        )
        return tuple(map(Path, chosen))

    def choose_folder(self) -> Path | None:
        """Let the person choose a folder whose files are one backlog."""
        chosen = QFileDialog.getExistingDirectory(
            self.window, _tr("Open a folder of backlogs")
        )
        return Path(chosen) if chosen else None

    def choose_workspace(self, folder: Path) -> Path | None:
        """Let the person choose a workspace's folder."""
        chosen = QFileDialog.getExistingDirectory(
            self.window, _tr("Open workspace"), str(folder)
        )
        return Path(chosen) if chosen else None

    def ask_mapping(self, layout: SourceLayout) -> dict[Field, str] | None:
        """Ask which column is which; None where the person cancels."""
        from triage_app.ui.dialogs.mapping_dialog import MappingDialog

        dialog = MappingDialog(self._theme, layout, self.window)
        return dialog.mapping() if self._answered(dialog) else None

    def show_report(
        self, report: ImportReport, added: int, save: Callable[[Path], None]
    ) -> None:
        """Show what became of every row of a file."""
        from triage_app.ui.dialogs.report_dialog import ReportDialog

        dialog = ReportDialog(self._theme, report, added, self.window)

        def ask_where() -> None:
            name = f"{Path(report.source).stem}.import-report.csv"
            chosen, _ = QFileDialog.getSaveFileName(
                dialog, _tr("Save the import report"), name, "CSV (*.csv)"
            )
            if chosen:
                save(Path(chosen))

        dialog.save_requested.connect(ask_where)
        self._answered(dialog)

    def ask_export(
        self, folder: Path, name: str, moderator: str
    ) -> ExportRequest | None:
        """Ask what to export where; None where the person cancels."""
        from triage_app.ui.dialogs.export_dialog import ExportDialog

        dialog = ExportDialog(self._theme, folder, name, parent=self.window)
        if not self._answered(dialog):
            return None
        asked = dialog.request()
        return ExportRequest(
            asked.out, Preset(asked.preset), moderator, asked.spreadsheet_safe
        )

    def choose_backup(
        self, workspace: str, backups: Sequence[Backup], records: int | None
    ) -> str | None:
        """Let the person choose a backup; return its name, None where they cancel.

        Parameters
        ----------
        workspace : str
            Its name.
        backups : sequence of Backup
        records : int or None
            Records that the workspace holds now; None where it can't be opened.
        """
        from triage_app.ui.dialogs.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._theme, workspace, backups, records, self.window)
        return dialog.chosen() if self._answered(dialog) else None

    def ask_settings(
        self, choice: Choice, change_keys: Callable[[], None]
    ) -> Choice | None:
        """Show the settings; return the edited ones, None where the person cancels.

        Parameters
        ----------
        choice : Choice
        change_keys : callable
            Called where the person asks for the keys meanwhile.
        """
        from triage_app.ui.dialogs.settings_dialog import SettingsChoice, SettingsDialog

        values = asdict(choice)
        shown = SettingsChoice(scheme=Scheme(values.pop("theme")), **values)
        dialog = SettingsDialog(self._theme, shown, self.window)
        dialog.keys_requested.connect(change_keys)
        if not self._answered(dialog):
            return None
        made = asdict(dialog.choice())
        return Choice(theme=made.pop("scheme").value, **made)

    def show_lead_settings(self, settings: LeadSettings, save: KeepSettings) -> bool:
        """Show what a lead sets, until it is kept or the person cancels.

        Parameters
        ----------
        settings : LeadSettings
        save : callable
            Given the edited settings, what to call once they are kept, and what to
            give the error to that kept them from it: the dialog then stays.

        Returns
        -------
        bool
            Whether the person wants to go on to the routing.
        """
        from triage_app.ui.dialogs.lead_settings_dialog import LeadSettingsDialog

        dialog = LeadSettingsDialog(self._theme, settings, self.window)
        dialog.save_requested.connect(
            lambda edited: save(edited, dialog.saved, dialog.refuse)
        )
        self._answered(dialog)
        return dialog.routing_wanted

    def change_keys(self, keys: KeyTable) -> dict[str, str] | None:
        """Let the person change keys; return their own ones, None where they cancel."""
        from triage_app.ui.dialogs.keys_dialog import KeysDialog

        dialog = KeysDialog(self._theme, keys, self.window)
        return dialog.custom() if self._answered(dialog) else None

    def confirm_bulk(self, question: BulkQuestion) -> BulkAnswer | None:
        """Ask before many records are written; None where the person cancels."""
        from triage_app.ui.dialogs.bulk_dialog import BulkDialog

        dialog = BulkDialog(self._theme, question, self.window)
        return dialog.answer() if self._answered(dialog) else None

    def ask_filter_name(self, taken: Sequence[str]) -> str | None:
        """Ask under which name to keep filters; None where the person cancels."""
        from triage_app.ui.dialogs.saved_filters_dialog import FilterNameDialog

        dialog = FilterNameDialog(self._theme, taken, self.window)
        return dialog.name() if self._answered(dialog) else None

    def ask_saved_filters(
        self, saved: Sequence[SavedFilter]
    ) -> tuple[SavedFilter, ...] | None:
        """Let kept filters be renamed and deleted; None where the person cancels."""
        from triage_app.ui.dialogs.saved_filters_dialog import SavedFiltersDialog

        dialog = SavedFiltersDialog(self._theme, saved, self.window)
        return dialog.saved() if self._answered(dialog) else None

    def show_keys(self, keys: KeyTable) -> None:
        """Show every command with its keys."""
        from triage_app.ui.dialogs.key_sheet import KeySheet

        self._answered(KeySheet(self._theme, key_sections(keys), self.window))

    def show_guide(self, pages: list[tuple[str, str]]) -> None:
        """Show the pages for moderators and leads."""
        from triage_app.ui.dialogs.guide_dialog import GuideDialog

        self._answered(GuideDialog(self._theme, pages, self.window))

    def show_about(self, facts: list[tuple[str, str]]) -> None:
        """Show the version and where things are."""
        from triage_app.ui.dialogs.about_dialog import AboutDialog

        self._answered(AboutDialog(self._theme, __version__, facts, self.window))

    def show_crash(self, summary: str, details: str) -> None:
        """Show a bug of ours; one at a time, however many there are."""
        from triage_app.ui.dialogs.crash_dialog import CrashDialog

        if self._crashing:
            return
        self._crashing = True
        try:
            self._answered(CrashDialog(self._theme, summary, details, self.window))
        finally:
            self._crashing = False

    def may_abandon(self, verdicts: int) -> bool:
        """Ask whether verdicts that could not be saved may be given up."""
        box = QMessageBox(self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_tr("Not saved yet"))
        box.setText(
            _tr("{0} verdicts could not be saved.").format(text.count(verdicts))
            if verdicts > 1
            else _tr("One verdict could not be saved.")
        )
        box.setInformativeText(_tr("If you close now, you have to give it again."))
        stay = box.addButton(_tr("Go back"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(
            _tr("Close without it"), QMessageBox.ButtonRole.DestructiveRole
        )
        box.setDefaultButton(stay)
        box.exec()
        left = box.clickedButton() is leave
        box.deleteLater()
        return left

    def _answered(self, dialog: QDialog) -> bool:
        """Show a dialog until it is answered; return whether the answer is yes."""
        try:
            return dialog.exec() == QDialog.DialogCode.Accepted
        finally:
            dialog.deleteLater()


def key_sections(keys: KeyTable) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return every command that has a key, under its menu's name, for the key sheet."""
    return [
        (
            section_name(section),
            [
                (clear_name(command), list(map(native, keys.keys[command.id])))
                for command in COMMANDS
                if command.section is section and keys.keys[command.id]
            ],
        )
        for section in _SHEET_ORDER
        if any(c.section is section and keys.keys[c.id] for c in COMMANDS)
    ]
