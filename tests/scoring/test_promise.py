"""The error budget's promise on real rows, with labels and counts disturbed.

The whole table, every budget at every age, is printed by tests/benchmarks.
"""

from collections.abc import Callable
from typing import Any

import pytest

from triage_app.domain.errors import PromiseRefusedError
from triage_app.domain.evidence import Evidence
from triage_app.domain.forecast import Forecaster
from triage_app.domain.plans import RoutingPlan, default_plan
from triage_app.domain.policies import ErrorBudgetPolicy
from triage_app.scoring.scorer import load_scorer

pytestmark = pytest.mark.real_data

NOISE, BUDGET = 0.05, 0.01
DOUBT = 1.0 - 0.9
"""The share of splits that may break a promise made at 90 % confidence."""


@pytest.fixture(scope="module")
def bundled_evidence() -> Evidence:
    return load_scorer().evidence()


@pytest.mark.parametrize("budget", [0.05, 0.055, 0.06, 0.07, 0.1])
def test_with_noisy_labels_the_budget_is_exceeded_in_few_of_200_splits(
    home_rows: Any, budget: float
) -> None:
    found = home_rows.trial(budget, NOISE)
    assert set(found) == {"1", "10", "100", "1000", "partly", "mixed"}
    assert all(kept.exceeded <= DOUBT for kept in found.values()), found


def test_noisy_labels_refuse_what_lies_below_their_noise_and_let_the_rest_pass(
    home_rows: Any,
) -> None:
    assert home_rows.trial(0.04, NOISE, splits=20)["mixed"].refused == 1.0
    generous = home_rows.trial(0.1, NOISE, splits=20)["mixed"]
    assert generous.refused == 0.0
    assert generous.automatic >= 0.95
    assert generous.error == pytest.approx(NOISE, abs=0.01)


def test_with_counts_of_any_age_the_budget_is_exceeded_in_few_of_200_splits(
    home_rows: Any,
) -> None:
    for age, kept in home_rows.trial(BUDGET).items():
        assert kept.exceeded <= DOUBT, age
        assert kept.refused == 0.0, age
        assert kept.automatic >= 0.9, age


@pytest.mark.parametrize(
    ("age", "least"), [(1.0, 0.95), (10.0, 0.95), (100.0, 0.95), (1000.0, 0.9)]
)
def test_at_home_nearly_all_pass_within_one_percent(
    home_rows: Any,
    routed_share: Callable[..., tuple[float, float]],
    bundled_evidence: Evidence,
    age: float,
    least: float,
) -> None:
    policy = ErrorBudgetPolicy.from_evidence(BUDGET, bundled_evidence)
    scores = home_rows.held_out[age]
    passed, error = routed_share(policy, scores, home_rows.labels)
    assert passed >= least
    assert error <= BUDGET
    plan = RoutingPlan(policy)
    forecast = Forecaster(scores, bundled_evidence, plan.audit).plan(plan)
    assert forecast.at_most is not None
    assert error <= forecast.at_most <= BUDGET


def test_the_bundled_model_starts_with_its_promise(bundled_evidence: Evidence) -> None:
    plan, said = default_plan(bundled_evidence)
    assert isinstance(plan.policy, ErrorBudgetPolicy)
    assert said == ""
    with pytest.raises(PromiseRefusedError) as refused:
        ErrorBudgetPolicy.from_evidence(0.001, bundled_evidence)
    assert refused.value.smallest is not None
    assert 0.001 < refused.value.smallest <= 0.005
