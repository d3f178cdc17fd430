"""The drop-down that sets a range of P(claim)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QMenu,
    QPushButton,
    QWidget,
    QWidgetAction,
)

from triage_app.ui.widgets.labels import label
from triage_app.ui.widgets.number_box import NumberBox

STEP = 0.05


class RangeMenu(QMenu):
    """Two numbers between 0 and 1, the first never above the second.

    Signals
    -------
    range_edited : float, float
    """

    range_edited = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.low = self._box(self.tr("Lowest P(claim)"), 0.0)
        self.high = self._box(self.tr("Highest P(claim)"), 1.0)
        whole = QPushButton(self.tr("Any"))
        whole.clicked.connect(self._whole)
        panel = QWidget()
        grid = QGridLayout(panel)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(label(self.tr("From"), "second", 12), 0, 0)
        grid.addWidget(label(self.tr("to"), "second", 12), 0, 1)
        grid.addWidget(self.low, 1, 0)
        grid.addWidget(self.high, 1, 1)
        grid.addWidget(whole, 1, 2)
        action = QWidgetAction(self)
        action.setDefaultWidget(panel)
        self.addAction(action)
        self.aboutToShow.connect(lambda: self.low.setFocus())

    def set_range(self, low: float, high: float) -> None:
        """Show a range without reporting it."""
        for box, value in ((self.low, low), (self.high, high)):
            if abs(box.value() - value) > 1e-9:
                blocked = box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(blocked)

    def _box(self, name: str, value: float) -> NumberBox:
        box = NumberBox(name, value, STEP)
        box.setFixedWidth(80)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda: self._edited(box))
        return box

    def _edited(self, moved: NumberBox) -> None:
        low, high = self.low.value(), self.high.value()
        if low > high:
            low = high = moved.value()
        self.set_range(low, high)
        self.range_edited.emit(low, high)

    def _whole(self) -> None:
        self.set_range(0.0, 1.0)
        self.range_edited.emit(0.0, 1.0)
        self.close()
