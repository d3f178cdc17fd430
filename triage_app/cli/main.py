"""``triage``: parse, run one command, and turn its errors into a sentence."""

import argparse
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from triage_app import __version__
from triage_app.cli import (
    explanations,
    find,
    groups,
    intake,
    models,
    quality,
    results,
    review,
    routing,
    settings,
    status,
    upkeep,
)
from triage_app.cli.command import Command, Context
from triage_app.cli.console import Console
from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.progress import CancelToken
from triage_app.services.services import Services

COMMANDS: tuple[Command, ...] = (
    *intake.COMMANDS,
    *status.COMMANDS,
    *review.COMMANDS,
    *find.COMMANDS,
    *routing.COMMANDS,
    *settings.COMMANDS,
    *quality.COMMANDS,
    *groups.COMMANDS,
    *explanations.COMMANDS,
    *results.COMMANDS,
    *upkeep.COMMANDS,
    *models.COMMANDS,
)

Build = Callable[[Path | None, int], Services]

_log = logging.getLogger(__name__)


def run(argv: Sequence[str], build: Build, moderator: str) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str
        Without the program's name.
    build : callable
        Makes the services, given a model folder or None, and threads that score.
    moderator : str
        Who acts where the command line doesn't say.

    Returns
    -------
    int
        0 done, 1 refused with a sentence on stderr.

    Raises
    ------
    SystemExit
        With 2 on wrong usage, 0 after ``--help`` and ``--version``.
    """
    arguments = parser().parse_args(argv)
    console = Console(arguments.json)
    command: Command = arguments.command
    try:
        with _interruptible() as cancel:
            services = build(
                getattr(arguments, "scorer", None), getattr(arguments, "workers", 0)
            )
            return command.run(Context(services, console, cancel, moderator), arguments)
    except UserFacingError as error:
        console.error(str(error))
        return 1
    except (CancelledError, KeyboardInterrupt):
        console.error("Stopped, as you asked; nothing was kept of it.")
        return 1
    except BrokenPipeError:
        return 1
    except OSError as error:
        _log.exception("the system refused %s", command.name)
        console.error(f"The system refused this: {_told(error)}.")
        return 1
    except MemoryError:
        _log.exception("out of memory in %s", command.name)
        console.error("There is not enough memory for this; nothing was kept of it.")
        return 1


def _told(error: OSError) -> str:
    """Return what the system says, and of which file."""
    reason = error.strerror or type(error).__name__
    return f"{reason}: {str(error.filename)[:80]}" if error.filename else reason


def parser() -> argparse.ArgumentParser:
    """Build the parser from the commands' declarations."""
    top = argparse.ArgumentParser(
        prog="triage",
        description="Score, sort and review a backlog of reported short videos.",
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = commands.add_parser(
            command.name, help=command.help, description=command.help.capitalize() + "."
        )
        command.add_options(one)
        one.add_argument(
            "--json", action="store_true", help="print one JSON object for machines"
        )
        one.set_defaults(command=command)
    return top


@contextmanager
def _interruptible() -> Iterator[CancelToken]:
    """Turn Ctrl+C into a request to stop at the next chunk."""
    cancel = CancelToken()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if cancel.cancelled:
            raise KeyboardInterrupt
        cancel.cancel()

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not the main thread: nobody can press Ctrl+C here
        yield cancel
        return
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
