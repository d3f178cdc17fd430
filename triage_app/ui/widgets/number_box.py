"""Boxes for numbers: a probability in hundredths, a share in per cent, a count."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

_INDENT = 6


class NumberBox(QDoubleSpinBox):
    """A spin box for a probability; the style sheet can't indent its text."""

    def __init__(
        self, name: str, value: float, step: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setDecimals(2)
        self.setRange(0.0, 1.0)
        self.setSingleStep(step)
        self.setValue(value)
        _dress(self, name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page unless the box has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class PercentBox(NumberBox):
    """A spin box for a share, shown in per cent with as many places as it has."""

    def __init__(
        self, name: str, least: float, most: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, 0.0, 0.1, parent)
        self.setDecimals(2)
        self.setRange(least * 100, most * 100)
        self.setSuffix(" %")

    def textFromValue(self, value: float) -> str:
        """Leave out zeros at the end: ``1 %``, ``0.25 %``."""
        return f"{value:g}"

    def share(self) -> float:
        """Return the share, 0 to 1."""
        return round(self.value() / 100, 4)

    def set_share(self, share: float) -> None:
        """Show a share."""
        self.setValue(share * 100)


class CountBox(QSpinBox):
    """A spin box for a number of items, its thousands apart."""

    def __init__(self, name: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, most)
        self.setGroupSeparatorShown(True)
        self.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        _dress(self, name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page unless the box has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _dress(box: QAbstractSpinBox, name: str) -> None:
    box.setAccessibleName(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.lineEdit().setTextMargins(_INDENT, 0, 0, 0)
