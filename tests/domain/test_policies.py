import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.audit import AuditRule
from triage_app.domain.cuts import BELOW_HALF
from triage_app.domain.errors import PromiseRefusedError, UserFacingError
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan, RoutingPolicy, plan_from_json
from triage_app.domain.policies import (
    BandPolicy,
    CapacityPolicy,
    ErrorBudgetPolicy,
    LaneCuts,
    policy_from_json,
)
from triage_app.domain.routing import Lane, Reason, forced
from triage_app.domain.scores import Parts, Scores

MakeScores = Callable[..., Scores]
MakeEvidence = Callable[..., Evidence]
NAN = float("nan")

WHOLE = LaneCuts(0.5, BELOW_HALF)
BUDGET = ErrorBudgetPolicy(
    0.01, 0.9, "m", {Parts.BOTH: WHOLE, Parts.TEXT: LaneCuts(0.9, None)}
)
POLICIES: tuple[RoutingPolicy, ...] = (
    BandPolicy(),
    BandPolicy(0.6, 0.7),
    BUDGET,
    CapacityPolicy(0),
    CapacityPolicy(7),
    CapacityPolicy(10_000),
)
probability = st.floats(0, 1) | st.just(NAN) | st.sampled_from([0.001, 0.5, 0.999])
rows = st.lists(st.tuples(probability, probability, probability, st.booleans()))


def scores_of(drawn: list[tuple[float, float, float, bool]]) -> Scores:
    table = np.array(drawn, dtype=np.float64).reshape(-1, 4)
    return Scores(*table.T[:3], table[:, 3] == 1.0, "m")


@given(rows, st.sampled_from(POLICIES), st.floats(0, 1), st.integers(0, 9))
def test_whatever_the_scores_nobody_slips_past_the_forced_review(
    drawn: list[tuple[float, float, float, bool]],
    policy: RoutingPolicy,
    share: float,
    least: int,
) -> None:
    scores, must = scores_of(drawn), forced(scores_of(drawn))
    plan = RoutingPlan(policy, AuditRule(share, least))
    routing = plan.route(scores, np.random.default_rng(0).random((len(scores), 2)))
    held = must != Reason.NONE
    assert (routing.lanes[held] == Lane.REVIEW).all()
    assert (routing.reasons[held] == must[held]).all()
    assert np.isin(routing.lanes, list(Lane)).all()
    assert sum(routing.lane_counts().values()) == len(drawn) == len(routing)
    in_review = routing.lanes == Lane.REVIEW
    assert ((routing.reasons != Reason.NONE) == in_review).all()
    assert sum(routing.reason_counts().values()) == in_review.sum()


def test_the_band_goes_to_review_and_its_edges_do_not(make_scores: MakeScores) -> None:
    scores = make_scores([0.8, 0.7999, 0.2001, 0.2, NAN])
    routing = BandPolicy(0.2, 0.8).route(scores, AuditRule())
    assert routing.lanes.tolist() == [
        Lane.LIKELY_CLAIM,
        Lane.REVIEW,
        Lane.REVIEW,
        Lane.LIKELY_OPINION,
        Lane.REVIEW,
    ]
    assert routing.reasons.tolist() == [
        Reason.NONE,
        Reason.MID_CONFIDENCE,
        Reason.MID_CONFIDENCE,
        Reason.NONE,
        Reason.MISSING_CONTENT,
    ]


@given(
    st.lists(st.floats(0, 1) | st.sampled_from([0.001, NAN, 0.999]), max_size=120),
    st.integers(0, 120),
    st.sampled_from([0.0, 0.02, 0.1, 0.5, 1.0]),
    st.integers(0, 20),
)
def test_capacity_sends_exactly_so_many_to_people_where_they_fit(
    make_scores: MakeScores, p_claim: list[float], items: int, share: float, least: int
) -> None:
    scores, audit = make_scores(p_claim), AuditRule(share, least)
    draws = np.random.default_rng(1).random((len(scores), 2))

    def people(capacity: int) -> int:
        plan = RoutingPlan(CapacityPolicy(capacity), audit)
        return plan.route(scores, draws).lane_counts()["review"]

    free = scores.p_claim[~np.isnan(scores.p_claim)]
    claims = int((free >= 0.5).sum())
    forced_ = len(scores) - len(free)
    fewest = forced_ + audit.size(claims) + audit.size(len(free) - claims)
    assert people(0) == fewest
    assert people(items) == min(len(scores), max(items, fewest))


