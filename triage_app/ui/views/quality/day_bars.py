"""A small chart of how many verdicts each of the latest days saw."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage_app.ui.text import count
from triage_app.ui.theme import Theme, font

_HEIGHT, _HEAD, _FOOT = 88, 14, 16
_WIDEST, _APART = 28.0, 4.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


class DayBars(QWidget):
    """Paints a bar for each day, the latest at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._days: tuple[tuple[str, int], ...] = ()
        self.setAccessibleName(self.tr("Verdicts a day"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_days(self, days: Sequence[tuple[str, int]]) -> None:
        """Show days, each its name and a number of verdicts."""
        self._days = tuple(days)
        self.setVisible(bool(days))
        said = (f"{day} {count(number)}" for day, number in self._days)
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def days(self) -> tuple[tuple[str, int], ...]:
        """Return what is shown."""
        return self._days

    def sizeHint(self) -> QSize:
        """Ask for little."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, the highest with its number."""
        if not self._days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        numbers = [number for _, number in self._days]
        most, room = max(1, *numbers), self.height() - _HEAD - _FOOT
        wide = min(_WIDEST, self.width() / len(numbers) - _APART)
        painter.setFont(font(11))
        for place, number in enumerate(numbers):
            left = place * (wide + _APART)
            tall = max(1.0, number / most * room)
            bar = QRectF(left, _HEAD + room - tall, wide, tall)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent" if number else "hairline"))
            painter.drawRoundedRect(bar, 2, 2)
            if place == numbers.index(max(numbers)):
                self._draw_number(painter, bar, number)
        painter.setPen(self._theme.colour("text_third"))
        whole = len(numbers) * (wide + _APART) - _APART
        foot = QRectF(0, self.height() - _FOOT, max(whole, 48), _FOOT)
        painter.drawText(foot, _LEFT, self._days[0][0])
        if len(numbers) > 1 and whole >= 96:
            painter.drawText(foot, _RIGHT, self._days[-1][0])

    def _draw_number(self, painter: QPainter, bar: QRectF, number: int) -> None:
        words = count(number)
        wide = max(bar.width(), painter.fontMetrics().horizontalAdvance(words) + 2)
        box = QRectF(0, bar.top() - _HEAD, wide, _HEAD)
        box.moveLeft(min(max(0.0, bar.center().x() - wide / 2), self.width() - wide))
        painter.setPen(self._theme.colour("text_second"))
        painter.drawText(box, _MIDDLE, words)
