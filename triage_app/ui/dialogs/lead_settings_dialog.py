"""The lead's settings: what holds for everybody who works in this workspace."""

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
from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.visibility import ScoreVisibility
from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.dialogs.reasons_editor import ReasonsEditor
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label, rule
from triage_app.ui.widgets.number_box import CountBox, NumberBox, PercentBox
from triage_app.ui.widgets.segments import Segments

_RULES_WIDTH = 300
_SIZE = (980, 620)


class _HoursBox(NumberBox):
    """A spin box for hours, shown with as many places as they have."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 0.0, 1.0)
        self.setRange(0.0, MOST_HOURS)

    def textFromValue(self, value: float) -> str:
        """Leave out zeros at the end."""
        return f"{value:g}"


class LeadSettingsDialog(DialogFrame):
    """Stays until what is edited is kept, or the person cancels.

    Attributes
    ----------
    routing_wanted : bool
        The person wants to go on to the routing.

    Signals
    -------
    save_requested : LeadSettings
        Answer with `saved` or `refuse`.
    """

    save_requested = Signal(object)

    def __init__(
        self, theme: Theme, settings: LeadSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            theme,
            self.tr("Lead's settings"),
            self.tr(
                "They hold for everybody who works in this workspace; every change "
                "is logged with your name."
            ),
            parent,
        )
        self._shown = settings
        self._saving = False
        self._leads_on = False
        self.routing_wanted = False
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
        self.reasons = ReasonsEditor(theme, settings.rules.reasons)
        self._hint = label(role="third", px=12, wrap=True)
        self._problem = label(role="danger", wrap=True)
        self._problem.hide()
        self._show(settings)
        self._arrange()
        self.routing = self.add_button(self.tr("Go to Routing"), left=True)
        self.cancel = self.add_button(self.tr("Cancel"))
        self.save = self.add_button(self.tr("Save"), primary=True)
        self._connect()
        self._edited()
        self.resize(*_SIZE)

    def settings(self) -> LeadSettings:
        """Return what is edited.

        Raises
        ------
        UserFacingError
            If the reasons can't be kept.
        """
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
            DeskRules(self.reasons.reasons(), double, timebox),
        )

    def saved(self) -> None:
        """Close: everything is kept."""
        self._saving = False
        self.routing_wanted = self._leads_on
        self.accept()

    def refuse(self, error: UserFacingError) -> None:
        """Stay with what is edited, and say why it isn't kept."""
        self._set_saving(False)
        self._say(str(error))

    def problem(self) -> str:
        """Return why nothing was kept, if that is said."""
        return "" if self._problem.isHidden() else self._problem.text()

    def reject(self) -> None:
        """Close without keeping anything; not while it is being kept."""
        if not self._saving:
            super().reject()

    def _save(self, *, leads_on: bool = False) -> None:
        """Ask for what is edited to be kept; say beside a field why it can't be."""
        if self._saving:
            return
        self._say("")
        if not self.reasons.check():
            self.reasons.focus_wrong()
            return
        try:
            edited = self.settings()
        except UserFacingError as error:
            self._say(str(error))
            return
        self._leads_on = leads_on
        self._set_saving(True)
        self.save_requested.emit(edited)

    def _go_to_routing(self) -> None:
        if self._differs():
            self._save(leads_on=True)
        else:
            self.routing_wanted = True
            self.accept()

    def _differs(self) -> bool:
        try:
            return self.settings() != self._shown
        except UserFacingError:
            return True

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        for button in (self.save, self.cancel, self.routing):
            button.setEnabled(not saving)

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

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
        self.save.clicked.connect(lambda: self._save())
        self.cancel.clicked.connect(self.reject)
        self.routing.clicked.connect(self._go_to_routing)
        self.scores.chosen.connect(self._edited)
        for box in (self.share, self.delay, self.work, self.pause):
            box.valueChanged.connect(self._edited)
        self.reranking.toggled.connect(self._edited)
        self.reasons.edited.connect(self._edited)

    def _edited(self) -> None:
        """Say what the choice of scores means, and where the left button leads."""
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
        self.routing.setText(
            self.tr("Save and go to Routing")
            if self._differs()
            else self.tr("Go to Routing")
        )

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(20)
        left.addLayout(_block(self.tr("Scores in the review lane"), self.scores))
        left.addWidget(self._hint)
        left.setSpacing(8)
        left.addSpacing(12)
        self._add_double(left)
        left.addSpacing(12)
        self._add_timebox(left)
        left.addSpacing(12)
        self._add_reranking(left)
        left.addStretch(1)
        column = QWidget()
        column.setFixedWidth(_RULES_WIDTH)
        left.setContentsMargins(0, 0, 0, 0)
        column.setLayout(left)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(column)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.reasons, 1)
        self.body.addLayout(row, 1)
        self.body.addWidget(self._problem)

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
