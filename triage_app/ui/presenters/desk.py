"""The desk: which items are shown, which one is next, and what a verdict changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from triage_app.domain.queue import Column, QueueQuery, Tab
from triage_app.ui.active_time import ActiveTime
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.presenters import cards
from triage_app.ui.presenters.arrangement import Arrangement
from triage_app.ui.presenters.arrival import Arrival
from triage_app.ui.presenters.deciding import Deciding
from triage_app.ui.presenters.drafts import Drafts
from triage_app.ui.presenters.hand import Hand
from triage_app.ui.presenters.landing import Landing
from triage_app.ui.presenters.lister import Lister
from triage_app.ui.presenters.listing import Listing
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.steps import Steps
from triage_app.ui.presenters.tab_cards import tab_cards
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.widgets import empty


class DeskPresenter(QObject):
    """Shows the queue, and leads from item to item as verdicts land.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    drafts : Drafts
    steps : Steps
    lister : Lister
    page : DeskPage
    key_names : mapping of str to str
        The keys printed on the card, by command id.
    open_actions : sequence of EmptyAction
        Ways to a backlog, offered while nothing is open.

    Attributes
    ----------
    deciding : Deciding
        What keys say of the item in hand.
    landing : Landing
        Where the desk goes once a verdict has landed.

    Signals
    -------
    card_ready
        The card is painted; keys count from now on.
    reason_changed(str)
        The code of the reason that goes with the next verdict; empty: none.
    query_shown
        Tabs, filters and headings show what the list was asked for.
    """

    card_ready = Signal()
    reason_changed = Signal(str)
    query_shown = Signal()

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        drafts: Drafts,
        steps: Steps,
        lister: Lister,
        page: DeskPage,
        key_names: Mapping[str, str],
        open_actions: Sequence[empty.EmptyAction] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._steps = steps
        self._page = page
        self._hand = Hand(session, flow, drafts, steps, page.card, key_names, self)
        self._list = Arrangement(session, page, open_actions, self)
        self.deciding = Deciding(
            session, flow, steps, self._hand, self._list, page.card, self
        )
        self._model = self._list.model
        self._lister = lister
        self.landing = Landing(
            session,
            flow,
            self._hand,
            self._list,
            self.deciding,
            lister,
            page,
            self._show_row,
            self._bring_back,
            self,
        )
        self._arrival = Arrival(
            session, self._hand, self._list, lister, self.landing, page.card, self
        )
        lister.ready.connect(self._listed)
        self._loading = False
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        page, session = self._page, self._session
        self._hand.painted.connect(self.card_ready)
        self._hand.reason_changed.connect(self.reason_changed)
        page.tabs.tab_chosen.connect(self.choose_tab)
        page.filters.query_edited.connect(self._query_edited)
        page.filters.left.connect(self.focus_queue)
        page.queue.row_activated.connect(self._activated)
        page.queue.sort_requested.connect(self._sort)
        page.card.verdict_given.connect(self.deciding.decide)
        page.card.undo_requested.connect(self.deciding.undo)
        page.card.redo_requested.connect(self.deciding.redo)
        page.card.note_left.connect(self.focus_queue)
        session.opened.connect(self._arrival.opened)
        session.case_changed.connect(self._case_changed)
        session.counts_changed.connect(self._show_counts)
        session.reordered.connect(self._reorder)

    @property
    def query(self) -> QueueQuery:
        """What the desk shows."""
        return self._list.query

    @property
    def model(self) -> QueueModel:
        """The rows that are shown."""
        return self._model

    @property
    def row(self) -> int | None:
        """The row of the case whose card is shown."""
        return self._hand.row

    @property
    def ready(self) -> bool:
        """Whether a verdict would count now."""
        return self._hand.ready

    @property
    def clock(self) -> ActiveTime:
        """The watch on the card; who covers the desk pauses it."""
        return self._hand.clock

    @property
    def reason_code(self) -> str:
        """The reason that goes with the next verdict; empty: none."""
        return self._hand.reason_code

    def set_reason(self, code: str) -> None:
        """Choose the reason that goes with the next verdict; empty: none."""
        self._hand.set_reason(code)

    def back(self) -> None:
        """Show the item decided last again, to be reconsidered."""
        last = self._steps.last
        if last is None or not self._hand.at_rest:
            return
        row = self._session.case.row_of.get(last.decisions[-1].item_id)
        if row is not None and row != self._hand.row:
            self._bring_back(row)

    def open_row(self, row: int) -> None:
        """Show an item that somebody asked for, wherever it lies."""
        if self._hand.at_rest and row != self._hand.row:
            self._bring_back(row)

    def move(self, step: int) -> None:
        """Go up or down the queue."""
        here = self._model.position_of(self._hand.row)
        last = self._model.rowCount() - 1
        if here is None:
            here = self._page.queue.position()
        there = 0 if here is None else max(0, min(last, here + step))
        if last >= 0:
            self._page.queue.choose_one()
            self._activated(there)

    def choose_tab(self, tab: Tab) -> None:
        """Show another part of the queue under the same filters."""
        query = (self._lister.asked or self._list.query).on(tab)
        if tab is not Tab.REVIEW:
            query = replace(query, reason=None)
        if self._list.query.tab.lane is None and tab is not self._list.query.tab:
            self._hand.put_down()  # the next key must not change what was looked up
        self._query_edited(query)

    def focus_queue(self) -> None:
        """Put the keyboard where verdict keys and arrows work."""
        self._page.queue.setFocus()

    def set_loading(self, title: str) -> None:
        """Say that the first rows are on their way; an empty title: no longer."""
        self._loading = bool(title)
        self._page.show_empty_state(empty.loading(title) if title else None)
        if not title:
            self._say_why_empty()

    def set_key_names(self, names: Mapping[str, str]) -> None:
        """Print other keys on the card."""
        self._hand.set_key_names(names)
        self._page.card.set_keys(dict(names))

    def _case_changed(self) -> None:
        self._loading = False
        self._list.offer_authors()
        self._arrange(keep=self._arrival.changed())
        self._arrival.shown()

    def _query_edited(self, query: QueueQuery) -> None:
        self._lister.ask(query)

    def _listed(self, listing: Listing) -> None:
        self._list.query = listing.query
        self._arrange(ready=listing)

    def _sort(self, column: Column, descending: bool) -> None:
        asked = self._lister.asked or self._list.query
        self._query_edited(replace(asked, sort=column, descending=descending))

    def _arrange(
        self, keep: int | None = None, *, ready: Listing | None = None
    ) -> None:
        """Order the rows anew; stay on the item shown where it is still among them."""
        self._list.list_rows(ready, self._hand.row if keep is None else keep)
        self._list.show_query(self._lister.asked)
        self.query_shown.emit()
        self._lister.ask_again()
        wanted = self._hand.row if keep is None else keep
        if self._model.position_of(wanted) is None:
            wanted = self._list.following()
        if wanted is None and self._model.rowCount():
            wanted = self._model.row_at(0)
        self._show_row(wanted)

    def _reorder(self, ready: Listing | None) -> None:
        """Take up a new order around the item in hand, which stays as it is."""
        queue = self._page.queue
        with queue.scroll_kept():
            self._list.list_rows(ready, self._hand.row)
            position = self._model.position_of(self._hand.row)
            queue.select_position(position, scroll=False)
        if position is not None:
            self._page.card.set_place(self._place(position))

    def _show_row(self, row: int | None) -> None:
        """Put an item before the moderator."""
        self._hand.take(row)
        self._page.queue.select_position(self._model.position_of(row))
        self._show_card()
        self._say_why_empty()

    def _show_card(self) -> None:
        row = self._hand.row
        if row is None:
            self._hand.show_nothing(self._why_no_card())
            return
        place = self._place(self._model.position_of(row) or 0)
        settling = self._list.query.tab is Tab.LEAD
        self._hand.show(place, self._list.words, settling=settling)

    def _place(self, position: int) -> str:
        return cards.place_text(position, self._model.rowCount())

    def _activated(self, position: int) -> None:
        row = self._model.row_at(position)
        if row != self._hand.row:
            self._show_row(row)

    def _bring_back(self, row: int) -> None:
        """Show an item wherever it is, leaving tab and filters if they hide it."""
        here = self._model.position_of(row) is not None
        if here and self._list.belongs(row):
            self._show_row(row)
            return
        self._lister.drop()
        self._list.ask_for(row)
        self._arrange(keep=row)

    def _show_counts(self) -> None:
        workspace = self._session.workspace
        plan, audit = None, None
        if workspace is not None and not self._session.filling:
            plan, audit = workspace.plan, workspace.audit().lanes
        self._page.tabs.show_cards(tab_cards(self._session.counts, plan, audit))

    def _say_why_empty(self) -> None:
        """Say why there are no rows, or nothing."""
        if self._loading:
            return
        rows, here = self._model.rowCount(), bool(len(self._session.case))
        self._page.show_empty_state(None if here else self._why_no_card())
        if here:
            self._page.queue.show_empty_state(None if rows else self._why_no_card())

    def _why_no_card(self) -> empty.EmptyState:
        clear = empty.EmptyAction(self.tr("Clear filters"), self._clear_filters)
        return self._list.why_empty(clear)

    def _clear_filters(self) -> None:
        self._query_edited(self._list.query.cleared())
