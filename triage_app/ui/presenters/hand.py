"""The item in the moderator's hand: its card, its note, since when it is painted."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from triage_app.domain.decisions import Decision
from triage_app.ui.presenters import cards
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.card_content import UNDO
from triage_app.ui.views.review_card import ReviewCard
from triage_app.ui.widgets.empty import EmptyState


class Hand(QObject):
    """Holds one row of the case, or none.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    card : ReviewCard
    key_names : mapping of str to str
        The keys printed on the card, by command id.

    Attributes
    ----------
    row : int or None
    shown_at : str
        Since when the card is painted; empty until it is.
    filling : bool
        A preview is shown, whose rows are not yet the workspace's: no note belongs to
        them.

    Signals
    -------
    painted
        The card is painted; keys count from now on.
    """

    painted = Signal()

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        card: ReviewCard,
        key_names: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._card = card
        self._key_names = key_names
        self._drafts: dict[int, str] = {}
        self._painted = False
        self.row: int | None = None
        self.shown_at = ""
        self.filling = False
        card.painted.connect(self._card_painted)
        flow.started.connect(lambda: card.set_busy(True))
        flow.refused.connect(self.free)

    @property
    def ready(self) -> bool:
        """Whether a verdict would count now."""
        shown = self._painted and self.row is not None
        return shown and self._session.ready and not self._flow.busy

    def set_key_names(self, names: Mapping[str, str]) -> None:
        """Print other keys from the next card on."""
        self._key_names = names

    def take(self, row: int | None) -> None:
        """Take another item, with the note that was begun on it."""
        if row != self.row:
            self._keep_draft()
            begun = "" if row is None or self.filling else self._drafts.get(row, "")
            self._card.set_note(begun)
        self.row = row

    def put_down(self) -> None:
        """Hold nothing; the note that was begun is kept for its item."""
        self._keep_draft()
        self.row = None
        self._card.clear_note()

    def forget(self) -> None:
        """Hold nothing, and drop the notes: another workspace is open."""
        self.row = None
        self._drafts = {}
        self._card.clear_note()

    def show(self, place: str, words: Sequence[str]) -> None:
        """Put the item on the card; keys count once it is painted."""
        if self.row is None:
            return
        self._painted, self.shown_at = False, ""
        self._card.set_busy(True)
        item = self._session.case.item(self.row)
        self._card.show_card(
            cards.card_content(
                item,
                self._session.veil,
                place,
                tuple(words),
                self._key_names,
                self._note_of(item.item_id),
            )
        )

    def show_nothing(self, why: EmptyState) -> None:
        """Say why there is no item."""
        self._painted, self.shown_at = False, ""
        self._card.show_empty_state(why)
        self.free()

    def free(self) -> None:
        """Let the card take verdicts, or Undo alone, if nothing is on its way."""
        waits_for_paint = self.row is not None and not self._painted
        free = self._session.ready and not self._flow.busy and not waits_for_paint
        self._card.set_busy(not free)

    def drop_draft(self, row: int) -> None:
        """Forget the note of an item: it went along with the verdict."""
        self._drafts.pop(row, None)
        if row == self.row:
            self._card.clear_note()

    def give_note_back(self, row: int, note: str) -> None:
        """Begin again with the note of a verdict taken back, unless one is begun."""
        if row != self.row:
            self._drafts.setdefault(row, note)
        elif not self._card.note():
            self._card.set_note(note)

    def show_last_receipt(self) -> None:
        """Show what the moderator could take back now, or that there is nothing."""
        last = self._undoable()
        if last is None:
            self._card.set_receipt(None)
        else:
            self.show_receipt(last)

    def show_receipt(self, decision: Decision) -> None:
        """Say what was kept of whom."""
        session = self._session
        row = session.case.row_of.get(decision.item_id)
        shown = row is not None and not session.veil.hides(session.case.item(row))
        key = "" if self._undoable() is None else self._key_names.get(UNDO, "")
        self._card.set_receipt(cards.receipt(decision, score_shown=shown, undo_key=key))

    def _undoable(self) -> Decision | None:
        workspace = self._session.workspace
        if workspace is None:
            return None
        return workspace.history.last_undoable(self._session.moderator)

    def _keep_draft(self) -> None:
        """Keep the note that was begun on the item; a preview has no items."""
        if self.row is None or self.filling:
            return
        self._drafts.pop(self.row, None)
        note = self._card.note()
        if note:
            self._drafts[self.row] = note

    def _note_of(self, item_id: str) -> str:
        """Return the note written with an item's current verdict."""
        workspace = self._session.workspace
        current = None if workspace is None else workspace.history.current(item_id)
        return "" if current is None else current.note

    def _card_painted(self) -> None:
        if self.row is None:
            return
        self._painted = True
        workspace = self._session.workspace
        self.shown_at = "" if workspace is None else workspace.now()
        self.free()
        self.painted.emit()
