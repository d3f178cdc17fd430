"""The files of a folder that are one backlog together, and what is left out of it."""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from triage_app.domain.errors import BacklogError
from triage_app.domain.ports.work import SourceFile, SourceFiles
from triage_app.domain.report import some
from triage_app.formats.aside import file_sha256
from triage_app.formats.problems import cannot_read, no_ordinary_file

ENDINGS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
_WORKSPACE, _DATABASE = ".triage", "workspace.db"
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", "~")


class FolderFiles:
    """Finds the files of folders; fulfils `domain.ports.SourceFinder`."""

    def find(self, paths: Sequence[Path]) -> SourceFiles:
        """List files, and those of folders by name, whatever lies deeper included.

        A file that is named twice is listed once. Files of one name are told apart by
        the folders that they lie in.

        Raises
        ------
        BacklogError
            If one is missing, or a folder that can't be read or holds no backlog.
        """
        found: dict[str, SourceFile] = {}
        above: list[Sequence[str]] = []
        notes: list[str] = []
        for path in paths:
            if path.is_dir():
                listed, whole = list_folder(path), path.resolve()
                inside = f"{printable(whole.name)}/" * (len(paths) > 1)
                notes.extend(listed.notes)
            else:
                listed, inside = SourceFiles((_named(path, path.name),), ()), ""
                whole = Path(os.path.abspath(path))  # noqa: PTH100  # no link followed
            folders = [printable(name) for name in whole.parts[1:-1]]
            for file in listed.files:
                place = os.path.realpath(file.path)
                if place in found:
                    notes.append(f"{inside}{file.name} was named twice; read once.")
                    continue
                found[place] = replace(file, name=inside + file.name)
                above.append(folders)
        files = _told_apart(list(found.values()), above)
        return SourceFiles(tuple(files), tuple(dict.fromkeys(notes)))


def _told_apart(
    files: Sequence[SourceFile], above: Sequence[Sequence[str]]
) -> list[SourceFile]:
    """Put before names that come again as many of the folders above as it takes."""
    names = [file.name for file in files]
    for depth in range(1, max(map(len, above), default=0) + 1):
        times = Counter(names)
        if len(times) == len(names):
            break
        for place, folders in enumerate(above):
            if times[names[place]] > 1 and depth <= len(folders):
                names[place] = f"{folders[-depth]}/{names[place]}"
    return [replace(file, name=name) for file, name in zip(files, names, strict=True)]


def list_folder(folder: Path) -> SourceFiles:
    """List a folder's backlogs by name, whatever lies deeper included.

    Hidden files and folders (``.`` or ``_`` before the name) are passed over. Files of
    another ending or half written, links to folders (they may lead in a circle) and
    workspaces are left out, and the notes name them.

    Raises
    ------
    BacklogError
        If it can't be read, holds no backlog, or is a workspace.
    """
    if folder.suffix == _WORKSPACE or (folder / _DATABASE).is_file():
        raise BacklogError(
            f'"{printable(folder.name)}" is a workspace, not a folder of backlogs.',
            next_step="Open it as the workspace that it is.",
        )
    listing = _Listing(folder)
    files = sorted(listing.walk(folder, ()), key=lambda one: one[0])
    if not files:
        raise BacklogError(
            f'The folder "{printable(folder.resolve().name)}" holds no backlog.',
            " ".join(["A backlog ends in", *_and(ENDINGS, "or"), *listing.notes()]),
        )
    return SourceFiles(tuple(file for _, file in files), listing.notes())


def folder_sha256(folder: Path) -> str:
    """Return the digest of a folder: over its backlogs' names and digests.

    Raises
    ------
    BacklogError
    """
    files = list_folder(folder).files
    return digest_of([(file.name, file_sha256(file.path)) for file in files])


def digest_of(files: Sequence[tuple[str, str]]) -> str:
    """Return one digest for files, given by name and digest, in order."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def printable(name: str) -> str:
    """Return a file's name as text; bytes of it that are none are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


class _Listing:
    """A folder being walked; keeps what was left out by reason."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left: dict[str, list[str]] = {}

    def notes(self) -> tuple[str, ...]:
        """Return a sentence for each reason to leave something out."""
        return tuple(
            f"Left out, {reason}: {some(sorted(names))}."
            for reason, names in self._left.items()
        )

    def walk(
        self, folder: Path, parents: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], SourceFile]]:
        """Yield a folder's files, each with the names that lead to it."""
        try:
            entries = list(folder.iterdir())
        except OSError as error:
            raise cannot_read(folder, error) from error
        for entry in entries:
            if entry.name.startswith((".", "_")):
                continue
            names = (*parents, entry.name)
            name = printable("/".join(names))
            if entry.is_dir():
                reason = self._reason_against_folder(entry)
                if not reason:
                    yield from self.walk(entry, names)
            else:
                reason = _reason_against(entry)
                if not reason:
                    yield names, _named(entry, name)
            if reason:
                self._left.setdefault(reason, []).append(name)

    def _reason_against_folder(self, entry: Path) -> str:
        if entry.is_symlink():
            return "as links to folders are not followed"
        if entry.suffix == _WORKSPACE or (entry / _DATABASE).is_file():
            return "as they are workspaces"
        return ""


def _reason_against(entry: Path) -> str:
    if entry.name.lower().endswith(_UNFINISHED):
        return "as they look half written"
    if entry.suffix.lower() not in ENDINGS:
        return "as their ending is not a backlog's"
    if entry.is_symlink() and not entry.exists():
        return "as these links lead nowhere"
    return ""


def _named(path: Path, name: str) -> SourceFile:
    try:
        status = path.stat()
    except OSError as error:
        raise cannot_read(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise no_ordinary_file(path)
    return SourceFile(path, printable(name), status.st_size, status.st_mtime_ns)


def _and(words: Sequence[str], last: str) -> list[str]:
    return [", ".join(words[:-1]), last, f"{words[-1]}."]
