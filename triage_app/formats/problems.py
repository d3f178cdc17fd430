"""The sentences for files that the system will not let us read or write."""

import errno
from pathlib import Path

from triage_app.domain.errors import BacklogError, OutputError

_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


def cannot_read(path: Path, error: OSError) -> BacklogError:
    """Turn a system error on reading into a sentence."""
    name = path.name or str(path)
    if isinstance(error, FileNotFoundError):
        return BacklogError(f'There is no file "{name}".', f"Looked for: {path}.")
    if isinstance(error, IsADirectoryError):
        return BacklogError(f'"{name}" is a folder, not a backlog file.')
    if isinstance(error, PermissionError):
        return BacklogError(
            f'The file "{name}" may not be read.',
            "The system refused access to it.",
            "Ask for permission to read it, or copy it to a folder of your own.",
        )
    reason = error.strerror or "the system gave no reason"
    return BacklogError(f'The file "{name}" could not be read.', f"{reason}.")


def no_ordinary_file(path: Path) -> BacklogError:
    """Return the error for a pipe, a socket or a device."""
    return BacklogError(
        f'"{path.name}" is a pipe or a device, not an ordinary file.',
        "A backlog is read more than once.",
        "Save it to a file first.",
    )


def changed(path: Path) -> BacklogError:
    """Return the error for a file that was altered while it was being read."""
    return BacklogError(
        f'"{path.name}" changed while it was being read.',
        "Nothing of it was kept.",
        "Read it again when whatever writes it has finished.",
    )


def cannot_write(path: Path, error: OSError) -> OutputError:
    """Turn a system error on writing into a sentence."""
    folder = path.parent
    if error.errno in _FULL:
        return OutputError(
            f'The disk is full: "{path.name}" was not written.',
            "",
            "Free some space, or choose another disk.",
        )
    if isinstance(error, FileNotFoundError):
        return OutputError(f'There is no folder "{folder}" to write into.')
    if isinstance(error, IsADirectoryError):
        return OutputError(f'"{path.name}" is a folder, so no file can be written.')
    if isinstance(error, NotADirectoryError):
        return OutputError(f'"{folder}" is not a folder.')
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return OutputError(
            f'"{path.name}" may not be written in "{folder}".',
            "The folder or the file is read-only.",
            "Choose another folder.",
        )
    if error.errno == errno.ENAMETOOLONG:
        return OutputError("The file name is too long to be written.")
    reason = error.strerror or "the system gave no reason"
    return OutputError(f'The file "{path.name}" could not be written.', f"{reason}.")
