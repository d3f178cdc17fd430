"""The desk's tabs: a lane each, with how much waits in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from triage_app.domain.queue import Tab
from triage_app.ui import text
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import SEMIBOLD
from triage_app.ui.widgets.walking import arrow_step

_TOKENS = {
    Tab.REVIEW: "review",
    Tab.LIKELY_CLAIM: "claim",
    Tab.LIKELY_OPINION: "opinion",
    Tab.LEAD: "warning",
    Tab.DECIDED: "saved",
}


_NARROW = 120


@dataclass(frozen=True)
class TabCard:
    """What a tab says below its name.

    Attributes
    ----------
    count : str
        Such as ``"9,318"``.
    detail : str
        Such as ``"298 with nothing to score"``.
    short : str
        The same in fewer words, for a narrow window; empty: there are none.
    """

    count: str
    detail: str = ""
    short: str = ""

    def told(self, metrics: QFontMetrics, width: int) -> str:
        """Return the detail in as many words as there is room for."""
        for words in (self.detail, self.short):
            if words and metrics.horizontalAdvance(words) <= width:
                return words
        return metrics.elidedText(
            self.short or self.detail, Qt.TextElideMode.ElideRight, width
        )


class _TabButton(QAbstractButton):
    """One tab, drawn as a card."""

    def __init__(self, tab: Tab, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.tab = tab
        self._theme = theme
        self.card = TabCard(text.NOTHING)
        self.setText(text.tab(tab))
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for four rows of the grid more than the text."""
        return QSize(160, 80)

    def minimumSizeHint(self) -> QSize:
        """Keep room for the count."""
        return QSize(96, 80)

    def set_card(self, card: TabCard) -> None:
        """Show other numbers; the same ones cost nothing."""
        if card == self.card:
            return
        self.card = card
        name = ", ".join(
            part for part in (self.text(), card.count, card.detail) if part
        )
        self.setAccessibleName(name)
        self._tell_the_rest()
        self.update()

    def shown_detail(self) -> str:
        """Return the line below the count as there is room for it."""
        return self.card.told(QFontMetrics(font(12)), self._area().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell in the tooltip what the new width leaves out."""
        super().resizeEvent(event)
        self._tell_the_rest()

    def _area(self) -> QRect:
        narrow = self.width() < _NARROW
        return self.rect().adjusted(12 if narrow else 16, 0, -3 if narrow else -8, 0)

    def _tell_the_rest(self) -> None:
        whole = self.card.detail
        self.setToolTip("" if self.shown_detail() == whole else text.tooltip(whole))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the coloured edge and three lines of text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        colour = self._theme.colour
        area = self._area()
        lines = (
            (font(12), "text_second", self.text(), 10, 16),
            (font(20, SEMIBOLD), "text", self.card.count, 28, 24),
            (font(12), "text_third", self.shown_detail(), 54, 16),
        )
        for used, token, words, top, height in lines:
            painter.setFont(used)
            painter.setPen(colour(token))
            short = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, area.width()
            )
            line = area.adjusted(0, top, 0, 0)
            line.setHeight(height)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, short)

    def _paint_ground(self, painter: QPainter) -> None:
        colour = self._theme.colour
        own = colour(_TOKENS[self.tab])
        card = self.rect().toRectF().adjusted(2, 2, -2, -2)
        shape = QPainterPath()
        shape.addRoundedRect(card, 8, 8)
        hovered = self.underMouse() and not self.isChecked()
        painter.fillPath(shape, colour("hover" if hovered else "panel"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(card.left(), card.top(), 4, card.height()), own)
        painter.restore()
        pen = QPen(own, 2) if self.isChecked() else QPen(colour("hairline"), 1)
        inset = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            ring = self.rect().toRectF().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, 10, 10)


class LaneTabs(QWidget):
    """A tab each; one is current, Left and Right walk among them.

    Signals
    -------
    tab_chosen : Tab
    """

    tab_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Lanes"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._buttons: dict[Tab, _TabButton] = {}
        for tab in Tab:
            button = _TabButton(tab, theme, self)
            button.clicked.connect(lambda _=False, own=tab: self._choose(own))
            button.installEventFilter(self)
            row.addWidget(button, 1)
            self._buttons[tab] = button
        self.set_current(Tab.REVIEW)

    def show_cards(self, cards: Mapping[Tab, TabCard]) -> None:
        """Show numbers; tabs not named keep theirs."""
        for tab, card in cards.items():
            self._buttons[tab].set_card(card)

    def card(self, tab: Tab) -> TabCard:
        """Return what a tab shows."""
        return self._buttons[tab].card

    def current(self) -> Tab:
        """Return the tab that is marked."""
        return next(tab for tab, b in self._buttons.items() if b.isChecked())

    def set_current(self, tab: Tab) -> None:
        """Mark a tab as the one shown, without choosing it."""
        for own, button in self._buttons.items():
            button.setChecked(own is tab)
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if own is tab else Qt.FocusPolicy.ClickFocus
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk with the arrow keys."""
        step = arrow_step(event)
        if not step:
            return False
        tabs = list(Tab)
        self._choose(tabs[(tabs.index(self.current()) + step) % len(tabs)])
        self._buttons[self.current()].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _choose(self, tab: Tab) -> None:
        self.set_current(tab)
        self.tab_chosen.emit(tab)
