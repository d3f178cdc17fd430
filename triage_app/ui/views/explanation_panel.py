"""The explanation under the queue: a sentence, marked words, what each count does."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.case import Item
from triage_app.domain.explanation import Explanation
from triage_app.ui.theme import Theme
from triage_app.ui.views.effect_rows import EffectRows
from triage_app.ui.views.explanation_rows import (
    count_rows,
    heads_line,
    part_rows,
    sum_line,
)
from triage_app.ui.views.marked_transcript import MarkedTranscript
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, ElidedLabel, label, rule

_HEIGHT, _LEAST, _SHARE = 316, 176, 0.4


class ExplanationPanel(QWidget):
    """Says why the item on the card has its score, or why it doesn't say so.

    Signals
    -------
    closed
        The person wants it away.
    grown
        It needs more or less room than before.
    """

    closed = Signal()
    grown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Why this score?"))
        self._item_id = ElidedLabel("second", 12, mode=Qt.TextElideMode.ElideMiddle)
        self._model = ElidedLabel("third", 12)
        self._summary = label(px=14, weight=MEDIUM, wrap=True)
        self._notes = label(role="second", wrap=True)
        self._words_title = label(weight=SEMIBOLD)
        self._parts_title = label(weight=SEMIBOLD)
        self.transcript = MarkedTranscript(theme)
        self.parts = EffectRows(theme, self.tr("Strongest words"))
        self.counts = EffectRows(theme, self.tr("What each count does"))
        self._rest = label(role="third", px=12, wrap=True)
        self._no_counts = label(self.tr("This report has no counts."), "second")
        self._heads = label(role="second", px=12, wrap=True)
        self._sentence = label(role="second", wrap=True)
        self._folded = label(self.tr("Folded, as the transcript is."), "third")
        self._folded.hide()
        self._close = QPushButton(self.tr("Close"))
        self._body = QWidget()
        self._whole = False
        self._height = _HEIGHT
        self._arrange()
        self.hide()

    def show_explanation(self, item: Item, found: Explanation) -> None:
        """Show why an item has its score."""
        self._item_id.set_full_text(item.item_id)
        self._model.set_full_text(self.tr("Model {0}").format(found.model_id))
        self._summary.setText(found.summary())
        notes = (*found.notes(), found.scored_by(item.model_id))
        self._notes.setText(" ".join(filter(None, notes)))
        self._notes.setVisible(bool(self._notes.text()))
        self._show_words(item, found)
        self._show_counts(found)
        self._switch(whole=True)

    def say(self, sentence: str, item_id: str = "") -> None:
        """Say one sentence in place of an explanation, of which nothing stays."""
        self._item_id.set_full_text(item_id)
        self._model.set_full_text("")
        self._sentence.setText(sentence)
        for told in (self._summary, self._notes, self._rest, self._heads):
            told.setText("")
        self.transcript.show_words("", None)
        self.parts.show_rows(())
        self.counts.show_rows(())
        self._switch(whole=False)

    def set_folded(self, folded: bool) -> None:
        """Keep every word of the transcript out of sight, or show them."""
        self._folded.setVisible(folded)
        self.transcript.setVisible(not folded)
        self.parts.setVisible(not folded)

    def fit(self, room: int) -> None:
        """Take a share of a page's height, and leave the queue more than that."""
        self._height = max(_LEAST, min(_HEIGHT, round(room * _SHARE)))
        self.updateGeometry()

    def summary(self) -> str:
        """Return the sentences that are shown."""
        if not self._whole:
            return self._sentence.text()
        return " ".join(filter(None, (self._summary.text(), self._notes.text())))

    def sizeHint(self) -> QSize:
        """Ask for room for the whole, or for one line."""
        hint = super().sizeHint()
        return QSize(hint.width(), self._height) if self._whole else hint

    def minimumSizeHint(self) -> QSize:
        """Scroll where the window is low."""
        hint = super().minimumSizeHint()
        return QSize(320, _LEAST if self._whole else hint.height())

    def hasHeightForWidth(self) -> bool:
        """Take the height that there is; longer sentences leave less to the lists."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_words(self, item: Item, found: Explanation) -> None:
        account = found.reader
        outside = found.general is not None
        self._words_title.setText(
            self.tr("Style of the transcript")
            if outside
            else self.tr("Words in the transcript")
        )
        self._parts_title.setText(
            self.tr("Strongest traits of style")
            if outside
            else self.tr("Strongest words")
        )
        self.parts.setAccessibleName(self._parts_title.text())
        shown = item.transcript or self.tr("No transcript in this report.")
        self.transcript.show_words(shown, None if account is None else account.words)
        self.parts.show_rows([] if account is None else part_rows(account))
        self._rest.setText("" if account is None else sum_line(account, _held(found)))

    def _show_counts(self, found: Explanation) -> None:
        self.counts.show_rows(count_rows(found))
        self.counts.setVisible(bool(found.counts))
        self._no_counts.setVisible(not found.counts)
        self._heads.setText(heads_line(found))

    def _switch(self, *, whole: bool) -> None:
        changed = whole is not self._whole or self.isHidden()
        self._whole = whole
        self._body.setVisible(whole)
        self._sentence.setVisible(not whole)
        self.setAccessibleDescription(self.summary())
        up, fixed = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Expanding, up if whole else fixed)
        self.updateGeometry()
        if changed:
            self.grown.emit()

    def _arrange(self) -> None:
        box = QFrame()
        box.setProperty("role", "box")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 10)
        around.addWidget(box)
        outer = QVBoxLayout(box)
        outer.setContentsMargins(14, 8, 8, 8)
        outer.setSpacing(6)
        outer.addLayout(self._head())
        outer.addWidget(self._sentence)
        page = QVBoxLayout(self._body)
        page.setContentsMargins(0, 0, 6, 0)
        page.setSpacing(6)
        page.addWidget(self._summary)
        page.addWidget(self._notes)
        page.addWidget(rule())
        page.addLayout(self._columns(), 1)
        outer.addWidget(self._body, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(self.tr("Why this score?"), px=14, weight=SEMIBOLD))
        row.addWidget(self._item_id, 1)
        row.addWidget(self._model)
        self._close.setProperty("role", "link")
        self._close.setAccessibleName(self.tr("Close the explanation"))
        self._close.clicked.connect(self.closed)
        row.addWidget(self._close)
        return row

    def _columns(self) -> QHBoxLayout:
        columns = QHBoxLayout()
        columns.setSpacing(16)
        words = QVBoxLayout()
        # Level with the lists, which keep two pixels for their focus ring.
        words.setContentsMargins(0, 2, 0, 0)
        words.setSpacing(4)
        words.addWidget(self._words_title)
        words.addWidget(self._folded)
        words.addWidget(self.transcript, 1)
        words.addStretch(0)
        legend = self.tr("Underlined: claim · dotted: opinion")
        words.addWidget(label(legend, "third", 12, wrap=True))
        columns.addLayout(words, 6)
        parts = [self._parts_title, self.parts, self._rest]
        columns.addWidget(_scrolled(parts, self.tr("Words")), 5)
        self.parts.set_headings(self.tr("log-odds"))
        self.counts.set_headings(self.tr("log-odds"), self.tr("P without"))
        title = label(self.tr("Counts, with their rates"), weight=SEMIBOLD)
        counts = [title, self._no_counts, self.counts, self._heads]
        columns.addWidget(_scrolled(counts, self.tr("Counts")), 6)
        return columns


def _held(found: Explanation) -> float | None:
    """Return what the head that read the words is taken to say."""
    return found.p_text if found.general is None else found.general.p_claim


def _scrolled(parts: Sequence[QWidget], name: str) -> QScrollArea:
    """Return widgets one under another that scroll when there is too little room."""
    page = QWidget()
    page.setProperty("surface", "none")
    column = QVBoxLayout(page)
    column.setContentsMargins(2, 0, 6, 0)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    area = QScrollArea()
    area.setProperty("role", "list")
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.setAccessibleName(name)
    area.setMinimumWidth(180)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
