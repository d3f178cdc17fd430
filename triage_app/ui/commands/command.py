"""What a command is: its words, its keys, its menu, and where it counts."""

from dataclasses import dataclass
from enum import StrEnum


def QT_TRANSLATE_NOOP(_context: str, words: str) -> str:
    """Mark words for translation under Qt's own name, which its tools look for."""
    return words


class Section(StrEnum):
    """The menu a command stands in, and its heading on the key sheet."""

    FILE = QT_TRANSLATE_NOOP("commands", "File")
    REVIEW = QT_TRANSLATE_NOOP("commands", "Review")
    VIEW = QT_TRANSLATE_NOOP("commands", "View")
    HELP = QT_TRANSLATE_NOOP("commands", "Help")


class Where(StrEnum):
    """Where a command counts."""

    ANYWHERE = "anywhere"
    DESK = "desk"
    WORKSPACE = "workspace"
    REPORT = "report"


@dataclass(frozen=True)
class Command:
    """Something the person can do.

    Attributes
    ----------
    id : str
        As the settings and the handlers name it.
    text : str
        As the menu shows it, ``&`` before its letter.
    section : Section
    keys : tuple of str
        As `QKeySequence` writes them; the first one is printed.
    where : Where
    repeats : bool
        Whether holding the key down repeats it; never for what is recorded.
    breaks : bool
        Whether a line stands before it in the menu.
    under : str
        The menu within the section's that it stands in; empty: none.
    """

    id: str
    text: str
    section: Section
    keys: tuple[str, ...] = ()
    where: Where = Where.ANYWHERE
    repeats: bool = False
    breaks: bool = False
    under: str = ""
