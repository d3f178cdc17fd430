import json
from dataclasses import replace
from typing import Any

from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy, ErrorBudgetPolicy
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.statistics import status, verify
from triage_app.services.workspace import Workspace


def test_status_accounts_for_every_item(workspace: Workspace) -> None:
    desk = ReviewDesk(workspace)
    desk.decide(VerdictRequest(1, Verdict.OPINION, "ann"))
    desk.decide(VerdictRequest(2, Verdict.SKIP, "ann"))
    numbers = status(workspace)
    assert numbers["imported"] == 6
    assert (numbers["decided"], numbers["skipped"], numbers["pending"]) == (1, 1, 4)
    assert numbers["lanes"] == {"likely_claim": 1, "review": 4, "likely_opinion": 1}
    assert numbers["waiting"] == {"likely_claim": 1, "review": 3, "likely_opinion": 1}
    assert numbers["reasons"] == {"mid_confidence": 2, "missing_content": 1}
    assert numbers["verdicts"] == {"claim": 0, "opinion": 1, "skip": 1, "escalate": 0}
    assert numbers["overrides"] == 1
    assert numbers["conserved"] is True
    assert numbers["model_id"] == "views-1"


def test_a_sound_workspace_verifies(workspace: Workspace) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.OPINION, "ann"))
    found = verify(workspace)
    assert found.ok
    assert found.to_json()["decisions"] == 1
    assert found.to_json()["problems"] == []


def test_lost_rows_are_found(workspace: Workspace, store: Any) -> None:
    store.kept[0] = replace(store.kept[0], rows_read=7)
    found = verify(workspace)
    assert not found.ok
    assert not found.conserved
    assert "don't add up" in found.problems[0]


def test_a_log_that_changed_behind_our_back_is_found(
    workspace: Workspace, store: Any
) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.OPINION, "ann"))
    store.log_records[-1] = replace(store.log_records[-1], hash="forged")
    assert verify(workspace).problems == ("The log on disk isn't the log in memory.",)


def test_a_log_that_went_on_beside_us_is_no_problem(
    workspace: Workspace, store: Any, scored: Any
) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.OPINION, "ann"))
    beside = Workspace(store, workspace._clock)
    ReviewDesk(beside).decide(VerdictRequest(2, Verdict.CLAIM, "bob"))
    beside.add(scored([1.0] * 8), "bob")
    assert verify(workspace).ok
    assert status(workspace)["conserved"]


def test_a_log_that_cannot_be_read_any_more_is_found(
    workspace: Workspace, store: Any
) -> None:
    ReviewDesk(workspace).decide(VerdictRequest(1, Verdict.OPINION, "ann"))

    def fail(after: int = 0) -> None:
        raise WorkspaceError("The record was changed.")

    store.records = fail
    assert verify(workspace).problems == ("The log on disk isn't the log in memory.",)


def test_status_says_how_items_are_routed_and_what_the_audit_found(
    workspace: Workspace,
) -> None:
    numbers = status(workspace)
    assert numbers["routing"] == {
        "kind": "band",
        "low": 0.2,
        "high": 0.8,
        "audit": {"share": 0.0, "least": 30},
        "closed": [],
        "described": "review band 0.2 to 0.8",
    }
    assert numbers["reranking"] is True
    workspace.set_plan(RoutingPlan(BandPolicy()), "lead")
    ReviewDesk(workspace).decide(VerdictRequest(0, Verdict.OPINION, "ann"))
    audit = status(workspace)["audit"]
    assert isinstance(audit, dict)
    assert (audit["size"], audit["audited"], audit["wrong"]) == (2, 1, 1)
    assert audit["lanes"]["likely_opinion"]["audited"] == 0
    assert audit["promise"] is None
    assert audit["broken"] == []
    assert audit["sentence"].startswith("Automatic lanes: 1 wrong of 1 audited")


def test_status_is_plain_data(workspace: Workspace, scorer: Any) -> None:
    policy = ErrorBudgetPolicy.from_evidence(0.05, scorer.evidence())
    workspace.set_plan(RoutingPlan(policy), "lead")
    workspace.set_reranking(False, "lead")
    again = json.loads(json.dumps(status(workspace)))
    assert again["routing"]["kind"] == "error_budget"
    assert again["audit"]["promise"] == 0.05
    assert again["reranking"] is False
