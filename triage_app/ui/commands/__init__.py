"""Every command once: its words, its keys, where it counts; menus and keys read it."""

from triage_app.ui.commands.command import Command, Section, Where
from triage_app.ui.commands.keys import KeyTable, key_table
from triage_app.ui.commands.table import COMMANDS

__all__ = ["COMMANDS", "Command", "KeyTable", "Section", "Where", "key_table"]
