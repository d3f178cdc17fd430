"""Errors by whose fault they are: the surroundings' (shown calmly) or ours (a bug)."""

from pathlib import Path


class UserFacingError(Exception):
    """Something the person can understand and act on; never a bug of ours.

    Parameters
    ----------
    title : str
        What happened, as one sentence.
    detail : str, optional
        What is known about why, as one or more sentences.
    next_step : str, optional
        What the person can do now.
    """

    def __init__(self, title: str, detail: str = "", next_step: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.next_step = next_step

    def __str__(self) -> str:
        """Return all that is known on one line, as the command line prints it."""
        parts = (self.title, self.detail, self.next_step)
        return " ".join(" ".join(part.split()) for part in parts if part)


class BacklogError(UserFacingError):
    """A file can't be read as a backlog."""


class NoRowsError(BacklogError):
    """A file can't be read as a backlog since it holds no row."""


class MappingNeededError(BacklogError):
    """A backlog's column names don't say which column is which.

    Attributes
    ----------
    columns : tuple of str
        The columns that were found, as the file spells them.
    """

    def __init__(
        self,
        title: str,
        detail: str = "",
        next_step: str = "",
        *,
        columns: tuple[str, ...] = (),
    ) -> None:
        super().__init__(title, detail, next_step)
        self.columns = columns


class ModelError(UserFacingError):
    """A model can't be used: missing, changed, or not one of ours."""


class WorkspaceError(UserFacingError):
    """A workspace can't be opened, read or written."""


class WorkspaceBusyError(WorkspaceError):
    """Another process has the workspace open."""


class WorkspaceDamagedError(WorkspaceError):
    """A workspace's database isn't as it was written; a backup may bring it back.

    Attributes
    ----------
    path : Path
        The workspace's folder.
    """

    def __init__(
        self, title: str, detail: str = "", next_step: str = "", *, path: Path
    ) -> None:
        super().__init__(title, detail, next_step)
        self.path = path


class BackupError(WorkspaceError):
    """A backup can't be used; another one may be."""


class ItemError(UserFacingError):
    """A request about an item, or the last decision, that doesn't fit the queue."""


class FilterError(UserFacingError):
    """A filter, or the name of one, that can't be used as it is typed or kept."""


class OutputError(UserFacingError):
    """A file that was asked for can't be written."""


class PromiseRefusedError(UserFacingError):
    """The labels don't support the promise that was asked for.

    Attributes
    ----------
    smallest : float or None
        A budget that they do support, the smallest found; None if they support none.
    """

    def __init__(
        self,
        title: str,
        detail: str = "",
        next_step: str = "",
        *,
        smallest: float | None = None,
    ) -> None:
        super().__init__(title, detail, next_step)
        self.smallest = smallest


class CancelledError(Exception):
    """The person asked for the work to stop; never shown as an error."""
