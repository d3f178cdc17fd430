"""Files in and out, settings and help put together."""

from pathlib import Path

from PySide6.QtCore import QObject

from triage_app.ui.actions import Handlers
from triage_app.ui.parts.desk import DeskPart
from triage_app.ui.parts.frame import Frame
from triage_app.ui.presenters.export import ExportPresenter
from triage_app.ui.presenters.intake import IntakePresenter
from triage_app.ui.presenters.menu import MenuPresenter
from triage_app.ui.presenters.opening import OpeningPresenter
from triage_app.ui.presenters.restoring import RestorePresenter
from triage_app.ui.presenters.upkeep import UpkeepPresenter


class FilesPart(QObject):
    """Opening, exporting and checking, and what the menu offers besides.

    Parameters
    ----------
    frame : Frame
    desk : DeskPart

    Attributes
    ----------
    intake, opening, exports, restoring, upkeep, menu
        The presenters, by what they are for.
    """

    def __init__(
        self, frame: Frame, desk: DeskPart, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        session, jobs, notes = frame.session, frame.jobs, frame.notifications
        self.intake = IntakePresenter(
            frame.services,
            session,
            frame.runner,
            jobs,
            notes,
            lambda: frame.preferences.folder,
            frame.dialogs.ask_mapping,
            self,
        )
        desk.desk.deciding.keep_first = self.intake.early.keep
        self.opening = OpeningPresenter(
            self.intake,
            session,
            desk.flow,
            frame.preferences,
            notes,
            frame.dialogs,
            lambda: frame.window.show_page("routing"),
            self,
        )
        self.exports = ExportPresenter(frame.services, session, jobs, notes, self)
        backups = frame.services.workspaces.backups
        self.restoring = RestorePresenter(
            backups,
            session,
            desk.flow,
            self.intake,
            jobs,
            notes,
            frame.dialogs,
            lambda: frame.preferences.folder,
            self,
        )
        self.upkeep = UpkeepPresenter(
            session,
            frame.runner,
            jobs,
            notes,
            backups,
            self._passing,
            self.restoring.ask,
            self,
        )
        self.menu = MenuPresenter(
            session,
            frame.preferences,
            frame.theme,
            self.exports,
            frame.keys,
            frame.dialogs,
            self,
        )

    def handlers(self) -> Handlers:
        """Return what the commands of files, settings and help do."""
        return {
            "open": self.opening.ask_backlogs,
            "open_folder": self.opening.ask_folder,
            "open_workspace": self.opening.ask_workspace,
            "add": self.opening.ask_addition,
            "report": self.menu.show_report,
            "export": self.menu.export,
            "verify": self.upkeep.verify,
            "back_up": self.upkeep.back_up,
            "restore": self.restoring.ask,
            "settings": self.menu.change_settings,
            "theme": self.menu.switch_theme,
            "keys": self.menu.show_keys,
            "change_keys": self.menu.change_keys,
            "guide": self.menu.show_guide,
            "about": self.menu.show_about,
        }

    def _passing(self, path: Path) -> bool:
        """Return whether a workspace isn't backed up by itself."""
        return self.opening.is_temporary(path) or self.restoring.looks(path)
