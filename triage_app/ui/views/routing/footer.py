"""The routing page's last line: what applying will do, and doing it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from triage_app.ui.text import visible
from triage_app.ui.widgets.labels import label


class ApplyLine(QWidget):
    """Stays in sight below the page.

    Signals
    -------
    apply_requested, reset_requested
    """

    apply_requested = Signal()
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self._words = label(role="second", wrap=True)
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setProperty("primary", True)
        self.apply.clicked.connect(self.apply_requested)
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Back to the routing in force"))
        self.reset.clicked.connect(self.reset_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 10, 24, 10)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.reset)
        row.addWidget(self.apply)
        self.show_consequence("", can_apply=False, can_reset=False)

    def show_consequence(self, words: str, *, can_apply: bool, can_reset: bool) -> None:
        """Say what applying will do, and whether it and going back are possible."""
        self._words.setText(visible(words, 300))
        self.apply.setEnabled(can_apply)
        self.apply.setAccessibleDescription(words)
        self.reset.setEnabled(can_reset)

    def words(self) -> str:
        """Return what is said."""
        return self._words.text()
