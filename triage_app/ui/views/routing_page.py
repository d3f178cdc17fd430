"""The routing page: what goes to people, what it risks, and what was found of it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.routing import Reason
from triage_app.ui.text import count, probability
from triage_app.ui.theme import Theme
from triage_app.ui.views.routing.footer import ApplyLine
from triage_app.ui.views.routing.heading import Heading
from triage_app.ui.views.routing.headline import Headline
from triage_app.ui.views.routing.histogram import Histogram
from triage_app.ui.views.routing.lane_strip import LaneStrip
from triage_app.ui.views.routing.policy_controls import PolicyControls
from triage_app.ui.views.routing.risk_curve import PresentPoint, RiskCurve
from triage_app.ui.views.routing.standing import StandingPanel
from triage_app.ui.views.routing.values import Effect, PolicyChoice, PolicyKind
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState
from triage_app.ui.widgets.labels import MEDIUM, label


class RoutingPage(QWidget):
    """A choice of policies with its effect at once; the presenter reckons.

    Attributes
    ----------
    heading, controls, headline, strip, standing, histogram, curve, footer
        The parts, top to bottom.

    Signals
    -------
    choice_changed : PolicyChoice
        The person chose another policy or number, by hand or by dragging a cut.
    apply_requested, reset_requested, tighten_requested
    reranking_toggled : bool
    shown
        The page came into sight.
    """

    shown = Signal()
    choice_changed = Signal(object)
    apply_requested = Signal()
    reset_requested = Signal()
    tighten_requested = Signal()
    reranking_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "background")
        self.setAccessibleName(self.tr("Routing"))
        self.heading = Heading()
        self.controls = PolicyControls()
        self.headline = Headline()
        self.strip = LaneStrip(theme)
        self.histogram = Histogram(theme)
        self.curve = RiskCurve(theme)
        self.standing = StandingPanel(theme)
        self.footer = ApplyLine()
        self._forced = label(role="second", px=12, wrap=True)
        self._empty = EmptyPanel(theme, self)
        self._empty.setProperty("surface", "background")
        self._empty.hide()
        self._arrange()
        self._connect()

    def show_empty_state(self, state: EmptyState | None) -> None:
        """Cover the page with a state, or uncover it."""
        self._empty.setVisible(state is not None)
        for part in self._covered:
            part.setEnabled(state is None)
        if state is not None:
            self._empty.show_state(state)

    def empty_state(self) -> EmptyState | None:
        """Return the state that covers the page."""
        return None if self._empty.isHidden() else self._empty.state()

    def choice(self) -> PolicyChoice:
        """Return what is chosen on the page."""
        return self.controls.choice()

    def set_choice(self, choice: PolicyChoice) -> None:
        """Show a choice without reporting it."""
        self.controls.set_choice(choice)
        if choice.kind is PolicyKind.BAND:
            self.show_cuts(choice.low, choice.high)

    def show_spread(self, free: NDArray[np.int64], forced: NDArray[np.int64]) -> None:
        """Show how P(claim) is spread; as `Histogram.show_counts`."""
        self.histogram.show_counts(free, forced)
        self.controls.set_most_items(max(1, int(free.sum() + forced.sum())))

    def show_cuts(self, low: float, high: float) -> None:
        """Show the cuts that the choice comes to."""
        by_hand = self.choice().kind is PolicyKind.BAND
        self.histogram.set_cuts(low, high, by_hand=by_hand)
        self.histogram.describe(
            self.tr(
                "Up to {0} an item is likely opinion, from {1} likely claim; "
                "people look at what lies between."
            ).format(probability(low), probability(high))
        )

    def show_effect(
        self, effect: Effect | None, point: PresentPoint | None = None
    ) -> None:
        """Show what the choice would do; None: dashes."""
        self.headline.show_effect(effect)
        self.strip.show_effect(effect)
        self._forced.setText(self._reasons(effect))
        promised = self.choice().kind is PolicyKind.BUDGET
        self.curve.show_point(point, self.choice().budget if promised else None)

    def reasons_said(self) -> str:
        """Return what is said of the items for people."""
        return self._forced.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that what changed meanwhile may be shown."""
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state over the page."""
        self._empty.setGeometry(self.rect())
        self._empty.raise_()

    def _reasons(self, effect: Effect | None) -> str:
        if effect is None or not effect.people:
            return ""
        words = {
            Reason.MISSING_CONTENT: self.tr("{0} with nothing to score"),
            Reason.OUTSIDE_TRAINING: self.tr("{0} outside what the model learned"),
            Reason.HEADS_DISAGREE: self.tr("{0} where words and numbers disagree"),
            Reason.MID_CONFIDENCE: self.tr("{0} uncertain"),
            Reason.AUDIT: self.tr("{0} drawn for the audit"),
        }
        said = [
            pattern.format(count(effect.reasons[reason]))
            for reason, pattern in words.items()
            if effect.reasons.get(reason)
        ]
        return self.tr("For people: {0}.").format(", ".join(said)) if said else ""

    def _dragged(self, low: float, high: float) -> None:
        self.controls.move_cuts(low, high)

    def _connect(self) -> None:
        self.controls.changed.connect(self._changed)
        self.histogram.cuts_moved.connect(self._dragged)
        self.standing.tighten_requested.connect(self.tighten_requested)
        self.heading.reranking_toggled.connect(self.reranking_toggled)
        self.footer.apply_requested.connect(self.apply_requested)
        self.footer.reset_requested.connect(self.reset_requested)

    def _changed(self, choice: PolicyChoice) -> None:
        if choice.kind is PolicyKind.BAND:
            self.show_cuts(choice.low, choice.high)
        self.choice_changed.emit(choice)

    def _plots(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(
            _panel(
                self.tr("Items by P(claim), square-root scale"),
                self.histogram,
                self._forced,
            ),
            3,
        )
        row.addWidget(
            _panel(
                self.tr("Error over the share decided automatically"),
                self.curve,
                label(
                    self.tr("Held-out labels, with 90 % bound. The dot: this plan."),
                    "second",
                    12,
                    wrap=True,
                ),
            ),
            2,
        )
        return row

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.controls, 1)
        top.addWidget(self.headline, 1)
        page = QWidget()
        page.setProperty("surface", "none")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 12, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addLayout(top)
        column.addWidget(self.strip)
        column.addWidget(self.standing)
        column.addLayout(self._plots(), 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Routing: all parts, scrolled by arrow keys"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.footer)
        self._covered: tuple[QWidget, ...] = (scroll, self.footer)


def _panel(title: str, plot: QWidget, words: QWidget) -> QFrame:
    """Return a box with a title, a plot, and words below it."""
    frame = QFrame()
    frame.setProperty("role", "box")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(8)
    column.addWidget(label(title, weight=MEDIUM))
    column.addWidget(plot, 1)
    column.addWidget(words)
    return frame
