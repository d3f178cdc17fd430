"""Steps of many items: a verdict for a list of ids, and its taking back, by parts."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from triage_app.cli.command import Arguments, Context, open_to_write
from triage_app.cli.id_lists import ids_of, read_list
from triage_app.domain.backlog import Field
from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import ItemError, UserFacingError
from triage_app.domain.progress import Stage, Step
from triage_app.domain.report import some
from triage_app.services.bulk import BulkStep, GivenStep, Reckoning, Turn, TurnedStep
from triage_app.services.review import ReviewDesk
from triage_app.services.verdicts import BulkRequest
from triage_app.services.workspace import Workspace

PART = 2_000
"""Items kept at once; Ctrl+C is looked at between."""

_NAMED = 5
_STOPPED = {
    None: (
        "verdicts were saved.",
        "These hold, and are one step; the other items are as they were. triage undo "
        "takes them back.",
    ),
    Turn.UNDO: (
        "verdicts were taken back.",
        "The others still hold. triage undo takes the others back, triage redo brings "
        "these back.",
    ),
    Turn.REDO: (
        "verdicts were brought back.",
        "The others stay taken back. triage redo brings the others back, triage undo "
        "takes these back.",
    ),
}


def decide_list(context: Context, arguments: Arguments) -> int:
    """Give every item of a list that waits one verdict, as one step."""
    text = read_list(arguments.items)
    moderator = arguments.moderator or context.moderator
    verdict = Verdict(arguments.verdict)
    workspace = open_to_write(context, arguments.workspace)
    try:
        rows, repeated = _rows(workspace, text, arguments.items)
        case = workspace.seat(moderator).case
        reckoning = Reckoning.of(case, rows, verdict)
        request = BulkRequest(
            reckoning.rows,
            verdict,
            moderator,
            str(uuid4()),
            workspace.now(),
            arguments.note,
            arguments.reason,
        )
        step = GivenStep(workspace, request)
        if not len(reckoning.rows):
            raise ItemError(
                "None of these items waits for this verdict.", _left_out(reckoning)
            )
        changes = _kept(context, step, None)
    finally:
        workspace.close()
    _tell(context, step, changes, reckoning, repeated)
    return 0 if step.over else 1


def turned(
    context: Context, workspace: Workspace, turn: Turn, whose: str | None
) -> tuple[Changes, int, bool]:
    """Take the newest step back, or bring it back; one of many items part by part.

    Parameters
    ----------
    context : Context
    workspace : Workspace
    turn : Turn
    whose : str or None
        Only this moderator's steps, and by her; None: anybody's, by the settings' name.

    Returns
    -------
    Changes
    int
        Items that the step was about, as far as it came.
    bool
        Whether it is through.

    Raises
    ------
    ItemError, WorkspaceError, CancelledError
    """
    moderator, own_only = whose or context.moderator, whose is not None
    history, desk = workspace.history, ReviewDesk(workspace)
    undo = turn is Turn.UNDO
    action = (history.last_undoable if undo else history.last_redoable)(whose)
    if action is None or len(action.decisions) <= PART:
        changes = (desk.undo if undo else desk.redo)(moderator, own_only=own_only)
        return changes, len(changes.records), True
    step = TurnedStep(
        workspace,
        turn,
        moderator,
        action.action_id,
        len(action.decisions),
        str(uuid4()),
        workspace.now(),
        own_only=own_only,
    )
    changes = _kept(context, step, turn)
    return changes, step.kept, step.over


def _kept(context: Context, step: BulkStep, turn: Turn | None) -> Changes:
    """Go through a step; stopped on its way, say what has landed.

    Returns
    -------
    Changes
        Of the last part.

    Raises
    ------
    CancelledError
        If it was stopped before anything was kept.
    WorkspaceError, ItemError
        What has landed before is told.
    """
    context.cancel.raise_if_cancelled()
    try:
        while not step.over:
            changes = step.go_on(PART)
            context.console.progress(
                Step(Stage.SAVING, step.done, step.total, "verdicts")
            )
            if context.cancel.cancelled and not step.over:
                context.console.error(f"Stopped, as you asked: {_landed(step, turn)}")
                break
    except UserFacingError:
        if step.kept:
            context.console.note(_landed(step, turn))
        raise
    except KeyboardInterrupt as error:  # asked for twice: a part may be under way
        raise ItemError(
            f"Stopped, as you asked: at least {_landed(step, turn)}"
        ) from error
    return changes


def _landed(step: BulkStep, turn: Turn | None) -> str:
    what, further = _STOPPED[turn]
    return f"{step.kept:,} of {step.total:,} {what} {further}"


def _rows(
    workspace: Workspace, text: str, source: Path
) -> tuple[NDArray[np.intp], int]:
    """Return the rows of a list's items, each once, and how many lines said it again.

    Raises
    ------
    ItemError
        If an id is unknown.
    """
    backlog = workspace.case.backlog
    ids = ids_of(text, source, backlog.roles.get(Field.ID, Field.ID.value))
    found = workspace.case.row_of.rows(ids)
    unsure = np.flatnonzero(found < 0)
    if len(unsure):  # white space around an id doesn't make it another one
        bare = [ids[place].strip() for place in unsure.tolist()]
        found[unsure] = workspace.case.row_of.rows(bare)
    _require_known(workspace, ids, np.flatnonzero(found < 0).tolist())
    _, firsts = np.unique(found, return_index=True)
    return found[np.sort(firsts)], len(found) - len(firsts)


def _require_known(
    workspace: Workspace, ids: Sequence[str], unknown: Sequence[int]
) -> None:
    if not unknown:
        return
    names = list(dict.fromkeys(repr(ids[place].strip()[:80]) for place in unknown))
    many = f"{len(names):,} of these items are" if len(names) > 1 else "This item is"
    raise ItemError(
        f"{many} not in {workspace.name}: {some(names, _NAMED)}.",
        "Nothing was saved.",
        "Ids are compared as text, leading zeros included.",
    )


def _left_out(reckoning: Reckoning) -> str:
    """Say how many stay as they are, and why."""
    parts = [
        f"{number:,} {words}"
        for number, words in (
            (reckoning.decided, "decided already"),
            (reckoning.escalated, "waiting for a lead"),
            (reckoning.skipped, "skipped already"),
        )
        if number
    ]
    return f"Left as they are: {', '.join(parts)}." if parts else ""


def _tell(
    context: Context,
    step: BulkStep,
    changes: Changes,
    reckoning: Reckoning,
    repeated: int,
) -> None:
    assert changes.record is not None
    decision = changes.record.decision
    result = {
        "decision_id": decision.decision_id,
        "action_id": decision.step,
        "item": decision.item_id,
        "verdict": decision.verdict.value,
        "items": step.kept,
        "left_out": {
            "decided": reckoning.decided,
            "escalated": reckoning.escalated,
            "skipped": reckoning.skipped,
        },
        "repeated": repeated,
    }
    items = "1 item" if step.kept == 1 else f"{step.kept:,} items"
    lines = [f"Saved: {decision.verdict.value} · {items}", _left_out(reckoning)]
    if repeated:
        lines.append(f"Named again, and decided once: {repeated:,}.")
    context.console.result(result, "\n".join(filter(None, lines)))
