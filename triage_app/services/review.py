"""The review desk: the next item, verdicts, and the taking back of these."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from triage_app.domain.case import Item
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Decision, Record
from triage_app.domain.errors import ItemError
from triage_app.domain.history import Action
from triage_app.domain.queue import QueueQuery, Tab, arrange, next_waiting
from triage_app.domain.routing import Lane
from triage_app.services.verdicts import (
    MAX_NAME,
    MAX_NOTE,
    VerdictRequest,
    as_step,
    checked_name,
    decision_of,
    revocations,
)
from triage_app.services.workspace import Workspace

__all__ = ["MAX_NAME", "MAX_NOTE", "ReviewDesk", "VerdictRequest"]

Rows = tuple[int, ...]


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
        moderator = checked_name(requests[0].moderator)
        step_id, landed = requests[0].decision_id, self._take_in_landed()
        before = self.workspace.history.step(step_id) if step_id else ()
        if before:  # asked for once more: it is done
            self._check_same(before, requests, moderator)
            return self._changes(landed, before)
        made = [
            decision_of(self.workspace, replace(request, moderator=moderator))
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
            If there is nothing to take back, or the moderator has no name.
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
            If there is nothing to bring back, or the moderator has no name.
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
        back = revocations(action, moderator, decided_at or self.workspace.now())
        return self._record(as_step(back, decision_id), moderator, landed)

    def _check_same(
        self,
        before: Sequence[Record],
        requests: Sequence[VerdictRequest],
        moderator: str,
    ) -> None:
        """Refuse to take another step for the one that is asked for."""
        ids = self.workspace.case.backlog.ids
        asked = {(ids[one.row], one.verdict, moderator, False) for one in requests}
        there = {
            (one.item_id, one.verdict, one.moderator, bool(one.revokes))
            for one in (record.decision for record in before)
        }
        if asked != there:
            raise _taken("verdict", "Record the verdict again.")

    def _take_back(
        self,
        newest: Callable[[str | None], Action | None],
        word: str,
        moderator: str,
        own_only: bool,
        decision_id: str,
        decided_at: str,
    ) -> Changes:
        moderator, landed = checked_name(moderator), self._take_in_landed()
        before = self.workspace.history.step(decision_id) if decision_id else ()
        if before:  # asked for once more: it is done
            if not all(record.decision.revokes for record in before):
                raise _taken(word, f"Choose {word} again.")
            return self._changes(landed, before)
        action = newest(moderator if own_only else None)
        if action is None:
            whose = f" by {moderator}" if own_only else ""
            raise ItemError(f"There is no verdict{whose} to {word}.")
        back = revocations(action, moderator, decided_at or self.workspace.now())
        return self._record(as_step(back, decision_id), moderator, landed)

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


def _taken(what: str, next_step: str) -> ItemError:
    """Return the error of a number that stands for something else in the log."""
    return ItemError(
        f"The {what} was not saved, because another one has its number.",
        next_step=next_step,
    )
