"""The window's command line; read before Qt is imported."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from triage_app import __version__

PAGES = ("desk", "routing", "quality", "models")
THEMES = ("light", "dark")


@dataclass(frozen=True)
class WindowArguments:
    """What ``triage-app`` was asked for.

    Attributes
    ----------
    backlog : Path or None
        A backlog file or a workspace folder to open.
    workspace : Path or None
        The workspace to keep the backlog in, or to reopen.
    moderator : str or None
    self_test : bool
    first_paint : bool
        Open the window on nothing, say when it is painted, and exit.
    screenshot : Path or None
        Render one page to this PNG and exit.
    page, theme : str
        Of the screenshot; an empty theme follows the system.
    size : (int, int)
        Width and height of the screenshot in pixels.
    """

    backlog: Path | None = None
    workspace: Path | None = None
    moderator: str | None = None
    self_test: bool = False
    first_paint: bool = False
    screenshot: Path | None = None
    page: str = "desk"
    size: tuple[int, int] = (1440, 900)
    theme: str = ""


def parse(argv: list[str]) -> WindowArguments:
    """Read ``triage-app``'s arguments; exits with 2 on wrong usage."""
    names = vars(_parser().parse_args(argv))
    return WindowArguments(**names)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="triage-app",
        description="Open a backlog of reported videos and review it. "
        "Without a backlog the bundled sample opens.",
    )
    parser.add_argument(
        "backlog",
        nargs="?",
        type=Path,
        metavar="BACKLOG",
        help="a CSV, TSV, Parquet or JSON Lines file, or a workspace folder",
    )
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="W",
        help="the workspace folder to keep the work in, or to reopen",
    )
    parser.add_argument("--moderator", metavar="NAME", help="who gives the verdicts")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="check the installation, print one line of JSON, and exit",
    )
    parser.add_argument(
        "--first-paint",
        action="store_true",
        help="open the window on nothing, print a line once it is painted, and exit",
    )
    parser.add_argument("--version", action="version", version=__version__)
    shot = parser.add_argument_group("pictures, also without a display")
    shot.add_argument(
        "--screenshot", type=Path, metavar="PNG", help="render a page and exit"
    )
    shot.add_argument("--page", choices=PAGES, default="desk")
    shot.add_argument("--size", type=_size, default=(1440, 900), metavar="WIDTHxHEIGHT")
    shot.add_argument("--theme", choices=THEMES, default="")
    return parser


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1440x900")
    return int(match[1]), int(match[2])
