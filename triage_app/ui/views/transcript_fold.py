"""A transcript that stays folded until it is opened, for whoever wants it so."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from triage_app.ui.text import count
from triage_app.ui.widgets.labels import KeyBadge, label


class TranscriptFold(QWidget):
    """Shows a transcript, or a line in its place that says nothing of it.

    Parameters
    ----------
    transcript : QWidget
        What is folded away; hidden, so that nothing of it can be seen, marked, read
        out or selected.

    Signals
    -------
    toggle_requested
        The person wants to open or fold it.
    """

    toggle_requested = Signal()

    def __init__(self, transcript: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._transcript = transcript
        self._key = KeyBadge("T")
        self._line = QFrame()
        self._line.setProperty("role", "box")
        self._words = label(role="second")
        self.button = QPushButton(self.tr("Open"))
        self.button.setProperty("role", "link")
        self.button.setAccessibleName(self.tr("Open the transcript"))
        self.button.clicked.connect(self.toggle_requested)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        row.addWidget(self._key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(transcript)
        # The transcript keeps two pixels around it for its focus ring; so does this.
        around = QHBoxLayout()
        around.setContentsMargins(2, 0, 2, 0)
        around.addWidget(self._line)
        column.addLayout(around)
        self._line.hide()

    @property
    def folded(self) -> bool:
        """Whether the transcript is out of sight."""
        return not self._line.isHidden()

    def set_folded(self, folded: bool, characters: int = 0) -> None:
        """Put the transcript out of sight, or show it.

        Parameters
        ----------
        folded : bool
        characters : int
            How long it is, which is all that is said of it.
        """
        if not folded and not self.folded:
            return
        if folded and self._transcript.isAncestorOf(self.focusWidget() or self):
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._words.setText(
            self.tr("Transcript folded · {0} characters").format(count(characters))
        )
        opened = self.folded and not folded
        had_keyboard = self.button.hasFocus()
        self._transcript.setVisible(not folded)
        self._line.setVisible(folded)
        if opened and had_keyboard:
            self._transcript.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard(self) -> None:
        """Put the keyboard where reading begins."""
        part = self.button if self.folded else self._transcript
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_key(self, key: str) -> None:
        """Print the key that opens it."""
        self._key.set_key(key)
