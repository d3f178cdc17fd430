"""How commands and keys are named to people."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from triage_app.ui.commands import Command, Section


def clear_name(command: Command) -> str:
    """Return a command's name without its mnemonic and its dots."""
    return _translated(command.text).replace("&", "").rstrip("…")


def section_name(section: Section) -> str:
    """Return the name of a command's menu."""
    return _translated(section.value)


def native(key: str) -> str:
    """Return a key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _translated(words: str) -> str:
    return QCoreApplication.translate("commands", words)
