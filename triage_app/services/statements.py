"""Statements of reasons: what Article 17 of the Digital Services Act asks to be said.

The fields follow Regulation (EU) 2022/2065, Article 17(3): the facts relied on, whether
automated means were used to detect or to decide, and when. What follows from a verdict
(a restriction, its scope, the redress) is the platform's to add.
"""

from collections.abc import Sequence

from triage_app.domain.decisions import Decision

_FOUND = {
    "claim": "A person reviewed the reported video and found that it makes a claim: "
    "information that is unsourced or from an unverified source.",
    "opinion": "A person reviewed the reported video and found that it gives an "
    "opinion: a personal belief.",
}


def statement_columns(decisions: Sequence[Decision | None]) -> dict[str, list[object]]:
    """Return a statement's fields for each settled item.

    Parameters
    ----------
    decisions : sequence of Decision
        Verdicts that settle an item.

    Returns
    -------
    dict of str to list
        Columns aligned with `decisions`.
    """
    given = [decision for decision in decisions if decision is not None]
    return {
        "decision": [d.verdict.value for d in given],
        "facts_and_circumstances": [_FOUND[d.verdict.value] for d in given],
        "explanation": [d.note or None for d in given],
        "reason_code": [d.reason_code or None for d in given],
        "source": ["report" for _ in given],
        "automated_detection": [False for _ in given],
        "automated_prioritisation": [bool(d.model_id) for d in given],
        "automated_decision": [False for _ in given],
        "automated_means": [_means(d) for d in given],
        "decided_at": [d.decided_at for d in given],
        "decision_id": [d.decision_id for d in given],
    }


def _means(decision: Decision) -> str:
    if decision.p_claim is None:
        return "No automated assessment: the report had nothing to score."
    seen = "could see" if decision.score_visible else "did not see"
    return (
        f"The model {decision.model_id} put the report in the queue; "
        f"the person who decided {seen} its score beforehand."
    )
