"""How a routing is asked for on the command line: options in, a plan out."""

import argparse
import math
from collections.abc import Callable
from dataclasses import replace

from triage_app.cli.command import Arguments
from triage_app.domain.audit import AuditRule
from triage_app.domain.evidence import Evidence
from triage_app.domain.plans import RoutingPlan, RoutingPolicy, default_plan
from triage_app.domain.policies import BandPolicy, CapacityPolicy, ErrorBudgetPolicy

MAX_ITEMS = 1_000_000_000


def add_plan(
    parser: argparse.ArgumentParser,
    default: str = "default: 1",
    *,
    tighten: bool = False,
) -> None:
    """Add the policies, of which one can be asked for, and ``--audit``.

    Parameters
    ----------
    parser : ArgumentParser
    default : str
        What holds where no policy is asked for.
    tighten : bool
        Whether ``--tighten`` is one of them.
    """
    policies = parser.add_mutually_exclusive_group()
    policies.add_argument(
        "--error-budget",
        type=percentage,
        metavar="PCT",
        help="at most PCT %% wrong among the automatic items, held at 90 %% "
        f"confidence; refused where the labels can't support it ({default})",
    )
    policies.add_argument(
        "--capacity",
        type=_items,
        metavar="N",
        help="people can look at N items: those they must see, then the least certain",
    )
    policies.add_argument(
        "--band",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="people look at P(claim) between LOW and HIGH; promises nothing",
    )
    if tighten:
        policies.add_argument(
            "--tighten",
            action="store_true",
            help="what follows where the audit broke the promise: half the budget, or "
            "the lane closed",
        )
    parser.add_argument(
        "--audit",
        type=percentage,
        metavar="PCT",
        help="share of each automatic lane that people look at, unmarked, 30 items at "
        "least (default: 2; 0 switches it off)",
    )


def asked_policy(
    arguments: Arguments, evidence: Callable[[], Evidence]
) -> RoutingPolicy | None:
    """Return the policy asked for, None where none was.

    Raises
    ------
    PromiseRefusedError
        If the labels can't support the error budget.
    UserFacingError
        If a cut, a number of items or a budget is out of range.
    """
    if arguments.error_budget is not None:
        return ErrorBudgetPolicy.from_evidence(arguments.error_budget / 100, evidence())
    if arguments.capacity is not None:
        return CapacityPolicy(arguments.capacity)
    if arguments.band is not None:
        return BandPolicy(*arguments.band)
    return None


def asked_plan(
    arguments: Arguments,
    evidence: Callable[[], Evidence],
    standing: RoutingPlan | None = None,
) -> tuple[RoutingPlan | None, tuple[str, ...]]:
    """Return the plan asked for, None where nothing was, and what to say of it.

    Parameters
    ----------
    arguments : Arguments
    evidence : callable returning Evidence
        Called only where a promise is asked for.
    standing : RoutingPlan, optional
        What holds now: its policy and its audit slice stay where the options don't
        say otherwise; a lane that was closed opens with a new policy.

    Raises
    ------
    UserFacingError
        See `asked_policy`.
    """
    policy, audit = asked_policy(arguments, evidence), asked_audit(arguments)
    if policy is not None:
        before = AuditRule() if standing is None else standing.audit
        return RoutingPlan(policy, audit or before), ()
    if audit is None:
        return None, ()
    if standing is not None:
        return replace(standing, audit=audit), ()
    plan, why = default_plan(evidence())
    return replace(plan, audit=audit), tuple(filter(None, [why]))


def asked_audit(arguments: Arguments) -> AuditRule | None:
    """Return the audit slice asked for, None where none was."""
    share = arguments.audit
    return None if share is None else AuditRule(share / 100)


def percentage(text: str) -> float:
    """Read a share as people write it: ``1``, ``0.5`` or ``2%``.

    Raises
    ------
    argparse.ArgumentTypeError
    """
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= 100.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 0 to 100")
    return number


def _items(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= MAX_ITEMS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of items")
    return number
