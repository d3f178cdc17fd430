import numpy as np
import pytest
from numpy.typing import NDArray

from model import prose
from model.classifier import Scores as ModelScores
from model.dataset import CLAIM, OPINION
from model.metrics import PEOPLE
from triage_app.domain.decisions import WhyShown
from triage_app.domain.errors import UserFacingError
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import ErrorBudgetPolicy
from triage_app.domain.routing import Lane
from triage_app.domain.serving import general_weight
from triage_app.scoring.rules import domain_scores, routing_rules


def evidence(rows: int) -> Evidence:
    """Half claims and half opinions, all of them called what they are."""
    labels = np.arange(rows) % 2.0
    p_claim = np.where(labels > 0, 0.95, 0.05)
    ages = np.repeat(p_claim[:, np.newaxis], 4, axis=1)
    return Evidence(labels, ages, p_claim, ages, 0.01, "m-1")


def scores(*p_claim: float, engagement: float | None = None) -> ModelScores:
    p = np.array(p_claim)
    other: NDArray[np.float64] = (
        p if engagement is None else np.full(len(p), engagement)
    )
    return ModelScores(p, p, other, np.zeros(len(p), dtype=np.bool_))


def test_rows_go_where_the_program_sends_them_before_the_audit() -> None:
    rules = routing_rules(evidence(4_000), 0.01)
    found = scores(0.97, 0.03, 0.5, float("nan"))
    plan = RoutingPlan(ErrorBudgetPolicy.from_evidence(0.01, evidence(4_000)))
    lanes = plan.before_audit(domain_scores(found, "m-1")).lanes
    words = {Lane.LIKELY_CLAIM: CLAIM, Lane.LIKELY_OPINION: OPINION}
    expected = [words.get(Lane(int(lane)), PEOPLE) for lane in lanes]
    assert rules.plan(found).tolist() == expected
    assert expected[0] == CLAIM
    assert expected[1] == OPINION
    assert expected[3] == PEOPLE
    assert rules.budget == 0.01
    assert "1 %" in rules.description


def test_rows_whose_heads_disagree_go_to_people_under_either_rule() -> None:
    rules = routing_rules(evidence(4_000))
    found = scores(0.97, 0.9, engagement=0.01)
    assert rules.disagree(found).all()
    assert rules.plan(found).tolist() == rules.band(found).tolist() == [PEOPLE] * 2


def test_a_budget_that_is_refused_gives_way_to_the_band_with_a_sentence() -> None:
    rules = routing_rules(evidence(40), 0.01)
    assert rules.budget is None
    assert rules.description == "review band 0.2 to 0.8"
    (note,) = rules.notes
    assert note.startswith("At most 1 % wrong can't be promised from 40 labels.")
    assert note.endswith("Routed by the band instead.")
    assert rules.plan(scores(0.9, 0.1)).tolist() == [CLAIM, OPINION]


def test_a_budget_out_of_range_is_a_sentence() -> None:
    with pytest.raises(UserFacingError, match="An error budget of 60 % can't be used"):
        routing_rules(evidence(40), 0.6)


def test_the_card_names_the_weights_that_the_program_gives() -> None:
    found = {why.value: general_weight(why) for why in WhyShown if general_weight(why)}
    assert found == prose.SHOWN_WEIGHTS
