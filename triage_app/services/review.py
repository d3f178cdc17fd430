"""The review desk: the next item, a verdict, and the taking back of one."""

from dataclasses import dataclass, replace
from uuid import uuid4

from triage_app import __version__
from triage_app.domain.case import Item
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Decision, RecordKind, Verdict, WhyShown
from triage_app.domain.errors import ItemError
from triage_app.domain.queue import QueueQuery, Tab, arrange, next_waiting
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.serving import Served
from triage_app.services.workspace import Workspace

MAX_NOTE = 10_000
MAX_NAME = 200


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
        None: how it was served, else the reason it is in review, or its lane.
    shown_at : str
        When the card was painted; empty where nothing was shown.
    decision_id, decided_at : str
        Made by whoever asks, so that asking again is the same and harmless; empty: made
        here.
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

    def next_item(self, lane: Lane = Lane.REVIEW) -> Item | None:
        """Return the lane's next item that waits for a verdict, skipped ones last."""
        case = self.workspace.case
        hidden = self.workspace.veil.rows(case)
        rows = arrange(case, QueueQuery(Tab[lane.name]), hidden)
        row = next_waiting(case, rows)
        return None if row is None else case.item(row)

    def score_hidden(self, item: Item) -> bool:
        """Return whether an item's score stays hidden until the verdict."""
        return self.workspace.veil.hides(item)

    def decide(self, request: VerdictRequest) -> Changes:
        """Record a verdict; durable when this returns.

        Raises
        ------
        ItemError
            If the moderator has no name, or a text is too long.
        WorkspaceError
            If it can't be kept; nothing changed, and asking again with the same
            `decision_id` is harmless.
        """
        moderator = _checked("The moderator's name", request.moderator, MAX_NAME)
        if not moderator:
            raise ItemError("A verdict needs the name of the moderator who gives it.")
        return self._record(self._decision(replace(request, moderator=moderator)))

    def undo(
        self,
        moderator: str,
        *,
        own_only: bool = True,
        decision_id: str = "",
        decided_at: str = "",
    ) -> Changes:
        """Take back the newest standing verdict.

        Parameters
        ----------
        moderator : str
            Who takes it back.
        own_only : bool
            Only among this moderator's own verdicts.
        decision_id, decided_at : str
            Of the revocation; made by whoever asks, so that asking again is the same
            and harmless.

        Raises
        ------
        ItemError
            If there is nothing to take back.
        WorkspaceError
        """
        last = self.workspace.history.last_undoable(moderator if own_only else None)
        if last is None:
            whose = f" by {moderator}" if own_only else ""
            raise ItemError(f"There is no verdict{whose} to undo.")
        revocation = replace(
            last,
            decision_id=decision_id or str(uuid4()),
            kind=RecordKind.REVOCATION,
            revokes=last.decision_id,
            note="",
            reason_code="",
            shown_at="",
            decided_at=decided_at or self.workspace.now(),
            moderator=moderator,
            app_version=__version__,
        )
        return self._record(revocation)

    def give_up(
        self, verdict_id: str, moderator: str, *, decision_id: str, decided_at: str
    ) -> Changes:
        """Take back a verdict that wasn't acknowledged, whether or not it landed.

        Parameters
        ----------
        verdict_id : str
            The `decision_id` that the verdict was asked with.
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
        changed = self._take_in_landed()
        last = self.workspace.history.last_undoable(moderator)
        if last is not None and last.decision_id == verdict_id:
            return self.undo(moderator, decision_id=decision_id, decided_at=decided_at)
        return Changes(changed, self.workspace.counts())

    def _decision(self, request: VerdictRequest) -> Decision:
        item = self.workspace.case.item(request.row)
        seen_before = self.workspace.history.was_decided(item.item_id)
        return Decision(
            decision_id=request.decision_id or str(uuid4()),
            kind=RecordKind.VERDICT,
            revokes="",
            item_id=item.item_id,
            backlog_id=item.backlog_id,
            verdict=request.verdict,
            reason_code=_checked("A reason code", request.reason_code, MAX_NAME),
            note=_checked("A note", request.note, MAX_NOTE),
            model_id=item.model_id,
            p_claim=item.p_claim,
            model_label=item.model_label,
            lane=item.lane.word,
            why_shown=request.why_shown or self._why_shown(item),
            score_visible=seen_before or not self.score_hidden(item),
            shown_at=request.shown_at,
            decided_at=request.decided_at or self.workspace.now(),
            moderator=request.moderator,
            app_version=__version__,
        )

    def _why_shown(self, item: Item) -> WhyShown:
        """Return how an item came before the moderator, if nobody says otherwise."""
        by_lot = Served(int(self.workspace.case.served[item.row])).why_shown
        if item.reason is Reason.OUTSIDE_TRAINING and by_lot is not None:
            return by_lot
        return WhyShown(item.reason.word) if item.reason.word else WhyShown.LANE

    def _record(self, decision: Decision) -> Changes:
        """Keep a record, and take in whatever landed before without an answer."""
        workspace = self.workspace
        known = workspace.history.records
        (record,) = workspace.store.append([decision])
        if record.seq == known + 1:
            rows: list[int | None] = [workspace.take_in(record)]
        else:
            rows = list(self._take_in_landed())
        changed = tuple(row for row in rows if row is not None)
        return Changes(changed, workspace.counts(), record)

    def _take_in_landed(self) -> tuple[int, ...]:
        """Take in what the store kept without having answered; return the rows."""
        workspace = self.workspace
        landed = list(workspace.store.records(after=workspace.history.records))
        rows = (workspace.take_in(record) for record in landed)
        return tuple(dict.fromkeys(row for row in rows if row is not None))


def _checked(what: str, text: str, limit: int) -> str:
    text = text.strip()
    if len(text) > limit:
        raise ItemError(
            f"{what} may have {limit:,} characters at most; this one has {len(text):,}."
        )
    return text
