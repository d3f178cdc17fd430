"""What the page's plots share: a pyqtgraph plot that only shows, in the theme."""

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage_app.ui.theme import Theme, font

LEAST_HEIGHT = 120
_ROOM_FOR_LAST_TICK = 12


class Plot(QWidget):
    """A plot without pan, zoom or menu; what it shows is its accessible description."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        box = pg.ViewBox(enableMenu=False)
        self.plot = pg.PlotWidget(self, background=None, viewBox=box)
        # pyqtgraph makes this menu unasked and leaves it behind.
        menu = self.plot.getPlotItem().ctrlMenu
        menu.setParent(self, menu.windowFlags())
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setAccessibleName(name)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.plot.getPlotItem().setContentsMargins(0, 0, _ROOM_FOR_LAST_TICK, 0)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for axis in ("bottom", "left"):
            own = self.plot.getAxis(axis)
            own.enableAutoSIPrefix(False)
            own.setStyle(tickFont=font(11), tickLength=-4, hideOverlappingLabels=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def sizeHint(self) -> QSize:
        """Ask for little: the page gives what is left."""
        return QSize(320, LEAST_HEIGHT)

    def describe(self, words: str) -> None:
        """Say in words what is shown."""
        self.setAccessibleDescription(words)
        self.plot.setAccessibleDescription(words)

    def tint_axes(self) -> None:
        """Draw ground and axes in the colours in force."""
        colour = self._theme.colour
        self.plot.setBackground(colour("panel"))
        for axis in ("bottom", "left"):
            self.plot.getAxis(axis).setPen(colour("hairline"))
            self.plot.getAxis(axis).setTextPen(colour("text_second"))
