"""One line that says the last decision is safe, with the way to take it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from triage_app.ui import icons
from triage_app.ui.text import tooltip
from triage_app.ui.theme import Theme
from triage_app.ui.views.card_content import Receipt
from triage_app.ui.widgets.chip import Tone, tone_tokens
from triage_app.ui.widgets.labels import ElidedLabel, label

HEIGHT = 44


class ReceiptLine(QWidget):
    """A tick, the receipt's words, and the key that takes it back, which is a link.

    Signals
    -------
    undo_requested
    redo_requested
    """

    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._receipt: Receipt | None = None
        self._picture = QLabel()
        self._picture.setFixedSize(16, 16)
        self._words = ElidedLabel("second")
        self._detail = ElidedLabel("third", 12)
        self._dot = label("·", "third")
        self._step = QPushButton()
        self._step.setProperty("role", "link")
        self._step.clicked.connect(self._step_back)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addLayout(self._lines(), 1)
        theme.changed.connect(self._tint)

    def show_receipt(self, receipt: Receipt | None) -> None:
        """Show a receipt; None says that nothing was decided yet."""
        self._receipt = receipt
        words = self.tr("No decision yet") if receipt is None else receipt.text
        detail = "" if receipt is None else receipt.detail
        self._words.set_full_text(words)
        self._detail.set_full_text(detail)
        self._detail.setVisible(bool(detail))
        self._step.setText(self._step_words())
        self._step.setVisible(bool(self._step.text()))
        self._dot.setVisible(bool(self._step.text()))
        self._picture.setVisible(receipt is not None)
        self._tint()

    def text(self) -> str:
        """Return the receipt's words, the key that takes it back, and its detail."""
        parts = (self._words.full_text(), self._step_words(), self._detail.full_text())
        return " · ".join(part for part in parts if part)

    def set_step(self, words: str) -> None:
        """Name for a screen reader and the tooltip what the link would do."""
        self._step.setAccessibleName(words or self.tr("Undo the last decision"))
        self._step.setToolTip(tooltip(words))

    def redoes(self) -> bool:
        """Whether the link brings back what was taken back."""
        return self._receipt is not None and self._receipt.redoes

    def _lines(self) -> QVBoxLayout:
        first = QHBoxLayout()
        first.setSpacing(3)
        first.addWidget(self._words)
        first.addWidget(self._dot)
        first.addWidget(self._step)
        first.addStretch(1)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        lines.addLayout(first)
        lines.addWidget(self._detail)
        lines.addStretch(1)
        return lines

    def _step_words(self) -> str:
        receipt = self._receipt
        if receipt is None or not receipt.key:
            return ""
        pattern = self.tr("{0} redoes") if receipt.redoes else self.tr("{0} undoes")
        return pattern.format(receipt.key)

    def _step_back(self) -> None:
        (self.redo_requested if self.redoes() else self.undo_requested).emit()

    def _tint(self) -> None:
        tone = Tone.NEUTRAL if self._receipt is None else self._receipt.tone
        ink, _ = tone_tokens(tone)
        own = "" if self._receipt is None else self._receipt.icon
        name = own or ("check" if tone is Tone.SAVED else "undo")
        colour = getattr(self._theme.palette, ink)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(name, colour, 16, ratio))
