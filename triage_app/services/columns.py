"""The columns that an export adds to a backlog's own."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.decisions import Decision
from triage_app.domain.history import History
from triage_app.domain.ports import ExtraColumn
from triage_app.domain.queue import Rows
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.domain.routing import Lane, Reason, Routing
from triage_app.domain.scores import Label, Scores
from triage_app.domain.serving import general_weight

Values = Mapping[str, list[object]]
"""Columns of some rows, not yet aligned with the whole backlog."""

_RECORD = (
    *("verdict", "reason_code", "note", "model_label", "p_claim", "lane"),
    *("why_shown", "score_visible", "moderator", "shown_at", "decided_at"),
    *("model_id", "decision_id", "backlog_id"),
)
_NOT_FOR_TRAINING = (Field.ROW, Field.REFERENCE)


def score_columns(scores: Scores, routing: Routing) -> dict[str, ExtraColumn]:
    """Return what the model and the routing say, aligned with the backlog."""
    return {
        "p_claim": scores.p_claim,
        "model_label": _words(scores.labels(), {int(one): one.word for one in Label}),
        "lane": _words(routing.lanes, {int(lane): lane.word for lane in Lane}),
        "reason": _words(routing.reasons, {int(one): one.word for one in Reason}),
    }


def decision_columns(
    decisions: Sequence[Decision | None], reasons: ReasonCodes
) -> Values:
    """Return one column for each field of the log's record that says something.

    Beside them the words of the reason, and the seconds on screen without idle time.
    """
    columns: dict[str, list[object]] = {
        name: [None if d is None else getattr(d, name) for d in decisions]
        for name in _RECORD
    }
    override: list[object] = [None if d is None else d.is_override for d in decisions]
    columns["reason_words"] = [
        reasons.words(d.reason_code) if d is not None and d.reason_code else None
        for d in decisions
    ]
    columns["active_seconds"] = [
        None if d is None or d.active_ms is None else d.active_ms / 1000
        for d in decisions
    ]
    return {"verdict": columns.pop("verdict"), "override": override, **columns}


def feedback_columns(decisions: Sequence[Decision | None], history: History) -> Values:
    """Return labels as training takes them, with where they come from.

    A label weighs by how its item first came to people: one that was drawn by lot
    speaks for the others even where it was reconsidered.
    """
    given = [d for d in decisions if d is not None]
    came = [history.came(d.item_id) or d.why_shown for d in given]
    return {
        "feedback_label": [d.verdict.value for d in given],
        "feedback_kind": [_feedback_kind(d) for d in given],
        "why_shown": [d.why_shown.value for d in given],
        "general_weight": [general_weight(why) for why in came],
        "score_visible": [d.score_visible for d in given],
        "model_label": [d.model_label for d in given],
        "p_claim": [d.p_claim for d in given],
        "model_id": [d.model_id for d in given],
        "moderator": [d.moderator for d in given],
        "decided_at": [d.decided_at for d in given],
        "decision_id": [d.decision_id for d in given],
    }


def double_columns(
    pairs: Sequence[tuple[Decision, Decision]], history: History
) -> Values:
    """Return what was said first and second of items that came again; no names."""
    return {
        "first_verdict": [first.verdict.value for first, _ in pairs],
        "second_verdict": [second.verdict.value for _, second in pairs],
        "agree": [first.verdict is second.verdict for first, second in pairs],
        "same_moderator": [one.moderator == two.moderator for one, two in pairs],
        "first_score_visible": [first.score_visible for first, _ in pairs],
        "second_score_visible": [second.score_visible for _, second in pairs],
        "first_decided_at": [first.decided_at for first, _ in pairs],
        "second_decided_at": [second.decided_at for _, second in pairs],
        "lane": [second.lane for _, second in pairs],
        "waits_for_lead": [one.item_id in history.disputed for one, _ in pairs],
        "holds": [history.state(one.item_id).name.lower() for one, _ in pairs],
    }


def contract_columns(backlog: Backlog) -> dict[str, ExtraColumn]:
    """Return the parts that training reads under the contract's own names.

    Only those that the source calls otherwise: who chose them by hand once needn't
    choose them again.
    """
    return {
        part.value: backlog.raw[name].to_list()
        for part, name in backlog.roles.items()
        if part not in _NOT_FOR_TRAINING and part.value not in backlog.raw
    }


def veiled(
    columns: Mapping[str, ExtraColumn], names: Sequence[str], hidden: NDArray[np.bool_]
) -> dict[str, ExtraColumn]:
    """Return those of the named columns that are there, blank in the hidden rows."""
    blanked: dict[str, ExtraColumn] = {}
    for name in set(names) & columns.keys():
        column = columns[name]
        if isinstance(column, np.ndarray):
            blanked[name] = np.where(hidden, np.nan, column)
        else:
            pairs = zip(column, hidden.tolist(), strict=True)
            blanked[name] = [None if secret else value for value, secret in pairs]
    return blanked


def spread(values: Sequence[object], rows: Rows, length: int) -> ExtraColumn:
    """Align values given for some rows with the whole backlog."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, float) for value in known):
        numbers = np.full(length, np.nan)
        numbers[rows] = [np.nan if value is None else value for value in values]
        return numbers
    texts: list[str | None] = [None] * length
    for row, value in zip(rows.tolist(), values, strict=True):
        texts[row] = _cell(value)
    return texts


def _words(codes: NDArray[np.int8], words: dict[int, str]) -> list[str | None]:
    return [words[code] or None for code in codes.tolist()]


def _feedback_kind(decision: Decision) -> str:
    if not decision.model_label:
        return "label"
    return "override" if decision.is_override else "confirmation"


def _cell(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
