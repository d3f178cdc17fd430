"""The workspace in numbers, as the command line and the status line give them."""

from collections.abc import Mapping
from dataclasses import dataclass

from triage_app.domain.audit import AuditCount, AuditReport
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.ports import StoreCheck
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.services.counting import count
from triage_app.services.workspace import Workspace


def status(workspace: Workspace) -> dict[str, object]:
    """Return counts by lane, verdict and state, under the names of ``status --json``.

    ``lanes`` counts every item; ``waiting`` those that still want a verdict.
    """
    counts = workspace.counts()
    tally = counts.tally
    rows = {
        key: sum(getattr(kept, key) for kept in workspace.imports)
        for key in ("rows_read", "accepted", "quarantined", "duplicates")
    }
    return {
        "workspace": workspace.name,
        "imported": counts.imported,
        "decided": tally.decided,
        "skipped": tally.skipped,
        "escalated": tally.escalated,
        "pending": counts.pending,
        "disputed": counts.disputed,
        "doubles": _doubles_json(workspace),
        "conserved": conserved(workspace),
        "lanes": {lane.word: number for lane, number in counts.totals.items()},
        "waiting": {lane.word: number for lane, number in counts.waiting.items()},
        "reasons": {
            reason.word: number
            for reason, number in counts.reasons.items()
            if reason.word and number
        },
        "verdicts": {
            "claim": tally.claims,
            "opinion": tally.opinions,
            "skip": tally.skipped,
            "escalate": tally.escalated,
        },
        "overrides": tally.overrides,
        "records": tally.records,
        "model_id": workspace.case.scores.model_id,
        "routing": routing_json(workspace.plan),
        "audit": audit_json(workspace.audit()),
        "reranking": workspace.reranking,
        "score_visibility": workspace.visibility.value,
        **rows,
    }


def routing_json(plan: RoutingPlan) -> dict[str, object]:
    """Return a plan as plain data: its policy, what else it holds, and in words."""
    rest = plan.to_json()
    del rest["policy"]
    return {**plan.policy.to_json(), **rest, "described": plan.describe()}


def audit_json(report: AuditReport) -> dict[str, object]:
    """Return what the audit found as plain data."""
    return {
        **_count_json(report.total),
        "lanes": {lane.word: _count_json(n) for lane, n in report.lanes.items()},
        "promise": report.promise,
        "foretold": report.foretold,
        "broken": [lane.word for lane in report.broken],
        "sentence": report.sentence(),
    }


def _doubles_json(workspace: Workspace) -> dict[str, object]:
    """Return how many items came again and were decided, and how many alike."""
    pairs = list(workspace.history.pairs())
    agree = sum(first.verdict is second.verdict for first, second in pairs)
    rule = workspace.rules.double
    return {"pairs": len(pairs), "agree": agree, **rule.to_json()}


def _count_json(count: AuditCount) -> dict[str, object]:
    return {
        "size": count.size,
        "audited": count.audited,
        "wrong": count.wrong,
        "at_most": float(count.at_most),
    }


def conserved(workspace: Workspace) -> bool:
    """Return whether every row read and every item is accounted for.

    The items are counted anew: the numbers kept in step must be the same.
    """
    # Another process may have imported more since this one looked.
    imports = workspace.store.imports()[: len(workspace.imports)]
    counts = count(workspace.case, workspace.history.tally())
    return (
        counts.conserved
        and counts == workspace.counts()
        and all(kept.conserved for kept in imports)
        and counts.imported == sum(kept.added for kept in imports)
    )


@dataclass(frozen=True)
class Verification:
    """What a full check of a workspace found.

    Attributes
    ----------
    check : StoreCheck
    conserved : bool
    problems : tuple of str
        One sentence each; empty when all is well.
    """

    check: StoreCheck
    conserved: bool
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing at all was found."""
        return not self.problems

    def to_json(self) -> Mapping[str, object]:
        """Return the result under the names of ``verify --json``."""
        return {
            "ok": self.ok,
            "decisions": self.check.decisions,
            "chain": self.check.chain,
            "integrity": self.check.integrity,
            "conserved": self.conserved,
            "head_hash": self.check.head_hash,
            "problems": list(self.problems),
        }


def verify(
    workspace: Workspace,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Verification:
    """Check the hash chain, the files' integrity and the conservation of rows.

    Raises
    ------
    CancelledError
    """
    check = workspace.store.verify(progress, cancel)
    problems = list(check.problems)
    whole = conserved(workspace)
    if not whole:
        problems.append(
            "The counts don't add up: rows read, items imported and items by state "
            "disagree."
        )
    if _log_was_replaced(workspace):
        problems.append("The log on disk isn't the log in memory.")
    return Verification(check, whole, tuple(problems))


def _log_was_replaced(workspace: Workspace) -> bool:
    """Return whether the log no longer holds the newest record known here.

    It may have gone on beyond that record: another process may be writing.
    """
    history = workspace.history
    if not history.records:
        return False
    try:
        newest = next(iter(workspace.store.records(history.records - 1)), None)
    except WorkspaceError:
        return True
    return newest is None or newest.hash != history.head_hash