@pytest.mark.parametrize("items", [0, 19, 20, 21, 40, 199, 200])
def test_capacity_leaves_room_for_the_slice_of_both_lanes(
    make_scores: MakeScores, items: int
) -> None:
    scores = make_scores([0.9, 0.2] * 100)
    plan = RoutingPlan(CapacityPolicy(items), AuditRule(0.1, 0))
    routing = plan.route(scores, np.random.default_rng(1).random((200, 2)))
    assert routing.lane_counts()["review"] == max(20, items)


def test_capacity_takes_the_least_certain_and_routes_the_rest_by_half(
    make_scores: MakeScores,
) -> None:
    scores = make_scores([0.99, 0.6, 0.5, 0.45, 0.2, NAN])
    routing = CapacityPolicy(3).route(scores, AuditRule(0.0))
    assert routing.lanes.tolist() == [
        Lane.LIKELY_CLAIM,
        Lane.LIKELY_CLAIM,
        Lane.REVIEW,
        Lane.REVIEW,
        Lane.LIKELY_OPINION,
        Lane.REVIEW,
    ]


def test_a_budget_cuts_each_kind_of_report_by_itself(make_scores: MakeScores) -> None:
    scores = make_scores(
        [0.5, 0.49, 0.95, 0.85, 0.01, 0.999],
        p_text=[0.5, 0.49, 0.95, 0.85, 0.01, NAN],
        p_engagement=[0.5, 0.49, NAN, NAN, NAN, 0.999],
    )
    routing = BUDGET.route(scores, AuditRule())
    assert routing.lanes.tolist() == [
        Lane.LIKELY_CLAIM,
        Lane.LIKELY_OPINION,
        Lane.LIKELY_CLAIM,
        Lane.REVIEW,
        Lane.REVIEW,
        Lane.REVIEW,
    ]
    why = (
        "the labels are too few, or the model too often wrong, to promise at most 1 %."
    )
    assert BUDGET.notes(scores) == (
        f"Reports with words alone that look like opinions all go to people: {why}",
        f"Reports with counts alone all go to people: {why}",
    )


def test_a_lane_closed_to_claims_lets_opinions_pass(make_scores: MakeScores) -> None:
    policy = ErrorBudgetPolicy(0.02, 0.9, "m", {Parts.BOTH: LaneCuts(None, 0.3)})
    routing = policy.route(make_scores([0.99, 0.3, 0.31]), AuditRule())
    assert routing.lanes.tolist() == [Lane.REVIEW, Lane.LIKELY_OPINION, Lane.REVIEW]
    assert policy.uncovered()[0] == (
        "Reports with words and counts that look like claims all go to people: the "
        "labels are too few, or the model too often wrong, to promise at most 2 %."
    )


def test_a_promise_covers_no_other_model(make_scores: MakeScores) -> None:
    routing = BUDGET.route(make_scores([0.9, 0.1], model_id="other"), AuditRule())
    assert routing.lane_counts()["review"] == 2
    assert routing.reason_counts() == {"mid_confidence": 2}


def test_too_few_labels_are_refused_and_told_what_they_would_support(
    make_evidence: MakeEvidence,
) -> None:
    evidence = make_evidence(1_000)
    with pytest.raises(PromiseRefusedError) as refused:
        ErrorBudgetPolicy.from_evidence(0.001, evidence)
    smallest = refused.value.smallest
    assert smallest is not None
    assert 0.002 < smallest < 0.02
    assert str(refused.value) == (
        "At most 0.1 % wrong can't be promised from 1,000 labels. The smallest that "
        f"they support is {smallest * 100:g} %, at 90 % confidence. "
        f"Ask for {smallest * 100:g} %, set a review band by hand, or train with more "
        "labelled rows."
    )
    ErrorBudgetPolicy.from_evidence(smallest, evidence)


def test_labels_that_support_nothing_say_so(make_evidence: MakeEvidence) -> None:
    for rows_there in (0, 3):
        with pytest.raises(PromiseRefusedError) as refused:
            ErrorBudgetPolicy.from_evidence(0.01, make_evidence(rows_there))
        assert refused.value.smallest is None
        assert str(refused.value) == (
            f"At most 1 % wrong can't be promised from {rows_there} labels. "
            "They support no promise at all, at 90 % confidence. "
            "Set a review band by hand, or train with more labelled rows."
        )


@pytest.mark.parametrize(
    ("low", "high"), [(0.8, 0.2), (0.5, 0.5), (-0.1, 0.5), (0.5, 1.1), (np.nan, 0.5)]
)
def test_cuts_that_make_no_band_are_refused(low: float, high: float) -> None:
    with pytest.raises(UserFacingError, match="can't be used") as refused:
        BandPolicy(low, high)
    assert "lower cut must be below the upper" in str(refused.value)
    with pytest.raises(UserFacingError, match=r"Cuts at .* can't be used"):
        LaneCuts(high, low)


