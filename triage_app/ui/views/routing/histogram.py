"""The histogram of P(claim) with two cuts that can be dragged."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage_app.domain.routing import Lane
from triage_app.ui import text
from triage_app.ui.theme import Theme, font
from triage_app.ui.views.routing.lane_strip import ORDER
from triage_app.ui.views.routing.plot import Plot
from triage_app.ui.widgets.chip import LANE_TONES

BARS = 100
FINE = 1000
_LEAST_APART = 0.01
_BARS_SHARE = 0.84
_ROOM_FOR_WORDS = 0.12
_REVIEW = ORDER.index(Lane.REVIEW)

Counts = NDArray[np.int64]


class Histogram(Plot):
    """A hundred bars on a square-root scale, each split by the lanes of its items.

    The ends of the scale hold nearly all items; the root keeps the middle in sight.

    Signals
    -------
    cuts_moved : float, float
        While a cut is dragged; rounded to hundredths, the lower one below the upper.
    """

    cuts_moved = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Histogram of P(claim)"), theme, parent)
        self._free = np.zeros(FINE, dtype=np.int64)
        self._forced = np.zeros(FINE, dtype=np.int64)
        self._routed: Counts | None = None
        self._top = 1.0
        self._by_hand = True
        self._lanes = [self._lane(text.lane(lane)) for lane in ORDER]
        self._bars = [pg.BarGraphItem(x=[], height=[], width=0.008) for _ in ORDER]
        for bars in self._bars:
            self.plot.addItem(bars)
        self._low, self._high = self._cut(0.2), self._cut(0.8)
        self.plot.setXRange(0, 1, padding=0.01)
        self.plot.setYRange(0, 1, padding=0)
        ticks = [(k / 10, f"{k / 10:.1f}") for k in range(11)]
        self.plot.getAxis("bottom").setTicks([ticks])
        theme.changed.connect(self._tint)
        self._tint()

    def show_counts(self, free: Counts, forced: Counts) -> None:
        """Show how many items have which P(claim).

        Parameters
        ----------
        free, forced : int arrays of shape (1000,)
            Items by P(claim) in steps of 0.001: those that a policy decides of, and
            those that go to people under any policy.
        """
        self._free = np.asarray(free, dtype=np.int64)
        self._forced = np.asarray(forced, dtype=np.int64)
        top = max(1, int(_bars(self._free + self._forced).max(initial=0)))
        self._top = float(np.sqrt(top)) / _BARS_SHARE
        self.plot.setYRange(0, self._top, padding=0)
        self.plot.getAxis("left").setTicks([_ticks(top)])
        self._draw_bars()

    def show_lanes(self, counts: Counts) -> None:
        """Show where a plan sends the items, until a cut is moved by hand.

        Parameters
        ----------
        counts : int array of shape (3, 100)
            By `Lane` code and P(claim) in steps of 0.01; kinds of items may have cuts
            of their own, so that the lines alone don't tell.
        """
        self._routed = counts[[int(lane) for lane in ORDER]]
        self._draw_bars()

    def lane_counts(self) -> Counts:
        """Return the items of each bar by lane, of shape (3, 100), opinion first."""
        if self._routed is not None:
            return self._routed
        low, high = self._low.value(), self._high.value()
        middles = (np.arange(FINE) + 0.5) / FINE
        lanes = np.where(middles < low, 0, np.where(middles > high, 2, _REVIEW))
        counts = np.stack([_bars(self._free * (lanes == k)) for k in range(3)])
        counts[_REVIEW] += _bars(self._forced)
        return counts

    def cuts(self) -> tuple[float, float]:
        """Return where the cuts stand."""
        return float(self._low.value()), float(self._high.value())

    def set_cuts(self, low: float, high: float, *, by_hand: bool = True) -> None:
        """Move the cuts without reporting it; dashed unless they are set by hand."""
        self._routed = None
        for line, value in ((self._low, low), (self._high, high)):
            blocked = line.blockSignals(True)
            line.setValue(value)
            line.blockSignals(blocked)
            line.label.setFormat(_cut_text(value))
        if by_hand is not self._by_hand:
            self._by_hand = by_hand
            self._tint_lines()
        self._draw_bars()

    def drag(self, cut: int, to: float) -> None:
        """Move the lower (0) or the upper (1) cut as the mouse does."""
        (self._low, self._high)[cut].setValue(to)

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
            pos=at, angle=90, movable=True, bounds=(0.0, 1.0), label=_cut_text(at)
        )
        line.label.setPosition(0.74)
        line.label.setFont(font(12))
        line.setCursor(Qt.CursorShape.SizeHorCursor)
        line.sigPositionChanged.connect(self._dragged)
        self.plot.addItem(line)
        return line

    def _dragged(self, moved: pg.InfiniteLine) -> None:
        low, high = (round(cut, 2) for cut in self.cuts())
        if high - low < _LEAST_APART:
            if moved is self._low:
                low = round(high - _LEAST_APART, 2)
            else:
                high = round(low + _LEAST_APART, 2)
        low = min(max(0.0, low), 1.0 - _LEAST_APART)
        high = max(min(1.0, high), _LEAST_APART)
        self.set_cuts(low, high)
        self.cuts_moved.emit(low, high)

    def _draw_bars(self) -> None:
        """Stand the lanes' parts on one another; a bar's whole height is the root."""
        middles = (np.arange(BARS) + 0.5) / BARS
        counts = self.lane_counts()
        total = counts.sum(axis=0)
        scale = np.sqrt(total) / np.maximum(total, 1)
        foot = np.zeros(BARS)
        for lane, bars in enumerate(self._bars):
            height = counts[lane] * scale
            bars.setOpts(x=middles, y0=foot, height=height)
            foot = foot + height
        edges = (0.0, *self.cuts(), 1.0)
        for lane, (ground, words) in enumerate(self._lanes):
            left, right = edges[lane], edges[lane + 1]
            ground.setRegion((left, right))
            words.setPos((left + right) / 2, self._top)
            words.setVisible(right - left >= _ROOM_FOR_WORDS)

    def _tint(self) -> None:
        colour = self._theme.colour
        self.tint_axes()
        for place, lane in enumerate(ORDER):
            token = LANE_TONES[lane].value
            self._bars[place].setOpts(brush=colour(token), pen=pg.mkPen(None))
            ground, words = self._lanes[place]
            fill = colour(f"{token}_fill")
            fill.setAlphaF(0.5)
            ground.setBrush(fill)
            words.setColor(colour(token))
        self._tint_lines()
        self._draw_bars()

    def _tint_lines(self) -> None:
        colour = self._theme.colour
        style = Qt.PenStyle.SolidLine if self._by_hand else Qt.PenStyle.DashLine
        for line in (self._low, self._high):
            line.setPen(pg.mkPen(colour("text"), width=2, style=style))
            line.setHoverPen(pg.mkPen(colour("accent"), width=3))
            line.label.setColor(colour("text"))
            line.label.fill = pg.mkBrush(colour("panel"))


def _bars(fine: Counts) -> Counts:
    """Return counts in steps of 0.001 as counts in steps of 0.01."""
    bars: Counts = fine.reshape(BARS, FINE // BARS).sum(axis=1)
    return bars


def _cut_text(value: float) -> str:
    if 0.0 < value < 0.0005:
        return "<0.001"
    if 0.9995 <= value < 1.0:
        return ">0.999"
    fine = 0.0 < value < 0.01 or 0.99 < value < 1.0
    return f"{value:.3f}" if fine else f"{value:.2f}"


def _ticks(top: int) -> list[tuple[float, str]]:
    """Return round counts up to `top`, placed on the square-root scale."""
    steps = (0, 1, 2, 5, 10, 20, 50)
    rounds = [step * 10**power for power in range(0, 8, 2) for step in steps]
    placed = [n for n in sorted({*rounds}) if n <= top]
    apart = np.sqrt(top) / 6
    kept: list[tuple[float, str]] = []
    for number in placed:
        at = float(np.sqrt(number))
        if not kept or at - kept[-1][0] >= apart:
            kept.append((at, text.count(number)))
    return kept
