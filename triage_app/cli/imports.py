"""``triage import``: backlogs into a workspace, one after another."""

import argparse
from dataclasses import replace
from pathlib import Path

from triage_app.cli.account import Account
from triage_app.cli.command import (
    Arguments,
    Context,
    add_mapping,
    add_moderator,
    add_scoring,
    add_workspace,
    mapping,
    open_to_write,
    tell_notices,
)
from triage_app.cli.intake_shared import add_sources, noted, tell
from triage_app.cli.plan_options import add_plan, asked_plan
from triage_app.domain.errors import BacklogError
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.report import ImportReport, some, together
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.intake import ScoredBacklog
from triage_app.services.routing import RoutingDesk
from triage_app.services.workspace import Workspace


def import_options(parser: argparse.ArgumentParser) -> None:
    """Add what ``triage import`` takes."""
    add_sources(parser)
    add_workspace(parser)
    add_plan(parser, "default in a new workspace: 1; else its own stays")
    add_mapping(parser)
    add_scoring(parser)
    add_moderator(parser)
    parser.add_argument(
        "--scores",
        choices=[choice.value for choice in ScoreVisibility],
        help="whether moderators see the score before their verdict in review",
    )


def import_backlogs(context: Context, arguments: Arguments) -> int:
    """Import one source after another; return 1 if one of several failed."""
    place = arguments.workspace
    workspace = open_to_write(context, place) if place.exists() else None
    accounts: dict[Path, Account] = {}
    failed = 0
    try:
        for source in arguments.source:
            try:
                workspace, account = _import_one(context, arguments, source, workspace)
                accounts[source] = account
            except BacklogError as error:
                if len(arguments.source) == 1:
                    raise
                failed += 1
                context.console.error(f"{source} was not imported: {error}")
    except BaseException:
        if accounts:
            names = some([str(source) for source in accounts])
            context.console.note(f"Imported before that, and kept: {names}.")
        raise
    finally:
        if workspace is not None:
            workspace.close()
    _tell_all(context, accounts)
    return 1 if failed else 0


def _import_one(
    context: Context, arguments: Arguments, source: Path, workspace: Workspace | None
) -> tuple[Workspace, Account]:
    """Import one file or folder; return the workspace, made now if there is none."""
    plan, notes = asked_plan(
        arguments,
        context.services.intake.scorer.evidence,
        None if workspace is None else workspace.own_plan,
    )
    scored = context.services.intake.score(
        source,
        plan or (None if workspace is None else workspace.own_plan),
        mapping(arguments),
        context.console.progress,
        context.cancel,
        seed="" if workspace is None else workspace.store.workspace_id,
    )
    made = workspace is None
    if workspace is None:
        workspace = context.services.workspaces.open(arguments.workspace, create=True)
    try:
        account = _take_in(context, arguments, workspace, scored, plan)
    except BaseException:
        if made:  # else whoever opened it closes it
            workspace.close()
        raise
    return workspace, replace(account, report=noted(account.report, notes))


def _take_in(
    context: Context,
    arguments: Arguments,
    workspace: Workspace,
    scored: ScoredBacklog,
    plan: RoutingPlan | None,
) -> Account:
    """Keep what is new, set what was asked for, and return the account of it."""
    moderator = arguments.moderator or context.moderator
    kept = workspace.add(scored, moderator).imported
    if plan is not None and plan != workspace.plan:
        workspace.set_plan(plan, moderator)
    if arguments.scores is not None:
        workspace.set_visibility(ScoreVisibility(arguments.scores), moderator)
    tell_notices(context, workspace)
    desk = RoutingDesk(workspace, context.services.intake.scorer.evidence())
    report = replace(scored.report, notes=kept.notes)
    listed = workspace.path / kept.report_file if kept.report_file else None
    return Account(
        report,
        kept.added,
        scored.scores.model_id,
        workspace.plan,
        workspace.case.routing,
        desk.forecaster().plan(workspace.plan),
        scored.drift,
        listed if report.issues else None,
        workspace.path,
    )


def _tell_all(context: Context, accounts: dict[Path, Account]) -> None:
    """Tell one import's account, or that of several together."""
    told = list(accounts.values())
    if not told:
        return
    report = together([account.report for account in told])
    tell(
        context,
        replace(told[-1], report=report, added=sum(one.added for one in told)),
        [_file_json(source, account) for source, account in accounts.items()],
    )


def _file_json(source: Path, account: Account) -> dict[str, object]:
    """Return one import's own numbers; a folder's files follow under its own."""
    report, listed = account.report, account.report_file
    return {
        **_counts(report),
        "source": str(source),
        "added": account.added,
        "quarantine_file": None if listed is None else str(listed),
        "files": [{"source": one.source, **_counts(one)} for one in report.files],
    }


def _counts(report: ImportReport) -> dict[str, object]:
    names = ("rows_read", "accepted", "quarantined", "duplicates")
    return {name: getattr(report, name) for name in names}
