"""What is told of a routing: its forecast, its notes, the drift; for both readers."""

from collections.abc import Mapping

from triage_app.domain.bounds import percent
from triage_app.domain.drift import Drift
from triage_app.domain.forecast import Forecast
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import CapacityPolicy
from triage_app.domain.routing import Lane, Reason

_WIDTH = 16


def line(title: str, words: str) -> str:
    """Return one line of a summary, its words set under those of the others."""
    return f"{title:<{_WIDTH}}{words}"


def lane_title(word: str) -> str:
    """Return a lane's name as people know it."""
    return "needs review" if word == Lane.REVIEW.word else word.replace("_", " ")


def forecast_json(forecast: Forecast) -> dict[str, object]:
    """Return a forecast under the names of ``--json``.

    ``at_most`` is a share, or null where no label speaks for it.
    """
    return {
        "people": forecast.people,
        "automatic": forecast.automatic,
        "expected_wrong": round(forecast.expected_wrong, 4),
        "at_most": forecast.at_most,
    }


def errors_left(forecast: Forecast) -> str:
    """Say the errors to expect among the items that nobody looks at."""
    if not forecast.automatic:
        return "none: every item is for people"
    said = (
        f"{forecast.expected_wrong:,.1f} expected among {forecast.automatic:,} "
        "automatic items"
    )
    if forecast.at_most is None:
        return f"{said}; no label speaks for a bound"
    return f"{said}, at most {percent(forecast.at_most)} of them (90 %)"


def shortfall(plan: RoutingPlan, forecast: Forecast) -> tuple[str, ...]:
    """Say where the audit slice is what makes a capacity too small.

    Where what must be looked at is too much already, the plan's own note says so.
    """
    policy = plan.policy
    if not isinstance(policy, CapacityPolicy) or forecast.people <= policy.items:
        return ()
    if forecast.people - forecast.reasons.get(Reason.AUDIT, 0) > policy.items:
        return ()
    return (
        f"People get {forecast.people:,} items: the audit slice of the automatic lanes "
        f"needs more places than {policy.items:,} leaves.",
    )


def way_forward(audit: Mapping[str, object]) -> tuple[str, ...]:
    """Say what a lead can do where the audit (as JSON) broke the promise."""
    if not audit["broken"]:
        return ()
    return ("triage routing --tighten shows what would follow; --apply does it.",)


def drift_json(drift: Drift | None) -> dict[str, object] | None:
    """Return how far a backlog lies from the training rows; None where unmeasured."""
    if drift is None:
        return None
    return {
        "rows": drift.rows,
        "outside": drift.outside,
        "share": drift.share,
        "home_share": drift.home_share,
        "distance": drift.distance,
        "sentence": drift.sentence(),
    }
