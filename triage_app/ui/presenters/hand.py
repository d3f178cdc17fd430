"""The item in the moderator's hand: its card, note, reason, and time on screen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from triage_app.domain.decisions import Decision
from triage_app.ui.active_time import ActiveTime
from triage_app.ui.presenters import cards
from triage_app.ui.presenters.drafts import Drafts
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.settling import told_of
from triage_app.ui.presenters.steps import Steps
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.card_content import REDO, UNDO
from triage_app.ui.views.review_card import ReviewCard
from triage_app.ui.widgets.empty import EmptyState


class Hand(QObject):
    """Holds one row of the case, or none.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    drafts : Drafts
    steps : Steps
    card : ReviewCard
    key_names : mapping of str to str
        The keys printed on the card, by command id.

    Attributes
    ----------
    row : int or None
    shown_at : str
        Since when the card is painted; empty until it is.
    clock : ActiveTime
        How long it is looked at since.
    filling : bool
        A preview is shown, whose rows are not yet the workspace's: what is noted of
        them waits for it.
    early : bool
        The item was in hand before the whole queue was known.

    Signals
    -------
    painted
        The card is painted; keys count from now on.
    reason_changed(str)
        The code of the reason that goes with the next verdict; empty: none.
    """

    painted = Signal()
    reason_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        drafts: Drafts,
        steps: Steps,
        card: ReviewCard,
        key_names: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._drafts = drafts
        self._steps = steps
        self._card = card
        self._key_names = key_names
        self._reasons: dict[int, str] = {}
        self._noted: dict[int, str] = {}
        self._painted = False
        self._item_id = ""
        self.row: int | None = None
        self.shown_at = ""
        self.clock = ActiveTime()
        self.filling = self.early = False
        self._connect()

    def _connect(self) -> None:
        card, flow = self._card, self._flow
        card.painted.connect(self._card_painted)
        card.note_edited.connect(lambda _: self._note_edited())
        flow.started.connect(lambda: card.set_busy(True))
        flow.refused.connect(self.free)
        self._drafts.loaded.connect(self._drafts_loaded)
        self._session.moderator_changed.connect(self._moderator_changed)

    @property
    def ready(self) -> bool:
        """Whether a verdict would count now."""
        return self.row is not None and self.at_rest

    @property
    def at_rest(self) -> bool:
        """Whether nothing is on its way, and the card, if any, is painted."""
        painted = self.row is None or self._painted
        open_ = self._session.ready and self._drafts.ready
        return painted and open_ and not self._flow.busy

    @property
    def can_begin(self) -> bool:
        """Whether a verdict would have what is read of a file kept first."""
        return self.row is not None and self._painted and self._session.can_begin

    @property
    def reason_code(self) -> str:
        """The reason that goes with the next verdict; empty: none."""
        return "" if self.row is None else self._reasons.get(self.row, "")

    def set_reason(self, code: str) -> None:
        """Choose the reason that goes with the next verdict; empty: none."""
        if self.row is None or not self._item_id or code == self.reason_code:
            return
        if code:
            self._reasons[self.row] = code
        else:
            self._reasons.pop(self.row, None)
        self.reason_changed.emit(code)

    def active_ms(self) -> int | None:
        """Return how long the card was looked at, up to now."""
        self.clock.touch()
        return self.clock.read()

    def set_key_names(self, names: Mapping[str, str]) -> None:
        """Print other keys from the next card on."""
        self._key_names = names

    def take(self, row: int | None) -> None:
        """Take another item, with the note and the reason that were begun on it."""
        if row == self.row:
            return
        self._keep_draft()
        self.row, self.early = row, False
        here = row is not None and not self.filling
        self._item_id = self._id_of(row) if here and row is not None else ""
        self._card.set_note(self._begun())
        self.reason_changed.emit(self.reason_code)

    def put_down(self) -> None:
        """Hold nothing; the note that was begun is kept for its item."""
        self.take(None)
        self.clock.stop()

    def begin_early(self) -> None:
        """Put down what is held, for items of a file that is just being read."""
        self.put_down()
        self._noted, self.filling = {}, True

    def end_early(self) -> None:
        """Put down what was held of a file: nothing of it is kept."""
        self.put_down()
        self.filling = False

    def take_over(self) -> None:
        """Hold the item on: the file it was read from is a workspace now."""
        if self.row is None:
            return
        self._keep_draft()
        self.filling, self.early = False, True
        self._item_id = self._id_of(self.row)
        for row, note in self._noted.items():
            self._drafts.put(self._id_of(row), note)
        self._reasons, self._noted = {}, {}

    def forget(self) -> None:
        """Hold nothing: another workspace is open."""
        self.row, self._item_id = None, ""
        self._reasons, self._noted = {}, {}
        self.filling = self.early = False
        self.clock.stop()
        self._card.clear_note()
        self.reason_changed.emit("")

    def show(self, place: str, words: Sequence[str], *, settling: bool = False) -> None:
        """Put the item on the card; keys count once it is painted.

        Parameters
        ----------
        place : str
        words : sequence of str
            Folded words to mark.
        settling : bool
            A lead looks at it: show what was said of it, and by nobody's name.
        """
        if self.row is None:
            return
        self._wait_for_paint()
        self._card.set_busy(True)
        session = self._session
        seat, workspace = session.seat, session.workspace
        said = None if seat is None or session.filling else seat.said(self.row)
        content = cards.card_content(
            session.case.item(self.row),
            session.veil,
            place,
            tuple(words),
            self._key_names,
            said,
            session.moderator,
        )
        if settling and workspace is not None:
            told = told_of(workspace, self.row)
            content = cards.lead_content(content, told, workspace.rules.reasons)
        self._card.show_card(content)

    def show_nothing(self, why: EmptyState) -> None:
        """Say why there is no item."""
        self._wait_for_paint()
        self._card.show_empty_state(why)
        self.free()

    def free(self) -> None:
        """Let the card take verdicts, or Undo alone, if nothing is on its way."""
        self._card.set_busy(not (self.at_rest or self.can_begin))

    def drop_draft(self, row: int) -> None:
        """Forget note and reason of an item: they went along with the verdict."""
        self._drafts.forget(self._id_of(row))
        self._reasons.pop(row, None)
        if row == self.row:
            self._card.clear_note()
            self.reason_changed.emit("")

    def give_back(self, row: int, decision: Decision) -> None:
        """Begin again with note and reason of a verdict taken back, unless begun."""
        item_id, here = self._id_of(row), row == self.row
        begun = self._card.note() if here else self._drafts.note(item_id)
        if not begun:
            self._drafts.put(item_id, decision.note)
            if here:
                self._card.set_note(decision.note)
        if decision.reason_code:
            self._reasons.setdefault(row, decision.reason_code)
            if here:
                self.reason_changed.emit(self.reason_code)

    def show_last_receipt(self) -> None:
        """Show what the moderator could take back now, or that there is nothing."""
        last = self._steps.last
        if last is None:
            self._card.set_receipt(None)
        else:
            self.show_receipt(last.decisions)

    def show_receipt(
        self, decisions: Sequence[Decision], *, again: bool = False
    ) -> None:
        """Say what was kept."""
        session, one = self._session, decisions[-1]
        row = session.case.row_of.get(one.item_id)
        shown = row is not None and not session.veil.hides(session.case.item(row))
        key = "" if self._steps.last is None else self._key_names.get(UNDO, "")
        self._card.set_receipt(
            cards.receipt(decisions, score_shown=shown, undo_key=key, again=again)
        )

    def show_last_undone(self) -> None:
        """Show what the moderator could bring back now, or that there is nothing."""
        undone = self._steps.undone
        if undone is None:
            self._card.set_receipt(None)
        else:
            self.show_taken_back(undone.decisions)

    def show_taken_back(self, decisions: Sequence[Decision]) -> None:
        """Say what was undone, and what brings it back."""
        key = "" if self._steps.undone is None else self._key_names.get(REDO, "")
        self._card.set_receipt(cards.taken_back(decisions, key))

    def _wait_for_paint(self) -> None:
        self._painted, self.shown_at = False, ""
        self.clock.stop()

    def _keep_draft(self) -> None:
        """Save the note that was begun on the item as one leaves it."""
        if self._item_id:
            self._drafts.put(self._item_id, self._card.note())
            self._drafts.save()
        elif self.filling and self.row is not None:
            self._noted[self.row] = self._card.note()

    def _note_edited(self) -> None:
        if self._item_id:
            self._drafts.put(self._item_id, self._card.note())

    def _begun(self) -> str:
        if self.filling and self.row is not None:
            return self._noted.get(self.row, "")
        return self._drafts.note(self._item_id) if self._item_id else ""

    def _drafts_loaded(self) -> None:
        if not self._card.note():
            self._card.set_note(self._begun())
        self.free()

    def _moderator_changed(self) -> None:
        """Begin with another person's notes; the former's stay with the store."""
        self._reasons = {}
        self._card.set_note(self._begun())
        self.reason_changed.emit("")
        self.show_last_receipt()

    def _id_of(self, row: int) -> str:
        return self._session.case.backlog.ids[row] or ""

    def _card_painted(self) -> None:
        if self.row is None:
            return
        self._painted = True
        workspace = self._session.workspace
        self.shown_at = "" if workspace is None else workspace.now()
        self.clock.start()
        self.free()
        self.painted.emit()
