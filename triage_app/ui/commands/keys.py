"""The keys in force: the usual ones, and the person's own in their place."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from triage_app.ui.commands.table import COMMANDS


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
