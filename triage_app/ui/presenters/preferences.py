"""What the person chose, kept while the window is open and written when it changes."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from triage_app.domain.errors import OutputError
from triage_app.settings import Settings, SettingsFile, workspaces_folder
from triage_app.ui.notifications import Message, Notifications, Tone


class Preferences(QObject):
    """The settings in force.

    Parameters
    ----------
    file : SettingsFile or None
        None: nothing is written, as for a screenshot.
    notifications : Notifications
    default_folder : Path
        Where workspaces go unless the person chose a folder.

    Signals
    -------
    changed
        `current` became another value.
    """

    changed = Signal()

    def __init__(
        self,
        file: SettingsFile | None,
        notifications: Notifications,
        default_folder: Path,
    ) -> None:
        super().__init__()
        self._file = file
        self._notifications = notifications
        self._default_folder = default_folder
        self.current = Settings() if file is None else file.load()
        self.notice = "" if file is None else file.notice

    @property
    def keys(self) -> Mapping[str, str]:
        """The person's own keys."""
        return self.current.keys

    @property
    def folder(self) -> Path:
        """Where a backlog's own workspace goes."""
        return workspaces_folder(self.current, self._default_folder)

    def export_folder(self, workspace: Path) -> Path:
        """Return where an export goes at first: beside the workspace if it stays."""
        temporary = Path(tempfile.gettempdir()).resolve()
        if temporary in workspace.resolve().parents:
            return self.folder if self.folder.is_dir() else Path.home()
        return workspace.parent

    def change(self, change: Callable[[Settings], Settings]) -> None:
        """Change the settings and write them if they became others."""
        changed = change(self.current)
        if changed == self.current:
            return
        self.current = changed
        try:
            if self._file is not None:
                self._file.save(changed)
        except OutputError as error:
            self._notifications.tell(
                Message(error.title, error.detail, error.next_step, Tone.WARNING)
            )
        self.changed.emit()

    def remember(self, workspace: Path) -> None:
        """Put a workspace first among the recent ones."""
        self.change(lambda now: now.opened(workspace))

    def forget(self, path: str) -> None:
        """Take a path that is gone out of the recent ones."""
        self.change(
            lambda now: replace(now, recent=tuple(r for r in now.recent if r != path))
        )

    def recent_workspaces(self) -> tuple[Path, ...]:
        """Return what was opened before and is still there, newest first."""
        known = (Path(path) for path in self.current.recent)
        return tuple(path for path in known if path.exists())
