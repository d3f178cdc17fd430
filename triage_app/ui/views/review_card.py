"""The review card: one item large, the verdict buttons, the last decision's receipt."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.decisions import Verdict
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.views.card_content import (
    DEFAULT_KEYS,
    NOTE,
    UNDO,
    CardContent,
    Receipt,
)
from triage_app.ui.views.fact_grid import FactGrid
from triage_app.ui.views.fact_list import FactList
from triage_app.ui.views.note_field import NoteField
from triage_app.ui.views.receipt_line import ReceiptLine
from triage_app.ui.views.score_box import ScoreBox
from triage_app.ui.views.transcript import Transcript
from triage_app.ui.widgets.chip import LANE_TONES, Chip, Tone
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState, no_backlog
from triage_app.ui.widgets.labels import ElidedLabel, label, rule
from triage_app.ui.widgets.verdict_button import VerdictButton

_TONES = {
    Verdict.CLAIM: Tone.CLAIM,
    Verdict.OPINION: Tone.OPINION,
    Verdict.SKIP: Tone.NEUTRAL,
    Verdict.ESCALATE: Tone.NEUTRAL,
}


class ReviewCard(QWidget):
    """Shows an item and takes a verdict; the buttons never scroll away.

    Signals
    -------
    verdict_given : Verdict
    undo_requested
    note_edited : str
    note_left
        Return or Esc in the note: the person wants back to the queue.
    painted
        After a newly shown item was drawn for the first time.
    """

    verdict_given = Signal(object)
    undo_requested = Signal()
    note_edited = Signal(str)
    note_left = Signal()
    painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: CardContent | None = None
        self._unpainted = False
        self._busy = False
        self._undoable = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setMinimumWidth(320)
        self.setAccessibleName(self.tr("Review card"))
        self.lane = Chip(theme)
        self.item_id = ElidedLabel("second", mode=Qt.TextElideMode.ElideMiddle)
        self.place = label(role="second")
        self.transcript = Transcript(theme)
        self.facts = FactList()
        self.numbers = FactGrid()
        self.score = ScoreBox(theme)
        self.buttons = {v: self._verdict_button(v, theme) for v in Verdict}
        self.undo = VerdictButton(self.tr("Undo"), Tone.NEUTRAL, theme)
        self.undo.clicked.connect(self.undo_requested)
        self.note_field = NoteField()
        self.note_field.textEdited.connect(self.note_edited)
        self.note_field.left.connect(self.note_left)
        self.receipt = ReceiptLine(theme)
        self.receipt.undo_requested.connect(self.undo_requested)
        self._scroll = QScrollArea()
        self._empty = EmptyPanel(theme)
        self._body = QWidget()
        self._pages = QStackedLayout()
        self._arrange()
        self.set_keys(DEFAULT_KEYS)
        self.set_receipt(None)
        self.show_empty_state(no_backlog())

    def show_card(self, content: CardContent | None) -> None:
        """Show an item; None leaves the card without one."""
        if content is None:
            self._content = None
            self._enable()
            return
        fresh = self._content is None or self._content.item != content.item
        self._content = content
        item = content.item
        hidden = content.lane_hidden
        self.lane.set_chip(
            self.tr("Lane hidden") if hidden else text.lane(item.lane),
            Tone.NEUTRAL if hidden else LANE_TONES[item.lane],
        )
        self.item_id.set_full_text(item.item_id)
        self.place.setText(content.place)
        self.transcript.show_text(item.transcript, content.words)
        self.facts.show_facts(item.facts)
        self.numbers.show_item(item)
        self.score.show_content(content)
        for verdict, button in self.buttons.items():
            button.set_held(verdict is content.verdict)
        self.set_keys(content.keys)
        if fresh:
            self._scroll.verticalScrollBar().setValue(0)
        self._pages.setCurrentWidget(self._body)
        self._unpainted = True
        self._enable()
        self.update()

    def show_empty_state(self, state: EmptyState) -> None:
        """Say why there is no item to look at; the receipt stays."""
        self._content = None
        self._unpainted = False
        self._empty.show_state(state)
        self._pages.setCurrentWidget(self._empty)
        self._enable()

    def content(self) -> CardContent | None:
        """Return what is shown."""
        return self._content

    def empty_state(self) -> EmptyState | None:
        """Return why there is no item, if that is shown."""
        shown = self._pages.currentWidget() is self._empty
        return self._empty.state() if shown else None

    def set_receipt(self, receipt: Receipt | None) -> None:
        """Show the last decision's receipt, and whether it can be undone."""
        self.receipt.show_receipt(receipt)
        self._undoable = receipt is not None and bool(receipt.undo_key)
        self._enable()

    def set_busy(self, busy: bool) -> None:
        """Turn the verdict buttons off until the next item is painted."""
        self._busy = busy
        self._enable()

    def set_keys(self, keys: dict[str, str] | object) -> None:
        """Print keys on the buttons, by verdict's value, ``undo`` and ``note``."""
        known = dict(keys) if isinstance(keys, dict) else dict(DEFAULT_KEYS)
        for verdict, button in self.buttons.items():
            button.set_key(known.get(verdict.value, ""))
        self.undo.set_key(known.get(UNDO, ""))
        self.note_field.set_key(known.get(NOTE, ""))

    def focus_note(self) -> None:
        """Let the person type a note."""
        self.note_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def note(self) -> str:
        """Return the note as typed, without blanks around it."""
        return self.note_field.text().strip()

    def clear_note(self) -> None:
        """Empty the note."""
        self.note_field.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Report a new item's first drawing, once its parts are drawn too."""
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            QTimer.singleShot(0, self, self.painted.emit)

    def _verdict_button(self, verdict: Verdict, theme: Theme) -> VerdictButton:
        button = VerdictButton(text.verdict(verdict), _TONES[verdict], theme)
        button.clicked.connect(lambda: self.verdict_given.emit(verdict))
        return button

    def _enable(self) -> None:
        ready = self._content is not None and not self._busy
        for button in self.buttons.values():
            button.setEnabled(ready)
        self.undo.setEnabled(self._undoable and not self._busy)
        self.receipt.set_enabled(self._undoable and not self._busy)
        self.note_field.setEnabled(self._content is not None)

    def _arrange(self) -> None:
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._body)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(20, 16, 20, 0)
        inner.setSpacing(12)
        inner.addLayout(self._head())
        inner.addWidget(self._reading(), 1)
        inner.addWidget(self.numbers)
        inner.addWidget(self.score)
        inner.addLayout(self._verdicts())
        inner.addWidget(self.note_field)
        inner.addSpacing(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addLayout(self._pages, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.setSpacing(0)
        foot.addWidget(rule())
        foot.addWidget(self.receipt)
        outer.addLayout(foot)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.lane)
        row.addWidget(self.item_id, 1)
        row.addWidget(self.place)
        return row

    def _reading(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("surface", "none")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 8)
        column.setSpacing(16)
        column.addWidget(self.transcript)
        column.addWidget(self.facts)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setMinimumHeight(72)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setHorizontalScrollBarPolicy(off)
        return self._scroll

    def _verdicts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(4)
        # The buttons keep two pixels around them for the focus ring.
        grid.setContentsMargins(-2, -2, -2, -2)
        grid.addWidget(self.buttons[Verdict.CLAIM], 0, 0, 1, 3)
        grid.addWidget(self.buttons[Verdict.OPINION], 0, 3, 1, 3)
        grid.addWidget(self.buttons[Verdict.SKIP], 1, 0, 1, 2)
        grid.addWidget(self.buttons[Verdict.ESCALATE], 1, 2, 1, 2)
        grid.addWidget(self.undo, 1, 4, 1, 2)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        return grid
