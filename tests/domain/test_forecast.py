from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from triage_app.domain.audit import AUTOMATIC, AuditRule
from triage_app.domain.cuts import KINDS
from triage_app.domain.draws import draws_of
from triage_app.domain.errors import UserFacingError
from triage_app.domain.evidence import Evidence
from triage_app.domain.forecast import Forecaster
from triage_app.domain.plans import RoutingPlan, RoutingPolicy
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy
from triage_app.domain.routing import Lane
from triage_app.domain.scores import Parts, Scores

MakeScores = Callable[..., Scores]
MakeEvidence = Callable[..., Evidence]
NAN = float("nan")


def mixed(rows: int, seed: int) -> Scores:
    """Scores with parts missing, some outside, some of them the same."""
    rng = np.random.default_rng(seed)
    p_claim = rng.choice([0.001, 0.3, 0.5, 0.999, -1.0], rows)
    p_claim = np.where(p_claim < 0, rng.random(rows), p_claim)
    p_text, p_engagement = (
        np.where(rng.random(rows) < 0.2, NAN, p_claim) for _ in range(2)
    )
    p_claim = np.where(np.isnan(p_text) & np.isnan(p_engagement), NAN, p_claim)
    return Scores(p_claim, p_text, p_engagement, rng.random(rows) < 0.1, "m")


@pytest.fixture(scope="module")
def policies(request: pytest.FixtureRequest) -> list[RoutingPolicy]:
    both = np.repeat([[0.001, 0.2, 0.9, 0.999]], 2_000, axis=0).reshape(-1, 1)
    labels = np.tile([0.0, 0.0, 1.0, 1.0], 2_000)
    sure = Evidence(labels, both, both[:, 0], both, 0.0, "m")
    return [
        BandPolicy(),
        BandPolicy(0.55, 0.7),
        BandPolicy(0.0, 1.0),
        ErrorBudgetPolicy.from_evidence(0.01, sure),
        CapacityPolicy(0),
        CapacityPolicy(60),
    ]


@given(
    st.integers(0, 300),
    st.integers(0, 5),
    st.floats(0, 1),
    st.integers(0, 40),
    st.sets(st.sampled_from(AUTOMATIC)),
)
def test_a_forecast_counts_what_routing_does(
    policies: list[RoutingPolicy],
    rows: int,
    which: int,
    share: float,
    least: int,
    closed: set[Lane],
) -> None:
    scores = mixed(rows, rows)
    plan = RoutingPlan(policies[which], AuditRule(share, least), frozenset(closed))
    routed = plan.route(scores, draws_of(map(str, range(rows)), "s"))
    forecast = Forecaster(scores, None, AuditRule()).plan(plan)
    lanes = {lane.word: count for lane, count in forecast.lanes.items()}
    reasons = {reason.word: count for reason, count in forecast.reasons.items()}
    assert lanes == routed.lane_counts()
    assert reasons == routed.reason_counts()
    assert forecast.people + forecast.automatic == rows
    assert forecast.at_most is None
    before = plan.before_audit(scores)
    chances = np.where(
        before.lanes == Lane.LIKELY_CLAIM, 1.0 - scores.p_claim, scores.p_claim
    )
    expected = 0.0
    for lane in AUTOMATIC:
        own = before.lanes == lane
        if own.any():
            left = 1.0 - plan.audit.size(int(own.sum())) / own.sum()
            expected += chances[own].sum() * left
    assert forecast.expected_wrong == pytest.approx(expected, abs=1e-9)


def test_a_band_is_forecast_like_its_plan(make_evidence: MakeEvidence) -> None:
    audit = AuditRule(0.1, 5)
    forecaster = Forecaster(mixed(500, 1), make_evidence(), audit)
    found = forecaster.band(0.2, 0.8)
    assert found == forecaster.plan(RoutingPlan(BandPolicy(), audit))
    shut = forecaster.band(0.2, 0.8, frozenset([Lane.LIKELY_CLAIM]))
    assert shut.lanes[Lane.LIKELY_CLAIM] == 0
    assert shut.lanes[Lane.LIKELY_OPINION] == found.lanes[Lane.LIKELY_OPINION]
    with pytest.raises(UserFacingError, match="can't be used"):
        forecaster.band(0.8, 0.2)


