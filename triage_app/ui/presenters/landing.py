"""Where the desk goes once a verdict has landed: to the next item, or back to one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Decision, RecordKind
from triage_app.domain.filters import Standing
from triage_app.domain.history import State
from triage_app.domain.queue import Tab
from triage_app.services.bulk import Turn
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.presenters.arrangement import Arrangement
from triage_app.ui.presenters.attempts import Deed
from triage_app.ui.presenters.deciding import Deciding
from triage_app.ui.presenters.hand import Hand
from triage_app.ui.presenters.lister import Lister
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.desk_page import DeskPage

_MOST_ONE_BY_ONE = 8


class Landing(QObject):
    """Draws what a verdict changed, and puts the next item before the moderator.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    hand : Hand
    listed : Arrangement
    deciding : Deciding
    lister : Lister
    page : DeskPage
    show_row, bring_back : callable
        Put an item before the moderator: one of the list; any, wherever it lies.
    """

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        hand: Hand,
        listed: Arrangement,
        deciding: Deciding,
        lister: Lister,
        page: DeskPage,
        show_row: Callable[[int | None], None],
        bring_back: Callable[[int], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._hand = hand
        self._list = listed
        self._deciding = deciding
        self._lister = lister
        self._page = page
        self._show_row = show_row
        self._bring_back = bring_back
        self._model: QueueModel = listed.model
        self._doubles: frozenset[int] = frozenset()
        flow.landed.connect(self._landed)

    def forget(self) -> None:
        """Know of no doubles: another workspace is open."""
        self._doubles = frozenset()

    def part_landed(self, changes: Changes) -> None:
        """Draw what a part of a step of many changed; list and card stay."""
        self._session.count()
        self._model.rows_changed(changes.rows, self._session.veil)

    def many_landed(self, turn: Turn | None) -> None:
        """Go on after a step of many: what it took from the list goes now.

        Parameters
        ----------
        turn : Turn or None
            None: it gave verdicts.
        """
        self._session.count()
        self._draw(())
        row, case = self._hand.row, self._session.case
        asked = self._lister.asked
        if asked is not None or self._list.query.follows_verdicts:
            self._lister.ask(asked or self._list.query)
        if turn is Turn.UNDO:
            self._hand.show_last_undone()
        else:
            self._hand.show_last_receipt()
        waits = (State.PENDING, State.SKIPPED)
        if row is None or case.states[row] in waits or turn is Turn.UNDO:
            self._show_row(self._list.following() if row is None else row)
        else:
            self._hand.drop_draft(row)
            following = self._list.following(row)
            self._show_row(row if following is None else following)

    def _landed(self, changes: Changes) -> None:
        """Draw what changed and go on: to the next item, or back to the one undone."""
        self._session.count()
        self._draw(changes.rows)
        decisions = [record.decision for record in changes.records]
        rows = [self._session.case.row_of.get(one.item_id) for one in decisions]
        known = [row for row in rows if row is not None]
        if not known:  # a verdict was given up that had never landed
            self._hand.free()
        elif decisions[-1].kind is not RecordKind.REVOCATION:
            for row in known:
                self._hand.drop_draft(row)
            self._hand.show_receipt(decisions)
            self._go_on(known)
        elif self._flow.deed is Deed.REDONE:
            self._hand.show_receipt(decisions, again=True)
            self._go_on(known)
        else:
            self._hand.show_taken_back(decisions)
            self._take_back(known[0], decisions)
        self._lister.ask_again()

    def _draw(self, rows: Sequence[int]) -> None:
        """Draw rows anew, and what comes or no longer comes again to the moderator."""
        seat = self._session.seat
        doubles = frozenset() if seat is None else seat.doubles
        changed = {*rows, *(doubles ^ self._doubles)}
        self._doubles = doubles
        self._model.rows_changed(changed, self._session.veil)
        self._list.call_double(self._hand.row)

    def _go_on(self, rows: Sequence[int]) -> None:
        """Go to the next item that waits, if the one in hand has its verdict."""
        row = self._hand.row
        if row in rows and row is not None:
            self._advance(row, rows)
            return
        self._drop(rows)
        if row is not None:
            self._page.queue.select_position(self._model.position_of(row))
        self._hand.free()

    def _advance(self, row: int, rows: Sequence[int]) -> None:
        # Behind an item from before the whole queue was known comes the first of it.
        following = self._list.following(None if self._hand.early else row)
        self._drop(rows)
        if following is not None:
            self._show_row(following)
        elif self._model.position_of(row) is None or not self._looks_back():
            self._finish(row)
        else:
            self._show_row(row)

    def _looks_back(self) -> bool:
        """Whether the list is of what has its verdict, where nothing is next."""
        tab, standings = self._list.query.tab, self._list.query.standings
        return tab is Tab.DECIDED or bool(standings - {Standing.WAITING})

    def _drop(self, rows: Sequence[int]) -> None:
        """Take off the list what verdicts led away from it."""
        if not self._list.query.follows_verdicts:
            return
        if len(rows) > _MOST_ONE_BY_ONE:
            self._list.list_rows(current=self._hand.row)
            return
        for row in rows:
            self._list.take_off(row)

    def _finish(self, row: int) -> None:
        """Say that every item of this list has its verdict."""
        self._show_row(None)
        self._page.queue.select_position(self._model.position_of(row))

    def _take_back(self, row: int, revocations: Sequence[Decision]) -> None:
        """Show an item whose verdict was taken back, with its note and reason."""
        given = self._deciding.taken_back(revocations)
        if given is not None:
            self._hand.give_back(row, given)
        self._bring_back(row)
