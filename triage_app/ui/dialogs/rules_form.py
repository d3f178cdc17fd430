"""The numbers and choices in the lead's settings: all of them but the reasons."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.desk_rules import MOST_HOURS, MOST_MINUTES, DeskRules
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.domain.visibility import ScoreVisibility
from triage_app.ui.widgets.labels import SEMIBOLD, label
from triage_app.ui.widgets.number_box import CountBox, NumberBox, PercentBox
from triage_app.ui.widgets.segments import Segments

_WIDTH = 300


class _HoursBox(NumberBox):
    """A spin box for hours, shown with as many places as they have."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 0.0, 1.0)
        self.setRange(0.0, MOST_HOURS)

    def textFromValue(self, value: float) -> str:
        """Leave out zeros at the end."""
        return f"{value:g}"


class RulesForm(QWidget):
    """Shows scores, double review, timebox and re-ranking one under another.

    Signals
    -------
    edited
    """

    edited = Signal()

    def __init__(self, settings: LeadSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = settings
        self.scores = Segments(
            self.tr("Scores in the review lane"),
            (
                (ScoreVisibility.HIDDEN.value, self.tr("Hidden")),
                (ScoreVisibility.SHOWN.value, self.tr("Shown")),
                (ScoreVisibility.RANDOM.value, self.tr("By lot")),
            ),
        )
        self.scores.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed
        )
        self.share = PercentBox(self.tr("Share that comes again"), 0.0, 1.0)
        self.delay = _HoursBox(self.tr("Hours of delay"))
        self.work = CountBox(self.tr("Minutes of work before a pause"), MOST_MINUTES)
        self.pause = CountBox(self.tr("Minutes of a pause"), MOST_MINUTES)
        self.reranking = QCheckBox(self.tr("Let the order follow the verdicts"))
        self._hint = label(role="third", px=12, wrap=True)
        self._show(settings)
        self._arrange()
        self._connect()
        self._explain()

    def settings(self, reasons: ReasonCodes) -> LeadSettings:
        """Return what is edited, with the reasons that go with it."""
        shown = self._shown.rules
        double, timebox = shown.double, shown.timebox
        # A box rounds: what nobody touched stays as it was kept.
        if self.share.value() != self._first["share"]:
            double = replace(double, share=self.share.share())
        if self.delay.value() != self._first["delay"]:
            double = replace(double, delay_hours=self.delay.value())
        timebox = replace(
            timebox,
            work_minutes=self.work.value(),
            pause_minutes=self.pause.value(),
        )
        return LeadSettings(
            ScoreVisibility(self.scores.current()),
            self.reranking.isChecked(),
            DeskRules(reasons, double, timebox),
        )

    def _show(self, settings: LeadSettings) -> None:
        double, timebox = settings.rules.double, settings.rules.timebox
        self.scores.set_current(settings.visibility.value)
        self.share.set_share(double.share)
        self.delay.setValue(double.delay_hours)
        self._first = {"share": self.share.value(), "delay": self.delay.value()}
        self.work.setValue(timebox.work_minutes)
        self.work.setSpecialValueText(self.tr("never"))
        self.pause.setValue(timebox.pause_minutes)
        self.reranking.setChecked(settings.reranking)

    def _connect(self) -> None:
        self.scores.chosen.connect(lambda _key: self._explain())
        self.scores.chosen.connect(self.edited)
        for box in (self.share, self.delay, self.work, self.pause):
            box.valueChanged.connect(self.edited)
        self.reranking.toggled.connect(self.edited)

    def _explain(self) -> None:
        """Say what the choice of scores means."""
        self._hint.setText(
            {
                ScoreVisibility.HIDDEN: self.tr(
                    "Score and label wait for the verdict: nobody is led by them."
                ),
                ScoreVisibility.SHOWN: self.tr(
                    "Moderators see score and label first, and tend to follow them."
                ),
                ScoreVisibility.RANDOM: self.tr(
                    "Half of the items show them, drawn by lot: Quality measures what "
                    "that does to the verdicts."
                ),
            }[ScoreVisibility(self.scores.current())]
        )

    def _arrange(self) -> None:
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(_block(self.tr("Scores in the review lane"), self.scores))
        column.addWidget(self._hint)
        for add in (self._add_double, self._add_timebox, self._add_reranking):
            column.addSpacing(12)
            add(column)
        column.addStretch(1)

    def _add_double(self, into: QVBoxLayout) -> None:
        into.addWidget(label(self.tr("Double review"), weight=SEMIBOLD))
        into.addLayout(
            _pair(
                _named(self.tr("Share"), self.share),
                _named(self.tr("Delay in hours"), self.delay),
            )
        )
        into.addWidget(
            _told(
                self.tr(
                    "Decided items that come again, unmarked: to others at once, to "
                    "whoever decided them after the delay."
                )
            )
        )

    def _add_timebox(self, into: QVBoxLayout) -> None:
        into.addWidget(label(self.tr("Timebox"), weight=SEMIBOLD))
        into.addLayout(
            _pair(
                _named(self.tr("Minutes of work"), self.work),
                _named(self.tr("Minutes of pause"), self.pause),
            )
        )
        into.addWidget(
            _told(self.tr("A pause is offered between two items; 0: never."))
        )

    def _add_reranking(self, into: QVBoxLayout) -> None:
        into.addWidget(self.reranking)
        into.addWidget(
            _told(self.tr("Unfamiliar items are sorted anew by the verdicts."))
        )


def _block(name: str, part: QWidget) -> QVBoxLayout:
    block = QVBoxLayout()
    block.setSpacing(6)
    block.addWidget(label(name, weight=SEMIBOLD))
    block.addWidget(part)
    return block


def _named(name: str, box: QWidget) -> QVBoxLayout:
    block = QVBoxLayout()
    block.setSpacing(2)
    head = label(name, "second", 12)
    head.setBuddy(box)
    block.addWidget(head)
    block.addWidget(box)
    return block


def _pair(left: QVBoxLayout, right: QVBoxLayout) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addLayout(left, 1)
    row.addLayout(right, 1)
    return row


def _told(words: str) -> QLabel:
    return label(words, "third", 12, wrap=True)
