"""A transcript with the words marked that moved the score, and how far."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from triage_app.domain.explanation import Words
from triage_app.ui.shown_text import ShownText
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.plain_text import make_readable

LONGEST = 3_000
_PX = 15
_LINE_PERCENT = 128.0
_MOST_MARKS = 400
# Below this share of the strongest word a mark would only be noise.
_LEAST_SHARE = 0.08
# A word this strong alone moves 0.5 to 0.62; weaker ones never look strong.
_FULL_STRENGTH = 0.5
_FAINTEST, _STRONGEST = 0.10, 0.38

Floats = NDArray[np.float64]


class MarkedTranscript(QTextEdit):
    """Read-only plain text; claims are orange and underlined, opinions blue and dotted.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ShownText.of("", LONGEST)
        self._words: Words | None = None
        make_readable(self, _PX)
        self.setAccessibleName(self.tr("Transcript with marked words"))
        theme.changed.connect(self._dress)

    def show_words(self, transcript: str, words: Words | None) -> None:
        """Show a transcript's beginning, with marks where it goes on record."""
        self._shown = ShownText.of(transcript, LONGEST)
        self._words = words
        self.setPlainText(self._shown.text)
        self._dress()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def marks(self) -> list[tuple[str, float]]:
        """Return the marked stretches as shown and their log-odds, in reading order."""
        cursor = self.textCursor()
        found = []
        for start, length, weight in self._spans():
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            found.append((cursor.selectedText(), weight))
        return found

    def _spans(self) -> list[tuple[int, int, float]]:
        """Return what is marked, as starts and lengths in the document."""
        words = self._words
        if words is None or not len(words):
            return []
        starts, lengths = self._shown.spans(words.starts, words.stops)
        strong = np.abs(words.weights)
        worth = (lengths > 0) & (strong >= _LEAST_SHARE * strong.max())
        places = np.flatnonzero(worth)
        places = np.sort(
            places[np.argsort(-strong[places], kind="stable")][:_MOST_MARKS]
        )
        columns = starts[places], lengths[places], words.weights[places]
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _dress(self) -> None:
        """Colour the text and its marks anew."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        block = cursor.blockFormat()
        # 1 is QTextBlockFormat.ProportionalHeight, which wants an int.
        block.setLineHeight(_LINE_PERCENT, 1)
        cursor.setBlockFormat(block)
        plain = QTextCharFormat()
        plain.setForeground(self._theme.colour("text"))
        plain.setFont(font(_PX, tabular=False))
        cursor.setCharFormat(plain)
        spans = self._spans()
        most = max([_FULL_STRENGTH, *(abs(weight) for _, _, weight in spans)])
        for start, length, weight in spans:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(self._mark(weight, abs(weight) / most))
        cursor.endEditBlock()

    def _mark(self, weight: float, strength: float) -> QTextCharFormat:
        """Return a mark whose side is told by its line too, not by its colour alone."""
        claim = weight > 0
        ink = self._theme.colour("claim" if claim else "opinion")
        ground = QColor(ink)
        ground.setAlphaF(_FAINTEST + (_STRONGEST - _FAINTEST) * strength)
        style = QTextCharFormat()
        style.setBackground(ground)
        lines = QTextCharFormat.UnderlineStyle
        line = lines.SingleUnderline if claim else lines.DotLine
        style.setUnderlineStyle(line)
        style.setUnderlineColor(ink)
        side = self.tr("towards claim") if claim else self.tr("towards opinion")
        style.setToolTip(f"{signed(weight)} {side}")
        return style


def signed(weight: float) -> str:
    """Return log-odds with a plus or minus sign, such as ``+1.24``."""
    figures = f"{abs(weight):.2f}"
    return f"+{figures}" if weight >= 0 else f"\N{MINUS SIGN}{figures}"