def test_the_bound_is_that_of_labelled_rows_between_the_same_cuts(
    make_scores: MakeScores,
) -> None:
    """Of the opinions 2 are wrong now and 4 when the video was young, no claim is."""
    now = np.repeat([0.95, 0.05, 0.5], 50)
    young = np.repeat([0.95, 0.05, 0.5], 50)
    labels = np.repeat([1.0, 0.0, 1.0], 50)
    now[:2], young[:4] = 0.05, 0.05
    both = np.stack([now, young], axis=1)
    evidence = Evidence(labels, both, labels, np.full((150, 2), 0.5), 0.0, "m")
    for p_claim, wrong, rows in ((0.99, 0, 46), (0.01, 4, 54)):
        scores = make_scores([p_claim] * 10)
        forecast = Forecaster(scores, evidence, AuditRule(0.0)).band(0.1, 0.9)
        bound = beta.ppf(0.9, wrong + 1, rows - wrong)  # Clopper and Pearson
        assert forecast.at_most == pytest.approx(bound)
        assert forecast.expected_error == pytest.approx(0.01)


@given(st.integers(0, 10_000), st.floats(0.01, 0.49), st.floats(0.5, 0.99))
@settings(max_examples=40, deadline=None)
def test_the_bound_is_what_counting_by_hand_gives(
    seed: int, low: float, high: float
) -> None:
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(1, 60))
    both, counts = rng.random((2, rows, 3))
    labels = (rng.random(rows) < 0.5).astype(np.float64)
    evidence = Evidence(labels, both, rng.random(rows), counts, 0.0, "m")
    scores = mixed(80, seed)
    plan = RoutingPlan(BandPolicy(low, high), AuditRule(0.0))
    cells: dict[tuple[Parts, Lane], tuple[int, list[tuple[int, int]]]] = {}
    lanes, parts = plan.before_audit(scores).lanes, scores.parts()
    for kind, lane in product(KINDS, AUTOMATIC):
        items = int(((parts == kind) & (lanes == lane)).sum())
        worst, claims = [], lane is Lane.LIKELY_CLAIM
        for p_claim, truth in evidence.groups(kind):
            passed = truth[p_claim >= high if claims else p_claim <= low]
            wrong = int((passed != float(claims)).sum())
            if len(passed):
                worst.append((wrong, len(passed)))
        cells[kind, lane] = (items, worst) if items else (0, [])
    used = sum(items > 0 for items, _ in cells.values())
    bound = 0.0
    for items, worst in cells.values():
        each = [
            1.0 if wrong == n else beta.ppf(1.0 - 0.1 / used, wrong + 1, n - wrong)
            for wrong, n in worst
        ]
        bound += items * max(each, default=1.0)
    found = Forecaster(scores, evidence, AuditRule()).plan(plan)
    total = sum(items for items, _ in cells.values())
    expected = max(bound, _chances(scores, lanes)) / total if total else 0.0
    assert found.at_most == pytest.approx(min(1.0, expected))


def _chances(scores: Scores, lanes: np.ndarray) -> float:
    claims, opinions = lanes == Lane.LIKELY_CLAIM, lanes == Lane.LIKELY_OPINION
    return float((1 - scores.p_claim[claims]).sum() + scores.p_claim[opinions].sum())


