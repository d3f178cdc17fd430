"""The group panel in the queue's place: items like the one on the card, and a verdict.

Everything can be done by keyboard: arrows and Space in the list, a key for each
verdict, Esc to go back.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage_app.domain.decisions import Verdict
from triage_app.domain.group_summary import GroupSummary
from triage_app.ui import text
from triage_app.ui.models.group_model import GroupModel
from triage_app.ui.theme import Theme
from triage_app.ui.views.group.member_list import MemberList
from triage_app.ui.views.group.warning_strip import WarningStrip
from triage_app.ui.widgets.chip import Tone
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState
from triage_app.ui.widgets.labels import SEMIBOLD, ElidedLabel, label
from triage_app.ui.widgets.verdict_button import VerdictButton

_VERDICTS = {Verdict.CLAIM: Tone.CLAIM, Verdict.OPINION: Tone.OPINION}
# Below, the hint gives its room to the warning and the list.
_LOW = 300


class GroupPanel(QFrame):
    """Shows a group's members and takes one verdict for those that are ticked.

    Attributes
    ----------
    model : GroupModel
    members : MemberList
    warning : WarningStrip
    buttons : dict of Verdict to VerdictButton
    back : VerdictButton

    Signals
    -------
    verdict_given : Verdict
        For every ticked member.
    closed
        The person wants back to the queue.
    """

    verdict_given = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self.setAccessibleName(self.tr("Items like the one on the card"))
        self.model = GroupModel(self)
        self.members = MemberList(self.model, theme)
        self.members.setFrameShape(QFrame.Shape.NoFrame)
        self.warning = WarningStrip(theme)
        self._title = label(px=17, weight=SEMIBOLD)
        self._counts = ElidedLabel("second")
        self._hinted = False
        self._hint = label(
            self.tr(
                "Click or Space leaves an item out; on a heading, all of its kind."
            ),
            "third",
            12,
            wrap=True,
        )
        self.buttons = {v: self._button(v, theme) for v in _VERDICTS}
        self.back = VerdictButton(self.tr("Back"), Tone.NEUTRAL, theme)
        self.back.set_key("Esc")
        self.back.clicked.connect(self.closed)
        self._empty = EmptyPanel(theme, self.members)
        self.members.toggled.connect(self.model.toggle)
        self.model.ticks_changed.connect(self._name_buttons)
        self.setFocusProxy(self.members)
        self._arrange()
        self.hide()

    def show_summary(self, summary: GroupSummary) -> None:
        """Show the numbers and the warnings of a group."""
        title, _, counts = summary.line().partition(": ")
        self._title.setText(title)
        self._counts.set_full_text(counts.replace(", ", " · "))
        self.warning.show_sentences(summary.warnings())
        self._hinted = bool(len(summary.waiting))
        self._show_hint()
        self._empty.hide()
        self._name_buttons()

    def show_empty_state(self, title: str, state: EmptyState) -> None:
        """Say why there are no members to see."""
        self._title.setText(title)
        self._counts.set_full_text("")
        self.warning.show_sentences(())
        self._hinted = False
        self._show_hint()
        self._empty.show_state(state)
        self._cover()
        self._empty.show()
        self._name_buttons()

    def empty_state(self) -> EmptyState | None:
        """Return why there are no members, if that is shown."""
        return None if self._empty.isHidden() else self._empty.state()

    def set_keys(self, keys: Mapping[Verdict, str]) -> None:
        """Print the keys of the verdicts."""
        for verdict, button in self.buttons.items():
            button.set_key(keys.get(verdict, ""))

    def title(self) -> str:
        """Return the words on top."""
        return self._title.text()

    def counts(self) -> str:
        """Return the numbers beside the title."""
        return self._counts.full_text()

    def give(self, verdict: Verdict) -> None:
        """Give a verdict of every ticked member, if there is one."""
        if self.buttons[verdict].isEnabled():
            self.verdict_given.emit(verdict)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state over the list; in a low window do without the hint."""
        super().resizeEvent(event)
        self._cover()
        self._show_hint()

    def _button(self, verdict: Verdict, theme: Theme) -> VerdictButton:
        button = VerdictButton(text.verdict(verdict), _VERDICTS[verdict], theme)
        button.clicked.connect(lambda: self.give(verdict))
        return button

    def _name_buttons(self) -> None:
        """Say on the buttons how many items they are for."""
        number = 0 if self.empty_state() is not None else self.model.ticked
        for verdict, button in self.buttons.items():
            word = text.verdict(verdict)
            told = self.tr("{0} for {1}").format(word, text.count(number))
            button.setText(told if number else word)
            if not number and button.hasFocus():
                self.members.setFocus()
            button.setEnabled(number > 0)
            button.set_key(button.key())
            button.updateGeometry()

    def _show_hint(self) -> None:
        """Leave its room to warning and list where there is little."""
        self._hint.setVisible(self._hinted and self.height() >= _LOW)

    def _cover(self) -> None:
        self._empty.setGeometry(self.members.rect())
        self._empty.raise_()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2, 0, 2, 0)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._counts, 1)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        for button in self.buttons.values():
            foot.addWidget(button, 3)
        foot.addWidget(self.back, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 12, 10)
        column.setSpacing(10)
        column.addLayout(head)
        # The buttons keep two pixels around them for their focus ring.
        for part, stretch in ((self.warning, 0), (self.members, 1), (self._hint, 0)):
            row = QHBoxLayout()
            row.setContentsMargins(2, 0, 2, 0)
            row.addWidget(part)
            column.addLayout(row, stretch)
        column.addLayout(foot)
