"""The score on the card: hidden until the verdict is in, then with what made it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.case import Item
from triage_app.domain.decisions import Verdict
from triage_app.ui import icons, text
from triage_app.ui.theme import Theme
from triage_app.ui.views.card_content import CardContent
from triage_app.ui.widgets.bar import ProbabilityBar
from triage_app.ui.widgets.chip import Chip, Tone
from triage_app.ui.widgets.labels import SEMIBOLD, ElidedLabel, label

HEIGHT = 84
_TONES = {"claim": Tone.CLAIM, "opinion": Tone.OPINION}


class ScoreBox(QWidget):
    """One box of a fixed height, so that the buttons below never move.

    Signals
    -------
    explanation_requested
        Why the item has its score; the button is there where the score is.
    """

    explanation_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dashed = True
        self._picture = QLabel()
        self._picture.setFixedSize(18, 18)
        self._sentence = label(role="second", wrap=True)
        self._number = label(px=18, weight=SEMIBOLD)
        self._bar = ProbabilityBar(theme)
        self._chip = Chip(theme)
        self._parts = ElidedLabel("second", 12)
        self._why = ElidedLabel("second", 12)
        self.explain = QPushButton(self.tr("Why?"))
        self.explain.clicked.connect(self.explanation_requested)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(1, 1, 1, 1)
        self._pages.addWidget(self._sentence_page())
        self._pages.addWidget(self._score_page())
        self.setFixedHeight(HEIGHT)
        theme.changed.connect(self._tint)

    def show_content(self, content: CardContent) -> None:
        """Show an item's score, or why it isn't shown."""
        item = content.item
        self._dashed = content.score_hidden or item.p_claim is None
        if content.score_hidden:
            self._say("eye-off", self.tr("Score and label show after your verdict"))
        elif item.p_claim is None:
            self._say("info", _unscored(self, content))
        else:
            self._pages.setCurrentIndex(1)
            self._number.setText(text.probability(item.p_claim))
            self._bar.set_p_claim(item.p_claim)
            word = text.verdict(Verdict(item.model_label)) if item.model_label else ""
            self._chip.set_chip(word, _TONES.get(item.model_label, Tone.NEUTRAL))
            self._parts.set_full_text(self._heads(item))
            self._why.set_full_text(self._agreement(content) or content.reason_text)
        self.setAccessibleName(self.summary())
        self.update()

    def set_key(self, key: str) -> None:
        """Name the key that asks why."""
        words = self.tr("Why this score?")
        self.explain.setToolTip(text.tooltip(f"{words} ({key})" if key else words))

    def summary(self) -> str:
        """Return what the box says, as one sentence for a screen reader."""
        if self._pages.currentIndex() == 0:
            return self._sentence.text()
        parts = (
            f"P(claim) {self._number.text()}",
            self._chip.word(),
            self._parts.full_text(),
            self._why.full_text(),
        )
        return ". ".join(part for part in parts if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge: dashed while something is held back."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._theme.colour("border" if self._dashed else "hairline")
        pen = QPen(ink, 1)
        if self._dashed:
            ink.setAlphaF(0.6)
            pen = QPen(ink, 1)
            pen.setDashPattern([4, 4])
        painter.setPen(pen)
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, 8, 8)

    def _say(self, picture: str, sentence: str) -> None:
        self._drawing = picture
        self._sentence.setText(sentence)
        self._pages.setCurrentIndex(0)
        self._tint()

    def _heads(self, item: Item) -> str:
        """Say what P(claim) is made of, in the words of the explanation."""
        if item.outside and item.p_text not in (None, item.p_claim):
            return self.tr("Style stands in for unfamiliar words")
        parts = []
        if item.p_text is not None:
            parts.append(
                self.tr("Words alone {0}").format(text.probability(item.p_text))
            )
        counted = item.p_text is None or not item.outside
        if item.p_engagement is not None and counted:
            alone = text.probability(item.p_engagement)
            parts.append(self.tr("Counts alone {0}").format(alone))
        return " · ".join(parts)

    def _agreement(self, content: CardContent) -> str:
        verdict, label_word = content.verdict, content.item.model_label
        if verdict is None or not verdict.decides or not label_word:
            return ""
        model = text.verdict(Verdict(label_word)).lower()
        if verdict.value == label_word:
            if not content.own:
                return self.tr("The verdict and the model both say {0}.").format(model)
            return self.tr("You and the model both said {0}.").format(model)
        mine = text.verdict(verdict).lower()
        pattern = self.tr("You said {0}; the model said {1}.")
        if not content.own:
            pattern = self.tr("The verdict is {0}; the model said {1}.")
        return pattern.format(mine, model)

    def _sentence_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addWidget(self._sentence, 1)
        return page

    def _score_page(self) -> QWidget:
        page = QWidget()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(self.tr("P(claim)"), "second", 12))
        top.addWidget(self._number)
        top.addWidget(self._bar, 1)
        top.addSpacing(4)
        top.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(self._parts_line())
        column.addWidget(self._why)
        return page

    def _parts_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._parts, 1)
        self.explain.setProperty("role", "link")
        self.explain.setAccessibleName(self.tr("Why this score?"))
        # The button goes with the score; it must not hand the keyboard to the note.
        self.explain.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.explain)
        return row

    def _tint(self) -> None:
        drawing = getattr(self, "_drawing", "eye-off")
        colour = self._theme.palette.text_second
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(drawing, colour, 18, ratio))
        self.update()


def _unscored(box: ScoreBox, content: CardContent) -> str:
    item = content.item
    counted = any(value is not None for value in item.numbers.values())
    if (item.transcript and item.transcript.strip()) or counted:
        return box.tr("The model gave this report no score.")
    return box.tr("No transcript and no counts in this report.")
