"""What a key says of the item in hand: verdicts, single or many, undone and redone."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject

from triage_app.domain.decisions import Decision, Verdict, WhyShown
from triage_app.domain.history import Action, State
from triage_app.domain.queue import Tab
from triage_app.services.bulk import Turn
from triage_app.ui.presenters.arrangement import Arrangement
from triage_app.ui.presenters.hand import Hand
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.steps import Steps
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.review_card import ReviewCard


class Deciding(QObject):
    """Gives what is said to the store, with what the moderator had before her.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    steps : Steps
    hand : Hand
    listed : Arrangement
    card : ReviewCard

    Attributes
    ----------
    ask_reason : callable or None
        Asks for the reason of an escalation that has neither reason nor note.
    give_chosen : callable
        Given a verdict while several rows are chosen; False: there is but one.
    take_many : callable
        Given what undo (redo) is about; False: it isn't a step of many.
    keep_first : callable
        Has what is read so far of a file kept; given what to do once it is.
    """

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        steps: Steps,
        hand: Hand,
        listed: Arrangement,
        card: ReviewCard,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._steps = steps
        self._hand = hand
        self._list = listed
        self._card = card
        self._leaving: Mapping[str, Decision] = {}
        self.ask_reason: Callable[[Verdict], None] | None = None
        self.give_chosen: Callable[[Verdict], bool] = lambda _verdict: False
        self.take_many: Callable[[Turn, Action | None], bool] = lambda _turn, _: False
        self.keep_first: Callable[[Callable[[], None]], None] = lambda _then: None

    def decide(self, verdict: Verdict) -> None:
        """Give a verdict of the item shown; ignored until its card is painted."""
        row, hand, begins = self._hand.row, self._hand, self._hand.can_begin
        if not (hand.at_rest or begins) or self.give_chosen(verdict) or row is None:
            return
        note, reason = self._card.note(), hand.reason_code
        item_id, ask_reason = self._session.case.backlog.ids[row], self.ask_reason
        shown_at, active_ms = hand.shown_at, hand.active_ms()
        why_shown = self._why_shown(row)

        def give() -> None:
            here = self._session.case.row_of.get(item_id or "")
            if here is None:
                return
            if verdict.asks and not (note or reason) and ask_reason is not None:
                ask_reason(verdict)
                return
            self._flow.give(
                here,
                verdict,
                note,
                shown_at,
                why_shown,
                reason_code=reason,
                active_ms=active_ms,
            )

        if begins:
            hand.early = True  # she has read it, however short it was there
            self.keep_first(give)
            hand.free()
        else:
            give()

    def decide_many(self, rows: Sequence[int], verdict: Verdict) -> None:
        """Give one verdict of a group as one step; ignored as `decide` is."""
        hand = self._hand
        if hand.at_rest and rows:
            self._flow.give_many(
                rows,
                verdict,
                note=self._card.note(),
                reason_code=hand.reason_code,
                shown_at=hand.shown_at,
                active_ms=hand.active_ms(),
            )

    def undo(self) -> None:
        """Take the newest step back; its card returns with its note and reason."""
        last, unsaved = self._steps.last, self._flow.unsaved
        if self._hand.at_rest and (unsaved or not self.take_many(Turn.UNDO, last)):
            given = () if last is None else last.decisions
            self._leaving = {one.decision_id: one for one in given}
            self._flow.undo()

    def redo(self) -> None:
        """Bring back the step that was undone last."""
        undone = self._steps.undone
        if self._hand.at_rest and not self.take_many(Turn.REDO, undone):
            self._flow.redo()

    def taken_back(self, revocations: Sequence[Decision]) -> Decision | None:
        """Return the verdict that an undo took back; None where it took several."""
        leaving, self._leaving = self._leaving, {}
        alone = len(revocations) == 1
        return leaving.get(revocations[0].revokes) if alone else None

    def _why_shown(self, row: int) -> WhyShown | None:
        """Return how an item came up where the desk alone knows it."""
        case, query = self._session.case, self._list.query
        if query.tab is Tab.LEAD:
            return WhyShown.SETTLE if case.disputed[row] else WhyShown.ESCALATED
        waits = case.states[row] in (State.PENDING, State.SKIPPED)
        return WhyShown.SEARCH if waits and query.search.strip() else None
