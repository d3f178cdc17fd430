"""Rows of a name, a bar or an interval along a common scale, and a number."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage_app.ui.text import one_line
from triage_app.ui.theme import Theme, font
from triage_app.ui.views.quality.values import Measure
from triage_app.ui.widgets.labels import MEDIUM

ROW, FOOT = 24, 16
_GAP = 12
_THICK = 6.0
_DOT = 4.0
_NAMES_SHARE = 0.6
# Drawn text is a fraction of a pixel wider than its advance says.
_SLACK = 2
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class MeasureRows(QWidget):
    """Paints rows; the figures say what the drawing shows.

    Parameters
    ----------
    theme : Theme
    name : str
        What a screen reader calls it; its description is the rows in words.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[Measure, ...] = ()
        self._scale = (0.0, 1.0)
        self._ends = ("", "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_rows(
        self,
        rows: Sequence[Measure],
        scale: tuple[float, float] = (0.0, 1.0),
        ends: tuple[str, str] = ("", ""),
    ) -> None:
        """Show rows in place of those before.

        Parameters
        ----------
        rows : sequence of Measure
        scale : (float, float)
            What the drawing's left and right end stand for.
        ends : (str, str)
            Written below them; empty for nothing.
        """
        self._rows, self._scale, self._ends = tuple(rows), scale, ends
        self.setVisible(bool(rows))
        self.setAccessibleDescription(self.summary())
        self.updateGeometry()
        self.update()

    def rows(self) -> tuple[Measure, ...]:
        """Return what is shown."""
        return self._rows

    def summary(self) -> str:
        """Return the rows in words."""
        spoken = ((one_line(row.name), row.detail, row.number) for row in self._rows)
        return "; ".join(" ".join(filter(None, words)) for words in spoken)

    def sizeHint(self) -> QSize:
        """Ask for a line for each row."""
        return QSize(280, self._height())

    def minimumSizeHint(self) -> QSize:
        """Live with short names."""
        return QSize(200, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = QFontMetrics(font(12, MEDIUM))
        wide = max(figures.horizontalAdvance(row.number) for row in self._rows)
        names = min(self._names_width(), int(self.width() * _NAMES_SHARE))
        drawn = self.width() - names - wide - 2 * _GAP
        for place, row in enumerate(self._rows):
            top = place * ROW
            self._draw_name(painter, QRectF(0, top, names, ROW), row)
            self._draw_measure(painter, QRectF(names + _GAP, top, drawn, ROW), row)
            painter.setFont(font(12, MEDIUM))
            painter.setPen(self._theme.colour("text"))
            line = QRectF(0, top, self.width(), ROW)
            painter.drawText(line, _RIGHT, row.number)
        if any(self._ends):
            self._draw_ends(painter, QRectF(names + _GAP, 0, drawn, FOOT))

    def _height(self) -> int:
        foot = FOOT if any(self._ends) else 0
        return ROW * len(self._rows) + foot if self._rows else 0

    def _names_width(self) -> int:
        names, details = QFontMetrics(font(13)), QFontMetrics(font(12))
        return max(
            names.horizontalAdvance(one_line(row.name, 80))
            + _SLACK
            + (details.horizontalAdvance(row.detail) + 8 if row.detail else 0)
            for row in self._rows
        )

    def _draw_name(self, painter: QPainter, box: QRectF, row: Measure) -> None:
        names, details = QFontMetrics(font(13)), QFontMetrics(font(12))
        quiet = details.horizontalAdvance(row.detail) + 8 if row.detail else 0
        room = max(0, int(box.width()) - quiet)
        elide = Qt.TextElideMode.ElideRight
        short = names.elidedText(one_line(row.name, 80), elide, room)
        painter.setFont(font(13))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(box, _LEFT | int(Qt.TextFlag.TextSingleLine), short)
        painter.setFont(font(12))
        painter.setPen(self._theme.colour("text_third"))
        beside = box.adjusted(names.horizontalAdvance(short) + 8, 0, 8, 0)
        painter.drawText(beside, _LEFT, row.detail)

    def _draw_measure(self, painter: QPainter, box: QRectF, row: Measure) -> None:
        middle = box.center().y()
        track = QRectF(box.left(), middle - _THICK / 2, box.width(), _THICK)
        faint = self._theme.colour("hairline")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint)
        if row.interval is None:
            painter.drawRoundedRect(track, 3, 3)
            if row.value:
                filled = QRectF(track)
                filled.setRight(max(self._at(track, row.value), track.left() + _THICK))
                painter.setBrush(self._theme.colour(row.tone))
                painter.drawRoundedRect(filled, 3, 3)
            return
        painter.drawRect(QRectF(box.left(), middle - 0.5, box.width(), 1))
        if row.value is None:
            return
        colour = self._theme.colour(row.tone)
        low, high = (self._at(track, end) for end in row.interval)
        ground = self._theme.colour(row.tone)
        ground.setAlphaF(0.35)
        pen = QPen(ground, _THICK)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(self._at(track, row.value), middle), _DOT, _DOT)

    def _draw_ends(self, painter: QPainter, box: QRectF) -> None:
        box.moveTop(self._height() - FOOT)
        painter.setFont(font(11))
        painter.setPen(self._theme.colour("text_third"))
        painter.drawText(box, _LEFT, self._ends[0])
        painter.drawText(box, _RIGHT, self._ends[1])

    def _at(self, track: QRectF, value: float) -> float:
        low, high = self._scale
        share = (value - low) / (high - low) if high > low else 0.0
        return track.left() + min(1.0, max(0.0, share)) * track.width()
