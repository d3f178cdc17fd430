"""The risk-coverage curve: what more automation costs, and where the plan stands."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from triage_app.ui.text import percent
from triage_app.ui.theme import Theme, font
from triage_app.ui.views.routing.plot import Plot

Array = NDArray[np.float64]
_MOST_POINTS = 400
_HEADROOM = 1.25
_LEAST_TOP = 0.002
_FOOT = 0.04  # so that a dot at 0 is whole
_HELD_OUT_SHOWN = (0.5, 0.9, 1.0)


@dataclass(frozen=True)
class PresentPoint:
    """Where a plan stands.

    Attributes
    ----------
    coverage : float
        Share of the items that is automatic.
    risk : float
        Share expected to be wrong among them.
    upper : float or None
        Upper bound of that share.
    """

    coverage: float
    risk: float
    upper: float | None = None


class RiskCurve(Plot):
    """Error among automatic items over their share, on held-out labels.

    The line is what was wrong, the ground above it reaches up to the 90 % bound; the
    dot is the plan on the page, its stem reaches up to its own bound.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Risk-coverage curve"), theme, parent)
        none = np.zeros(0)
        self._curve = (none, none, none)
        self._point: PresentPoint | None = None
        self._budget: float | None = None
        self._line = pg.PlotDataItem()
        self._upper = pg.PlotDataItem()
        self._ground = pg.FillBetweenItem(self._line, self._upper)
        self._promise = pg.InfiniteLine(angle=0)
        self._stem = pg.PlotDataItem()
        self._dot = pg.ScatterPlotItem(size=11)
        self._none = pg.TextItem(
            self.tr("No labels to draw a curve from"), anchor=(0.5, 0.5)
        )
        self._none.setFont(font(12))
        self._none.setPos(0.5, 0.5)
        for item in (self._ground, self._upper, self._line, self._promise):
            self.plot.addItem(item)
        for item in (self._stem, self._dot, self._none):
            self.plot.addItem(item, ignoreBounds=True)
        self.plot.setXRange(0, 1, padding=0.02)
        ticks = [(k / 4, f"{k * 25} %") for k in range(5)]
        self.plot.getAxis("bottom").setTicks([ticks])
        theme.changed.connect(self._tint)
        self._tint()
        self._draw()

    def show_curve(self, coverage: Array, risk: Array, upper: Array) -> None:
        """Show a curve: float arrays of shape (k,), all shares; empty: none."""
        keep = np.linspace(0, len(coverage) - 1, min(_MOST_POINTS, len(coverage)))
        rows = keep.astype(np.intp)
        self._curve = (coverage[rows], risk[rows], upper[rows])
        self._draw()

    def show_point(self, point: PresentPoint | None, budget: float | None) -> None:
        """Mark where the plan stands, and the error that it promises, if any."""
        self._point, self._budget = point, budget
        self._draw()

    def _draw(self) -> None:
        coverage, risk, upper = self._curve
        top = self._top()
        self.plot.setYRange(-_FOOT * top, top, padding=0)
        self.plot.getAxis("left").setTicks([_ticks(top)])
        self._line.setData(coverage, risk)
        self._upper.setData(coverage, np.minimum(upper, top * 2))
        self._none.setVisible(not len(coverage))
        self._none.setPos(0.5, top / 2)
        self._promise.setVisible(self._budget is not None)
        self._promise.setValue(self._budget or 0.0)
        point = self._point
        if point is None:
            self._dot.setData([], [])
            self._stem.setData([], [])
        else:
            self._dot.setData([point.coverage], [point.risk])
            end = point.risk if point.upper is None else point.upper
            self._stem.setData([point.coverage] * 2, [point.risk, min(end, top)])
        self.describe(self.words())

    def words(self) -> str:
        """Return what is shown, in words."""
        coverage, risk, upper = self._curve
        said = []
        if len(coverage):
            for share in _HELD_OUT_SHOWN:
                at = min(int(np.searchsorted(coverage, share)), len(coverage) - 1)
                said.append(
                    self.tr("With {0} automatic {1} is wrong, at most {2}.").format(
                        percent(float(coverage[at])),
                        percent(float(risk[at])),
                        percent(float(upper[at])),
                    )
                )
        else:
            said.append(self.tr("No labels to draw a curve from."))
        if self._point is not None:
            pattern = self.tr("This plan: {0} automatic, {1} of it expected wrong.")
            said.append(
                pattern.format(percent(self._point.coverage), percent(self._point.risk))
            )
        return " ".join(said)

    def _top(self) -> float:
        """Return the error at the upper edge: all that matters is below it."""
        _, risk, upper = self._curve
        ends = [_LEAST_TOP, 2 * (self._budget or 0.0)]
        if len(risk):
            ends += [float(risk.max()), float(upper[-1])]
        if self._point is not None:
            ends += [self._point.risk, self._point.upper or 0.0]
        return min(1.0, max(ends) * _HEADROOM)

    def _tint(self) -> None:
        colour = self._theme.colour
        self.tint_axes()
        self._line.setPen(pg.mkPen(colour("accent"), width=2))
        self._upper.setPen(
            pg.mkPen(colour("accent"), width=1, style=Qt.PenStyle.DotLine)
        )
        ground = colour("accent")
        ground.setAlphaF(0.14)
        self._ground.setBrush(ground)
        self._promise.setPen(
            pg.mkPen(colour("danger"), width=1, style=Qt.PenStyle.DashLine)
        )
        self._stem.setPen(pg.mkPen(colour("text"), width=2))
        self._dot.setBrush(colour("text"))
        self._dot.setPen(pg.mkPen(colour("panel"), width=2))
        self._none.setColor(colour("text_second"))


def _ticks(top: float) -> list[tuple[float, str]]:
    """Return four or five round shares from 0 to `top`."""
    rough = top / 4
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= rough)
    steps = np.arange(0, top + step / 2, step)
    return [(float(s), f"{s * 100:g} %" if s else "0") for s in np.round(steps, 8)]