def test_the_bound_of_each_kind_counts_by_its_items(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    half = make_scores([0.99] * 10, p_text=[NAN] * 5 + [0.99] * 5)
    sound = make_evidence(spread=0.1)
    blind = Evidence(
        sound.labels,
        sound.both,
        sound.text,
        np.full_like(sound.engagement, 0.5),
        0.0,
        "m",
    )
    bound = Forecaster(half, sound, AuditRule(0.0)).band(0.2, 0.8).at_most
    blinded = Forecaster(half, blind, AuditRule(0.0)).band(0.2, 0.8).at_most
    assert bound == pytest.approx(0.01)
    assert blinded == pytest.approx(0.5, abs=0.001)


def test_the_surest_scores_find_the_labelled_rows_that_are_as_sure(
    make_scores: MakeScores,
) -> None:
    surest = 0.9588490636657011
    labels = np.repeat([1.0, 0.0], 500)
    text = np.where(labels > 0, surest, 1.0 - surest).round(6)
    both = np.repeat(text[:, None], 4, axis=1)
    evidence = Evidence(labels, both, text, both, 0.0, "m")
    scores = make_scores(np.repeat([surest, 1.0 - surest], 50))
    plan = RoutingPlan(CapacityPolicy(10), AuditRule(0.0))
    found = Forecaster(scores, evidence, AuditRule()).plan(plan).at_most
    assert found is not None
    assert found < 0.05


def test_the_bounds_of_several_kinds_hold_at_once(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    """2,000 claims, none wrong, bound two kinds at 95 % each: 0.15 %, not 0.12 %."""
    half = make_scores([1.0] * 10, p_text=[NAN] * 5 + [1.0] * 5)
    forecaster = Forecaster(half, make_evidence(spread=0.1), AuditRule(0.0))
    assert forecaster.band(0.2, 0.8).at_most == pytest.approx(0.001475, abs=1e-6)


def test_a_backlog_less_sure_than_the_evidence_gets_no_better_bound(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    forecaster = Forecaster(
        make_scores([0.6] * 100), make_evidence(spread=0.1), AuditRule()
    )
    assert forecaster.band(0.4, 0.55).at_most == pytest.approx(0.4)


@given(st.sampled_from([0.01, 0.02, 0.05]), st.integers(0, 20))
def test_a_promise_is_never_forecast_worse_than_promised(
    make_scores: MakeScores, make_evidence: MakeEvidence, budget: float, seed: int
) -> None:
    evidence = make_evidence(noise=budget / 10, seed=seed, spread=2.5)
    policy = ErrorBudgetPolicy.from_evidence(budget, evidence)
    sure = make_scores([0.999, 0.001] * 50)
    found = Forecaster(sure, evidence, AuditRule()).plan(RoutingPlan(policy))
    assert found.at_most is not None
    assert found.at_most <= budget


def test_labels_of_another_model_bound_nothing(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    other = make_scores([0.99], model_id="other")
    forecaster = Forecaster(other, make_evidence(), AuditRule())
    assert forecaster.band(0.2, 0.8).at_most is None
    assert len(forecaster.risk_coverage().coverage) == 0


def test_nothing_automatic_is_nothing_wrong(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    forecast = Forecaster(make_scores([0.5]), make_evidence(), AuditRule()).band(
        0.1, 0.9
    )
    assert (forecast.people, forecast.automatic) == (1, 0)
    assert forecast.expected_error == forecast.at_most == 0.0


def test_risk_grows_with_coverage_to_the_share_of_wrong_rows(
    make_scores: MakeScores, make_evidence: MakeEvidence
) -> None:
    evidence = make_evidence(noise=0.05)
    curve = Forecaster(make_scores([]), evidence, AuditRule()).risk_coverage()
    wrong = (evidence.both[:, 0] >= 0.5) != (evidence.labels == 1.0)
    assert len(curve.coverage) == 200
    assert (np.diff(curve.coverage) > 0.0).all()
    assert curve.coverage[-1] == 1.0
    assert curve.risk[-1] == pytest.approx(wrong.mean())
    assert (curve.upper > curve.risk).all()
