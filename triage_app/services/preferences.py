"""What a lead has set for a workspace, read back from what the store keeps."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from triage_app.domain.desk_rules import DeskRules, DoubleReview, Timebox
from triage_app.domain.errors import UserFacingError
from triage_app.domain.plans import RoutingPlan, plan_from_json
from triage_app.domain.policies import BandPolicy
from triage_app.domain.ports import WorkspaceStore
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.domain.visibility import ScoreVisibility

ROUTING_KEY = "routing"
VISIBILITY_KEY = "score_visibility"
RERANKING_KEY = "reranking"
REASONS_KEY = "reason_codes"
DOUBLE_KEY = "double_review"
TIMEBOX_KEY = "timebox"

_Read = TypeVar("_Read")


def default_band() -> RoutingPlan:
    """Return the plan of a workspace for which nothing was ever set."""
    return RoutingPlan(BandPolicy())


@dataclass(frozen=True)
class Preferences:
    """A workspace's settings as they are kept.

    Attributes
    ----------
    plan : RoutingPlan or None
        None where none was ever set.
    visibility : ScoreVisibility
    reranking : bool
        Whether the order of unfamiliar items follows the verdicts.
    rules : DeskRules
    notices : tuple of str
        A sentence for every setting that can't be read; its default is in force.
    """

    plan: RoutingPlan | None
    visibility: ScoreVisibility
    reranking: bool
    rules: DeskRules
    notices: tuple[str, ...]


def read_preferences(store: WorkspaceStore) -> Preferences:
    """Read a workspace's settings; what can't be read never blocks its opening.

    Raises
    ------
    WorkspaceError
        If the store can't be read at all.
    """
    plan, notices = _read_plan(store)
    seen = _value(store, VISIBILITY_KEY)
    known = [visibility for visibility in ScoreVisibility if visibility.value == seen]
    rules, unread = _read_rules(store)
    return Preferences(
        plan,
        known[0] if known else ScoreVisibility.HIDDEN,
        _value(store, RERANKING_KEY) is not False,
        rules,
        (*notices, *unread),
    )


def _read_rules(store: WorkspaceStore) -> tuple[DeskRules, tuple[str, ...]]:
    usual, notices = DeskRules(), []

    def read(key: str, reader: Callable[[object], _Read], otherwise: _Read) -> _Read:
        if store.setting(key) is None:
            return otherwise
        try:
            return reader(_value(store, key))
        except UserFacingError as error:
            notices.append(f"{error} The usual setting is in force.")
            return otherwise

    rules = DeskRules(
        read(REASONS_KEY, ReasonCodes.from_json, usual.reasons),
        read(DOUBLE_KEY, DoubleReview.from_json, usual.double),
        read(TIMEBOX_KEY, Timebox.from_json, usual.timebox),
    )
    return rules, tuple(notices)


def _read_plan(store: WorkspaceStore) -> tuple[RoutingPlan | None, tuple[str, ...]]:
    if store.setting(ROUTING_KEY) is None:
        return None, ()
    try:
        return plan_from_json(_value(store, ROUTING_KEY)), ()
    except UserFacingError as error:
        plan = default_band()
        return plan, (
            f"{error.title} The {plan.describe()} is in force until a lead sets the "
            "routing again.",
        )


def _value(store: WorkspaceStore, key: str) -> object:
    """Return a setting's value; None if it was never set or can't be read."""
    try:
        return json.loads(store.setting(key) or "null")
    except (ValueError, RecursionError):
        return None
