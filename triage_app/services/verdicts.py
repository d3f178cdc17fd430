"""Verdicts as they are asked for, and as the log is to keep them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4, uuid5

import numpy as np
from numpy.typing import NDArray

from triage_app import __version__
from triage_app.domain.case import Item
from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.errors import ItemError
from triage_app.domain.history import Action, State
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.scores import Label
from triage_app.domain.serving import Served
from triage_app.services.workspace import Workspace

MAX_NOTE = 10_000
MAX_NAME = 200
# A note goes with each record: a million times this is what a log may grow by.
MAX_BULK_NOTE = 500

_LABELS = {label.value: label.word for label in Label}
_LANES = {lane.value: lane.word for lane in Lane}
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
        review, or its lane. What comes again is a double unless a whole group is
        decided, what is disputed is settled, whatever this says; who gave the second
        settles it only if this says so.
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


@dataclass(frozen=True)
class BulkRequest:
    """One verdict for many items, as a moderator asks for it.

    Nobody looks at each of them alone: the records say so as those of a group do
    (`WhyShown.GROUP`), and count neither as audited nor as agreement.

    Attributes
    ----------
    rows : intp array of shape (m,)
        Rows of the case.
    verdict : Verdict
    moderator : str
    step_id, decided_at : str
        Made by whoever asks, so that asking again is harmless.
    note, reason_code : str
        Go with each record.
    """

    rows: NDArray[np.intp]
    verdict: Verdict
    moderator: str
    step_id: str
    decided_at: str
    note: str = ""
    reason_code: str = ""


def checked_name(moderator: str) -> str:
    """Return a moderator's name as it is kept.

    Raises
    ------
    ItemError
        If there is none, or it is too long.
    """
    name = _checked("The moderator's name", moderator, MAX_NAME)
    if not name:
        raise ItemError("A verdict needs the name of the moderator who gives it.")
    return name


def decision_of(workspace: Workspace, request: VerdictRequest) -> Decision:
    """Return the record that a request asks for, checked; its ids are still to come.

    Raises
    ------
    ItemError
        If a text is too long, the reason isn't in the list, or an escalation has
        neither reason nor note.
    """
    seat = workspace.seat(request.moderator)
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
        reason_code=_reason_code(workspace, request),
        note=_checked("A note", request.note, MAX_NOTE),
        model_id=item.model_id,
        p_claim=item.p_claim,
        model_label=item.model_label,
        lane=item.lane.word,
        why_shown=_why_shown(workspace, request, item, disputed, again),
        score_visible=_score_visible(workspace, request.moderator, item, again),
        shown_at=request.shown_at,
        decided_at=request.decided_at or workspace.now(),
        moderator=request.moderator,
        app_version=__version__,
        active_ms=request.active_ms,
    )


def checked_bulk(workspace: Workspace, request: BulkRequest) -> BulkRequest:
    """Return a request for many items as it is to be kept.

    Raises
    ------
    ItemError
        If the moderator has no name, the note is too long, the reason isn't in the
        list, or an escalation has neither reason nor note.
    """
    return replace(
        request,
        moderator=checked_name(request.moderator),
        note=_checked("A note for many items", request.note, MAX_BULK_NOTE),
        reason_code=_reason_code(workspace, request),
    )


def decisions_of(
    workspace: Workspace, request: BulkRequest, rows: NDArray[np.intp]
) -> list[Decision]:
    """Return the records that a checked request asks for, of some of its rows.

    As `decision_of` for each, but column by column; what comes again to the moderator,
    or is disputed, is made by that.

    Parameters
    ----------
    workspace : Workspace
    request : BulkRequest
    rows : intp array of shape (m,)
        Items that wait for the moderator.
    """
    holds = workspace.case
    decided = (holds.states[rows] == State.CLAIM) | (
        holds.states[rows] == State.OPINION
    )
    special = decided | holds.disputed[rows]
    made = [
        *_plain_decisions(workspace, request, rows[~special]),
        *(_alone(workspace, request, row) for row in rows[special].tolist()),
    ]
    return in_step(made, request.step_id)


def _alone(workspace: Workspace, request: BulkRequest, row: int) -> Decision:
    return decision_of(
        workspace,
        VerdictRequest(
            row,
            request.verdict,
            request.moderator,
            request.note,
            request.reason_code,
            WhyShown.GROUP,
            decided_at=request.decided_at,
        ),
    )


def _plain_decisions(
    workspace: Workspace, request: BulkRequest, rows: NDArray[np.intp]
) -> list[Decision]:
    case, history = workspace.seat(request.moderator).case, workspace.history
    scores, moderator = case.scores.take(rows), request.moderator
    veil = replace(workspace.veil, settling=True)
    columns = (
        case.backlog.ids.take(rows).to_list(),
        case.imports[rows].tolist(),
        scores.p_claim.tolist(),
        scores.labels().tolist(),
        case.routing.lanes[rows].tolist(),
        veil.among(case, rows).tolist(),
    )
    return [
        Decision(
            decision_id="",
            kind=RecordKind.VERDICT,
            revokes="",
            item_id=item_id or "",
            backlog_id=case.backlog_ids[brought],
            verdict=request.verdict,
            reason_code=request.reason_code,
            note=request.note,
            model_id=case.model_ids[brought],
            p_claim=None if p_claim != p_claim else p_claim,
            model_label=_LABELS[label],
            lane=_LANES[lane],
            why_shown=WhyShown.GROUP,
            score_visible=not hidden or history.was_decided(item_id or "", moderator),
            shown_at="",
            decided_at=request.decided_at,
            moderator=moderator,
            app_version=__version__,
        )
        for item_id, brought, p_claim, label, lane, hidden in zip(*columns, strict=True)
    ]


def _reason_code(workspace: Workspace, request: VerdictRequest | BulkRequest) -> str:
    """Return the reason given, checked against the list in force."""
    code, reasons = request.reason_code.strip(), workspace.rules.reasons
    if code and not reasons.knows(code):
        known = ", ".join(reason.code for reason in reasons)
        raise ItemError(
            f"There is no reason {code[:80]!r} in {workspace.name}.",
            f"The reasons are {known}." if known else "Its list is empty.",
            "Choose one of these; a lead can change the list.",
        )
    if request.verdict.asks and not code and not request.note.strip():
        raise ItemError(
            "An escalation needs a reason.",
            next_step="Choose a reason, or write a note.",
        )
    return code


def _score_visible(
    workspace: Workspace, moderator: str, item: Item, again: bool
) -> bool:
    """Return whether the score was there to be seen, now or at an earlier verdict.

    What comes again is asked as if for the first time.
    """
    history = workspace.history
    asked = history.was_seconded if again else history.was_decided
    veil = workspace.veil if again else replace(workspace.veil, settling=True)
    return asked(item.item_id, moderator) or not veil.hides(item)


def _why_shown(
    workspace: Workspace,
    request: VerdictRequest,
    item: Item,
    disputed: bool,
    again: bool,
) -> WhyShown:
    """Return how an item came before the moderator."""
    if again:
        if item.state not in (State.PENDING, State.SKIPPED):
            return WhyShown.RECONSIDERED
        in_group = request.why_shown is WhyShown.GROUP
        return WhyShown.GROUP if in_group else WhyShown.DOUBLE
    if disputed:
        return WhyShown.SETTLE
    if request.why_shown is not None:
        return request.why_shown
    if item.state is State.ESCALATED:
        return WhyShown.ESCALATED
    if item.state.decided:
        return WhyShown.RECONSIDERED
    by_lot = Served(int(workspace.case.served[item.row])).why_shown
    if item.reason is Reason.OUTSIDE_TRAINING and by_lot is not None:
        return by_lot
    return WhyShown(item.reason.word) if item.reason.word else WhyShown.LANE


def revocations(action: Action, moderator: str, decided_at: str) -> list[Decision]:
    """Return what takes every record of a step back."""
    return [
        replace(
            decision,
            kind=RecordKind.REVOCATION,
            revokes=decision.decision_id,
            note="",
            reason_code="",
            shown_at="",
            active_ms=None,
            decided_at=decided_at,
            moderator=moderator,
            app_version=__version__,
        )
        for decision in action.decisions
    ]


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
    return in_step(decisions, action_id)


def in_step(decisions: Sequence[Decision], action_id: str) -> list[Decision]:
    """Return decisions as part of a step of several, their ids following from it."""
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
