"""A button that takes the next key pressed as a command's key."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

_MODIFIERS = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Meta,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Super_L,
    Qt.Key.Key_Super_R,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_unknown,
}
# They lead from part to part and press what has the keyboard.
_RESERVED = {
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Space,
}


class KeyRecorder(QPushButton):
    """Waits for a key once it is pressed; Esc gives up.

    Signals
    -------
    recorded : str
        The key as `QKeySequence` writes it.
    refused : str
        Why a key can't be a command's key, as a sentence.
    """

    recorded = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = False
        self.setAutoDefault(False)
        self.clicked.connect(self.record)
        self._say()

    @property
    def waiting(self) -> bool:
        """Whether the next key is taken."""
        return self._waiting

    def record(self) -> None:
        """Take the next key that is pressed."""
        self._waiting = True
        self.setFocus()
        self._say()

    def event(self, event: QEvent) -> bool:
        """Let no shortcut take the key that is waited for."""
        if self._waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self._waiting and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Give up where the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self._stop()

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS or event.isAutoRepeat():
            return
        self._stop()
        if key == Qt.Key.Key_Escape:
            return
        written = key_text(event)
        if key in _RESERVED or not written or " " in written:
            name = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            self.refused.emit(
                self.tr("The key {0} can't stand for a command.").format(name)
            )
        else:
            self.recorded.emit(written)

    def _stop(self) -> None:
        self._waiting = False
        self._say()

    def _say(self) -> None:
        self.setText(
            self.tr("Press a key… Esc: none") if self._waiting else self.tr("Add a key")
        )


def key_text(event: QKeyEvent) -> str:
    """Return a pressed key as `QKeySequence` writes it, ``?`` without its Shift."""
    modifiers = event.modifiers()
    modifiers &= ~(
        Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
    )
    key = Qt.Key(event.key())
    sign = chr(key) if 0x21 <= key <= 0x7E else ""
    if sign and not sign.isalnum():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    sequence = QKeySequence(QKeyCombination(modifiers, key))
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
