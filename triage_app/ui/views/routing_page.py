"""The routing page: how P(claim) is spread, and where the two cuts stand."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.text import NOTHING, count, probability
from triage_app.ui.theme import Theme
from triage_app.ui.views.histogram import Histogram
from triage_app.ui.widgets.chip import Chip, Tone
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, label
from triage_app.ui.widgets.number_box import NumberBox

STEP = 0.01
BINS = 100


class RoutingPage(QWidget):
    """Two cuts, moved by mouse or keyboard, with their effect at once.

    Signals
    -------
    cuts_moved : float, float
        The lower and the upper cut, while they move.
    apply_requested : float, float
    reset_requested
        Back to the cuts in force; the page has already gone back to them.
    """

    cuts_moved = Signal(float, float)
    apply_requested = Signal(float, float)
    reset_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._in_force = (0.2, 0.8)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "background")
        self.setAccessibleName(self.tr("Routing"))
        self.histogram = Histogram(theme)
        self.histogram.cuts_moved.connect(self._moved)
        self.low = self._box(self.tr("Likely opinion up to"))
        self.high = self._box(self.tr("Likely claim from"))
        self._values: dict[str, QLabel] = {}
        self._shares: dict[str, QLabel] = {}
        self._summary = label(role="second", wrap=True)
        self._unscored = label(role="second", px=12)
        self._apply = QPushButton(self.tr("Apply"))
        self._apply.setProperty("primary", True)
        self._apply.clicked.connect(lambda: self.apply_requested.emit(*self.cuts()))
        self._reset = QPushButton(self.tr("Reset"))
        self._reset.clicked.connect(self._go_back)
        self._arrange()
        self.set_cuts(*self._in_force)
        self.set_numbers(None, None, None)

    def show_histogram(self, counts: NDArray[np.int64], unscored: int) -> None:
        """Show how many items have which P(claim).

        Parameters
        ----------
        counts : int array of shape (100,)
            Items by P(claim) in steps of 0.01.
        unscored : int
            Items without a score; they always go to people.
        """
        self.histogram.show_counts(counts)
        self._unscored.setText(
            self.tr("{0} items with nothing to score go to people at any cut.").format(
                count(unscored)
            )
        )
        self._unscored.setVisible(unscored > 0)

    def set_cuts(self, low: float, high: float) -> None:
        """Show the cuts in force, without reporting them."""
        self._in_force = (low, high)
        self._show_cuts(low, high)

    def cuts(self) -> tuple[float, float]:
        """Return the cuts as they stand."""
        return self.low.value(), self.high.value()

    def set_numbers(
        self, people: int | None, likely_claim: int | None, likely_opinion: int | None
    ) -> None:
        """Show how many items the cuts would send where; None shows a dash."""
        numbers = {
            "opinion": likely_opinion,
            "review": people,
            "claim": likely_claim,
        }
        total = sum(number or 0 for number in numbers.values())
        for key, number in numbers.items():
            self._values[key].setText(count(number))
            share = (
                NOTHING
                if not total or number is None
                else f"{number / total * 100:.1f} %"
            )
            self._shares[key].setText(self.tr("{0} of all items").format(share))
        self._summary.setText(self.summary())

    def number(self, lane: str) -> str:
        """Return the number shown for ``"claim"``, ``"review"`` or ``"opinion"``."""
        return self._values[lane].text()

    def summary(self) -> str:
        """Return what the histogram and the cuts say, in words."""
        low, high = self.cuts()
        return self.tr(
            "Up to {0} an item is likely opinion, from {1} likely claim; "
            "people look at what lies between."
        ).format(probability(low), probability(high))

    def _moved(self, low: float, high: float) -> None:
        self._show_cuts(low, high)
        self.cuts_moved.emit(low, high)

    def _edited(self, box: NumberBox) -> None:
        low, high = self.cuts()
        if low >= high:
            if box is self.low:
                low = high - STEP
            else:
                high = low + STEP
        self._moved(round(low, 2), round(high, 2))

    def _go_back(self) -> None:
        self._moved(*self._in_force)
        self.reset_requested.emit()

    def _show_cuts(self, low: float, high: float) -> None:
        for box, value in ((self.low, low), (self.high, high)):
            blocked = box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(blocked)
        self.histogram.set_cuts(low, high)
        changed = any(
            abs(now - then) > STEP / 2
            for now, then in zip(self.cuts(), self._in_force, strict=True)
        )
        self._apply.setEnabled(changed)
        self._reset.setEnabled(changed)
        self._summary.setText(self.summary())
        self.histogram.setAccessibleDescription(self.summary())

    def _box(self, name: str) -> NumberBox:
        box = NumberBox(name, 0.0, STEP)
        box.setFixedWidth(96)
        box.valueChanged.connect(lambda: self._edited(box))
        return box

    def _tile(self, key: str, name: str, tone: Tone) -> QFrame:
        tile = QFrame()
        tile.setProperty("role", "box")
        chip = Chip(self._theme)
        chip.set_chip(name, tone)
        self._values[key] = label(NOTHING, px=28, weight=SEMIBOLD)
        self._values[key].setAccessibleDescription(name)
        self._shares[key] = label(role="third", px=12)
        column = QVBoxLayout(tile)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(chip)
        column.addWidget(self._values[key])
        column.addWidget(self._shares[key])
        return tile

    def _tiles(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        tiles = (
            ("opinion", self.tr("Likely opinion"), Tone.OPINION),
            ("review", self.tr("For people"), Tone.REVIEW),
            ("claim", self.tr("Likely claim"), Tone.CLAIM),
        )
        for key, name, tone in tiles:
            row.addWidget(self._tile(key, name, tone), 1)
        return row

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, box in (
            (self.tr("Likely opinion up to"), self.low),
            (self.tr("Likely claim from"), self.high),
        ):
            head = label(name, "second")
            head.setBuddy(box)
            row.addWidget(head)
            row.addWidget(box)
            row.addSpacing(8)
        row.addStretch(1)
        row.addWidget(self._reset)
        row.addWidget(self._apply)
        return row

    def _arrange(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "box")
        inside = QGridLayout(panel)
        inside.setContentsMargins(16, 12, 16, 16)
        inside.setVerticalSpacing(12)
        inside.addWidget(
            label(self.tr("Items by P(claim), square-root scale"), weight=MEDIUM), 0, 0
        )
        inside.addWidget(self._unscored, 0, 1, Qt.AlignmentFlag.AlignRight)
        inside.addWidget(self.histogram, 1, 0, 1, 2)
        inside.addLayout(self._controls(), 2, 0, 1, 2)
        inside.setRowStretch(1, 1)
        page = QWidget()
        page.setProperty("surface", "none")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Routing"), px=20, weight=SEMIBOLD))
        column.addWidget(self._summary)
        column.addLayout(self._tiles())
        column.addWidget(panel, 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
