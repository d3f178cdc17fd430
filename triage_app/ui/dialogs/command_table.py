"""A table of every command with its keys, under the menus' names."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from triage_app.ui.commands import COMMANDS, Command, Section
from triage_app.ui.dialogs.key_words import clear_name, native, section_name
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import MEDIUM, REGULAR, SEMIBOLD

_ID = Qt.ItemDataRole.UserRole
_KEYS_WIDTH, _ROW = 220, 30
_ORDER = (Section.REVIEW, Section.VIEW, Section.FILE, Section.HELP)


class CommandTable(QTableWidget):
    """Lists commands; one of them is chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._palette = theme.palette
        self._commands = {command.id: command for command in COMMANDS}
        self._rows: dict[str, int] = {}
        self.setAccessibleName(self.tr("Commands and their keys"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(1, _KEYS_WIDTH)
        self._fill()

    def select(self, command: str) -> None:
        """Choose a command by its id."""
        self.setCurrentCell(self._rows[command], 0)

    def selected(self) -> Command | None:
        """Return the command that is chosen."""
        item = self.item(self.currentRow(), 0)
        known = None if item is None else item.data(_ID)
        return None if known is None else self._commands[str(known)]

    def show_keys(self, command: Command, keys: Sequence[str]) -> None:
        """Write a command's keys; other than the usual ones stand out."""
        item, changed = QTableWidgetItem(), tuple(keys) != command.keys
        item.setText("  ".join(map(native, keys)))
        item.setFont(font(weight=MEDIUM if changed else REGULAR))
        token = "accent" if changed else "text_second"
        item.setForeground(QColor(getattr(self._palette, token)))
        self.setItem(self._rows[command.id], 1, item)

    def narrow(self, words: str) -> None:
        """Show the commands whose name or key holds some words; empty: all."""
        wanted = words.strip().casefold()
        rows = {row: command for command, row in self._rows.items()}
        for row in range(self.rowCount()):
            told = " ".join(self._text(row, column) for column in range(2))
            shown = wanted in told.casefold() if row in rows else not wanted
            self.setRowHidden(row, not shown)
        found = [row for row in sorted(rows) if not self.isRowHidden(row)]
        if found and self.isRowHidden(self.currentRow()):
            self.setCurrentCell(found[0], 0)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return "" if item is None else item.text()

    def _fill(self) -> None:
        for section in _ORDER:
            heading = QTableWidgetItem(section_name(section))
            heading.setFont(font(weight=SEMIBOLD))
            heading.setForeground(QColor(self._palette.text_second))
            self._add(heading, Qt.ItemFlag.NoItemFlags)
            for command in (c for c in COMMANDS if c.section is section):
                item = QTableWidgetItem(clear_name(command))
                item.setData(_ID, command.id)
                self._rows[command.id] = self._add(item, item.flags())
                self.show_keys(command, command.keys)

    def _add(self, item: QTableWidgetItem, flags: Qt.ItemFlag) -> int:
        row, beside = self.rowCount(), QTableWidgetItem()
        self.insertRow(row)
        for column, part in enumerate((item, beside)):
            part.setFlags(flags)
            self.setItem(row, column, part)
        return row
