"""Another case on the desk: a file while it is read, then the workspace it becomes."""

import time

from PySide6.QtCore import QObject

from triage_app.domain.queue import QueueQuery, Tab
from triage_app.services.workspace import Workspace
from triage_app.ui.presenters import cards
from triage_app.ui.presenters.arrangement import Arrangement
from triage_app.ui.presenters.hand import Hand
from triage_app.ui.presenters.landing import Landing
from triage_app.ui.presenters.lister import Lister
from triage_app.ui.presenters.session import Session
from triage_app.ui.views.review_card import ReviewCard

# A card that was there for less was not read yet.
TIME_TO_READ_S = 2.0


class Arrival(QObject):
    """Says what is in hand, and what the list is asked for, once the case changed.

    While a file is read nothing can be decided, but the moderator reads: the card
    before her, what she noted and searched for stay when the file is saved. Where it
    is given up, she is back at the card that she had left.

    Parameters
    ----------
    session : Session
    hand : Hand
    listed : Arrangement
    lister : Lister
    landing : Landing
    card : ReviewCard
    """

    def __init__(
        self,
        session: Session,
        hand: Hand,
        listed: Arrangement,
        lister: Lister,
        landing: Landing,
        card: ReviewCard,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._hand = hand
        self._list = listed
        self._lister = lister
        self._landing = landing
        self._card = card
        self._workspace: Workspace | None = None
        self._left: tuple[int | None, QueueQuery] = (None, QueueQuery())
        self._offered: int | None = None
        self._since = 0.0

    def opened(self) -> None:
        """Begin where the moderator stopped: the first item that waits.

        An item of a file that was just read, and that she reads, comes before that.
        """
        known, self._workspace = self._workspace, self._session.workspace
        hand = self._hand
        if known is self._workspace and hand.row is not None and not hand.filling:
            return  # items were added to it: card, note and filters stay
        asked = self._lister.asked or self._list.query
        begun = hand.filling and asked != QueueQuery()
        self._lister.drop()
        self._landing.forget()
        if (begun or self._looks()) and self._still_there():
            hand.take_over()
        else:
            hand.forget()
        hand.show_last_receipt()
        self._list.query = asked if begun else self._first()

    def changed(self) -> int | None:
        """Follow the case; return the row to go back to, None where there is none."""
        hand, filling = self._hand, self._session.filling
        back = None
        if filling and not hand.filling:
            self._left = hand.row, self._list.query
            hand.begin_early()
            self._offered = None
            self._ask(QueueQuery())
            self._card.set_receipt(cards.not_yet())
        elif hand.filling and not filling:
            back, query = self._left
            hand.end_early()
            self._ask(query)
            hand.show_last_receipt()
        return back

    def shown(self) -> None:
        """Note which item of a file was put before the moderator first, and when."""
        if self._hand.filling and self._offered is None:
            self._offered, self._since = self._hand.row, time.monotonic()

    def _looks(self) -> bool:
        """Whether she has begun to read, note or look around."""
        hand = self._hand
        here = hand.row == self._offered and not (hand.early or self._card.note())
        return not here or time.monotonic() - self._since > TIME_TO_READ_S

    def _ask(self, query: QueueQuery) -> None:
        self._lister.drop()
        self._list.query = query

    def _still_there(self) -> bool:
        """Whether the item of a file that was read is the workspace's at its row."""
        row, shown = self._hand.row, self._card.content()
        if not self._hand.filling or row is None or shown is None:
            return False
        ids = self._session.case.backlog.ids
        return row < len(ids) and ids[row] == shown.item.item_id

    def _first(self) -> QueueQuery:
        """Return the first part of the queue that wants work."""
        counts = self._session.counts
        if self._session.workspace is not None and counts is not None:
            for tab in Tab:
                if tab.lane is not None and counts.waiting[tab.lane]:
                    return QueueQuery(tab)
        return QueueQuery()
