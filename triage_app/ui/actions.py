"""Menus, buttons and keys, made from the table of commands."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from triage_app.ui.commands import COMMANDS, Command, KeyTable, Section, Where
from triage_app.ui.held_keys import HeldKeys
from triage_app.ui.main_window import MainWindow
from triage_app.ui.text import tooltip

Handlers = Mapping[str, Callable[[], None]]


def translated(words: str) -> str:
    """Return a command's words in the person's language."""
    return QCoreApplication.translate("commands", words)


class Actions(QObject):
    """The window's commands as Qt knows them.

    Keys without Ctrl or Alt are shortcuts of their own, which are off while the
    keyboard is in a field, so that a letter typed is never a verdict.

    Parameters
    ----------
    window : MainWindow
    handlers : mapping of str to callable
        What each command does, by its id.
    keys : KeyTable

    Attributes
    ----------
    by_id : dict of str to QAction
    recent : QMenu
        For workspaces opened before; filled by whoever knows them.
    """

    def __init__(self, window: MainWindow, handlers: Handlers, keys: KeyTable) -> None:
        super().__init__(window)
        self._window = window
        self._handlers = handlers
        self._plain: dict[str, list[QShortcut]] = {}
        self._available = {Where.WORKSPACE: False, Where.REPORT: False}
        self._words: dict[str, str] = {}
        self._useless: set[str] = set()
        self._typing = False
        self._walking = True
        self._paused = False
        self._held = HeldKeys(self)
        self._keys = keys
        self._commands = {command.id: command for command in COMMANDS}
        self.by_id = {command.id: self._action(command) for command in COMMANDS}
        self.recent = QMenu(self.tr("Open &recent"), window)
        self._fill_menus()
        self.set_keys(keys)
        window.page_changed.connect(lambda _page: self._switch())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def set_keys(self, keys: KeyTable) -> None:
        """Put other keys in force, on menus and tooltips too."""
        for shortcuts in self._plain.values():
            for shortcut in shortcuts:
                shortcut.setEnabled(False)
                shortcut.deleteLater()
        self._plain, self._keys = {}, keys
        for command in COMMANDS:
            self._set_keys(command, keys.keys[command.id])
        self._switch()

    def set_available(self, *, workspace: bool, report: bool) -> None:
        """Turn what needs an open workspace, or an import report, on or off."""
        self._available = {Where.WORKSPACE: workspace, Where.REPORT: report}
        self._switch()

    def set_paused(self, paused: bool) -> None:
        """Turn the desk's commands off while it is covered, or on again."""
        self._paused = paused
        self._switch()

    def describe(self, command_id: str, words: str, *, useful: bool) -> None:
        """Say what a command would do now, or turn it off: there is nothing to do.

        Parameters
        ----------
        command_id : str
        words : str
            For menu and tooltip, data as plain text; empty: as the table has it.
        useful : bool
        """
        before = self._words.get(command_id, ""), command_id not in self._useless
        if before == (words, useful):
            return
        if words:
            self._words[command_id] = words
        else:
            self._words.pop(command_id, None)
        (self._useless.discard if useful else self._useless.add)(command_id)
        self._name(self._commands[command_id])
        self._switch_one(self._commands[command_id])

    def _action(self, command: Command) -> QAction:
        action = QAction(translated(command.text), self._window)
        action.setObjectName(command.id)
        action.setAutoRepeat(command.repeats)
        action.triggered.connect(lambda _=False: self._handlers[command.id]())
        self._window.addAction(action)
        return action

    def _set_keys(self, command: Command, keys: tuple[str, ...]) -> None:
        action = self.by_id[command.id]
        sequences = [QKeySequence(key) for key in keys]
        plain = [one for one in sequences if _is_plain(one)]
        action.setShortcuts([one for one in sequences if one not in plain])
        self._plain[command.id] = [self._shortcut(command, one) for one in plain]
        self._name(command)

    def _name(self, command: Command) -> None:
        """Write a command's words and its first key on menu, button and tooltip."""
        action, own = self.by_id[command.id], self._words.get(command.id)
        name = translated(command.text) if own is None else own.replace("&", "&&")
        clear = name.replace("&", "").rstrip("…") if own is None else own
        written = self._keys.first(command.id)
        sequence = QKeySequence(written)
        shown = sequence.toString(QKeySequence.SequenceFormat.NativeText)
        letter = bool(written) and _is_plain(sequence)
        action.setText(f"{name}\t{shown}" if letter else name)
        action.setToolTip(tooltip(f"{clear} ({shown})" if shown else clear))
        action.setIconText(name.replace("&", "") if own is None else own)

    def _shortcut(self, command: Command, sequence: QKeySequence) -> QShortcut:
        shortcut = QShortcut(sequence, self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(command.repeats)
        shortcut.activated.connect(self._handlers[command.id])
        return shortcut

    def _fill_menus(self) -> None:
        bar = self._window.menuBar()
        for section in Section:
            menu = bar.addMenu("&" + translated(section.value))
            within: dict[str, QMenu] = {"": menu}
            for command in (c for c in COMMANDS if c.section is section):
                if command.breaks:
                    menu.addSeparator()
                if command.under not in within:
                    within[command.under] = menu.addMenu(translated(command.under))
                within[command.under].addAction(self.by_id[command.id])
                if command.id == "open_workspace":
                    menu.addMenu(self.recent)

    def _switch(self) -> None:
        """Turn commands on or off by page, workspace and whether somebody types."""
        for command in COMMANDS:
            self._switch_one(command)

    def _switch_one(self, command: Command) -> None:
        enabled = (
            command.id not in self._useless
            and {
                Where.ANYWHERE: True,
                Where.DESK: self._window.page == "desk" and not self._paused,
                **self._available,
            }[command.where]
        )
        self.by_id[command.id].setEnabled(enabled)
        for shortcut in self._plain[command.id]:
            taken = self._typing or (command.repeats and not self._walking)
            shortcut.setEnabled(enabled and not taken)

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        before = self._typing, self._walking
        self._typing = _takes_letters(now)
        self._held.watch(None if self._typing else now)
        self._walking = now is None or not self._window.rail.isAncestorOf(now)
        if before != (self._typing, self._walking):
            self._switch()


def _takes_letters(widget: QWidget | None) -> bool:
    """Return whether letters typed into a widget are its own."""
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox | QComboBox)


def _is_plain(sequence: QKeySequence) -> bool:
    """Return whether a key is typed without Ctrl, Alt or Meta, and is no F key."""
    if not sequence.count():
        return False
    combination = sequence[0]  # type: ignore[index]  # missing in Qt's own stubs
    modifiers = combination.keyboardModifiers()
    key = combination.key()
    function = Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    bare = modifiers & ~Qt.KeyboardModifier.ShiftModifier
    return bare == Qt.KeyboardModifier.NoModifier and not function
