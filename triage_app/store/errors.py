"""The store's border: failures of SQLite, files and Parquet become sentences."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from sqlalchemy.exc import DBAPIError

from triage_app.domain.errors import (
    WorkspaceBusyError,
    WorkspaceDamagedError,
    WorkspaceError,
)

_RETRY = "Trying again is safe: nothing is kept twice."
_KEPT = "Everything saved before is still there."
RESTORE = (
    "Restore a backup: in the window with File > Restore backup, in a terminal with "
    "triage restore. What can still be read of newer records is carried over."
)

_ERRNO_AS_SQLITE = {
    errno.ENOSPC: "FULL",
    errno.EDQUOT: "FULL",
    errno.EFBIG: "FULL",
    errno.EACCES: "DENIED",
    errno.EPERM: "DENIED",
    errno.EROFS: "READONLY",
    errno.ENOENT: "MISSING",
    errno.ENOTDIR: "MISSING",
    errno.ESTALE: "MISSING",
    errno.EIO: "IOERR",
}


@contextmanager
def translated(folder: Path, consequence: str) -> Iterator[None]:
    """Turn the surroundings' failures into `WorkspaceError`; let bugs of ours pass.

    Parameters
    ----------
    folder : Path
        The workspace, for its name.
    consequence : str
        What the failure means for the person, to follow "so", such as ``"the
        decision was not saved"``.

    Raises
    ------
    WorkspaceBusyError
        If another program holds the database.
    WorkspaceError
    """
    try:
        yield
    except DBAPIError as error:
        known = _known(_sqlite_code(error.orig), folder, consequence)
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = _known(_sqlite_code(error), folder, consequence)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        code = _ERRNO_AS_SQLITE.get(error.errno or 0, "IOERR")
        known = _known(code, folder, consequence)
        assert known is not None  # every code of the table above has its sentence
        raise known from error
    except UnicodeEncodeError as error:
        raise WorkspaceError(
            f"A text isn't valid Unicode, so {consequence}.",
            f"It reads {error.object[:60]!r}.",
            "Leave out the broken character and try again.",
        ) from error
    except pa.ArrowException as error:
        raise file_damaged(folder, f"so {consequence}", str(error)) from error


def damaged(folder: Path, what: str, detail: str = "") -> WorkspaceDamagedError:
    """Return the error of a workspace whose database isn't as it was written."""
    return WorkspaceDamagedError(
        f"The workspace {folder.name} is damaged, {what}.",
        detail,
        RESTORE,
        path=folder,
    )


def file_damaged(folder: Path, what: str, detail: str) -> WorkspaceError:
    """Return the error of a file beside the database, which no backup brings back."""
    return WorkspaceError(
        f"The workspace {folder.name} is damaged, {what}.",
        detail,
        "Make a copy of the folder, then run verify to see what is affected.",
    )


def _sqlite_code(error: BaseException | None) -> str:
    """Return SQLite's primary code without its prefix: FULL, BUSY, ...

    Extended names (``SQLITE_IOERR_FSYNC``) count as their primary one, but for those
    that say something of their own.
    """
    name = getattr(error, "sqlite_errorname", "")
    if name in ("SQLITE_READONLY_DBMOVED", "SQLITE_CONSTRAINT_FOREIGNKEY"):
        return str(name).rsplit("_", 1)[1]
    code = str(name).removeprefix("SQLITE_").split("_")[0]
    if code == "ERROR" and "no such" in str(error):
        return "CORRUPT"  # a table or column of ours is gone
    if not name and "decode" in str(error):
        return "CORRUPT"  # Python's own check of a text's UTF-8
    return code


def _known(code: str, folder: Path, consequence: str) -> WorkspaceError | None:
    name = folder.name
    if code in ("BUSY", "LOCKED"):
        return WorkspaceBusyError(
            f"Another program is using the workspace {name}, so {consequence}.",
            "Its database stayed locked for too long.",
            f"Close the other program and try again. {_RETRY}",
        )
    if code in ("CORRUPT", "NOTADB"):
        return damaged(folder, f"so {consequence}", _KINDS[code])
    sentences = {
        "FULL": (
            f"The disk is full, so {consequence}.",
            _KEPT,
            f"Make some room and try again. {_RETRY}",
        ),
        "READONLY": (
            f"The workspace {name} can't be written to, so {consequence}.",
            f"Its folder or a file in it is read-only. {_KEPT}",
            "Ask for the right to write there, or copy the folder elsewhere.",
        ),
        "DENIED": (
            f"There is no permission to use the workspace {name}, so {consequence}.",
            f"Its folder or a file in it is protected. {_KEPT}",
            "Ask for the right to read and write there, or copy the folder elsewhere.",
        ),
        "CANTOPEN": (
            f"The database of the workspace {name} is out of reach, so {consequence}.",
            "Its folder may be gone, unreadable or read-only.",
            "Check the folder and its permissions, then try again.",
        ),
        "MISSING": (
            f"The workspace {name} is no longer complete, so {consequence}.",
            "Its folder or a file in it is gone.",
            "Check whether the folder was moved or a drive unplugged.",
        ),
        "DBMOVED": (
            f"The workspace {name} was moved or replaced, so {consequence}.",
            "Its database is no longer the file that was opened.",
            "Put the folder back, or close the workspace and open it where it is now.",
        ),
        "IOERR": (
            f"The disk failed under the workspace {name}, so {consequence}.",
            _KEPT,
            f"Check the drive and try again. {_RETRY}",
        ),
        "FOREIGNKEY": (
            f"The workspace {name} doesn't hold that backlog, so {consequence}.",
            "A record names an import that isn't there.",
            "Import the backlog first.",
        ),
    }
    found = sentences.get(code)
    return None if found is None else WorkspaceError(*found)


def moved(folder: Path, consequence: str) -> WorkspaceError:
    """Return the error of a database that isn't where it was opened."""
    error = _known("DBMOVED", folder, consequence)
    assert error is not None  # the table has it
    return error


_KINDS = {
    "CORRUPT": "The database's pages, tables or texts don't fit together.",
    "NOTADB": "The file workspace.db isn't a readable database.",
}
