"""Tells the classifier's library how the program routes, so that it can be measured."""

import numpy as np

from model.classifier import Scores as ModelScores
from model.dataset import CLAIM, OPINION
from model.evidence import Evidence as ModelEvidence
from model.metrics import PEOPLE, Flags, Lanes
from model.rules import Router, Rules
from triage_app.domain.errors import PromiseRefusedError
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import DEFAULT_BUDGET, RoutingPlan
from triage_app.domain.policies import BandPolicy, ErrorBudgetPolicy
from triage_app.domain.routing import Lane, heads_disagree
from triage_app.domain.scores import Scores


def routing_rules(evidence: Evidence, budget: float = DEFAULT_BUDGET) -> Rules:
    """Return the rules of an error budget, or of the band where it is refused.

    Parameters
    ----------
    evidence : Evidence
        Of the model that is measured.
    budget : float

    Raises
    ------
    UserFacingError
        If the budget is out of range.
    """
    model_id, band = evidence.model_id, RoutingPlan(BandPolicy())
    try:
        policy = ErrorBudgetPolicy.from_evidence(budget, evidence)
    except PromiseRefusedError as error:
        note = f"{error.title} {error.detail} Routed by the band instead."
        return Rules(
            _router(band, model_id),
            _router(band, model_id),
            _disagree,
            band.describe(),
            notes=(note,),
        )
    plan = RoutingPlan(policy)
    return Rules(
        _router(plan, model_id),
        _router(band, model_id),
        _disagree,
        plan.describe(),
        budget,
        policy.uncovered(),
    )


def domain_scores(scores: ModelScores, model_id: str) -> Scores:
    """Return the library's scores as the program's."""
    return Scores(
        scores.p_claim,
        scores.p_text,
        scores.p_engagement,
        scores.outside,
        model_id,
    )


def domain_evidence(kept: ModelEvidence, model_id: str) -> Evidence:
    """Return the library's evidence as the program's."""
    return Evidence(
        labels=kept.labels,
        both=kept.both,
        text=kept.text,
        engagement=kept.engagement,
        outside_share=kept.outside_share,
        model_id=model_id,
    )


def _router(plan: RoutingPlan, model_id: str) -> Router:
    def route(scores: ModelScores) -> Lanes:
        lanes = plan.before_audit(domain_scores(scores, model_id)).lanes
        found = np.full(len(lanes), PEOPLE, dtype=np.int8)
        found[lanes == Lane.LIKELY_CLAIM] = CLAIM
        found[lanes == Lane.LIKELY_OPINION] = OPINION
        return found

    return route


def _disagree(scores: ModelScores) -> Flags:
    return heads_disagree(scores.p_text, scores.p_engagement)
