"""The review desk: the next item, a verdict, and the taking back of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4, uuid5

from triage_app import __version__
from triage_app.domain.case import Item
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import (
    Decision,
    Record,
    RecordKind,
    Verdict,
    WhyShown,
)
from triage_app.domain.errors import ItemError
from triage_app.domain.history import Action, State
from triage_app.domain.queue import QueueQuery, Tab, arrange, next_waiting
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.serving import Served
from triage_app.services.workspace import Workspace

MAX_NOTE = 10_000
MAX_NAME = 200

Rows = tuple[int, ...]
_STEPS = UUID("5f0c1f5e-6a7e-4a39-9b3e-0c6a4c1f6d27")


@dataclass(frozen=True)
class VerdictRequest:
    """What a moderator says, and what they had before them.

    Attributes
    ----------
    row : int
        The item, as a row of the case.
    verdict : Verdict
    moderator : str
    note, reason_code : str
    why_shown : WhyShown or None
        None: escalated or decided before, how it was served, else the reason it is in
        review, or its lane. What comes again is a double, what is disputed is settled,
        whatever this says; who gave the second settles it only if this says so.
    shown_at : str
        When the card was painted; empty where nothing was shown.
    decision_id, decided_at : str
        Made by whoever asks, so that asking again is the same and harmless; empty: made
        here.
    active_ms : int or None
        Milliseconds on screen, idle time left out; None: not measured.
    """

    row: int
    verdict: Verdict
    moderator: str
    note: str = ""
    reason_code: str = ""
    why_shown: WhyShown | None = None
    shown_at: str = ""
    decision_id: str = ""
    decided_at: str = ""
    active_ms: int | None = None


class ReviewDesk:
    """Records verdicts on an open workspace.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def find(self, item_id: str) -> int:
        """Return an item's row.

        Raises
        ------
        ItemError
            If the workspace has no such item.
        """
        row = self.workspace.case.row_of.get(item_id)
        if row is None:
            raise ItemError(
                f"There is no item {item_id[:80]!r} in {self.workspace.name}.",
                next_step="Ids are compared as text, leading zeros included.",
            )
        return row

    def next_item(self, lane: Lane = Lane.REVIEW, moderator: str = "") -> Item | None:
        """Return the lane's next item that waits for a verdict, skipped ones last.

        As a moderator is served, where one is named: what others skipped isn't skipped
        for her, and now and then a decided item comes again, unmarked.
        """
        workspace = self.workspace
        if moderator:
            return workspace.seat(moderator).next_item(lane, workspace.veil)
        case, hidden = workspace.case, workspace.veil.rows(workspace.case)
        row = next_waiting(case, arrange(case, QueueQuery(Tab[lane.name]), hidden))
        return None if row is None else case.item(row)

    def score_hidden(self, item: Item) -> bool:
        """Return whether an item's score stays hidden until the verdict."""
        return self.workspace.veil.hides(item)

    def decide(self, request: VerdictRequest) -> Changes:
        """Record a verdict; durable when this returns.

        Where the item comes again to the moderator it becomes a second, which changes
        nothing of what holds.

        Raises
        ------
        ItemError
            If the moderator has no name, a text is too long, the reason isn't in the
            list, or an escalation has neither reason nor note.
        WorkspaceError
            If it can't be kept; nothing changed, and asking again with the same
            `decision_id` is harmless.
        """
        return self.decide_many([request])

    def decide_many(self, requests: Sequence[VerdictRequest]) -> Changes:
        """Record verdicts as one step, all or none; durable when this returns.

        Parameters
        ----------
        requests : sequence of VerdictRequest
            Of one moderator, each of another item. The first one's `decision_id` is
            the step's: asking again with it is the same and harmless.

        Raises
        ------
        ItemError, WorkspaceError
            As `decide`.
        """
        if not requests:
            raise ItemError("There is nothing to decide.")
        moderator = _checked("The moderator's name", requests[0].moderator, MAX_NAME)
        if not moderator:
            raise ItemError("A verdict needs the name of the moderator who gives it.")
        step_id, landed = requests[0].decision_id, self._take_in_landed()
        before = self.workspace.history.step(step_id) if step_id else ()
        if before:  # asked for once more: it is done
            return self._changes(landed, before)
        made = [
            self._decision(replace(request, moderator=moderator))
            for request in {one.row: one for one in requests}.values()
        ]
        return self._record(as_step(made, step_id), moderator, landed)

    def undo(
        self,
        moderator: str,
        *,
        own_only: bool = True,
        decision_id: str = "",
        decided_at: str = "",
    ) -> Changes:
        """Take back the newest step that stands, a bulk of verdicts as a whole.

        Parameters
        ----------
        moderator : str
            Who takes it back.
        own_only : bool
            Only among this moderator's own verdicts.
        decision_id, decided_at : str
            Of the step; made by whoever asks, so that asking again is the same and
            harmless.

        Raises
        ------
        ItemError
            If there is nothing to take back.
        WorkspaceError
        """
        return self._take_back(
            self.workspace.history.last_undoable,
            "undo",
            moderator,
            own_only,
            decision_id,
            decided_at,
        )

    def redo(
        self,
        moderator: str,
        *,
        own_only: bool = True,
        decision_id: str = "",
        decided_at: str = "",
    ) -> Changes:
        """Bring back what was undone last, at its old place in the log.

        Parameters are those of `undo`; `own_only`: only what this moderator undid. A
        new verdict ends what can be redone.

        Raises
        ------
        ItemError
            If there is nothing to bring back.
        WorkspaceError
        """
        return self._take_back(
            self.workspace.history.last_redoable,
            "redo",
            moderator,
            own_only,
            decision_id,
            decided_at,
        )

    def give_up(
        self, verdict_id: str, moderator: str, *, decision_id: str, decided_at: str
    ) -> Changes:
        """Take back a step that wasn't acknowledged, whether or not it landed.

        Parameters
        ----------
        verdict_id : str
            The `decision_id` that the verdict, or the first of several, was asked with.
        moderator : str
            Who gave it.
        decision_id, decided_at : str
            Of the revocation, should one be needed.

        Returns
        -------
        Changes
            Without a record if the verdict never landed.

        Raises
        ------
        WorkspaceError
        """
        history, landed = self.workspace.history, self._take_in_landed()
        before = history.step(decision_id)
        action = history.standing_step(verdict_id)
        if before or action is None:
            return self._changes(landed, before)
        back = self._revocations(action, moderator, decided_at)
        return self._record(as_step(back, decision_id), moderator, landed)

    def _take_back(
        self,
        newest: Callable[[str | None], Action | None],
        word: str,
        moderator: str,
        own_only: bool,
        decision_id: str,
        decided_at: str,
    ) -> Changes:
        landed = self._take_in_landed()
        before = self.workspace.history.step(decision_id) if decision_id else ()
        if before:  # asked for once more: it is done
            return self._changes(landed, before)
        action = newest(moderator if own_only else None)
        if action is None:
            whose = f" by {moderator}" if own_only else ""
            raise ItemError(f"There is no verdict{whose} to {word}.")
        back = self._revocations(action, moderator, decided_at)
        return self._record(as_step(back, decision_id), moderator, landed)

    def _revocations(
        self, action: Action, moderator: str, decided_at: str
    ) -> list[Decision]:
        """Return what takes every record of a step back."""
        moment = decided_at or self.workspace.now()
        return [
            replace(
                decision,
                kind=RecordKind.REVOCATION,
                revokes=decision.decision_id,
                note="",
                reason_code="",
                shown_at="",
                active_ms=None,
                decided_at=moment,
                moderator=moderator,
                app_version=__version__,
            )
            for decision in action.decisions
        ]

    def _decision(self, request: VerdictRequest) -> Decision:
        seat = self.workspace.seat(request.moderator)
        item, again = seat.case.item(request.row), seat.seconds(request.row)
        disputed = bool(seat.case.disputed[request.row])
        if again and request.why_shown is WhyShown.SETTLE and disputed:
            again = False
        return Decision(
            decision_id=request.decision_id,
            kind=RecordKind.SECOND if again else RecordKind.VERDICT,
            revokes="",
            item_id=item.item_id,
            backlog_id=item.backlog_id,
            verdict=request.verdict,
            reason_code=self._reason_code(request),
            note=_checked("A note", request.note, MAX_NOTE),
            model_id=item.model_id,
            p_claim=item.p_claim,
            model_label=item.model_label,
            lane=item.lane.word,
            why_shown=self._why_shown(request, item, disputed, again),
            score_visible=self._score_visible(request.moderator, item, again),
            shown_at=request.shown_at,
            decided_at=request.decided_at or self.workspace.now(),
            moderator=request.moderator,
            app_version=__version__,
            active_ms=request.active_ms,
        )

    def _reason_code(self, request: VerdictRequest) -> str:
        """Return the reason given, checked against the list in force."""
        code, reasons = request.reason_code.strip(), self.workspace.rules.reasons
        if code and not reasons.knows(code):
            known = ", ".join(reason.code for reason in reasons)
            raise ItemError(
                f"There is no reason {code[:80]!r} in {self.workspace.name}.",
                f"The reasons are {known}." if known else "Its list is empty.",
                "Choose one of these; a lead can change the list.",
            )
        if request.verdict.asks and not code and not request.note.strip():
            raise ItemError(
                "An escalation needs a reason.",
                next_step="Choose a reason, or write a note.",
            )
        return code

    def _score_visible(self, moderator: str, item: Item, again: bool) -> bool:
        """Return whether the score was there to be seen, now or at an earlier verdict.

        What comes again is asked as if for the first time.
        """
        history = self.workspace.history
        asked = history.was_seconded if again else history.was_decided
        return asked(item.item_id, moderator) or not self.score_hidden(item)

    def _why_shown(
        self, request: VerdictRequest, item: Item, disputed: bool, again: bool
    ) -> WhyShown:
        """Return how an item came before the moderator."""
        if again:
            return WhyShown.RECONSIDERED if item.state.decided else WhyShown.DOUBLE
        if disputed:
            return WhyShown.SETTLE
        if request.why_shown is not None:
            return request.why_shown
        if item.state is State.ESCALATED:
            return WhyShown.ESCALATED
        if item.state.decided:
            return WhyShown.RECONSIDERED
        by_lot = Served(int(self.workspace.case.served[item.row])).why_shown
        if item.reason is Reason.OUTSIDE_TRAINING and by_lot is not None:
            return by_lot
        return WhyShown(item.reason.word) if item.reason.word else WhyShown.LANE

    def _record(
        self, decisions: Sequence[Decision], moderator: str, landed: Rows = ()
    ) -> Changes:
        """Keep a step; whatever landed before it without an answer is taken in."""
        workspace = self.workspace
        seat = workspace.seat(moderator)
        came = seat.doubles
        records = workspace.store.append(decisions)
        rows = workspace.take_in_all(records)
        return self._changes((*landed, *rows, *(came ^ seat.doubles)), records)

    def _changes(self, rows: Rows, records: Sequence[Record]) -> Changes:
        return Changes(
            tuple(dict.fromkeys(rows)), self.workspace.counts(), tuple(records)
        )

    def _take_in_landed(self) -> Rows:
        """Take in what the store kept without having answered; return the rows."""
        workspace = self.workspace
        landed = list(workspace.store.records(after=workspace.history.records))
        return workspace.take_in_all(landed) if landed else ()


def as_step(decisions: Sequence[Decision], action_id: str = "") -> list[Decision]:
    """Return decisions as one step, with ids that follow from the step's own.

    Parameters
    ----------
    decisions : sequence of Decision
    action_id : str
        Made here if empty. Where there is one decision it is that one's.
    """
    action_id = action_id or str(uuid4())
    if len(decisions) == 1:
        return [replace(decisions[0], decision_id=action_id, action_id="")]
    return [
        replace(
            decision,
            decision_id=str(uuid5(_STEPS, f"{action_id}/{decision.item_id}")),
            action_id=action_id,
        )
        for decision in decisions
    ]


def _checked(what: str, text: str, limit: int) -> str:
    text = text.strip()
    if len(text) > limit:
        raise ItemError(
            f"{what} may have {limit:,} characters at most; this one has {len(text):,}."
        )
    return text
