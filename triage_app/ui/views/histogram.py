"""The histogram of P(claim) with two cuts that can be dragged."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage_app.ui.theme import Theme, font

BINS = 100
_LEAST_APART = 0.01


class Histogram(QWidget):
    """A hundred bars, coloured by the lane they fall into.

    Signals
    -------
    cuts_moved : float, float
        While a cut is dragged; rounded to hundredths, the lower one below the upper.
    """

    cuts_moved = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts = np.zeros(BINS, dtype=np.int64)
        self.plot = pg.PlotWidget(self, background=None)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setAccessibleName(self.tr("Histogram of P(claim)"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Histogram of P(claim)"))
        self.setMinimumHeight(240)
        self._bars = [pg.BarGraphItem(x=[], height=[], width=0.008) for _ in range(3)]
        for bars in self._bars:
            self.plot.addItem(bars)
        self._low, self._high = self._cut(0.2), self._cut(0.8)
        self._dress_axes()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        theme.changed.connect(self._tint)
        self._tint()

    def show_counts(self, counts: NDArray[np.int64]) -> None:
        """Show counts, an int array of shape (100,)."""
        self._counts = np.asarray(counts, dtype=np.int64)
        top = max(1, int(self._counts.max(initial=0)))
        self.plot.setYRange(0, top * 1.08, padding=0)
        self._draw_bars()

    def counts(self) -> NDArray[np.int64]:
        """Return the counts shown."""
        return self._counts

    def cuts(self) -> tuple[float, float]:
        """Return where the cuts stand."""
        return round(self._low.value(), 2), round(self._high.value(), 2)

    def set_cuts(self, low: float, high: float) -> None:
        """Move the cuts without reporting it."""
        for line, value in ((self._low, low), (self._high, high)):
            blocked = line.blockSignals(True)
            line.setValue(value)
            line.blockSignals(blocked)
            _say(line, value)
        self._draw_bars()

    def drag(self, cut: int, to: float) -> None:
        """Move the lower (0) or the upper (1) cut as the mouse does."""
        (self._low, self._high)[cut].setValue(to)

    def _cut(self, at: float) -> pg.InfiniteLine:
        line = pg.InfiniteLine(
            pos=at, angle=90, movable=True, bounds=(0.0, 1.0), label=f"{at:.2f}"
        )
        line.label.setPosition(0.95)
        line.sigPositionChanged.connect(self._dragged)
        self.plot.addItem(line)
        return line

    def _dragged(self, moved: pg.InfiniteLine) -> None:
        low, high = self.cuts()
        if high - low < _LEAST_APART:
            if moved is self._low:
                low = round(high - _LEAST_APART, 2)
            else:
                high = round(low + _LEAST_APART, 2)
        low, high = max(0.0, low), min(1.0, high)
        self.set_cuts(low, high)
        self.cuts_moved.emit(low, high)

    def _draw_bars(self) -> None:
        low, high = self.cuts()
        middles = (np.arange(BINS) + 0.5) / BINS
        lanes = np.where(middles < low, 0, np.where(middles > high, 2, 1))
        for lane, bars in enumerate(self._bars):
            own = lanes == lane
            bars.setOpts(x=middles[own], height=self._counts[own])

    def _dress_axes(self) -> None:
        self.plot.setXRange(0, 1, padding=0.01)
        self.plot.setYRange(0, 1, padding=0)
        bottom = self.plot.getAxis("bottom")
        bottom.setTicks([[(k / 10, f"{k / 10:.1f}") for k in range(11)]])
        left = self.plot.getAxis("left")
        left.enableAutoSIPrefix(False)
        for axis in (bottom, left):
            axis.setStyle(tickFont=font(11), tickLength=-4)
        self.plot.showGrid(y=True, alpha=0.15)

    def _tint(self) -> None:
        colour = self._theme.colour
        for bars, token in zip(self._bars, ("opinion", "review", "claim"), strict=True):
            bars.setOpts(brush=colour(token), pen=pg.mkPen(None))
        for axis in ("bottom", "left"):
            self.plot.getAxis(axis).setPen(colour("hairline"))
            self.plot.getAxis(axis).setTextPen(colour("text_second"))
        for line in (self._low, self._high):
            line.setPen(pg.mkPen(colour("text"), width=2))
            line.setHoverPen(pg.mkPen(colour("accent"), width=3))
            line.label.setColor(QColor(colour("text")))
            line.label.fill = pg.mkBrush(colour("panel"))
        self._draw_bars()


def _say(line: pg.InfiniteLine, value: float) -> None:
    line.label.setFormat(f"{value:.2f}")
