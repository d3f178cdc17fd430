"""One verdict for many items, and its taking back: a step kept part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.case import Case
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Decision, Verdict
from triage_app.domain.errors import ItemError
from triage_app.domain.history import Action, State
from triage_app.services.verdicts import (
    BulkRequest,
    checked_bulk,
    checked_name,
    decisions_of,
    in_step,
    revocations,
)
from triage_app.services.workspace import Workspace

Rows = NDArray[np.intp]


class Turn(Enum):
    """Which way a step that is there already goes."""

    UNDO = auto()
    REDO = auto()


@dataclass(frozen=True)
class Reckoning:
    """Who of many items gets a verdict, and who is left out and why.

    Attributes
    ----------
    rows : intp array of shape (m,)
        Items that wait for a verdict, in the order they were given in.
    decided, escalated, skipped : int
        Left out: claim or opinion holds, a lead is asked for, or, where the verdict
        is a skip, they were skipped before.
    """

    rows: Rows
    decided: int
    escalated: int
    skipped: int

    @classmethod
    def of(cls, case: Case, rows: Rows, verdict: Verdict) -> "Reckoning":
        """Look at some rows of a case as a seat has it; 10 ms for a million."""
        states = case.states[rows]
        counts = np.bincount(states, minlength=len(State))
        waiting = states == State.PENDING
        skips = verdict is Verdict.SKIP
        if not skips:
            waiting |= states == State.SKIPPED
        return cls(
            rows[waiting],
            int(counts[State.CLAIM] + counts[State.OPINION]),
            int(counts[State.ESCALATED]),
            int(counts[State.SKIPPED]) if skips else 0,
        )

    @property
    def left_out(self) -> int:
        """Items that stay as they are."""
        return self.decided + self.escalated + self.skipped


class BulkStep:
    """A step of many records, kept part by part, each durable before the next.

    Whatever has landed stays, in the log and in memory alike; it is one step, which
    one undo takes back, however far it came. Each call may come from another thread,
    one at a time; other verdicts may be given in between.

    Attributes
    ----------
    done, total : int
        Items that were looked at, and all of them.
    kept : int
        Records in the log by now.
    """

    def __init__(self, workspace: Workspace, total: int) -> None:
        self.workspace = workspace
        self.done, self.total, self.kept = 0, total, 0
        self._unsure: Sequence[Decision] = ()
        self._unsure_items = 0

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total

    def go_on(self, most: int) -> Changes:
        """Keep the next records; durable when this returns.

        After an error calling it again is harmless: what has landed is not kept again,
        and what has been decided or turned meanwhile stays as it is.

        Parameters
        ----------
        most : int
            Items to look at.

        Returns
        -------
        Changes
            The rows; of the records the last alone.

        Raises
        ------
        ItemError
            If there is nothing to take back any more.
        WorkspaceError
            If they can't be kept; those before them are.
        """
        landed = self._take_in_landed()
        if self._unsure_items and not self._has_landed():
            self._unsure_items = 0
            self._look_again()
        if not self._unsure_items:
            self._unsure, self._unsure_items = self._next(most)
        records = self.workspace.store.append(self._unsure) if self._unsure else ()
        rows = (*landed, *self.workspace.take_in_all(records))
        self.done += self._unsure_items
        self.kept += len(records)
        self._unsure, self._unsure_items = (), 0
        return Changes(rows, self.workspace.counts(), records[-1:])

    def rest(self, most: int = 2_000) -> Iterator[Changes]:
        """Go on to the end, a part at a time."""
        while not self.over:
            yield self.go_on(most)

    def _next(self, most: int) -> tuple[Sequence[Decision], int]:
        """Return the next records, and how many items were looked at for them."""
        raise NotImplementedError

    def _look_again(self) -> None:
        """Take up what others did since an error."""

    def _has_landed(self) -> bool:
        """Whether the records that brought no answer are in the log, as all are."""
        first = self._unsure[:1]
        return any(self.workspace.history.step(one.decision_id) for one in first)

    def _take_in_landed(self) -> tuple[int, ...]:
        workspace = self.workspace
        landed = list(workspace.store.records(after=workspace.history.records))
        return workspace.take_in_all(landed) if landed else ()


class GivenStep(BulkStep):
    """One verdict for every item of some rows that still waits when its turn comes.

    Parameters
    ----------
    workspace : Workspace
    request : BulkRequest

    Raises
    ------
    ItemError
        As `ReviewDesk.decide`, or if the note is too long to be kept so often.
    """

    def __init__(self, workspace: Workspace, request: BulkRequest) -> None:
        self.request = checked_bulk(workspace, request)
        super().__init__(workspace, len(request.rows))

    def _next(self, most: int) -> tuple[Sequence[Decision], int]:
        rows = self.request.rows[self.done : self.done + most]
        return decisions_of(self.workspace, self.request, self._waiting(rows)), len(
            rows
        )

    def _waiting(self, rows: Rows) -> Rows:
        """Leave out what somebody has given a verdict meanwhile."""
        case = self.workspace.seat(self.request.moderator).case
        return Reckoning.of(case, rows, self.request.verdict).rows


class TurnedStep(BulkStep):
    """A moderator's newest step taken back, or the one undone last brought back.

    The newest record goes first: every list of records is then cut or grown at its end.

    Parameters
    ----------
    workspace : Workspace
    turn : Turn
    moderator : str
    action_id : str
        The step that is meant.
    total : int
        Records that stand of it, as far as whoever asks knows.
    step_id, decided_at : str
        Of the new step; made by whoever asks.
    own_only : bool
        Only among this moderator's own steps; else anybody's newest.
    """

    def __init__(
        self,
        workspace: Workspace,
        turn: Turn,
        moderator: str,
        action_id: str,
        total: int,
        step_id: str,
        decided_at: str,
        *,
        own_only: bool = True,
    ) -> None:
        super().__init__(workspace, total)
        self._turn, self._action_id = turn, action_id
        self._moderator = checked_name(moderator)
        self._whose = self._moderator if own_only else None
        self._step_id, self._decided_at = step_id, decided_at
        self._action: Action | None = None

    def _next(self, most: int) -> tuple[Sequence[Decision], int]:
        action = self._found()
        end = self.total - self.done
        some = action.decisions[max(0, end - most) : end][::-1]
        back = Action(action.action_id, action.moderator, some)
        made = revocations(back, self._moderator, self._decided_at)
        return in_step(made, self._step_id), len(some)

    def _look_again(self) -> None:
        """Leave out what was turned by another step."""
        if self._action is None:
            return
        there = self.workspace.history.standing_step(self._action_id)
        ids = {one.decision_id for one in there.decisions} if there else set()
        left = self._action.decisions[: self.total - self.done]
        left = tuple(one for one in left if one.decision_id in ids)
        self._action = replace(self._action, decisions=left)
        self.total = self.done + len(left)

    def _found(self) -> Action:
        """Return the step that is meant, looked up once, unless another is newer."""
        if self._action is not None:
            return self._action
        history = self.workspace.history
        undo = self._turn is Turn.UNDO
        newest = history.last_undoable if undo else history.last_redoable
        action = newest(self._whose)
        if action is None or action.action_id != self._action_id:
            word = "undo" if undo else "redo"
            raise ItemError(
                f"Nothing was changed: what {word} would do is another step by now.",
                next_step=f"Choose {word} again.",
            )
        self._action, self.total = action, len(action.decisions)
        return action