@pytest.mark.parametrize("budget", [0.0, -0.1, 0.51, np.nan])
def test_a_budget_out_of_range_is_refused(
    budget: float, make_evidence: MakeEvidence
) -> None:
    with pytest.raises(UserFacingError, match=r"error budget of .* can't be used"):
        ErrorBudgetPolicy.from_evidence(budget, make_evidence(10))


@pytest.mark.parametrize("confidence", [0.49, 1.0, np.nan])
def test_a_confidence_out_of_range_is_refused(
    confidence: float, make_evidence: MakeEvidence
) -> None:
    with pytest.raises(UserFacingError, match=r"confidence of .* can't be used"):
        ErrorBudgetPolicy.from_evidence(0.01, make_evidence(10), confidence)


def test_a_capacity_below_nothing_is_refused() -> None:
    with pytest.raises(UserFacingError, match=r"capacity of -1 items can't be used"):
        CapacityPolicy(-1)


@given(
    st.sampled_from(POLICIES),
    st.floats(0, 1),
    st.integers(0, 1_000),
    st.sets(st.sampled_from([Lane.LIKELY_CLAIM, Lane.LIKELY_OPINION])),
)
def test_a_plan_survives_being_written_down(
    policy: RoutingPolicy, share: float, least: int, closed: set[Lane]
) -> None:
    plan = RoutingPlan(policy, AuditRule(share, least), frozenset(closed))
    again = plan_from_json(json.loads(json.dumps(plan.to_json())))
    assert again == plan
    assert again.describe() == plan.describe()
    assert hash(again) == hash(plan)


def test_policies_say_themselves_in_a_few_words() -> None:
    assert [policy.describe() for policy in POLICIES[1:5]] == [
        "review band 0.6 to 0.7",
        "error budget 1 % (90 % confidence)",
        "only what must be looked at",
        "the 7 least certain items",
    ]


BAND = {"kind": "band", "low": 0.1, "high": 0.9}
PROMISE = BUDGET.to_json()


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "band",
        {},
        {1: 2},
        {"kind": "budget", "low": 0.1, "high": 0.9},
        {"kind": "band", "low": "0.1", "high": 0.9},
        {"kind": "band", "low": True, "high": 0.9},
        {"kind": "band", "low": NAN, "high": 0.9},
        {"kind": "band", "low": 0.9, "high": 0.1},
        {"kind": ["band"], "low": 0.1, "high": 0.9},
        {"kind": "capacity"},
        {"kind": "capacity", "items": -5},
        {"kind": "capacity", "items": 1.5},
        {"kind": "capacity", "items": 10**400},
        {"kind": "error_budget"},
        PROMISE | {"cuts": []},
        PROMISE | {"cuts": {"words": {"claim_from": 0.5, "opinion_to": 0.4}}},
        PROMISE | {"cuts": {"both": {"claim_from": 0.5}}},
        PROMISE | {"cuts": {"both": {"claim_from": 0.4, "opinion_to": 0.5}}},
        PROMISE | {"cuts": {"both": {"claim_from": 9, "opinion_to": None}}},
        PROMISE | {"budget": 0},
        PROMISE | {"confidence": "0.9"},
        PROMISE | {"model_id": 7},
        PROMISE | {"model_id": "m" * 1_000},
        {"policy": None},
        {"policy": BAND, "closed": ["review"]},
        {"policy": BAND, "closed": "likely_claim"},
        {"policy": BAND, "closed": [["likely_claim"]]},
        {"policy": BAND, "audit": None},
        {"policy": BAND, "audit": {"share": 2, "least": 30}},
        {"policy": BAND, "audit": {"share": 0.02, "least": 0.5}},
    ],
    ids=repr,
)
def test_hostile_plain_data_is_refused_in_a_sentence(data: object) -> None:
    with pytest.raises(UserFacingError) as refused:
        plan_from_json(data)
    assert refused.value.title == "The routing kept in this workspace can't be read."
    assert refused.value.detail
    assert "version of the program that set it" in refused.value.next_step


def test_a_bare_policy_of_before_is_read_as_a_plan() -> None:
    assert plan_from_json(BAND) == RoutingPlan(BandPolicy(0.1, 0.9))
    assert plan_from_json({"policy": BAND}) == RoutingPlan(BandPolicy(0.1, 0.9))
    assert policy_from_json(BAND) == BandPolicy(0.1, 0.9)
