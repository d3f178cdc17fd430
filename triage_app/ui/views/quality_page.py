"""The quality page: how far people agree, what the score does, what waits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.text import visible
from triage_app.ui.theme import Theme
from triage_app.ui.views.quality.day_bars import DayBars
from triage_app.ui.views.quality.gap_list import GapList
from triage_app.ui.views.quality.measure_rows import MeasureRows
from triage_app.ui.views.quality.panels import FindingPanel, box
from triage_app.ui.views.quality.values import Shown
from triage_app.ui.views.quality.waiting import WaitingStrip
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, label


class QualityPage(QWidget):
    """Shows what the presenter found; asks for nothing but ways to the desk.

    Attributes
    ----------
    waiting, between, same, effect, reasons, gaps, times, days
        The parts, top to bottom.

    Signals
    -------
    shown
        The page came into sight.
    lead_requested
        The person wants the list for a lead.
    item_requested : str
        The person wants one item's card.
    """

    shown = Signal()
    lead_requested = Signal()
    item_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "background")
        self.setAccessibleName(self.tr("Quality"))
        self.waiting = WaitingStrip()
        self.between = FindingPanel(
            theme,
            self.tr("Between two moderators"),
            self.tr("Cohen's kappa: 1 all alike, 0 no more than chance"),
        )
        self.same = FindingPanel(
            theme,
            self.tr("The same moderator, later"),
            self.tr("Cohen's kappa, of the same item seen again"),
        )
        self.effect = FindingPanel(
            theme,
            self.tr("What the visible score does"),
            self.tr("Overrides among first verdicts in review"),
        )
        self.reasons = MeasureRows(theme, self.tr("Reasons given"))
        self.times = MeasureRows(theme, self.tr("Time on screen"))
        self._reasons_note, self._times_note, self._days_note = (
            label(role="second", px=12, wrap=True) for _ in range(3)
        )
        self.gaps = GapList()
        self.days = DayBars(theme)
        self._empty = EmptyPanel(theme, self)
        self._empty.setProperty("surface", "background")
        self._empty.hide()
        self._arrange()
        self.waiting.lead_requested.connect(self.lead_requested)
        self.gaps.item_requested.connect(self.item_requested)

    def show_quality(self, shown: Shown) -> None:
        """Show what was found in place of what was found before."""
        self.show_empty_state(None)
        self.waiting.show_waiting(shown.escalated, shown.disputed, shown.gap_items)
        self.between.show_finding(shown.between)
        self.same.show_finding(shown.same)
        self.effect.show_finding(shown.effect)
        most = max((row.value or 0.0 for row in shown.reasons), default=0.0)
        self.reasons.show_rows(shown.reasons, (0.0, max(1.0, most)))
        self._say(self._reasons_note, shown.reasons_note)
        self.gaps.show_gaps(shown.gaps, shown.gaps_note)
        longest = max((row.value or 0.0 for row in shown.times), default=1.0)
        self.times.show_rows(shown.times, (0.0, longest))
        self._say(self._times_note, shown.times_note)
        self.days.show_days(shown.days)
        self._say(self._days_note, shown.days_note)

    def show_empty_state(self, state: EmptyState | None) -> None:
        """Cover the page with a state, or uncover it."""
        self._empty.setVisible(state is not None)
        self._scroll.setEnabled(state is None)
        if state is not None:
            self._empty.show_state(state)

    def empty_state(self) -> EmptyState | None:
        """Return the state that covers the page."""
        return None if self._empty.isHidden() else self._empty.state()

    def notes(self) -> tuple[str, str, str]:
        """Return what is said of reasons, times and days."""
        return (
            self._reasons_note.text(),
            self._times_note.text(),
            self._days_note.text(),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that what changed meanwhile may be shown."""
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state over the page."""
        self._empty.setGeometry(self.rect())
        self._empty.raise_()

    def _say(self, note: QLabel, words: str) -> None:
        note.setText(visible(words, 300))
        note.setVisible(bool(words))

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, panel in enumerate((self.between, self.same, self.effect)):
            grid.addWidget(panel, 0, place)
            grid.setColumnStretch(place, 1)
        reasons, column = box(self.tr("Reasons given"))
        column.addWidget(self._reasons_note)
        column.addWidget(self.reasons)
        column.addStretch(1)
        grid.addWidget(reasons, 1, 0)
        grid.addWidget(self.gaps, 1, 1)
        grid.addWidget(self._work(), 1, 2)
        grid.setRowStretch(1, 1)
        page = QWidget()
        page.setProperty("surface", "none")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 12, 24, 16)
        column.setSpacing(12)
        column.addLayout(self._heading())
        column.addWidget(self.waiting)
        column.addLayout(grid, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(
            self.tr("Quality: all parts, scrolled by arrow keys")
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _heading(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(self.tr("Quality"), px=20, weight=SEMIBOLD))
        column.addWidget(
            label(
                self.tr("About the rules and the desk: nobody's name is here."),
                "second",
            )
        )
        return column

    def _work(self) -> QWidget:
        frame, column = box(self.tr("Time on screen"))
        column.addWidget(self._times_note)
        column.addWidget(self.times)
        column.addSpacing(8)
        days = QHBoxLayout()
        days.addWidget(label(self.tr("Verdicts a day"), weight=MEDIUM))
        column.addLayout(days)
        column.addWidget(self._days_note)
        column.addWidget(self.days)
        column.addStretch(1)
        return frame
