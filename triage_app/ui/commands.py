"""Every command once: its words, its keys, where it counts; menus and keys read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence


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
    """

    id: str
    text: str
    section: Section
    keys: tuple[str, ...] = ()
    where: Where = Where.ANYWHERE
    repeats: bool = False
    breaks: bool = False


_FILE, _REVIEW, _VIEW, _HELP = Section
_DESK = Where.DESK

COMMANDS = (
    Command(
        "open", QT_TRANSLATE_NOOP("commands", "&Open backlog…"), _FILE, ("Ctrl+O",)
    ),
    Command(
        "open_workspace",
        QT_TRANSLATE_NOOP("commands", "Open &workspace…"),
        _FILE,
        ("Ctrl+Shift+O",),
    ),
    Command(
        "add",
        QT_TRANSLATE_NOOP("commands", "&Add a backlog to this workspace…"),
        _FILE,
        ("Ctrl+Shift+A",),
        Where.WORKSPACE,
    ),
    Command(
        "report",
        QT_TRANSLATE_NOOP("commands", "&Import report"),
        _FILE,
        ("Ctrl+I",),
        Where.REPORT,
        breaks=True,
    ),
    Command(
        "export",
        QT_TRANSLATE_NOOP("commands", "&Export…"),
        _FILE,
        ("Ctrl+E",),
        Where.WORKSPACE,
    ),
    Command(
        "verify",
        QT_TRANSLATE_NOOP("commands", "&Verify workspace"),
        _FILE,
        ("Ctrl+Shift+V",),
        Where.WORKSPACE,
    ),
    Command(
        "back_up",
        QT_TRANSLATE_NOOP("commands", "&Back up now"),
        _FILE,
        where=Where.WORKSPACE,
    ),
    Command("restore", QT_TRANSLATE_NOOP("commands", "&Restore backup…"), _FILE),
    Command(
        "settings",
        QT_TRANSLATE_NOOP("commands", "&Settings…"),
        _FILE,
        ("Ctrl+,",),
        breaks=True,
    ),
    Command(
        "lead_settings",
        QT_TRANSLATE_NOOP("commands", "&Lead's settings…"),
        _FILE,
        ("Ctrl+Shift+,",),
        Where.WORKSPACE,
    ),
    Command("quit", QT_TRANSLATE_NOOP("commands", "&Quit"), _FILE, ("Ctrl+Q",)),
    Command("claim", QT_TRANSLATE_NOOP("commands", "&Claim"), _REVIEW, ("C",), _DESK),
    Command(
        "opinion", QT_TRANSLATE_NOOP("commands", "&Opinion"), _REVIEW, ("O",), _DESK
    ),
    Command("skip", QT_TRANSLATE_NOOP("commands", "&Skip"), _REVIEW, ("S",), _DESK),
    Command(
        "escalate", QT_TRANSLATE_NOOP("commands", "&Escalate"), _REVIEW, ("E",), _DESK
    ),
    Command(
        "undo",
        QT_TRANSLATE_NOOP("commands", "&Undo"),
        _REVIEW,
        ("U", "Ctrl+Z"),
        _DESK,
    ),
    Command(
        "redo",
        QT_TRANSLATE_NOOP("commands", "R&edo"),
        _REVIEW,
        ("Shift+U", "Ctrl+Shift+Z", "Ctrl+Y"),
        _DESK,
    ),
    Command(
        "back",
        QT_TRANSLATE_NOOP("commands", "&Back to the item decided last"),
        _REVIEW,
        ("B",),
        _DESK,
    ),
    Command(
        "note",
        QT_TRANSLATE_NOOP("commands", "Write a &note"),
        _REVIEW,
        ("N",),
        _DESK,
        breaks=True,
    ),
    Command(
        "reason",
        QT_TRANSLATE_NOOP("commands", "Give a &reason"),
        _REVIEW,
        ("R",),
        _DESK,
    ),
    Command(
        "fold",
        QT_TRANSLATE_NOOP("commands", "Open or fol&d the transcript"),
        _REVIEW,
        ("T",),
        _DESK,
    ),
    Command(
        "explain",
        QT_TRANSLATE_NOOP("commands", "&Why this score?"),
        _REVIEW,
        ("W",),
        _DESK,
    ),
    Command(
        "similar",
        QT_TRANSLATE_NOOP("commands", "Items &like this"),
        _REVIEW,
        ("G",),
        _DESK,
        breaks=True,
    ),
    Command(
        "similar_claim",
        QT_TRANSLATE_NOOP("commands", "Claim for the items like this"),
        _REVIEW,
        ("Shift+C",),
        _DESK,
    ),
    Command(
        "similar_opinion",
        QT_TRANSLATE_NOOP("commands", "Opinion for the items like this"),
        _REVIEW,
        ("Shift+O",),
        _DESK,
    ),
    Command(
        "next",
        QT_TRANSLATE_NOOP("commands", "Next i&tem"),
        _REVIEW,
        ("Down",),
        _DESK,
        repeats=True,
        breaks=True,
    ),
    Command(
        "previous",
        QT_TRANSLATE_NOOP("commands", "&Previous item"),
        _REVIEW,
        ("Up",),
        _DESK,
        repeats=True,
    ),
    Command(
        "search",
        QT_TRANSLATE_NOOP("commands", "Searc&h"),
        _REVIEW,
        ("/", "Ctrl+F"),
        _DESK,
        breaks=True,
    ),
    Command(
        "filters",
        QT_TRANSLATE_NOOP("commands", "Fi&lter by any column…"),
        _REVIEW,
        ("F",),
        _DESK,
    ),
    Command(
        "save_filters",
        QT_TRANSLATE_NOOP("commands", "Sa&ve these filters…"),
        _REVIEW,
        ("Ctrl+Shift+S",),
        _DESK,
    ),
    Command(
        "jump",
        QT_TRANSLATE_NOOP("commands", "&Jump to an id…"),
        _REVIEW,
        ("Ctrl+J",),
        Where.WORKSPACE,
    ),
    Command(
        "clear_filters",
        QT_TRANSLATE_NOOP("commands", "Clear &filters"),
        _REVIEW,
        ("Ctrl+Shift+F",),
        _DESK,
    ),
    Command(
        "pause",
        QT_TRANSLATE_NOOP("commands", "Take a p&ause"),
        _REVIEW,
        ("P",),
        _DESK,
        breaks=True,
    ),
    Command(
        "palette",
        QT_TRANSLATE_NOOP("commands", "&All commands…"),
        _VIEW,
        ("Ctrl+K",),
    ),
    Command(
        "tab_review",
        QT_TRANSLATE_NOOP("commands", "Needs &review"),
        _VIEW,
        ("Alt+1",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_likely_claim",
        QT_TRANSLATE_NOOP("commands", "Likely &claim"),
        _VIEW,
        ("Alt+2",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_likely_opinion",
        QT_TRANSLATE_NOOP("commands", "Likely &opinion"),
        _VIEW,
        ("Alt+3",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_lead",
        QT_TRANSLATE_NOOP("commands", "For a &lead"),
        _VIEW,
        ("Alt+4",),
        Where.ANYWHERE,
    ),
    Command(
        "tab_decided",
        QT_TRANSLATE_NOOP("commands", "&Decided"),
        _VIEW,
        ("Alt+5",),
        Where.ANYWHERE,
    ),
    Command(
        "page_desk",
        QT_TRANSLATE_NOOP("commands", "Des&k"),
        _VIEW,
        ("Ctrl+1",),
        breaks=True,
    ),
    Command(
        "page_routing", QT_TRANSLATE_NOOP("commands", "Rou&ting"), _VIEW, ("Ctrl+2",)
    ),
    Command(
        "page_quality", QT_TRANSLATE_NOOP("commands", "&Quality"), _VIEW, ("Ctrl+3",)
    ),
    Command(
        "page_models", QT_TRANSLATE_NOOP("commands", "&Models"), _VIEW, ("Ctrl+4",)
    ),
    Command(
        "theme",
        QT_TRANSLATE_NOOP("commands", "Switch &light and dark"),
        _VIEW,
        ("Ctrl+Shift+L",),
        breaks=True,
    ),
    Command("keys", QT_TRANSLATE_NOOP("commands", "&Keys"), _HELP, ("?", "F1")),
    Command(
        "change_keys",
        QT_TRANSLATE_NOOP("commands", "&Change keys…"),
        _HELP,
    ),
    Command("guide", QT_TRANSLATE_NOOP("commands", "&Guide"), _HELP, ("Shift+F1",)),
    Command("about", QT_TRANSLATE_NOOP("commands", "&About Claim Triage"), _HELP),
)


@dataclass(frozen=True)
class KeyTable:
    """The keys in force.

    Attributes
    ----------
    keys : mapping of str to tuple of str
        Key sequences by command id.
    problems : tuple of str
        One sentence for each of the person's own keys that can't be used.
    """

    keys: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...] = ()

    def first(self, command: str) -> str:
        """Return the key printed for a command, empty where it has none."""
        return next(iter(self.keys.get(command, ())), "")


def key_table(custom: Mapping[str, str]) -> KeyTable:
    """Return the keys in force: the person's own, else the usual ones.

    Parameters
    ----------
    custom : mapping of str to str
        Key sequences by command id, several ones apart by a blank; empty: no key.
        What names no command or no key, or a key that another command has, is left
        out and told of.
    """
    usual = {command.id: command.keys for command in COMMANDS}
    keys = dict(usual)
    problems = []
    for command, written in custom.items():
        own = tuple(_normal(part) for part in written.split())
        if command not in usual:
            problems.append(f"There is no command called {command[:40]!r}.")
        elif not all(own):
            problems.append(f"{written[:40]!r} is no key for {command!r}.")
        else:
            keys[command] = own
    clashes = _clashes(keys)
    return KeyTable(usual if clashes else keys, (*problems, *clashes))


def _normal(written: str) -> str:
    """Return a key sequence as Qt writes it; empty where it is none."""
    portable = QKeySequence.SequenceFormat.PortableText
    sequence = QKeySequence.fromString(written, portable)
    text = sequence.toString(portable)
    return text if sequence.count() == 1 and text else ""


def _clashes(keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return a sentence for each key that two commands have."""
    owners: dict[str, str] = {}
    clashes = []
    for command, own in keys.items():
        for key in own:
            if key in owners and owners[key] != command:
                clashes.append(
                    f"The key {key} can't stand for both {owners[key]!r} and "
                    f"{command!r}; the usual keys are in use."
                )
            owners[key] = command
    return clashes
