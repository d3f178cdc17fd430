"""Which rows the table shows, in which order, and why there are none."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject

from triage_app.domain.history import State
from triage_app.domain.queue import (
    Column,
    QueueQuery,
    Tab,
    author_statuses,
    next_waiting,
    shows,
)
from triage_app.domain.text_index import query_words
from triage_app.domain.visibility import ScoreVisibility
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.presenters.listing import Listing
from triage_app.ui.presenters.session import Session
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.widgets import empty


class Arrangement(QObject):
    """Keeps table, tabs and filters in step with a query over the case.

    Parameters
    ----------
    session : Session
    page : DeskPage
    open_actions : sequence of EmptyAction
        Ways to a backlog, offered while nothing is open.

    Attributes
    ----------
    model : QueueModel
        The rows that are shown.
    query : QueueQuery
        What is asked for; in force from the next `list_rows`.
    """

    def __init__(
        self,
        session: Session,
        page: DeskPage,
        open_actions: Sequence[empty.EmptyAction],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._page = page
        self._no_backlog = empty.no_backlog(*open_actions)
        self.model = QueueModel(self)
        self._query = QueueQuery()
        page.queue.set_model(self.model)

    @property
    def query(self) -> QueueQuery:
        """What is shown."""
        return self._query

    @query.setter
    def query(self, query: QueueQuery) -> None:
        self._query = query
        self._session.settling = query.tab is Tab.LEAD

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are searched for."""
        return tuple(query_words(self.query.search))

    def list_rows(
        self, ready: Listing | None = None, current: int | None = None
    ) -> None:
        """Put the rows of the query into the table, in its order.

        Parameters
        ----------
        ready : Listing, optional
            Spares the work if it is what is asked for now.
        current : int, optional
            The row in the moderator's hand.
        """
        case, query = self._session.case, self.query
        if ready is None or ready.case is not case or ready.query != query:
            ready = Listing.of(case, query, self._session.veil)
        self.model.show_rows(
            case,
            ready.rows,
            self._session.hidden(),
            self.words,
            settling=query.tab is Tab.LEAD,
        )
        self.call_double(current)

    def call_double(self, current: int | None) -> None:
        """Put what comes again to the moderator where she will meet it next.

        Only in the queue's own order, where a place tells nothing: right after the item
        in hand, else before the first that waits.
        """
        query, seat = self.query, self._session.seat
        if seat is None or query.tab.lane is None or not self._session.ready:
            return
        if query.sort is not Column.POSITION:
            return
        row = seat.double(query.tab.lane)
        place = self.model.position_of(row)
        if row is None or place is None:
            return
        self.model.move(place, self._turn(row, place, current))

    def _turn(self, row: int, place: int, current: int | None) -> int:
        """Return the place at which a row is met next."""
        here = None if current == row else self.model.position_of(current)
        if here is not None:
            return here if place <= here else here + 1
        rows, states = self.model.rows, self._session.case.states
        others = np.flatnonzero((states[rows] == State.PENDING) & (rows != row))
        if not len(others):
            return place
        first = int(others[0])
        return first - 1 if place < first else first

    def belongs(self, row: int) -> bool:
        """Return whether the list still shows a row, after a verdict of it."""
        if not self.query.follows_verdicts:
            return True
        return shows(self._session.case, self.query, row, self._session.hidden())

    def show_query(self, asked: QueueQuery | None = None) -> None:
        """Show on tabs, filters and headings what is asked for.

        Parameters
        ----------
        asked : QueueQuery, optional
            What is being listed already and will take the place of `query`.
        """
        query, page = asked or self.query, self._page
        page.tabs.set_current(query.tab)
        page.filters.set_query(query)
        page.queue.set_sort(query.sort, query.descending)
        blind = self._session.veil.visibility is not ScoreVisibility.SHOWN
        page.filters.set_blind(blind and query.tab is Tab.REVIEW)

    def offer_authors(self) -> None:
        """Offer the case's author statuses as filters; of a preview none."""
        # Listing the authors of a million rows anew with each part would stutter.
        filling = self._session.filling
        choices = () if filling else author_statuses(self._session.case)
        self._page.filters.set_author_choices(choices)

    def following(self, after: int | None = None) -> int | None:
        """Return the next row of the list that waits for a verdict.

        On a lead's tab everything waits.
        """
        rows, place = self.model.rows, self.model.position_of(after)
        if self.query.tab is not Tab.LEAD:
            return next_waiting(self._session.case, rows, after, place)
        there = 0 if place is None else (place + 1) % len(rows)
        found = None if there >= len(rows) else int(rows[there])
        return None if found == after else found

    def take_off(self, row: int) -> bool:
        """Take a row off the list if a verdict led it away; return whether it did."""
        place = self.model.position_of(row)
        if place is None or self.belongs(row):
            return False
        self._page.queue.select_position(None)
        self.model.remove(place)
        return True

    def ask_for(self, row: int) -> None:
        """Ask for a list that holds a row, leaving tab and filters if they hide it."""
        case, hidden = self._session.case, self._session.hidden()
        home = self.query.on(Tab[case.item(row).lane.name])
        for query in (self.query, home, home.cleared()):
            self.query = query
            if shows(case, query, row, hidden):
                break

    def why_empty(self, clear: empty.EmptyAction) -> empty.EmptyState:
        """Return why there is no item to show."""
        if not len(self._session.case):
            return self._no_backlog
        if self.model.rowCount():
            return empty.queue_finished()
        if self.query.filtered:
            return empty.nothing_matches(clear)
        if self.query.tab is Tab.DECIDED:
            return empty.nothing_decided()
        return empty.lane_empty()
