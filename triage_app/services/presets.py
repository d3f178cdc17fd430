"""What each kind of export holds: which items, in which order, with which columns."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from triage_app.domain.decisions import Decision
from triage_app.domain.ports import ExtraColumn
from triage_app.domain.queue import Rows, queue_order
from triage_app.domain.visibility import secret_rows
from triage_app.services.columns import (
    Values,
    contract_columns,
    decision_columns,
    feedback_columns,
    score_columns,
    spread,
    veiled,
)
from triage_app.services.statements import statement_columns
from triage_app.services.workspace import Workspace


class Preset(StrEnum):
    """What an export holds."""

    DECISIONS = "decisions"
    FEEDBACK = "feedback"
    STATEMENT = "statement-of-reasons"
    QUEUE = "queue"


def chosen(workspace: Workspace, preset: Preset) -> tuple[Rows, list[Decision | None]]:
    """Return the rows of an export in its order, and the verdict of each."""
    case, history = workspace.case, workspace.history
    if preset is Preset.QUEUE:
        rows = queue_order(case.keys)
        ids = case.backlog.ids.take(rows).to_list()
        return rows, [history.current(item or "") for item in ids]
    wanted = [
        decision
        for decision in history.standing()
        if decision.item_id in case.row_of and _belongs(decision, preset)
    ]
    rows = np.array([case.row_of[d.item_id] for d in wanted], dtype=np.intp)
    return rows, list(wanted)


def _belongs(decision: Decision, preset: Preset) -> bool:
    escalated = decision.verdict.value == "escalate"
    return decision.verdict.decides or (preset is Preset.DECISIONS and escalated)


def columns_of(
    workspace: Workspace,
    rows: Rows,
    decisions: Sequence[Decision | None],
    preset: Preset,
) -> dict[str, ExtraColumn]:
    """Return what a preset adds, aligned with the whole backlog.

    What a moderator may not see before the verdict isn't written out either: whoever
    reads the file would know.
    """
    case = workspace.case
    aligned: dict[str, ExtraColumn] = {}
    made: Values
    if preset is Preset.STATEMENT:
        made = statement_columns(decisions)
    elif preset is Preset.FEEDBACK:
        made = feedback_columns(decisions)
        aligned |= contract_columns(case.backlog)
    else:
        made = decision_columns(decisions)
    if preset is Preset.QUEUE:
        aligned |= score_columns(case.scores, case.routing)
    for name, values in made.items():
        aligned.setdefault(name, spread(values, rows, len(case)))
    hidden = workspace.veil.rows(case)
    scores = veiled(aligned, ("p_claim", "model_label"), hidden)
    reasons = veiled(aligned, ("reason", "why_shown"), hidden | secret_rows(case))
    return {**aligned, **scores, **reasons}
