"""How the items fall into the three lanes: one bar, and a number for each lane."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.routing import Lane
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.views.routing.values import Effect
from triage_app.ui.widgets.chip import LANE_TONES, Chip
from triage_app.ui.widgets.labels import SEMIBOLD, label

# By rising P(claim), as the histogram below draws them.
ORDER = (Lane.LIKELY_OPINION, Lane.REVIEW, Lane.LIKELY_CLAIM)
_HEIGHT = 8
_LEAST_WIDTH = 3.0


class _Bar(QWidget):
    """The three shares beside one another; what is there at all can be seen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.shares = (0.0, 0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Be a line."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shares, rounded at both ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = self.rect().toRectF()
        shape = QPainterPath()
        shape.addRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        painter.setClipPath(shape)
        painter.fillRect(whole, self._theme.colour("hairline"))
        left = 0.0
        for lane, width in zip(ORDER, self._widths(whole.width()), strict=True):
            colour = self._theme.colour(LANE_TONES[lane].value)
            painter.fillRect(QRectF(left, 0, width, whole.height()), colour)
            left += width

    def _widths(self, room: float) -> list[float]:
        widths = [max(_LEAST_WIDTH, s * room) if s else 0.0 for s in self.shares]
        total = sum(widths)
        return [width * room / total for width in widths] if total else widths


class LaneStrip(QFrame):
    """Likely opinion, for people, likely claim."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self.setAccessibleName(self.tr("Lanes"))
        self._bar = _Bar(theme)
        self._values: dict[Lane, QLabel] = {}
        self._shares: dict[Lane, QLabel] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        for place, lane in enumerate(ORDER):
            if place:
                row.addStretch(1)
            self._add_lane(row, lane, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._bar)
        self.show_effect(None)

    def show_effect(self, effect: Effect | None) -> None:
        """Show where the items go; None shows dashes."""
        total = 0 if effect is None else effect.total
        lanes = {} if effect is None else effect.lanes
        shares = []
        for lane in ORDER:
            items = lanes.get(lane, 0) if total else None
            share = (items or 0) / total if total else 0.0
            shares.append(share)
            self._values[lane].setText(text.count(items))
            self._shares[lane].setText(text.percent(share) if total else "")
        self._bar.shares = (shares[0], shares[1], shares[2])
        self._bar.update()
        said = [f"{_name(lane)} {self._values[lane].text()}" for lane in ORDER]
        self.setAccessibleDescription(", ".join(said))

    def number(self, lane: Lane) -> str:
        """Return the number shown for a lane."""
        return self._values[lane].text()

    def _add_lane(self, row: QHBoxLayout, lane: Lane, theme: Theme) -> None:
        chip = Chip(theme)
        chip.set_chip(_name(lane), LANE_TONES[lane])
        self._values[lane] = label(text.NOTHING, px=17, weight=SEMIBOLD)
        self._shares[lane] = label(role="third", px=12)
        for widget in (chip, self._values[lane], self._shares[lane]):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


def _name(lane: Lane) -> str:
    return text.lane(lane)
