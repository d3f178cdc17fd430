"""Writes a file aside, flushes it to disk and renames it: whole under its name or not.

The method is that of LWN's "A way to do atomic writes" (2019): write, fsync, rename,
then fsync the folder.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from triage_app.domain.errors import OutputError
from triage_app.formats.problems import cannot_read, cannot_write

_BLOCK = 1 << 20


def check_place(path: Path) -> None:
    """Raise `OutputError` if no file can be put under this name."""
    folder = path.parent
    try:
        if path.is_dir():
            raise OutputError(f'"{path.name}" is a folder, so no file can be written.')
        if not folder.exists():
            raise OutputError(f'There is no folder "{folder}" to write into.')
        if not folder.is_dir():
            raise OutputError(f'"{folder}" is not a folder.')
        if path.exists() and not path.is_file():
            raise OutputError(f'"{path.name}" is a device, not an ordinary file.')
    except OSError as error:
        raise cannot_write(path, error) from error
    if not os.access(folder, os.W_OK) or (
        path.exists() and not os.access(path, os.W_OK)
    ):
        raise OutputError(
            f'"{path.name}" may not be written in "{folder}".',
            "The folder or the file is read-only.",
            "Choose another folder.",
        )


@contextmanager
def written_aside(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """Give a file to write into; it takes the asked name when the block ends well.

    Where it needn't be `durable`, a power cut may leave less than a whole file: for
    what is checked when it is read, and made anew.

    Raises
    ------
    OutputError
        If it can't be written; whatever had that name before is still there.
    """
    check_place(path)
    target = Path(os.path.realpath(path))
    aside = target.with_name(f".triage-{secrets.token_hex(8)}.part")
    try:
        with aside.open("xb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        aside.replace(target)
        if durable:
            flush_folder(target.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make the new name durable; some systems can't open a folder for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_sha256(path: Path) -> str:
    """Return a file's SHA-256 in hex.

    Raises
    ------
    BacklogError
        If it can't be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while data := file.read(_BLOCK):
                digest.update(data)
    except OSError as error:
        raise cannot_read(path, error) from error
    return digest.hexdigest()
