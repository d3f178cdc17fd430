"""Changing keys: every command, what it answers to, and what is in the way."""

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.commands import COMMANDS, Command, KeyTable
from triage_app.ui.dialogs.command_table import CommandTable
from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.dialogs.key_words import clear_name, native
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.key_recorder import KeyRecorder
from triage_app.ui.widgets.labels import SEMIBOLD, label


class KeysDialog(DialogFrame):
    """A table of commands; below it, the keys of the one that is chosen.

    Attributes
    ----------
    search : QLineEdit
    table : CommandTable
    recorder : KeyRecorder
    """

    def __init__(
        self, theme: Theme, keys: KeyTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            theme,
            self.tr("Change keys"),
            self.tr("A command may have several keys; the first is printed."),
            parent,
        )
        self._commands = {command.id: command for command in COMMANDS}
        self._keys = {command.id: keys.keys[command.id] for command in COMMANDS}
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a command or a key"))
        self.search.setAccessibleName(self.tr("Find a command or a key"))
        self.table = CommandTable(theme)
        self._name = label(px=14, weight=SEMIBOLD)
        self._chips = QHBoxLayout()
        self._sentence = label(role="danger", px=12, wrap=True)
        self.recorder = KeyRecorder()
        self.reset = QPushButton(self.tr("Usual keys"))
        self.reset.setAutoDefault(False)
        self._arrange()
        self.reset_all = self.add_button(self.tr("Reset all keys"), left=True)
        self.add_answer(self.tr("Save"))
        for command in COMMANDS:
            self.table.show_keys(command, self._keys[command.id])
        self._connect()
        self.select("claim")
        self.resize(640, 640)
        self.table.setFocus()

    def custom(self) -> dict[str, str]:
        """Return the keys that differ from the usual ones, as the settings write them.

        An empty text takes a command's keys away.
        """
        return {
            command.id: " ".join(self._keys[command.id])
            for command in COMMANDS
            if self._keys[command.id] != command.keys
        }

    def keys(self, command: str) -> tuple[str, ...]:
        """Return the keys that a command would have."""
        return self._keys[command]

    def select(self, command: str) -> None:
        """Show a command's keys below the table."""
        self.table.select(command)

    def selected(self) -> Command:
        """Return the command whose keys are shown."""
        command = self.table.selected()
        assert command is not None
        return command

    def sentence(self) -> str:
        """Return what is said of the last key pressed, if it was refused."""
        return self._sentence.text()

    def _connect(self) -> None:
        self.table.currentCellChanged.connect(lambda *_: self._show())
        self.table.itemActivated.connect(lambda _item: self.recorder.record())
        self.search.textChanged.connect(self.table.narrow)
        self.recorder.recorded.connect(self._add)
        self.recorder.refused.connect(self._sentence.setText)
        self.reset.clicked.connect(self._reset_one)
        self.reset_all.clicked.connect(self._reset_all)

    def _add(self, key: str) -> None:
        """Give the chosen command a key, or say whose it is already."""
        command = self.selected()
        owner = next((own for own, keys in self._keys.items() if key in keys), None)
        if owner is not None:
            shown, name = native(key), clear_name(self._commands[owner])
            already = self.tr("The key {0} stands for this command already.")
            other = self.tr(
                "The key {0} stands for “{1}”. Take it away there first, or press "
                "another one."
            )
            mine = owner == command.id
            self._sentence.setText((already if mine else other).format(shown, name))
            return
        self._set(command, (*self._keys[command.id], key))

    def _take_away(self, key: str) -> None:
        command = self.selected()
        self._set(command, tuple(k for k in self._keys[command.id] if k != key))
        self.recorder.setFocus()

    def _reset_one(self) -> None:
        """Give a command its usual keys, but for those that another has by now."""
        command = self.selected()
        taken = {
            key: own
            for own, keys in self._keys.items()
            if own != command.id
            for key in keys
        }
        lost = [key for key in command.keys if key in taken]
        self._set(command, tuple(key for key in command.keys if key not in taken))
        if lost:
            self._sentence.setText(
                self.tr("The key {0} stays with “{1}”.").format(
                    native(lost[0]), clear_name(self._commands[taken[lost[0]]])
                )
            )

    def _reset_all(self) -> None:
        self._keys = {command.id: command.keys for command in COMMANDS}
        for command in COMMANDS:
            self.table.show_keys(command, command.keys)
        self._show()

    def _set(self, command: Command, keys: tuple[str, ...]) -> None:
        self._keys[command.id] = keys
        self.table.show_keys(command, keys)
        self._show()

    def _show(self) -> None:
        """Show the keys of the chosen command."""
        if self.table.selected() is None:
            return
        command = self.selected()
        self._sentence.setText("")
        self._name.setText(clear_name(command))
        while (old := self._chips.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        parts: list[QWidget] = [self._chip(key) for key in self._keys[command.id]]
        for part in parts or [label(self.tr("No key"), "third")]:
            self._chips.addWidget(part)
            part.show()
        self.reset.setEnabled(self._keys[command.id] != command.keys)
        self.reset_all.setEnabled(bool(self.custom()))

    def _chip(self, key: str) -> QPushButton:
        chip = QPushButton(f"{native(key)}   ×")
        chip.setAutoDefault(False)
        name = self.tr("Take the key {0} away").format(native(key))
        chip.setAccessibleName(name)
        chip.setToolTip(name)
        chip.clicked.connect(lambda: self._take_away(key))
        return chip

    def _arrange(self) -> None:
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        box = QFrame()
        box.setProperty("role", "box")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(14, 10, 14, 12)
        inner.setSpacing(8)
        inner.addWidget(self._name)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._chips.setSpacing(6)
        row.addLayout(self._chips)
        row.addWidget(self.recorder)
        row.addStretch(1)
        row.addWidget(self.reset)
        inner.addLayout(row)
        inner.addWidget(self._sentence)
        # One line is kept for the sentence: nothing moves when it comes.
        self._sentence.setMinimumHeight(18)
        self.body.addWidget(box)
