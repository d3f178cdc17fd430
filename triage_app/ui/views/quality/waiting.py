"""What waits for a lead, and the way there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from triage_app.ui.text import count
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, label


class WaitingStrip(QFrame):
    """Three numbers and a button.

    Signals
    -------
    lead_requested
    """

    lead_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 10, 16, 10)
        self._row.setSpacing(8)
        self._row.addWidget(label(self.tr("For a lead"), weight=MEDIUM))
        self._row.addSpacing(16)
        self._numbers = [
            self._figure(name)
            for name in (
                self.tr("escalated"),
                self.tr("where two verdicts disagree"),
                self.tr("that the rules don't cover"),
            )
        ]
        self._row.addStretch(1)
        self.lead = QPushButton(self.tr("Open the list for a lead"))
        self.lead.setToolTip(self.tr("Escalated items, and those to settle"))
        self.lead.clicked.connect(self.lead_requested)
        self._row.addWidget(self.lead)
        self.show_waiting(0, 0, 0)

    def show_waiting(self, escalated: int, disputed: int, gap_items: int) -> None:
        """Show how many items wait for a lead; the button needs one to lead to."""
        for number, value in zip(
            self._numbers, (escalated, disputed, gap_items), strict=True
        ):
            number.setText(count(value))
        self.lead.setEnabled(bool(escalated or disputed))
        said = self.tr(
            "Waiting for a lead: {0} escalated, {1} where two verdicts disagree, {2} "
            "that the rules don't cover"
        ).format(count(escalated), count(disputed), count(gap_items))
        self.setAccessibleName(said)
        self.lead.setAccessibleDescription(said)

    def numbers(self) -> tuple[str, ...]:
        """Return the three numbers as they are shown."""
        return tuple(number.text() for number in self._numbers)

    def _figure(self, name: str) -> QLabel:
        number = label(px=20, weight=SEMIBOLD)
        self._row.addWidget(number)
        self._row.addWidget(label(name, "second"))
        self._row.addSpacing(24)
        return number
