"""Finding, making and opening workspaces."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triage_app.domain.errors import WorkspaceDamagedError, WorkspaceError
from triage_app.domain.ports import Clock, WorkspaceStores
from triage_app.services.backups import Backups
from triage_app.services.naming import known_path
from triage_app.services.workspace import Workspace

SUFFIX = ".triage"
_DATABASE = "workspace.db"


def is_workspace(path: Path) -> bool:
    """Return whether a path is a workspace's, by its name or by what lies in it."""
    return path.suffix == SUFFIX or (path / _DATABASE).is_file()


class Workspaces:
    """Opens workspaces and chooses where a backlog's own one lies.

    Parameters
    ----------
    stores : WorkspaceStores
    clock : Clock

    Attributes
    ----------
    backups : Backups
        Of the workspaces found there.
    """

    def __init__(self, stores: WorkspaceStores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock
        self.backups = Backups(stores, clock)

    def open(
        self,
        path: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        moderator: str = "",
    ) -> Workspace:
        """Open a workspace, or make one.

        Parameters
        ----------
        path : Path
        create, read_only : bool
            As `WorkspaceStores.open` takes them.
        moderator : str
            Whose seat is made ready on the way; nobody's if empty.

        Raises
        ------
        WorkspaceBusyError
            If another process has it open for writing.
        WorkspaceError
            If it is missing, not a workspace, damaged, or made by a newer version.
        """
        store = self._stores.open(path, create=create, read_only=read_only)
        try:
            with _collector_resting():
                workspace = Workspace(store, self._clock)
                if moderator:
                    workspace.make_ready(moderator)
                return workspace
        except BaseException:
            store.close()
            raise

    def for_backlog(self, backlog: Path, folder: Path) -> Path:
        """Return where a backlog's own workspace lies or would lie.

        The workspace that already holds this file, by its path, else a new name: two
        files that are both called ``reports.csv`` never share one.

        Raises
        ------
        WorkspaceDamagedError
            If one that may be its own is damaged.
        WorkspaceError
            If there are too many.
        """
        source = known_path(backlog)
        for number in range(1, 1_000):
            tail = "" if number == 1 else f"-{number}"
            path = folder / f"{backlog.stem}{tail}{SUFFIX}"
            if not path.exists() or self._holds(path, source):
                return path
        raise WorkspaceError(
            f"There are too many workspaces named {backlog.stem!r} in {folder}.",
            next_step="Choose a workspace by hand.",
        )

    def _holds(self, path: Path, source: str) -> bool:
        try:
            store = self._stores.open(path, read_only=True)
        except WorkspaceDamagedError:
            raise  # else its backlog would begin anew beside it
        except WorkspaceError:
            return False
        try:
            return any(kept.source_path == source for kept in store.imports())
        finally:
            store.close()


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Make much that stays, without Python's looking it through again and again.

    It took as long as reading the records did.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
