"""The lead's command: see, simulate and set the routing of a workspace."""

import argparse
from dataclasses import dataclass, replace

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_model,
    add_moderator,
    add_workspace,
    tell_notices,
)
from triage_app.cli.plan_options import add_plan, asked_audit, asked_plan
from triage_app.cli.told import (
    drift_json,
    errors_left,
    forecast_json,
    line,
    shortfall,
    way_forward,
)
from triage_app.domain.audit import AuditReport
from triage_app.domain.drift import Drift
from triage_app.domain.errors import UserFacingError
from triage_app.domain.forecast import Forecast
from triage_app.domain.moves import Moves, count_moves
from triage_app.domain.plans import RoutingPlan
from triage_app.services.routing import RoutingDesk
from triage_app.services.statistics import audit_json, routing_json


@dataclass(frozen=True)
class _Told:
    """A routing, what it does to the workspace, and what is known of it."""

    workspace: str
    plan: RoutingPlan
    in_force: bool
    forecast: Forecast
    moves: Moves
    moved: bool
    audit: AuditReport
    drift: Drift | None
    reranking: bool
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return it under the names of ``routing --json``."""
        moves = self.moves
        return {
            "workspace": self.workspace,
            "routing": routing_json(self.plan),
            "in_force": self.in_force,
            "applied": self.moved,
            "forecast": forecast_json(self.forecast),
            "moves": {"to_people": moves.to_people, "to_automatic": moves.to_automatic},
            "audit": audit_json(self.audit),
            "drift": drift_json(self.drift),
            "reranking": self.reranking,
            "notes": list(self.notes),
        }

    def summary(self) -> str:
        """Say it in a few lines."""
        audit = self.plan.audit
        share = f"{audit.share * 100:g} %" if audit.share else "off"
        title = "in force" if self.in_force else "simulated"
        lines = [
            line("routing", f"{self.plan.describe()} ({title})"),
            line("for people", f"{self.forecast.people:,}"),
            line("automatic", f"{self.forecast.automatic:,}"),
            line("errors left", errors_left(self.forecast)),
            line("audit slice", share),
            line("re-ranking", "on" if self.reranking else "off"),
            *self._moves(),
            self.audit.sentence(),
            *(way_forward(audit_json(self.audit)) if self.in_force else ()),
            *self.notes,
        ]
        drift = "" if self.drift is None else self.drift.sentence()
        return "\n".join(filter(None, [*lines, drift]))

    def _moves(self) -> list[str]:
        if self.in_force and not self.moved:
            return []
        would = "moved" if self.moved else "would move"
        lines = [
            f"{would} {self.moves.to_people:,} undecided items to people and "
            f"{self.moves.to_automatic:,} away from them; decided items stay"
        ]
        return lines if self.moved else [*lines, "nothing is changed without --apply"]


def _options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    add_plan(parser, "default: the workspace's own stays", tighten=True)
    parser.add_argument(
        "--rerank",
        choices=["on", "off"],
        help="whether the order of unfamiliar items is refitted from the verdicts",
    )
    parser.add_argument(
        "--apply",
        action="store_true",
        help="put it in force, and log it; without this nothing changes",
    )
    add_model(parser)
    add_moderator(parser)


def _routing(context: Context, arguments: Arguments) -> int:
    apply = arguments.apply
    services, console = context.services, context.console
    workspace = services.workspaces.open(arguments.workspace, read_only=not apply)
    try:
        tell_notices(context, workspace)
        if services.scorer().notice:
            console.note(services.scorer().notice)
        desk = RoutingDesk(workspace, services.scorer().evidence())
        _tell_other_model(context, desk)
        asked = _asked(arguments, desk)
        if apply:
            _refuse_nothing(arguments, asked)
        told = _simulated(desk, asked, arguments)
        if apply:
            _apply(desk, asked, arguments, arguments.moderator or context.moderator)
            told = replace(told, audit=desk.audit(), in_force=True, moved=True)
    finally:
        workspace.close()
    console.result(told.to_json(), told.summary())
    return 0


def _tell_other_model(context: Context, desk: RoutingDesk) -> None:
    scores, labelled = desk.workspace.case.scores, desk.evidence.model_id
    if len(scores) and scores.model_id != labelled:
        context.console.note(
            f"These items were scored by {scores.model_id}, so that the labels of "
            f"{labelled} promise nothing of them; --model names the one to ask."
        )


def _asked(arguments: Arguments, desk: RoutingDesk) -> RoutingPlan | None:
    """Return the plan asked for, None where none was."""
    standing = desk.workspace.plan
    if not arguments.tighten:
        return asked_plan(arguments, lambda: desk.evidence, standing)[0]
    plan = desk.tightened()
    if plan is None:
        raise UserFacingError(
            "The audit gives no reason to tighten this routing.",
            desk.audit().sentence(),
        )
    return replace(plan, audit=asked_audit(arguments) or standing.audit)


def _refuse_nothing(arguments: Arguments, plan: RoutingPlan | None) -> None:
    if plan is None and arguments.rerank is None:
        raise UserFacingError(
            "There is nothing to apply.",
            next_step="Say what: --error-budget, --capacity, --band, --tighten, "
            "--audit or --rerank.",
        )


def _simulated(
    desk: RoutingDesk, asked: RoutingPlan | None, arguments: Arguments
) -> _Told:
    workspace = desk.workspace
    plan = workspace.plan if asked is None else asked
    forecast = desk.forecaster().plan(plan)
    reranking = workspace.reranking
    if arguments.rerank is not None:
        reranking = arguments.rerank == "on"
    return _Told(
        workspace.name,
        plan,
        plan == workspace.plan and reranking == workspace.reranking,
        forecast,
        count_moves(workspace.case, plan, workspace.draws),
        False,
        desk.audit(),
        desk.drift(),
        reranking,
        (*plan.notes(workspace.case.scores), *shortfall(plan, forecast)),
    )


def _apply(
    desk: RoutingDesk,
    plan: RoutingPlan | None,
    arguments: Arguments,
    moderator: str,
) -> None:
    if plan is not None:
        desk.apply(plan, moderator)
    if arguments.rerank is not None:
        desk.workspace.set_reranking(arguments.rerank == "on", moderator)


COMMANDS = (
    Command(
        "routing",
        "show, simulate or set what goes to people",
        _options,
        _routing,
    ),
)
