"""A command as a declaration: its name, help, options, and what it does."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from triage_app.cli.console import Console
from triage_app.domain.backlog import Field
from triage_app.domain.errors import OutputError, WorkspaceError
from triage_app.domain.progress import CancelToken
from triage_app.services.services import Services
from triage_app.services.workspace import Workspace

Arguments = argparse.Namespace
MAX_WORKERS = 64


@dataclass(frozen=True)
class Context:
    """What a command works with.

    Attributes
    ----------
    services : Services
    console : Console
    cancel : CancelToken
    moderator : str
        The name from the settings, where the command line gives none.
    """

    services: Services
    console: Console
    cancel: CancelToken
    moderator: str


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes
    ----------
    name, help : str
    add_options : callable
        Given the command's parser.
    run : callable
        Returns the exit status.
    """

    name: str
    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Context, Arguments], int]


def tell_notices(context: Context, workspace: Workspace) -> None:
    """Say what couldn't be read of a workspace's settings."""
    for notice in workspace.notices:
        context.console.note(notice)


def open_to_write(context: Context, path: Path) -> Workspace:
    """Open a workspace that is there, backed up where that is an hour ago.

    Raises
    ------
    WorkspaceError
        If it can't be opened. That no backup can be made is only told.
    """
    workspace = context.services.workspaces.open(path)
    try:
        context.services.workspaces.backups.hourly(workspace)
    except WorkspaceError as error:
        context.console.note(str(error))
    except BaseException:
        workspace.close()
        raise
    return workspace


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """Add ``--workspace``, which the command can't do without."""
    parser.add_argument(
        "--workspace", type=Path, required=True, metavar="W", help="workspace folder"
    )


def add_moderator(parser: argparse.ArgumentParser) -> None:
    """Add ``--moderator``."""
    parser.add_argument(
        "--moderator", metavar="NAME", help="who does it (default: the settings' name)"
    )


def add_mapping(parser: argparse.ArgumentParser) -> None:
    """Add ``--map``, for files whose column names don't speak for themselves."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_mapping_entry,
        metavar="FIELD=COLUMN",
        help="take FIELD from COLUMN; fields: " + ", ".join(f.value for f in Field),
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add ``--model``."""
    parser.add_argument(
        "--model",
        dest="scorer",
        type=Path,
        metavar="DIR",
        help="use this model (default: the bundled one)",
    )


def add_scoring(parser: argparse.ArgumentParser) -> None:
    """Add which model scores, and how."""
    add_model(parser)
    parser.add_argument(
        "--workers",
        type=_threads,
        default=0,
        metavar="N",
        help="threads that score one backlog (default: as many as it is worth)",
    )


def refuse_over(out: Path, inputs: Iterable[Path], sentence: str) -> None:
    """Raise `OutputError` if `out` is one of the files that a command reads."""
    if out.exists() and any(one.exists() and out.samefile(one) for one in inputs):
        raise OutputError(sentence, next_step="Choose another file to write.")


def mapping(arguments: Arguments) -> dict[Field, str] | None:
    """Return the column mapping asked for, None where none was."""
    return dict(arguments.map) or None


def _threads(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MAX_WORKERS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of threads from 1 to {MAX_WORKERS}"
        )
    return number


def _mapping_entry(text: str) -> tuple[Field, str]:
    name, separator, column = text.partition("=")
    try:
        part = Field(name.strip())
    except ValueError:
        part = None
    if part is None or not separator or not column:
        known = ", ".join(one.value for one in Field)
        raise argparse.ArgumentTypeError(
            f"{text!r} is not FIELD=COLUMN with a FIELD out of {known}"
        )
    return part, column
