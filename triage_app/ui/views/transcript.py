"""The transcript, large, as plain text that can be selected and copied."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.folding import folded_places
from triage_app.ui.shown_text import ShownText
from triage_app.ui.text import count
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.plain_text import make_readable

TRANSCRIPT_PX = 20
FIRST_SHOWN = 3_000
MOST_SHOWN = 200_000
_LINE_PERCENT = 124.0
_MOST_MARKS = 500


class _Text(QTextEdit):
    """A text as tall as what it holds; whoever holds it scrolls it."""

    def __init__(self) -> None:
        super().__init__()
        make_readable(self, TRANSCRIPT_PX)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollBarPolicy(off)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_plain(self, words: str) -> None:
        """Show text with air between its lines."""
        self.setPlainText(words)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block = cursor.blockFormat()
        # 1 is QTextBlockFormat.ProportionalHeight, which wants an int.
        block.setLineHeight(_LINE_PERCENT, 1)
        cursor.setBlockFormat(block)
        self.fit()

    def fit(self) -> None:
        """Become as tall as the text."""
        self.document().setTextWidth(self.viewport().width())
        self.setFixedHeight(round(self.document().size().height()) + 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit a new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def sizeHint(self) -> QSize:
        """Ask for any width and the text's own height."""
        return QSize(240, self.height())


class Transcript(QWidget):
    """A transcript, cut where it is very long, with the words of a search marked.

    Attributes
    ----------
    box : QTextEdit
        Takes the keyboard for selecting and copying.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._whole = ""
        self._words: tuple[str, ...] = ()
        self._shown = ShownText.of("", FIRST_SHOWN)
        self._marks: list[tuple[int, int]] = []
        self.box = _Text()
        self.box.setAccessibleName(self.tr("Transcript"))
        self._more = QPushButton()
        self._more.setProperty("role", "link")
        self._more.clicked.connect(self.show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        theme.changed.connect(self._restyle)

    def show_text(self, transcript: str | None, words: Sequence[str] = ()) -> None:
        """Show a transcript from its beginning; None or blank says there is none."""
        self._whole = transcript or ""
        self._words = tuple(words)
        self._put(FIRST_SHOWN)

    def show_all(self) -> None:
        """Show the rest too, as far as a screen can take it."""
        self._put(MOST_SHOWN)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """Return what is on screen."""
        return self.box.toPlainText()

    def more_button(self) -> QPushButton:
        """Return the button that shows the rest; hidden where there is none."""
        return self._more

    def _put(self, limit: int) -> None:
        self._shown = shown = ShownText.of(self._whole, limit)
        self._marks = self._found(limit)
        blank = self._blank_now()
        self.box.show_plain(
            self.tr("No transcript in this report.") if blank else shown.text
        )
        self._more.setVisible(shown.cut and limit < MOST_SHOWN)
        self._more.setText(
            self.tr("Show all {0} characters").format(count(len(self._whole)))
        )
        self._restyle()

    def _found(self, limit: int) -> list[tuple[int, int]]:
        """Return where the words searched for are shown, as starts and lengths."""
        spans = folded_places(self._whole[:limit], self._words)[:_MOST_MARKS]
        if not spans:
            return []
        starts, stops = np.array(spans, np.intp).T
        here, lengths = self._shown.spans(starts, stops)
        return list(zip(here.tolist(), lengths.tolist(), strict=True))

    def _restyle(self) -> None:
        colour = self._theme.colour
        ink = QTextCharFormat()
        ink.setForeground(colour("text_third" if self._blank_now() else "text"))
        whole = QTextCursor(self.box.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeCharFormat(ink)
        marks = []
        for start, length in self._marks:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.box.document())
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            style.setBackground(colour("mark"))
            mark.cursor, mark.format = cursor, style
            marks.append(mark)
        self.box.setExtraSelections(marks)

    def _blank_now(self) -> bool:
        return not self._whole.strip()
