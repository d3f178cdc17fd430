"""What a lead is told of an item: why somebody asked, or what two people said."""

from triage_app.domain.decisions import Decision
from triage_app.domain.draws import PLACE
from triage_app.domain.history import State
from triage_app.services.workspace import Workspace

_STEPS = 2**53


def told_of(workspace: Workspace, row: int) -> tuple[Decision, ...]:
    """Return what was said of an item that came to a lead.

    Two verdicts that disagree come in an order drawn by lot, so that nothing tells
    which was the first.

    Parameters
    ----------
    workspace : Workspace
    row : int
    """
    case, history = workspace.case, workspace.history
    item_id = case.backlog.ids[row] or ""
    holds = history.current(item_id)
    if holds is None:
        return ()
    second = history.second(item_id)
    if case.disputed[row] and second is not None:
        turned = int(workspace.draws[row, PLACE] * _STEPS) & 1
        return (second, holds) if turned else (holds, second)
    return (holds,) if case.states[row] == State.ESCALATED else ()
