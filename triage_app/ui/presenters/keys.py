"""The keys in force while the window is open: everybody who prints them follows."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from triage_app.ui.commands import KeyTable, key_table
from triage_app.ui.presenters.preferences import Preferences


class KeyBindings(QObject):
    """A table of keys that can become another one.

    Parameters
    ----------
    preferences : Preferences
        Where the person's own keys are kept.

    Signals
    -------
    changed
        Other keys are in force: bind and print them.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._table = key_table(preferences.keys)

    @property
    def table(self) -> KeyTable:
        """The keys in force, as one value."""
        return self._table

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """Key sequences by command id."""
        return self._table.keys

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each of the person's own keys that can't be used."""
        return self._table.problems

    def first(self, command: str) -> str:
        """Return the key printed for a command, empty where it has none."""
        return self._table.first(command)

    def use(self, custom: Mapping[str, str]) -> None:
        """Put the person's own keys in force and keep them.

        Parameters
        ----------
        custom : mapping of str to str
            As `key_table` takes them; what isn't named has its usual keys.
        """
        own = MappingProxyType(dict(custom))
        self._preferences.change(lambda now: replace(now, keys=own))
        table = key_table(own)
        if table != self._table:
            self._table = table
            self.changed.emit()
