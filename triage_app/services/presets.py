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
    double_columns,
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
    DOUBLES = "doubles"


def chosen(workspace: Workspace, preset: Preset) -> tuple[Rows, list[Decision | None]]:
    """Return the rows of an export in its order, and the verdict of each."""
    case, history = workspace.case, workspace.history
    if preset is Preset.QUEUE:
        rows = queue_order(case.keys)
        ids = case.backlog.ids.take(rows).to_list()
        return rows, [history.current(item or "") for item in ids]
    if preset is Preset.DOUBLES:
        seconds = [second for _, second in _pairs(workspace)]
        return _rows_of(workspace, seconds), list(seconds)
    wanted = [one for one in history.standing() if _belongs(one, preset)]
    rows = _rows_of(workspace, wanted)
    known = zip(wanted, (rows >= 0).tolist(), strict=True)
    return rows[rows >= 0], [one for one, there in known if there]


def within(
    export: tuple[Rows, list[Decision | None]], some: Rows | None
) -> tuple[Rows, list[Decision | None]]:
    """Return what an export holds of some rows of the case; None: of all."""
    rows, decisions = export
    if some is None:
        return export
    kept = np.isin(rows, some)
    pairs = zip(decisions, kept.tolist(), strict=True)
    return rows[kept], [one for one, there in pairs if there]


def _rows_of(workspace: Workspace, decisions: Sequence[Decision]) -> Rows:
    return workspace.case.row_of.rows([one.item_id for one in decisions])


def _pairs(workspace: Workspace) -> list[tuple[Decision, Decision]]:
    known = workspace.case.row_of
    return [pair for pair in workspace.history.pairs() if pair[0].item_id in known]


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
        made = feedback_columns(decisions, workspace.history)
        aligned |= contract_columns(case.backlog)
    elif preset is Preset.DOUBLES:
        made = double_columns(_pairs(workspace), workspace.history)
    else:
        made = decision_columns(decisions, workspace.rules.reasons)
    if preset is Preset.QUEUE:
        aligned |= score_columns(case.scores, case.routing)
    for name, values in made.items():
        aligned.setdefault(name, spread(values, rows, len(case)))
    hidden = workspace.veil.rows(case)
    scores = veiled(aligned, ("p_claim", "model_label"), hidden)
    reasons = veiled(aligned, ("reason", "why_shown"), hidden | secret_rows(case))
    return {**aligned, **scores, **reasons}
