"""A number between 0 and 1, in hundredths."""

from PySide6.QtWidgets import QDoubleSpinBox, QWidget

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
        self.setAccessibleName(name)
        self.lineEdit().setTextMargins(_INDENT, 0, 0, 0)
