"""What the parts of many files are called, and where they may not be written."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from triage_app.domain.errors import OutputError
from triage_app.domain.ports.work import SourceFile

FORMATS = ("parquet", "csv", "jsonl")
KEPT = ".triage-parts"
MANIFEST = "parts.json"


def part_names(files: Sequence[SourceFile], form: str) -> tuple[str, ...]:
    """Return a part's name for every file, folders included: ``NAME.scored.FORM``.

    Files that differ in their ending alone keep it in the name; a name that others
    have, whatever its capitals, is numbered.
    """
    paths = [PurePosixPath(file.name) for file in files]
    bare = [str(path.with_suffix("")) for path in paths]
    times = Counter(name.casefold() for name in bare)
    taken: set[str] = set()
    names = []
    for path, short in zip(paths, bare, strict=True):
        wanted = str(path) if times[short.casefold()] > 1 else short
        name, number = wanted, 2
        while name.casefold() in taken:
            name = f"{wanted} ({number})"
            number += 1
        taken.add(name.casefold())
        names.append(f"{name}.scored.{form}")
    return tuple(names)


def beside(part: Path) -> Path:
    """Return where it is listed what was wrong in a part's file."""
    return part.with_name(f"{part.stem}.import-report.csv")


def check_place(out: Path, sources: Sequence[Path]) -> None:
    """Raise `OutputError` where parts can't be written without harm.

    Parameters
    ----------
    out : Path
        The folder asked for.
    sources : sequence of Path
        What was named, files and folders.
    """
    place = Path(os.path.realpath(out))
    if place.is_file():
        raise OutputError(
            f'"{out.name}" is a file; the parts of several backlogs need a folder.',
            next_step="Name a folder with --out.",
        )
    if not place.exists() and out.suffix.lower().lstrip(".") in (*FORMATS, "tsv"):
        raise OutputError(
            f'"{out.name}" reads like a file; several backlogs are written as parts '
            "into a folder.",
            next_step="Name a folder with --out, and the format with --part-format.",
        )
    if any((folder / "workspace.db").is_file() for folder in (place, *place.parents)):
        raise OutputError(
            "The parts can't be written into a workspace.",
            f'"{out}" lies in one.',
            "Choose another folder.",
        )
    for source in sources:
        if source.is_dir() and place.is_relative_to(os.path.realpath(source)):
            raise OutputError(
                "The parts can't be written into the folder that they are made from.",
                f'"{out}" lies in "{source}".',
                "Choose another folder: they would be read as backlogs next time.",
            )


def check_targets(
    out: Path, names: Sequence[str], files: Sequence[SourceFile], ours: frozenset[str]
) -> None:
    """Raise `OutputError` if a part would take the place of a file that is none.

    Parameters
    ----------
    out : Path
    names : sequence of str
        The parts to be written.
    files : sequence of SourceFile
    ours : frozenset of str
        The parts that earlier runs wrote, or were to write.
    """
    sources = {os.path.realpath(file.path) for file in files}
    for name in names:
        target = out / name
        if os.path.realpath(target) in sources:
            raise OutputError(
                f'The part "{name}" can\'t be written over a backlog it is made from.',
                next_step="Choose another folder.",
            )
        if name in ours:
            continue
        for path in (target, beside(target)):
            if os.path.lexists(path):
                raise OutputError(
                    f'"{path.relative_to(out).as_posix()}" lies in "{out}" already, '
                    "and is no part of an earlier run.",
                    "Nothing was written.",
                    "Choose another folder, or move that file away.",
                )
