"""What a lead has set for an open workspace: in force, kept, and logged as events."""

import json
from collections.abc import Callable
from dataclasses import replace

from triage_app.domain.decisions import Event
from triage_app.domain.desk_rules import DeskRules
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.ports import WorkspaceStore
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.preferences import (
    DOUBLE_KEY,
    REASONS_KEY,
    RERANKING_KEY,
    ROUTING_KEY,
    TIMEBOX_KEY,
    VISIBILITY_KEY,
    read_preferences,
)


class Rulings:
    """A workspace's settings; each is in force once it is kept.

    Parameters
    ----------
    store : WorkspaceStore
    now : callable
        Returns the time as the log writes it.

    Attributes
    ----------
    plan : RoutingPlan or None
        None where none was ever set.
    visibility : ScoreVisibility
    reranking : bool
    rules : DeskRules
    notices : tuple of str
        A sentence for every setting that couldn't be read.
    """

    def __init__(self, store: WorkspaceStore, now: Callable[[], str]) -> None:
        self._store = store
        self._now = now
        kept = read_preferences(store)
        self.plan = kept.plan
        self.visibility = kept.visibility
        self.reranking = kept.reranking
        self.rules = kept.rules
        self.notices = kept.notices

    def set_plan(self, plan: RoutingPlan, moderator: str) -> None:
        """Keep and log a plan."""
        self._keep("routing_set", ROUTING_KEY, plan.to_json(), moderator)
        self.plan = plan

    def set_visibility(self, visibility: ScoreVisibility, moderator: str) -> None:
        """Keep and log whether scores show."""
        kind = "score_visibility_set"
        self._keep(kind, VISIBILITY_KEY, visibility.value, moderator)
        self.visibility = visibility

    def set_reranking(self, on: bool, moderator: str) -> None:
        """Keep and log whether the order follows the verdicts."""
        self._keep("reranking_set", RERANKING_KEY, on, moderator)
        self.reranking = on

    def set_rules(self, rules: DeskRules, moderator: str) -> None:
        """Keep and log the parts of the desk's rules that differ, one by one."""
        now = self.rules
        if rules.reasons != now.reasons:
            codes = rules.reasons.to_json()
            self._keep("reason_codes_set", REASONS_KEY, codes, moderator)
            self.rules = now = replace(now, reasons=rules.reasons)
        if rules.double != now.double:
            double = rules.double.to_json()
            self._keep("double_review_set", DOUBLE_KEY, double, moderator)
            self.rules = now = replace(now, double=rules.double)
        if rules.timebox != now.timebox:
            timebox = rules.timebox.to_json()
            self._keep("timebox_set", TIMEBOX_KEY, timebox, moderator)
            self.rules = replace(now, timebox=rules.timebox)

    def _keep(self, kind: str, key: str, value: object, moderator: str) -> None:
        data = json.dumps(value, sort_keys=True)
        self._store.set_setting(key, data, Event(kind, data, self._now(), moderator))
