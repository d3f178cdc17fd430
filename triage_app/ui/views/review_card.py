"""The review card: one item large, the verdict buttons, the last decision's receipt."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
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
    EXPLAIN,
    FOLD,
    NOTE,
    REASON,
    UNDO,
    CardContent,
    Receipt,
)
from triage_app.ui.views.fact_grid import FactGrid
from triage_app.ui.views.fact_list import FactList
from triage_app.ui.views.lead_notes import LeadNotes
from triage_app.ui.views.note_field import NoteField
from triage_app.ui.views.reason_button import ReasonButton
from triage_app.ui.views.receipt_line import ReceiptLine
from triage_app.ui.views.score_box import ScoreBox
from triage_app.ui.views.similar_line import SimilarLine
from triage_app.ui.views.transcript import Transcript
from triage_app.ui.views.transcript_fold import TranscriptFold
from triage_app.ui.widgets.chip import LANE_TONES, Chip, Tone
from triage_app.ui.widgets.empty import (
    EmptyPanel,
    EmptyState,
    no_backlog,
    nothing_chosen,
)
from triage_app.ui.widgets.labels import ElidedLabel, label, rule
from triage_app.ui.widgets.verdict_button import VerdictButton

_TONES = {
    Verdict.CLAIM: Tone.CLAIM,
    Verdict.OPINION: Tone.OPINION,
    Verdict.SKIP: Tone.NEUTRAL,
    Verdict.ESCALATE: Tone.NEUTRAL,
}

# Below the first the numbers scroll with the transcript, below the second the score
# does too; the third is what the rest needs.
_LOW, _LOWER, _LOWEST = 640, 490, 380
_APART, _CLOSE = 12, 8


class ReviewCard(QWidget):
    """Shows an item and takes a verdict; the buttons never scroll away.

    Signals
    -------
    verdict_given : Verdict
    undo_requested, redo_requested
    note_edited : str
    note_left
        Return or Esc in the note: the person wants back to the queue.
    reason_requested
        The person wants to choose a reason.
    explanation_requested
        Why the item has its score.
    content_changed : CardContent or None
        Another item, or another state of it, is shown.
    painted
        After a newly shown item was drawn for the first time.
    """

    verdict_given = Signal(object)
    undo_requested = Signal()
    redo_requested = Signal()
    note_edited = Signal(str)
    note_left = Signal()
    reason_requested = Signal()
    explanation_requested = Signal()
    content_changed = Signal(object)
    painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: CardContent | None = None
        self._unpainted = False
        self._busy = False
        self._undoable = self._redoable = False
        self._undo_words = self._redo_words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setMinimumWidth(320)
        self.setAccessibleName(self.tr("Review card"))
        self.lane = Chip(theme)
        self.item_id = ElidedLabel("second", mode=Qt.TextElideMode.ElideMiddle)
        self.place = label(role="second")
        self.lead_notes = LeadNotes(theme)
        self.transcript = Transcript(theme)
        self.fold = TranscriptFold(self.transcript)
        self.similar = SimilarLine()
        self.facts = FactList()
        self.numbers = FactGrid()
        self.score = ScoreBox(theme)
        self.score.explanation_requested.connect(self.explanation_requested)
        self.buttons = {v: self._verdict_button(v, theme) for v in Verdict}
        self.undo = VerdictButton(self.tr("Undo"), Tone.NEUTRAL, theme)
        self.undo.clicked.connect(self._take_back)
        self.reason = ReasonButton(theme)
        self.reason.clicked.connect(self.reason_requested)
        self.note_field = NoteField()
        self.note_field.textEdited.connect(self.note_edited)
        self.note_field.left.connect(self.note_left)
        self.receipt = ReceiptLine(theme)
        self.receipt.undo_requested.connect(self._take_back)
        self.receipt.redo_requested.connect(self._bring_back)
        self._movable = (
            (self.score, _inset(), _inset(), _LOWER),
            (self.numbers, _inset(), _inset(), _LOW),
        )
        self._scroll = QScrollArea()
        self._empty = EmptyPanel(theme)
        self._body = QWidget()
        self._pages = QStackedLayout()
        self._arrange()
        self.set_keys(DEFAULT_KEYS)
        self.set_receipt(None)
        self.show_empty_state(no_backlog())

    def show_card(self, content: CardContent | None) -> None:
        """Show an item; None says that none is chosen."""
        if content is None:
            self.show_empty_state(nothing_chosen())
            return
        item, before = content.item, self._content
        fresh = before is None or before.item.item_id != item.item_id
        self._content = content
        hidden = content.lane_hidden
        self.lane.set_chip(
            self.tr("Lane hidden") if hidden else text.lane(item.lane),
            Tone.NEUTRAL if hidden else LANE_TONES[item.lane],
        )
        self.item_id.set_full_text(item.item_id)
        self.place.setText(content.place)
        self.lead_notes.show_told(content.told)
        self.transcript.show_text(item.transcript, content.words)
        note = ((self.tr("Note"), content.note),) if content.note else ()
        self.facts.show_facts((*note, *item.facts))
        self.numbers.show_item(item)
        self.score.show_content(content)
        for verdict, button in self.buttons.items():
            button.set_held(verdict is content.verdict, own=content.own)
        self.set_keys(content.keys)
        if fresh:
            self._scroll.verticalScrollBar().setValue(0)
        self._pages.setCurrentWidget(self._body)
        self._unpainted = True
        self._enable()
        self.update()
        self.content_changed.emit(content)

    def show_empty_state(self, state: EmptyState) -> None:
        """Say why there is no item to look at; the receipt stays."""
        self._content = None
        self._unpainted = False
        self._empty.show_state(state)
        self._pages.setCurrentWidget(self._empty)
        self._enable()
        self.content_changed.emit(None)

    def set_place(self, place: str) -> None:
        """Say where the item stands now; the card stays as it is."""
        self.place.setText(place)

    def content(self) -> CardContent | None:
        """Return what is shown."""
        return self._content

    def empty_state(self) -> EmptyState | None:
        """Return why there is no item, if that is shown."""
        shown = self._pages.currentWidget() is self._empty
        return self._empty.state() if shown else None

    def set_receipt(self, receipt: Receipt | None) -> None:
        """Show the last decision's receipt."""
        self.receipt.show_receipt(receipt)
        self._name_step()

    def set_steps(self, undo: str, redo: str) -> None:
        """Say what undo and redo would do now; an empty text turns one off."""
        self._undoable, self._redoable = bool(undo), bool(redo)
        self._undo_words, self._redo_words = undo, redo
        self.undo.setToolTip(text.tooltip(undo))
        self._name_step()
        self._enable()

    def set_busy(self, busy: bool) -> None:
        """Ignore verdicts and undo until the next item is painted."""
        self._busy = busy
        self._enable()

    def set_keys(self, keys: dict[str, str] | object) -> None:
        """Print keys on the buttons, by verdict's value, ``undo`` and ``note``."""
        known = dict(keys) if isinstance(keys, dict) else dict(DEFAULT_KEYS)
        for verdict, button in self.buttons.items():
            button.set_key(known.get(verdict.value, ""))
        self.undo.set_key(known.get(UNDO, ""))
        self.note_field.set_key(known.get(NOTE, ""))
        self.reason.set_key(known.get(REASON, ""))
        self.fold.set_key(known.get(FOLD, ""))
        self.score.set_key(known.get(EXPLAIN, ""))

    def focus_note(self) -> None:
        """Let the person type a note."""
        self.note_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def note(self) -> str:
        """Return the note as typed, without blanks around it."""
        return self.note_field.text().strip()

    def set_note(self, note: str) -> None:
        """Show a note that was begun before."""
        self.note_field.setText(note)

    def show_reason(self, words: str) -> None:
        """Show the reason that goes with the verdict; empty: there is none."""
        self.reason.show_reason(words)

    def clear_note(self) -> None:
        """Empty the note."""
        self.note_field.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window let numbers and score scroll with the transcript."""
        super().resizeEvent(event)
        height = event.size().height()
        for part, place, low, limit in self._movable:
            here, there = (low, place) if height < limit else (place, low)
            if here.indexOf(part) < 0:
                there.removeWidget(part)
                here.addWidget(part)
        spacing = _CLOSE if height < _LOWER else _APART
        for column in (self._body.layout(), self.layout()):
            if column is not None:
                column.setSpacing(spacing)

    def minimumSizeHint(self) -> QSize:
        """Live in the lowest window in which the buttons still stand whole."""
        return QSize(self.minimumWidth(), _LOWEST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Report a new item's first drawing, once its parts are drawn too."""
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            QTimer.singleShot(0, self, self.painted.emit)

    def _verdict_button(self, verdict: Verdict, theme: Theme) -> VerdictButton:
        button = VerdictButton(text.verdict(verdict), _TONES[verdict], theme)
        button.clicked.connect(lambda: self._give(verdict))
        return button

    def _give(self, verdict: Verdict) -> None:
        if not self._busy and self._content is not None:
            self.verdict_given.emit(verdict)

    def _take_back(self) -> None:
        if not self._busy and self._undoable:
            self.undo_requested.emit()

    def _bring_back(self) -> None:
        if not self._busy and self._redoable:
            self.redo_requested.emit()

    def _name_step(self) -> None:
        redoes = self.receipt.redoes()
        self.receipt.set_step(self._redo_words if redoes else self._undo_words)

    def _enable(self) -> None:
        """Turn off what has no use; what is merely busy keeps look and keyboard.

        Qt hands the keyboard of a control that is turned off to the next one, which
        could be the note: the next key would be typed instead of counted.
        """
        shown = self._content is not None
        going = [self.undo, self.receipt] if not self._undoable else []
        if not shown:
            going += [*self.buttons.values(), self.reason, self.note_field]
        if any(part.isAncestorOf(self.focusWidget() or self) for part in going):
            self.fold.take_keyboard()
        for button in self.buttons.values():
            button.setEnabled(shown)
        self.undo.setEnabled(self._undoable)
        self.note_field.setEnabled(shown)
        self.reason.setEnabled(shown)

    def _arrange(self) -> None:
        inner = QVBoxLayout(self._body)
        # What takes the keyboard keeps two pixels around it for its focus ring.
        inner.setContentsMargins(18, 16, 18, 0)
        inner.setSpacing(12)
        inner.addLayout(self._head())
        inner.addWidget(self._reading(), 1)
        inner.addWidget(self.similar)
        for part, place, _, _ in reversed(self._movable):
            place.addWidget(part)
            inner.addLayout(place)
        inner.addLayout(self._verdicts())
        inner.addLayout(_inset(self.reason, self.note_field))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addLayout(self._pages, 1)
        self._pages.addWidget(self._empty)  # not before: it would be a window
        self._pages.addWidget(self._body)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.setSpacing(0)
        foot.addWidget(rule())
        foot.addWidget(self.receipt)
        outer.addLayout(foot)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(10)
        row.addWidget(self.lane)
        row.addWidget(self.item_id, 1)
        row.addWidget(self.place)
        return row

    def _reading(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("surface", "none")
        column = QVBoxLayout(page)
        self.facts.setContentsMargins(2, 0, 0, 0)
        column.setContentsMargins(0, 0, 4, 8)
        column.setSpacing(8)
        column.addWidget(self.lead_notes)
        column.addWidget(self.fold)
        for _, _, low, _ in self._movable:
            column.addLayout(low)
        column.addWidget(self.facts)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setMinimumHeight(72)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setHorizontalScrollBarPolicy(off)
        return self._scroll

    def _verdicts(self) -> QVBoxLayout:
        main = QHBoxLayout()
        main.setSpacing(4)
        for verdict in (Verdict.CLAIM, Verdict.OPINION):
            main.addWidget(self.buttons[verdict], 1)
        # No stretch: each takes the room of its word first, then its share.
        others = QHBoxLayout()
        others.setSpacing(4)
        for button in (
            self.buttons[Verdict.SKIP],
            self.buttons[Verdict.ESCALATE],
            self.undo,
        ):
            others.addWidget(button)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        rows.addLayout(main)
        rows.addLayout(others)
        return rows


def _inset(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(2, 0, 2, 0)
    for part in parts:
        row.addWidget(part)
    return row
