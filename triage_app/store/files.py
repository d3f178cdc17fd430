"""Files that are whole or not there: written aside, flushed to disk, renamed."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

PART = ".part"
_OURS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.(parquet|csv|lots)(\.part)?")


def write_aside(path: Path, write: Callable[[Path], None]) -> str:
    """Let `write` make a file, put it in place once it is on disk.

    Parameters
    ----------
    path : Path
        Where the file will be; its folder is made if need be.
    write : callable
        Writes to the path that it is given.

    Returns
    -------
    str
        SHA-256 of the file, in hex.

    Raises
    ------
    OSError
        If the disk won't have it; then nothing is left behind.
    """
    if not path.parent.is_dir():
        path.parent.mkdir()
        flush_folder(path.parent.parent)
    part = path.with_name(path.name + PART)
    try:
        write(part)
        flush_file(part)
        digest = sha256(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)
    return digest


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until a folder's entries are on the disk, where the system can."""
    if os.name == "nt":  # Windows can't open a folder; NTFS logs its renames
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def inside(folder: Path, name: str) -> Path:
    """Return the path of a file that the database names, kept inside the folder.

    Raises
    ------
    ValueError
        If the name leads out of the folder.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        message = f"The name {name!r} leads out of the workspace."
        raise ValueError(message)
    return path


def file_name(*words: str, ending: str) -> str:
    """Join words into a name that every file system takes.

    Raises
    ------
    ValueError
        If no such name can be made of them.
    """
    name = "-".join(re.sub(r"[^A-Za-z0-9._-]", "_", word)[:80] for word in words)
    if not _OURS.fullmatch(f"{name}.{ending}"):
        message = f"No file can be named after {words!r}."
        raise ValueError(message)
    return f"{name}.{ending}"


def orphans(folder: Path, subfolders: Iterable[str], kept: set[str]) -> dict[str, Path]:
    """Return files that a crash left before the database knew of them.

    Parameters
    ----------
    folder : Path
    subfolders : iterable of str
        Where to look; files that we wouldn't have named so are left alone.
    kept : set of str
        Files that the database knows, as paths inside the folder.

    Returns
    -------
    dict of str to Path
        By their paths inside the folder.
    """
    found = {}
    for subfolder in subfolders:
        place = folder / subfolder
        if not place.is_dir():
            continue
        for file in place.iterdir():
            name = f"{subfolder}/{file.name}"
            ours = file.is_file() and _OURS.fullmatch(file.name)
            if name not in kept and ours:
                found[name] = file
    return found
