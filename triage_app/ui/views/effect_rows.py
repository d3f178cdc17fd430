"""Rows of a name, a bar to the left or right of its middle, and a number."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage_app.ui.text import one_line
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import MEDIUM

ROW, HEAD = 22, 14
_LONGEST_NAME = 60
_GAP = 8
_BAR = 8.0
_LEAST_BAR, _MOST_BAR, _SLACK = 22, 120, 4
_END = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class EffectRow:
    """One thing and what it does to the score.

    Attributes
    ----------
    name : str
        Text from outside is made safe here.
    detail : str
        Beside the name, quieter; left out where there is no room.
    effect : float
        -1 (towards opinion) to 1 (towards claim), as long as the bar.
    number : str
        The effect in figures.
    outcome : str
        What follows, in a column of its own; empty where there is none.
    """

    name: str
    detail: str
    effect: float
    number: str
    outcome: str = ""


class EffectRows(QWidget):
    """Paints rows; a claim's bar goes right, an opinion's left, and numbers say it.

    Parameters
    ----------
    theme : Theme
    name : str
        What a screen reader calls it; its description is the rows in words.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[EffectRow, ...] = ()
        self._headings = ("", "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_headings(self, number: str, outcome: str = "") -> None:
        """Say what the columns of figures are."""
        self._headings = number, outcome
        self.update()

    def show_rows(self, rows: Sequence[EffectRow]) -> None:
        """Show rows in place of those before."""
        self._rows = tuple(rows)
        self.setAccessibleDescription(self.summary())
        self.updateGeometry()
        self.update()

    def rows(self) -> tuple[EffectRow, ...]:
        """Return what is shown."""
        return self._rows

    def summary(self) -> str:
        """Return the rows in words."""
        return "; ".join(" ".join(filter(None, _spoken(row))) for row in self._rows)

    def sizeHint(self) -> QSize:
        """Ask for a line for each row."""
        return QSize(220, self._height())

    def minimumSizeHint(self) -> QSize:
        """Live with short names."""
        return QSize(160, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = QFontMetrics(font(12, MEDIUM))
        number, outcome = self._headings
        wide = _widest(figures, [number, *(row.number for row in self._rows)])
        last = _widest(figures, [outcome, *(row.outcome for row in self._rows)])
        last += _GAP if last else 0
        free = self.width() - wide - last - 2 * _GAP
        bar = max(_LEAST_BAR, min(_MOST_BAR, free - self._names_width() - _SLACK))
        room = max(24, free - bar)
        self._draw_headings(painter, last)
        for place, row in enumerate(self._rows):
            top = HEAD + place * ROW
            self._draw_name(painter, QRectF(0, top, room, ROW), row)
            middle = QRectF(room + _GAP, top, bar, ROW)
            self._draw_bar(painter, middle, row.effect)
            painter.setFont(font(12, MEDIUM))
            painter.setPen(self._theme.colour("text"))
            line = QRectF(0, top, self.width() - last, ROW)
            painter.drawText(line, _END, row.number)
            painter.drawText(line.adjusted(0, 0, last, 0), _END, row.outcome)

    def _height(self) -> int:
        return HEAD + ROW * len(self._rows) if self._rows else 0

    def _names_width(self) -> int:
        names, details = QFontMetrics(font(13)), QFontMetrics(font(12))
        return max(
            (
                names.horizontalAdvance(one_line(row.name, _LONGEST_NAME))
                + (details.horizontalAdvance(row.detail) + 8 if row.detail else 0)
                for row in self._rows
            ),
            default=0,
        )

    def _draw_headings(self, painter: QPainter, last: int) -> None:
        painter.setFont(font(11))
        painter.setPen(self._theme.colour("text_third"))
        line = QRectF(0, 0, self.width() - last, HEAD)
        painter.drawText(line, _END, self._headings[0])
        painter.drawText(line.adjusted(0, 0, last, 0), _END, self._headings[1])

    def _draw_name(self, painter: QPainter, box: QRectF, row: EffectRow) -> None:
        side = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        single = int(Qt.TextFlag.TextSingleLine)
        name = one_line(row.name, _LONGEST_NAME)
        quiet = QFontMetrics(font(12)).horizontalAdvance(row.detail) + 8
        metrics = QFontMetrics(font(13))
        room = round(box.width())
        short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        fits = metrics.horizontalAdvance(short) + quiet <= room
        painter.setFont(font(13))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(box, side | single, short)
        if row.detail and fits:
            beside = box.adjusted(metrics.horizontalAdvance(short) + 8, 0, 0, 0)
            painter.setFont(font(12))
            painter.setPen(self._theme.colour("text_third"))
            painter.drawText(beside, side | single, row.detail)

    def _draw_bar(self, painter: QPainter, box: QRectF, effect: float) -> None:
        middle = box.center().x()
        axis = self._theme.colour("border")
        axis.setAlphaF(0.6)
        painter.fillRect(QRectF(middle - 0.5, box.top() + 3, 1, ROW - 6), axis)
        length = max(-1.0, min(1.0, effect)) * (box.width() / 2 - 1)
        if abs(length) < 0.5:
            return
        top = box.center().y() - _BAR / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("claim" if length > 0 else "opinion"))
        left = middle + min(0.0, length)
        painter.drawRoundedRect(QRectF(left, top, abs(length), _BAR), 2, 2)


def _spoken(row: EffectRow) -> tuple[str, ...]:
    return one_line(row.name), row.detail, row.number, row.outcome


def _widest(metrics: QFontMetrics, words: Sequence[str]) -> int:
    return max((metrics.horizontalAdvance(one) for one in words), default=0)
