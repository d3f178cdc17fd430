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

from triage_app.domain.backlog import Field
from triage_app.domain.case import Item
from triage_app.domain.explanation import CountEffect, Explanation, HeadAccount, Part
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.views.effect_rows import EffectRow, EffectRows
from triage_app.ui.views.marked_transcript import MarkedTranscript, signed
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, ElidedLabel, label, rule

_MOST_PARTS, _LEAST_WEIGHT = 6, 0.005
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
        self.parts.show_rows([] if account is None else _part_rows(account))
        held = found.p_text if found.general is None else None
        self._rest.setText("" if account is None else self._sum(account, held))

    def _sum(self, account: HeadAccount, held: float | None) -> str:
        """Say how the parts that aren't listed add up to the whole."""
        others = account.parts[len(_telling(account)) :]
        told = [self.tr("start {0}").format(signed(account.intercept))]
        if others:
            rest = sum(part.weight for part in others)
            words = self.tr("{0} more {1}")
            told.insert(0, words.format(text.count(len(others)), signed(rest)))
        told.append(self.tr("in all {0}").format(signed(account.log_odds)))
        own = text.probability(account.p_claim)
        counted = own if held is None else text.probability(held)
        end = self.tr("{0}: {1}") if own == counted else self.tr("{0}, held to {1}")
        return end.format(", ".join(told), f"P\N{NO-BREAK SPACE}{counted}")

    def _show_counts(self, found: Explanation) -> None:
        most = max((abs(effect.added) for effect in found.counts), default=0.0) or 1.0
        self.counts.show_rows(
            [self._count_row(effect, most) for effect in found.counts]
        )
        self.counts.setVisible(bool(found.counts))
        self._no_counts.setVisible(not found.counts)
        alone = []
        if found.general is not None:
            wording = text.probability(found.general.p_claim)
            alone.append(self.tr("Style alone {0}").format(wording))
        elif found.p_text is not None:
            words = text.probability(found.p_text)
            alone.append(self.tr("Words alone {0}").format(words))
        if found.p_engagement is not None:
            counts = text.probability(found.p_engagement)
            alone.append(self.tr("Counts alone {0}").format(counts))
        if found.p_claim is not None:
            whole = text.probability(found.p_claim)
            alone.append(self.tr("Together {0}").format(whole))
        self._heads.setText(" · ".join(alone))

    def _count_row(self, effect: CountEffect, most: float) -> EffectRow:
        names = {
            Field.VIEWS: self.tr("Views"),
            Field.LIKES: self.tr("Likes"),
            Field.SHARES: self.tr("Shares"),
            Field.DOWNLOADS: self.tr("Downloads"),
            Field.COMMENTS: self.tr("Comments"),
        }
        return EffectRow(
            names[effect.field],
            text.count(effect.value),
            effect.added / most,
            signed(effect.added),
            text.probability(effect.p_without),
        )

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
        words.addWidget(self.transcript, 1)
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


def _telling(account: HeadAccount) -> tuple[Part, ...]:
    """Return the parts worth a row: strong enough that two places show it."""
    strong = account.parts[:_MOST_PARTS]
    return tuple(part for part in strong if abs(part.weight) >= _LEAST_WEIGHT)


def _part_rows(account: HeadAccount) -> list[EffectRow]:
    shown = _telling(account)
    most = max((abs(part.weight) for part in shown), default=1.0)
    return [_part_row(part, most) for part in shown]


def _part_row(part: Part, most: float) -> EffectRow:
    times = f"×{part.times}" if part.times > 1 else ""
    return EffectRow(part.name, times, part.weight / most, signed(part.weight))


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
