"""The histogram of P(claim) with two cuts that can be dragged."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from triage_app.ui.text import count
from triage_app.ui.theme import Theme, font

BINS = 100
_LEAST_APART = 0.01
_BARS_SHARE = 0.84
_ROOM_FOR_WORDS = 0.12


class Histogram(QWidget):
    """A hundred bars on a square-root scale, coloured by the lane they fall into.

    The ends of the scale hold nearly all items; the root keeps the middle in sight.

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
        box = pg.ViewBox(enableMenu=False)
        self.plot = pg.PlotWidget(self, background=None, viewBox=box)
        self._own(self.plot.getPlotItem().ctrlMenu)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setAccessibleName(self.tr("Histogram of P(claim)"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Histogram of P(claim)"))
        self.setMinimumHeight(240)
        self._top = 1.0
        self._lanes = [
            self._lane(words)
            for words in (
                self.tr("Likely opinion"),
                self.tr("For people"),
                self.tr("Likely claim"),
            )
        ]
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
        self._top = float(np.sqrt(top)) / _BARS_SHARE
        self.plot.setYRange(0, self._top, padding=0)
        self.plot.getAxis("left").setTicks([_ticks(top)])
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

    def _own(self, menu: QMenu) -> None:
        """Take over a menu that pyqtgraph makes unasked and leaves behind."""
        menu.setParent(self, menu.windowFlags())

    def _lane(self, name: str) -> tuple[pg.LinearRegionItem, pg.TextItem]:
        """Make a lane's ground and its name."""
        ground = pg.LinearRegionItem((0, 1), movable=False, pen=pg.mkPen(None))
        ground.setZValue(-20)
        words = pg.TextItem(name, anchor=(0.5, 0))
        words.setFont(font(12))
        self.plot.addItem(ground)
        self.plot.addItem(words, ignoreBounds=True)
        return ground, words

    def _cut(self, at: float) -> pg.InfiniteLine:
        line = pg.InfiniteLine(
            pos=at, angle=90, movable=True, bounds=(0.0, 1.0), label=f"{at:.2f}"
        )
        line.label.setPosition(0.85)
        line.label.setFont(font(12))
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
            bars.setOpts(x=middles[own], height=np.sqrt(self._counts[own]))
        edges = (0.0, low, high, 1.0)
        for lane, (ground, words) in enumerate(self._lanes):
            left, right = edges[lane], edges[lane + 1]
            ground.setRegion((left, right))
            words.setPos((left + right) / 2, self._top)
            words.setVisible(right - left >= _ROOM_FOR_WORDS)

    def _dress_axes(self) -> None:
        self.plot.setXRange(0, 1, padding=0.01)
        self.plot.setYRange(0, 1, padding=0)
        bottom = self.plot.getAxis("bottom")
        bottom.setTicks([[(k / 10, f"{k / 10:.1f}") for k in range(11)]])
        left = self.plot.getAxis("left")
        left.enableAutoSIPrefix(False)
        for axis in (bottom, left):
            axis.setStyle(tickFont=font(11), tickLength=-4)

    def sizeHint(self) -> QSize:
        """Ask for little: the page gives what is left."""
        return QSize(480, 260)

    def _tint(self) -> None:
        colour = self._theme.colour
        self.plot.setBackground(colour("panel"))
        for place, token in enumerate(("opinion", "review", "claim")):
            self._bars[place].setOpts(brush=colour(token), pen=pg.mkPen(None))
            ground, words = self._lanes[place]
            fill = colour(f"{token}_fill")
            fill.setAlphaF(0.5)
            ground.setBrush(fill)
            words.setColor(colour(token))
        for axis in ("bottom", "left"):
            self.plot.getAxis(axis).setPen(colour("hairline"))
            self.plot.getAxis(axis).setTextPen(colour("text_second"))
        for line in (self._low, self._high):
            line.setPen(pg.mkPen(colour("text"), width=2))
            line.setHoverPen(pg.mkPen(colour("accent"), width=3))
            line.label.setColor(QColor(colour("text")))
            line.label.fill = pg.mkBrush(colour("panel"))
        self._draw_bars()


def _ticks(top: int) -> list[tuple[float, str]]:
    """Return round counts up to `top`, placed on the square-root scale."""
    steps = (0, 1, 2, 5, 10, 20, 50)
    rounds = [step * 10**power for power in range(0, 8, 2) for step in steps]
    placed = [n for n in sorted({*rounds}) if n <= top]
    apart = np.sqrt(top) / 8
    kept: list[tuple[float, str]] = []
    for number in placed:
        at = float(np.sqrt(number))
        if not kept or at - kept[-1][0] >= apart:
            kept.append((at, count(number)))
    return kept


def _say(line: pg.InfiniteLine, value: float) -> None:
    line.label.setFormat(f"{value:.2f}")
