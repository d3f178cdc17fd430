"""One line that says the last decision is safe, with the way to take it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui import icons
from triage_app.ui.theme import Theme
from triage_app.ui.views.card_content import Receipt
from triage_app.ui.widgets.chip import Tone, tone_tokens
from triage_app.ui.widgets.labels import ElidedLabel, KeyBadge

HEIGHT = 44


class ReceiptLine(QWidget):
    """A tick, the receipt's words, and Undo with its key.

    Signals
    -------
    undo_requested
    """

    undo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._receipt: Receipt | None = None
        self._picture = QLabel()
        self._picture.setFixedSize(16, 16)
        self._words = ElidedLabel("second")
        self._words.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self._detail = ElidedLabel("third", 12)
        self._detail.setSizePolicy(self._words.sizePolicy())
        self._undo = QPushButton(self.tr("Undo"))
        self._undo.setProperty("role", "link")
        self._undo.setAccessibleName(self.tr("Undo the last decision"))
        self._undo.clicked.connect(self.undo_requested)
        self._key = KeyBadge("")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addStretch(1)
        said.addWidget(self._words)
        said.addWidget(self._detail)
        said.addStretch(1)
        row.addWidget(self._picture)
        row.addLayout(said, 1)
        row.addWidget(self._undo)
        row.addWidget(self._key)
        theme.changed.connect(self._tint)

    def show_receipt(self, receipt: Receipt | None) -> None:
        """Show a receipt; None says that nothing was decided yet."""
        self._receipt = receipt
        words = self.tr("No decision yet") if receipt is None else receipt.text
        detail = "" if receipt is None else receipt.detail
        self._words.set_full_text(words)
        self._detail.set_full_text(detail)
        self._detail.setVisible(bool(detail))
        key = "" if receipt is None else receipt.undo_key
        self._key.set_key(key)
        self._undo.setVisible(bool(key))
        self._picture.setVisible(receipt is not None)
        self._tint()

    def text(self) -> str:
        """Return the receipt's words, its detail after them."""
        parts = (self._words.full_text(), self._detail.full_text())
        return " · ".join(part for part in parts if part)

    def _tint(self) -> None:
        tone = Tone.NEUTRAL if self._receipt is None else self._receipt.tone
        ink, _ = tone_tokens(tone)
        own = "" if self._receipt is None else self._receipt.icon
        name = own or ("check" if tone is Tone.SAVED else "undo")
        colour = getattr(self._theme.palette, ink)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(name, colour, 16, ratio))
