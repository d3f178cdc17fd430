"""The choice among routing policies, each with its own control."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.text import tooltip, visible
from triage_app.ui.views.routing.values import PolicyChoice, PolicyKind
from triage_app.ui.widgets.labels import MEDIUM, label, set_role
from triage_app.ui.widgets.number_box import CountBox, NumberBox, PercentBox
from triage_app.ui.widgets.segments import Segments

PRESETS = (0.005, 0.01, 0.02, 0.05)
LEAST_BUDGET, MOST_BUDGET = 0.0001, 0.5
MOST_ITEMS = 100_000_000
STEP = 0.01


class PolicyControls(QFrame):
    """Three policies, one in sight.

    Signals
    -------
    changed : PolicyChoice
        The person chose another policy or another number.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self.setAccessibleName(self.tr("Routing policy"))
        self._choice = PolicyChoice()
        self.kinds = Segments(
            self.tr("Routing policy"),
            (
                (PolicyKind.BUDGET, self.tr("Error budget")),
                (PolicyKind.CAPACITY, self.tr("Capacity")),
                (PolicyKind.BAND, self.tr("Band")),
            ),
        )
        self.kinds.chosen.connect(self._kind_chosen)
        self.budget = PercentBox(
            self.tr("Wrong among automatic items, at most"), LEAST_BUDGET, MOST_BUDGET
        )
        self.budget.valueChanged.connect(self._edited)
        self.items = CountBox(self.tr("Items that people can look at"), MOST_ITEMS)
        self.items.valueChanged.connect(self._edited)
        self.low = NumberBox(self.tr("Likely opinion up to"), 0.0, STEP)
        self.high = NumberBox(self.tr("Likely claim from"), 0.0, STEP)
        for box in (self.low, self.high):
            box.valueChanged.connect(lambda _=0.0, own=box: self._cut_edited(own))
        self._editors = QStackedWidget()
        self._explained = label(role="second", px=12, wrap=True)
        self._said = label(px=12, wrap=True)
        self._arrange()
        self.set_choice(self._choice)
        self.say("")

    def choice(self) -> PolicyChoice:
        """Return what is chosen."""
        return self._choice

    def set_choice(self, choice: PolicyChoice) -> None:
        """Show a choice without reporting it."""
        self._choice = choice
        boxes = (self.budget, self.items, self.low, self.high)
        blocked = [box.blockSignals(True) for box in boxes]
        self.budget.set_share(choice.budget)
        self.items.setValue(min(choice.items, MOST_ITEMS))
        self.low.setValue(choice.low)
        self.high.setValue(choice.high)
        for box, was in zip(boxes, blocked, strict=True):
            box.blockSignals(was)
        self.kinds.set_current(choice.kind)
        self._editors.setCurrentIndex(list(PolicyKind).index(choice.kind))
        self._explained.setText(self._explanation(choice.kind))
        self.kinds.setToolTip(tooltip(self._explanation(choice.kind)))

    def set_most_items(self, items: int) -> None:
        """Let nobody ask for more places than there are items."""
        blocked = self.items.blockSignals(True)
        self.items.setMaximum(max(1, items))
        self.items.blockSignals(blocked)

    def say(self, text: str, *, refused: bool = False) -> None:
        """Say what the policy can't promise, or why it is refused; empty: nothing."""
        self._said.setText(visible(text, 600))
        self._said.setVisible(bool(text))
        # In a low window what is said of this choice needs the room.
        self._explained.setVisible(not text)
        set_role(self._said, "role", "danger" if refused else "warning")

    def said(self) -> str:
        """Return what is said below the control."""
        return self._said.text()

    def move_cuts(self, low: float, high: float) -> None:
        """Take cuts that were dragged: from now on the band is meant."""
        choice = replace(self._choice, kind=PolicyKind.BAND, low=low, high=high)
        self._take(choice)

    def _kind_chosen(self, key: str) -> None:
        self._take(replace(self._choice, kind=PolicyKind(key)))

    def _edited(self, _value: float) -> None:
        self._take(
            replace(self._choice, budget=self.budget.share(), items=self.items.value())
        )

    def _cut_edited(self, box: NumberBox) -> None:
        low, high = self.low.value(), self.high.value()
        if low >= high:
            if box is self.low:
                high = min(1.0, low + STEP)
                low = high - STEP
            else:
                low = max(0.0, high - STEP)
                high = low + STEP
        self._take(replace(self._choice, low=round(low, 2), high=round(high, 2)))

    def _take(self, choice: PolicyChoice) -> None:
        self.set_choice(choice)
        self.changed.emit(choice)

    def _explanation(self, kind: PolicyKind) -> str:
        return {
            PolicyKind.BUDGET: self.tr(
                "The cuts follow from held-out labels, so that the share of wrong "
                "labels in each automatic lane keeps below this with 90 % confidence."
            ),
            PolicyKind.CAPACITY: self.tr(
                "People get what they must see and then the least certain, until "
                "the places are full. The error is what follows; it is not promised."
            ),
            PolicyKind.BAND: self.tr(
                "People get what lies between two cuts set by hand: here or by "
                "dragging the lines. The error is what follows; it is not promised."
            ),
        }[kind]

    def _budget_editor(self) -> QWidget:
        whole, row = _row()
        row.addWidget(label(self.tr("At most")))
        self.budget.setFixedWidth(88)
        row.addWidget(self.budget)
        row.addWidget(label(self.tr("wrong among automatic items")))
        row.addStretch(1)
        for share in PRESETS:
            button = QPushButton(f"{share * 100:g} %")
            button.setProperty("role", "preset")
            button.setAccessibleName(
                self.tr("Error budget of {0}").format(button.text())
            )
            button.clicked.connect(lambda _=False, s=share: self.budget.set_share(s))
            row.addWidget(button)
        return whole

    def _capacity_editor(self) -> QWidget:
        whole, row = _row()
        row.addWidget(label(self.tr("People can look at")))
        self.items.setFixedWidth(128)
        row.addWidget(self.items)
        row.addWidget(label(self.tr("items of this workspace")))
        row.addStretch(1)
        return whole

    def _band_editor(self) -> QWidget:
        whole, row = _row()
        for name, box in (
            (self.tr("Likely opinion up to"), self.low),
            (self.tr("Likely claim from"), self.high),
        ):
            box.setFixedWidth(80)
            row.addWidget(label(name))
            row.addWidget(box)
            row.addSpacing(8)
        row.addStretch(1)
        return whole

    def _arrange(self) -> None:
        for editor in (
            self._budget_editor(),
            self._capacity_editor(),
            self._band_editor(),
        ):
            self._editors.addWidget(editor)
        head = label(self.tr("Policy"), "second", 12, MEDIUM)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(head)
        top.addWidget(self.kinds, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self._editors)
        column.addWidget(self._explained)
        column.addWidget(self._said)
        column.addStretch(1)


def _row() -> tuple[QWidget, QHBoxLayout]:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    return whole, row
