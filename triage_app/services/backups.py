"""When a workspace is backed up, and which backup brings a damaged one back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from triage_app.domain.errors import BackupError, WorkspaceError
from triage_app.domain.ports import Backup, Clock, Occasion, Restored, WorkspaceStores
from triage_app.services.workspace import Workspace

_HOUR = timedelta(hours=1)


class Backups:
    """Backs workspaces up and restores them.

    Parameters
    ----------
    stores : WorkspaceStores
    clock : Clock
    """

    def __init__(self, stores: WorkspaceStores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    def of(self, path: Path) -> tuple[Backup, ...]:
        """Return a workspace's backups, the newest first; of a damaged one too.

        Raises
        ------
        WorkspaceError
            If the folder can't be read.
        """
        return self._stores.backups(path)

    def opened(self, workspace: Workspace) -> Backup:
        """Back up what was opened for writing; the newest stands if nothing changed.

        Raises
        ------
        WorkspaceError
            If none can be made; the workspace is none the worse for it.
        """
        return workspace.store.back_up(Occasion.OPENED)

    def hourly(self, workspace: Workspace) -> Backup | None:
        """Back up if the newest backup is an hour old; None if it is not yet.

        Raises
        ------
        WorkspaceError
            As `opened`.
        """
        newest = next(iter(self.of(workspace.path)), None)
        if newest is not None:
            age = self._clock() - datetime.fromisoformat(newest.made_at)
            if timedelta() <= age < _HOUR:
                return None
        return workspace.store.back_up(Occasion.HOURLY)

    def ask(self, workspace: Workspace) -> Backup:
        """Back up because a person asked for it.

        Raises
        ------
        WorkspaceError
            As `opened`.
        """
        return workspace.store.back_up(Occasion.ASKED)

    def candidates(self, path: Path) -> tuple[Backup, ...]:
        """Return the backups that may bring a workspace back, the best one first.

        Those that were readable when they were looked at; what a restoring replaced
        comes last.

        Raises
        ------
        WorkspaceError
            If the folder can't be read.
        """
        return self.best(self.of(path))

    @staticmethod
    def best(backups: Iterable[Backup]) -> tuple[Backup, ...]:
        """Return backups as `candidates` does, of those that are known already."""
        readable = [one for one in backups if one.records is not None]
        replaced = [one for one in readable if one.occasion is Occasion.RESTORE]
        return (*(one for one in readable if one not in replaced), *replaced)

    def restore(self, path: Path, name: str = "", moderator: str = "") -> Restored:
        """Put a backup in place; without a name, the newest that is sound.

        Raises
        ------
        WorkspaceBusyError
            If another process has the workspace open.
        BackupError
            If the backup, or every one, is damaged.
        WorkspaceError
            If there is no such backup, or the disk won't have it; the workspace is
            then as it was.
        """
        if name:
            return self._stores.restore(path, name, moderator)
        refused: BackupError | None = None
        for candidate in self.candidates(path):
            try:
                return self._stores.restore(path, candidate.name, moderator)
            except BackupError as error:
                refused = error
        if refused is not None:
            raise refused
        raise WorkspaceError(
            f"The workspace {path.name} has no backup that can be used.",
            "Backups are made when it is opened, and every hour while it is open.",
            "Look for a copy of the folder elsewhere.",
        )
