"""Naming the filters in force, and renaming or deleting those that are kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from triage_app.domain.errors import FilterError
from triage_app.domain.saved_filters import (
    LONGEST_NAME,
    SavedFilter,
    checked_name,
    renamed,
)
from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label, set_role


class FilterNameDialog(DialogFrame):
    """Asks for a name; one that is taken replaces what it names.

    Parameters
    ----------
    theme : Theme
    taken : sequence of str
        The names that are in use.
    """

    def __init__(
        self, theme: Theme, taken: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, self.tr("Save these filters"), "", parent)
        self._taken = {name.casefold(): name for name in taken}
        self.field = QLineEdit()
        self.field.setMaxLength(2 * LONGEST_NAME)
        self.field.textChanged.connect(self._judge)
        self.add_row(self.tr("Name"), self.field)
        self.hint = label("", "third", 12, wrap=True)
        self.body.addWidget(self.hint)
        self._save = self.add_answer(self.tr("Save"))
        self._judge("")
        self.fit(400)

    def name(self) -> str:
        """Return the name as it is kept."""
        return checked_name(self.field.text())

    def _judge(self, typed: str) -> None:
        """Say what the name would do, or why it can't be used."""
        said, good = "", True
        try:
            name = checked_name(typed)
        except FilterError as error:
            said, good = error.title if typed.strip() else "", False
        else:
            if name.casefold() in self._taken:
                said = self.tr("This replaces the filter “{0}”.").format(
                    self._taken[name.casefold()]
                )
        self.hint.setText(said)
        self.field.setAccessibleDescription(said)
        set_role(self.field, "invalid", bool(said) and not good)
        self._save.setEnabled(good)


class SavedFiltersDialog(DialogFrame):
    """Lists the kept filters; names are edited in place."""

    def __init__(
        self, theme: Theme, saved: Sequence[SavedFilter], parent: QWidget | None = None
    ) -> None:
        intro = self.tr("Press F2 or double-click a name to change it.")
        super().__init__(theme, self.tr("Saved filters"), intro, parent)
        self._saved = tuple(saved)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Saved filters"))
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self.problem = label("", "danger", 12, wrap=True)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.problem)
        self._rename = self.add_button(self.tr("Rename"), left=True)
        self._rename.clicked.connect(self._edit)
        self._delete = self.add_button(self.tr("Delete"), left=True)
        self._delete.clicked.connect(self.delete_current)
        self.add_answer(self.tr("Save changes"))
        self._fill()
        self.resize(440, 420)

    def saved(self) -> tuple[SavedFilter, ...]:
        """Return the filters as they are now."""
        return self._saved

    def delete_current(self) -> None:
        """Take the marked filter out."""
        place = self.list.currentRow()
        if place >= 0:
            self._saved = (*self._saved[:place], *self._saved[place + 1 :])
            self._fill(min(place, len(self._saved) - 1))

    def _fill(self, current: int = 0) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._saved:
            entry = QListWidgetItem(one.name)
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(entry)
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)
        self._enable()

    def _enable(self) -> None:
        marked = self.list.currentRow() >= 0
        self._rename.setEnabled(marked)
        self._delete.setEnabled(marked)

    def _edit(self) -> None:
        self.list.editItem(self.list.currentItem())

    def _renamed(self, entry: QListWidgetItem) -> None:
        place = self.list.row(entry)
        try:
            self._saved = renamed(self._saved, place, entry.text())
        except FilterError as error:
            self.problem.setText(error.title)
        else:
            self.problem.setText("")
        self._fill(place)
