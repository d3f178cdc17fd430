"""The desk: which items are shown, which one is before the moderator, what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from triage_app.domain.changes import Changes, Counts
from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.queue import (
    Column,
    Progressed,
    QueueQuery,
    Tab,
    arrange,
    author_statuses,
    next_waiting,
)
from triage_app.domain.text_index import query_words
from triage_app.domain.visibility import ScoreVisibility, is_hidden
from triage_app.services.workspace import Workspace
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.presenters import cards
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.card_content import UNDO
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.widgets import empty


class DeskPresenter(QObject):
    """Shows the queue and the card, and takes verdicts.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    page : DeskPage
    key_names : mapping of str to str
        The keys printed on the card, by command id.
    open_actions : sequence of EmptyAction
        Ways to a backlog, offered while nothing is open.

    Signals
    -------
    card_ready
        The card is painted; keys count from now on.
    """

    card_ready = Signal()

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        page: DeskPage,
        key_names: Mapping[str, str],
        open_actions: Sequence[empty.EmptyAction] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._page = page
        self._key_names = key_names
        self._model = QueueModel(self)
        self._query = QueueQuery()
        self._row: int | None = None
        self._painted = False
        self._shown_at = ""
        self._loading = False
        self._filling = False
        self._leaving: Decision | None = None
        self._left_at: int | None = None
        self._drafts: dict[int, str] = {}
        self._workspace: Workspace | None = None
        self._no_backlog = empty.no_backlog(*open_actions)
        page.queue.set_model(self._model)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        page, session, flow = self._page, self._session, self._flow
        page.tabs.tab_chosen.connect(self.choose_tab)
        page.filters.query_edited.connect(self._query_edited)
        page.filters.left.connect(self.focus_queue)
        page.queue.row_activated.connect(self._activated)
        page.queue.sort_requested.connect(self._sort)
        page.card.verdict_given.connect(self.decide)
        page.card.undo_requested.connect(self.undo)
        page.card.painted.connect(self._card_painted)
        page.card.note_left.connect(self.focus_queue)
        session.opened.connect(self._opened)
        session.case_changed.connect(self._case_changed)
        session.counts_changed.connect(self._show_counts)
        flow.started.connect(lambda: page.card.set_busy(True))
        flow.landed.connect(self._landed)
        flow.refused.connect(self._free_card)

    @property
    def query(self) -> QueueQuery:
        """What the desk shows."""
        return self._query

    @property
    def model(self) -> QueueModel:
        """The rows that are shown."""
        return self._model

    @property
    def row(self) -> int | None:
        """The row of the case whose card is shown."""
        return self._row

    @property
    def ready(self) -> bool:
        """Whether a verdict would count now."""
        shown = self._painted and self._row is not None
        return shown and self._session.ready and not self._flow.busy

    def decide(self, verdict: Verdict) -> None:
        """Give a verdict of the item shown; ignored until its card is painted."""
        if not self.ready or self._row is None:
            return
        why = WhyShown.SEARCH if self._query.search.strip() else None
        note = self._page.card.note()
        self._flow.give(self._row, verdict, note, self._shown_at, why)

    def undo(self) -> None:
        """Take the newest verdict back; its card returns with the note it had."""
        workspace = self._session.workspace
        if workspace is not None and self._session.ready:
            self._leaving = workspace.history.last_undoable(self._session.moderator)
            self._flow.undo()

    def move(self, step: int) -> None:
        """Go up or down the queue."""
        here = self._model.position_of(self._row)
        last = self._model.rowCount() - 1
        if here is None:
            here = self._page.queue.position()
        there = 0 if here is None else max(0, min(last, here + step))
        if last >= 0 and self._model.row_at(there) != self._row:
            self._show_row(self._model.row_at(there))

    def choose_tab(self, tab: Tab) -> None:
        """Show another part of the queue under the same filters."""
        query = self._query.on(tab)
        if tab is not Tab.REVIEW:
            query = replace(query, reason=None)
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
        self._key_names = names
        self._show_card()

    def _opened(self) -> None:
        """Begin where the moderator stopped: the first item that waits."""
        known, self._workspace = self._workspace, self._session.workspace
        if known is self._workspace and self._row is not None and not self._filling:
            return  # items were added to it: card, note and filters stay
        self._query = QueueQuery()
        self._row = self._left_at = None
        self._drafts = {}
        self._page.card.clear_note()
        self._show_last_receipt()
        if self._session.workspace is not None and self._session.counts is not None:
            self._query = QueueQuery(_first_waiting(self._session.counts))

    def _case_changed(self) -> None:
        self._loading = False
        filling, back = self._session.filling, None
        # Listing the authors of a million rows anew with each part would stutter.
        choices = () if filling else author_statuses(self._session.case)
        self._page.filters.set_author_choices(choices)
        if filling and not self._filling:
            self._keep_draft()
            self._left_at, self._row = self._row, None
            self._page.card.clear_note()
            self._page.card.set_receipt(cards.not_yet())
        elif self._filling and not filling:
            back, self._row = self._left_at, None
            self._show_last_receipt()
        self._filling = filling
        self._arrange(keep=back)

    def _query_edited(self, query: QueueQuery) -> None:
        self._query = query
        self._arrange()

    def _sort(self, column: Column, descending: bool) -> None:
        self._query_edited(replace(self._query, sort=column, descending=descending))

    def _arrange(self, keep: int | None = None) -> None:
        """Order the rows anew; stay on the item shown where it is still among them."""
        session, query = self._session, self._query
        case, hidden = session.case, session.hidden()
        rows = arrange(case, query, hidden)
        self._model.show_rows(case, rows, hidden, query_words(query.search))
        self._page.tabs.set_current(query.tab)
        self._page.filters.set_query(query)
        self._page.queue.set_sort(query.sort, query.descending)
        blind = session.visibility is ScoreVisibility.HIDDEN
        self._page.filters.set_blind(blind and query.tab is Tab.REVIEW)
        wanted = self._row if keep is None else keep
        if self._model.position_of(wanted) is None:
            wanted = next_waiting(case, rows)
        if wanted is None and len(rows):
            wanted = int(rows[0])
        self._show_row(wanted)

    def _show_row(self, row: int | None) -> None:
        """Put an item before the moderator."""
        if row != self._row:
            self._keep_draft()
            begun = "" if row is None or self._filling else self._drafts.get(row, "")
            self._page.card.set_note(begun)
        self._row = row
        self._page.queue.select_position(self._model.position_of(row))
        self._show_card()
        self._say_why_empty()

    def _keep_draft(self) -> None:
        """Keep the note that was begun on the item shown; a preview has no items."""
        if self._row is None or self._filling:
            return
        self._drafts.pop(self._row, None)
        note = self._page.card.note()
        if note:
            self._drafts[self._row] = note

    def _drop_draft(self, row: int) -> None:
        """Forget the note of an item: it went along with the verdict."""
        self._drafts.pop(row, None)
        if row == self._row:
            self._page.card.clear_note()

    def _give_note_back(self, row: int, revoked: str) -> None:
        """Begin again with the note of a verdict taken back, unless one is begun."""
        leaving, self._leaving = self._leaving, None
        if leaving is None or leaving.decision_id != revoked:
            return
        if row != self._row:
            self._drafts.setdefault(row, leaving.note)
        elif not self._page.card.note():
            self._page.card.set_note(leaving.note)

    def _show_card(self) -> None:
        self._painted = False
        self._shown_at = ""
        card, row = self._page.card, self._row
        if row is None:
            card.show_empty_state(self._why_no_card())
            self._free_card()
            return
        card.set_busy(True)
        position = self._model.position_of(row) or 0
        item = self._session.case.item(row)
        card.show_card(
            cards.card_content(
                item,
                self._session.visibility,
                cards.place_text(position, self._model.rowCount()),
                tuple(query_words(self._query.search)),
                self._key_names,
                self._note_of(item.item_id),
            )
        )

    def _note_of(self, item_id: str) -> str:
        """Return the note written with an item's current verdict."""
        workspace = self._session.workspace
        current = None if workspace is None else workspace.history.current(item_id)
        return "" if current is None else current.note

    def _activated(self, position: int) -> None:
        row = self._model.row_at(position)
        if row != self._row:
            self._show_row(row)

    def _card_painted(self) -> None:
        if self._row is None:
            return
        self._painted = True
        workspace = self._session.workspace
        self._shown_at = "" if workspace is None else workspace.now()
        self._free_card()
        self.card_ready.emit()

    def _free_card(self) -> None:
        """Let the card take verdicts, or Undo alone, if nothing is on its way."""
        waits_for_paint = self._row is not None and not self._painted
        free = self._session.ready and not self._flow.busy and not waits_for_paint
        self._page.card.set_busy(not free)

    def _landed(self, changes: Changes) -> None:
        """Draw what changed and go on: to the next item, or back to the one undone."""
        self._session.take_counts(changes.counts)
        self._model.rows_changed(changes.rows, self._session.hidden())
        if changes.record is None:  # a verdict was given up that had never landed
            self._free_card()
            return
        decision = changes.record.decision
        row = self._session.case.row_of.get(decision.item_id)
        self._show_receipt(decision)
        if row is None:
            self._free_card()
        elif decision.kind is RecordKind.REVOCATION:
            self._give_note_back(row, decision.revokes)
            self._reveal(row)
        else:
            self._drop_draft(row)
            if row == self._row:
                self._advance(row)
            else:
                self._free_card()

    def _advance(self, row: int) -> None:
        """Go to the next item that waits."""
        case = self._session.case
        following = next_waiting(case, self._model.rows, after=row)
        leaves = self._query.tab is Tab.DECIDED or (
            self._query.progressed is not Progressed.ALL
        )
        if leaves:
            self._arrange(keep=row if following is None else following)
        elif following is None:
            self._finish(row)
        else:
            self._show_row(following)

    def _finish(self, row: int) -> None:
        """Say that every item of this list has its verdict."""
        self._show_row(None)
        self._page.queue.select_position(self._model.position_of(row))

    def _reveal(self, row: int) -> None:
        """Show an item wherever it is, leaving tab and filters if they hide it."""
        case, hidden = self._session.case, self._session.hidden()
        home = self._query.on(Tab[case.item(row).lane.name])
        for query in (self._query, home, home.cleared()):
            self._query = query
            if (arrange(case, query, hidden) == row).any():
                break
        self._arrange(keep=row)

    def _show_last_receipt(self) -> None:
        """Show what the moderator could take back now, or that there is nothing."""
        session, last = self._session, None
        if session.workspace is not None:
            last = session.workspace.history.last_undoable(session.moderator)
        if last is None:
            self._page.card.set_receipt(None)
        else:
            self._show_receipt(last)

    def _show_receipt(self, decision: Decision) -> None:
        session = self._session
        row = session.case.row_of.get(decision.item_id)
        shown = row is not None and not is_hidden(
            session.case.item(row), session.visibility
        )
        workspace = session.workspace
        undoable = workspace is not None and (
            workspace.history.last_undoable(session.moderator) is not None
        )
        key = self._key_names.get(UNDO, "") if undoable else ""
        self._page.card.set_receipt(
            cards.receipt(decision, score_shown=shown, undo_key=key)
        )

    def _show_counts(self) -> None:
        workspace = self._session.workspace
        policy = None if workspace is None else workspace.policy
        self._page.tabs.show_cards(cards.tab_cards(self._session.counts, policy))

    def _say_why_empty(self) -> None:
        """Say why there are no rows, or nothing."""
        if self._loading:
            return
        if not len(self._session.case):
            self._page.show_empty_state(self._no_backlog)
            return
        self._page.show_empty_state(None)
        rows = self._model.rowCount()
        self._page.queue.show_empty_state(None if rows else self._why_no_card())

    def _why_no_card(self) -> empty.EmptyState:
        if not len(self._session.case):
            return self._no_backlog
        if self._model.rowCount():
            return empty.queue_finished()
        if self._query.filtered:
            clear = empty.EmptyAction(self.tr("Clear filters"), self._clear_filters)
            return empty.nothing_matches(clear)
        if self._query.tab is Tab.DECIDED:
            return empty.nothing_decided()
        return empty.lane_empty()

    def _clear_filters(self) -> None:
        self._query_edited(self._query.cleared())


def _first_waiting(counts: Counts) -> Tab:
    """Return the first part of the queue that wants work."""
    for tab in Tab:
        if tab.lane is not None and counts.waiting[tab.lane]:
            return tab
    return Tab.REVIEW
