from collections.abc import Callable
from dataclasses import replace

import numpy as np

from triage_app.domain.audit import AuditCount, AuditReport
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan, default_plan, tightened
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy
from triage_app.domain.routing import Lane, Reason
from triage_app.domain.scores import Scores

MakeEvidence = Callable[..., Evidence]

FINE = AuditCount(100, 100, 0)
BAD = AuditCount(100, 100, 30)


def report(claims: AuditCount, opinions: AuditCount) -> AuditReport:
    lanes = {Lane.LIKELY_CLAIM: claims, Lane.LIKELY_OPINION: opinions}
    return AuditReport(lanes, 0.05)


def test_a_closed_lane_goes_to_people(make_scores: Callable[..., Scores]) -> None:
    plan = RoutingPlan(BandPolicy(), closed=frozenset([Lane.LIKELY_CLAIM]))
    routing = plan.before_audit(make_scores([0.9, 0.1]))
    assert routing.lanes.tolist() == [Lane.REVIEW, Lane.LIKELY_OPINION]
    assert routing.reasons.tolist() == [Reason.MID_CONFIDENCE, Reason.NONE]
    assert plan.describe() == "review band 0.2 to 0.8, likely claim closed"


def test_a_new_workspace_promises_one_percent_where_labels_support_it(
    make_evidence: MakeEvidence,
) -> None:
    plan, said = default_plan(make_evidence())
    assert isinstance(plan.policy, ErrorBudgetPolicy)
    assert (plan.policy.budget, plan.policy.confidence) == (0.01, 0.9)
    assert said == ""


def test_a_new_workspace_says_why_it_promises_nothing(
    make_evidence: MakeEvidence,
) -> None:
    plan, said = default_plan(make_evidence(50))
    assert plan == RoutingPlan(BandPolicy())
    assert said == (
        "At most 1 % wrong can't be promised from 50 labels. "
        "Routed by a review band 0.2 to 0.8 instead."
    )


def test_what_no_promise_covers_is_said_where_there_is_any_of_it(
    make_evidence: MakeEvidence, make_scores: Callable[..., Scores]
) -> None:
    sound = make_evidence()
    blind = Evidence(
        sound.labels,
        sound.both,
        sound.text,
        np.full_like(sound.engagement, 0.5),
        0.01,
        "m",
    )
    plan, _ = default_plan(blind)
    counts_alone = make_scores([0.9, 0.6], p_text=[0.9, np.nan])
    (said,) = plan.notes(counts_alone)
    assert said.startswith("Reports with counts alone all go to people")
    assert plan.notes(make_scores([0.9])) == ()


def test_a_capacity_says_what_it_has_no_room_for(
    make_scores: Callable[..., Scores],
) -> None:
    plan = RoutingPlan(CapacityPolicy(1))
    scores = make_scores([0.9, 0.5, np.nan], outside=[True, True, False])
    assert plan.notes(scores) == (
        "3 items must be looked at whatever the capacity, which is 1: "
        "the most useful of them come first.",
    )
    assert plan.notes(scores.take(np.array([0]))) == ()


def test_a_broken_budget_is_halved_where_that_moves_a_cut(
    make_evidence: MakeEvidence,
) -> None:
    evidence = make_evidence(noise=0.02, spread=3.0)
    policy = ErrorBudgetPolicy.from_evidence(0.1, evidence)
    stricter = ErrorBudgetPolicy.from_evidence(0.05, evidence)
    assert policy.cuts != stricter.cuts
    offered = tightened(RoutingPlan(policy), evidence, report(BAD, FINE))
    assert offered == RoutingPlan(stricter)


def test_a_broken_lane_is_closed_where_a_stricter_budget_changes_nothing(
    make_evidence: MakeEvidence,
) -> None:
    evidence = make_evidence(spread=0.1)
    plan = RoutingPlan(ErrorBudgetPolicy.from_evidence(0.05, evidence))
    offered = tightened(plan, evidence, report(FINE, BAD))
    assert offered == RoutingPlan(plan.policy, closed=frozenset([Lane.LIKELY_OPINION]))


def test_a_broken_lane_is_closed_where_half_the_budget_is_refused(
    make_evidence: MakeEvidence,
) -> None:
    evidence = make_evidence(noise=0.05)
    plan = RoutingPlan(ErrorBudgetPolicy.from_evidence(0.08, evidence))
    offered = tightened(plan, evidence, report(BAD, BAD))
    assert offered is not None
    assert offered.closed == {Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION}


def test_the_labels_of_another_model_tighten_nothing(
    make_evidence: MakeEvidence,
) -> None:
    policy = ErrorBudgetPolicy.from_evidence(0.05, make_evidence(noise=0.01))
    other = replace(make_evidence(noise=0.01), model_id="model-2")
    offered = tightened(RoutingPlan(policy), other, report(BAD, FINE))
    assert offered == RoutingPlan(policy, closed=frozenset([Lane.LIKELY_CLAIM]))


def test_a_promise_made_for_another_model_says_so(
    make_evidence: MakeEvidence, make_scores: Callable[..., Scores]
) -> None:
    plan, _ = default_plan(make_evidence())
    scores = replace(make_scores([0.95, 0.05]), model_id="model-2")
    assert plan.before_audit(scores).lanes.tolist() == [Lane.REVIEW, Lane.REVIEW]
    assert plan.notes(scores) == (
        "The promise was made for the model m, but model-2 scored these items: "
        "they all go to people until the routing is set anew.",
    )


def test_other_policies_have_their_broken_lanes_closed() -> None:
    for policy in (BandPolicy(), CapacityPolicy(5)):
        plan = RoutingPlan(policy, closed=frozenset([Lane.LIKELY_OPINION]))
        offered = tightened(plan, None, report(BAD, BAD))
        assert offered is not None
        assert offered.closed == {Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION}
        assert tightened(offered, None, report(BAD, BAD)) is None


def test_nothing_is_offered_where_the_promise_is_kept(
    make_evidence: MakeEvidence,
) -> None:
    plan, _ = default_plan(make_evidence())
    assert tightened(plan, make_evidence(), report(FINE, FINE)) is None
