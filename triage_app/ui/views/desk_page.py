"""The desk: tabs, filters and queue at the left, the review card at the right."""

import base64
import binascii

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from triage_app.ui.theme import Theme
from triage_app.ui.views.explanation_panel import ExplanationPanel
from triage_app.ui.views.filter_bar import FilterBar
from triage_app.ui.views.group_panel import GroupPanel
from triage_app.ui.views.lane_tabs import LaneTabs
from triage_app.ui.views.queue_view import QueueView
from triage_app.ui.views.review_card import ReviewCard
from triage_app.ui.views.selection_bar import SelectionBar
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState

CARD_WIDTH, LEAST_CARD = 400, 344
_SPLIT, _COLUMNS = "split", "columns"


class DeskPage(QWidget):
    """Composes the desk's parts; one state covers them all when nothing is open.

    Attributes
    ----------
    tabs : LaneTabs
    filters : FilterBar
    queue : QueueView
    selection : SelectionBar
        Under the queue; hidden while there is only the current row.
    group : GroupPanel
        In the queue's place while it is asked for.
    explanation : ExplanationPanel
        Under the queue; hidden until it is asked for.
    card : ReviewCard
    splitter : QSplitter
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = LaneTabs(theme)
        self.filters = FilterBar(theme)
        self.queue = QueueView(theme)
        self.selection = SelectionBar(theme)
        self.group = GroupPanel(theme)
        self.explanation = ExplanationPanel(theme)
        self.card = ReviewCard(theme)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._moved = False
        self.splitter.splitterMoved.connect(self._take_hand)
        self._empty = EmptyPanel(theme)
        self._empty.setProperty("surface", "background")
        self._cover: QWidget | None = None
        self._behind: QWidget = self.splitter
        self._pages = QStackedLayout(self)
        self._arrange()

    def show_empty_state(self, state: EmptyState | None) -> None:
        """Cover the desk with a state such as `no_backlog`; None uncovers it."""
        if state is not None:
            self._empty.show_state(state)
        self._behind = self.splitter if state is None else self._empty
        self._show_front()

    def empty_state(self) -> EmptyState | None:
        """Return what covers the desk."""
        return self._empty.state() if self._behind is self._empty else None

    def cover(self, page: QWidget) -> None:
        """Put a page over everything until `uncover`; what is behind goes on."""
        self._cover = page
        self._pages.addWidget(page)
        self._show_front()

    def uncover(self) -> None:
        """Show what is behind the page that covers it."""
        if self._cover is not None:
            self._pages.removeWidget(self._cover)
            self._cover.hide()
        self._cover = None
        self._show_front()

    def _show_front(self) -> None:
        self._pages.setCurrentWidget(self._cover or self._behind)

    def show_group(self, shown: bool) -> None:
        """Put the group panel in the queue's place, or the queue back in it.

        Whoever gives the queue the keyboard meanwhile gives it to the panel.
        """
        taker = self.group.members if shown else self.queue.table
        self.queue.setFocusProxy(taker)
        self.queue.setVisible(not shown)
        self.group.setVisible(shown)

    def save_state(self) -> dict[str, str]:
        """Return where the splitter stands and how the columns are."""
        split = self.splitter.saveState().data()
        return {
            _SPLIT: base64.b64encode(split).decode("ascii"),
            _COLUMNS: self.queue.columns.save_state(),
        }

    def restore_state(self, saved: dict[str, str]) -> None:
        """Take up what `save_state` gave; what makes no sense changes nothing."""
        self.queue.columns.restore_state(str(saved.get(_COLUMNS, "")))
        try:
            split = base64.b64decode(str(saved.get(_SPLIT, "")), validate=True)
        except (binascii.Error, ValueError):
            return
        before = self.splitter.sizes()
        if self.splitter.restoreState(QByteArray(split)):
            self._moved = True
        else:
            self.splitter.setSizes(before)
        self._settle_splitter()

    def _arrange(self) -> None:
        left = QWidget()
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left.setProperty("surface", "background")
        column = QVBoxLayout(left)
        column.setContentsMargins(14, 10, 14, 0)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addWidget(self.filters)
        listed = QVBoxLayout()
        listed.setSpacing(0)
        listed.addWidget(self.queue, 1)
        listed.addWidget(self.selection)
        column.addLayout(listed, 1)
        group = QVBoxLayout()
        group.setContentsMargins(2, 0, 2, 0)
        group.addWidget(self.group)
        column.addLayout(group, 1)
        column.addWidget(self.explanation)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([1000, CARD_WIDTH])
        self._settle_splitter()
        self.splitter.installEventFilter(self)
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self._empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the explanation to the height."""
        super().resizeEvent(event)
        self.explanation.fit(event.size().height())
        if self.explanation.isVisible():
            self.queue.keep_in_sight()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the card its share until the person moves the splitter.

        The splitter has its size only once nothing covers the desk.
        """
        if isinstance(event, QResizeEvent) and not self._moved:
            room = event.size().width()
            card = max(LEAST_CARD, min(CARD_WIDTH, round(room * 0.29)))
            self.splitter.setSizes([room - card, card])
        return False

    def _take_hand(self) -> None:
        self._moved = True

    def _settle_splitter(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.setOrientation(Qt.Orientation.Horizontal)
