"""The routing page's heading: what is in force, and whether the order learns."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from triage_app.ui.widgets.labels import SEMIBOLD, ElidedLabel, label


class Heading(QWidget):
    """The page's name with the routing in force; at the right the re-ranking switch.

    Signals
    -------
    reranking_toggled : bool
        The person turned re-ranking on or off.
    """

    reranking_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_force = ElidedLabel("second")
        words = self.tr("Their order follows the verdicts; lanes never change by it")
        self.reranking = QCheckBox(self.tr("Re-rank unfamiliar items while working"))
        self.reranking.setAccessibleDescription(words)
        self.reranking.toggled.connect(self.reranking_toggled)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(2)
        left.addWidget(label(self.tr("Routing"), px=20, weight=SEMIBOLD))
        left.addWidget(self._in_force)
        right.addWidget(self.reranking)
        explained = label(words, "second", 12)
        explained.setIndent(28)
        right.addWidget(explained)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addLayout(right)
        row.setAlignment(right, Qt.AlignmentFlag.AlignVCenter)

    def set_in_force(self, words: str) -> None:
        """Say which routing holds now."""
        self._in_force.set_full_text(words)

    def in_force(self) -> str:
        """Return which routing is said to hold now."""
        return self._in_force.full_text()

    def set_reranking(self, on: bool, *, enabled: bool) -> None:
        """Show whether the order learns, without reporting it."""
        blocked = self.reranking.blockSignals(True)
        self.reranking.setChecked(on)
        self.reranking.setEnabled(enabled)
        self.reranking.blockSignals(blocked)
