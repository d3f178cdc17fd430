"""The lead's other command: see and set what holds at a workspace's desk."""

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_moderator,
    add_workspace,
    tell_notices,
)
from triage_app.cli.plan_options import percentage
from triage_app.cli.told import line
from triage_app.domain.desk_rules import DeskRules
from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.reason_codes import ReasonCode, ReasonCodes
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.lead_settings import keep_lead_settings, lead_settings

_MOST_BYTES = 1_000_000
_ASKED = (
    "scores",
    "double_share",
    "double_delay",
    "timebox",
    "pause",
    "reasons",
    "add_reason",
    "remove_reason",
    "policy_gap",
    "reranking",
)


def _options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--scores",
        choices=[seen.value for seen in ScoreVisibility],
        help="in the review lane before the verdict; random: by lot for each item",
    )
    parser.add_argument(
        "--double-share",
        type=percentage,
        metavar="PCT",
        help="share of each lane's decided items that come again, unmarked",
    )
    parser.add_argument(
        "--double-delay",
        type=_hours,
        metavar="HOURS",
        help="how long an item rests before it comes again to whoever decided it",
    )
    parser.add_argument(
        "--timebox",
        type=_minutes,
        metavar="MIN",
        help="minutes of work after which a pause is offered (0: never)",
    )
    parser.add_argument(
        "--pause", type=_minutes, metavar="MIN", help="how long a pause is meant to be"
    )
    parser.add_argument(
        "--reranking",
        choices=["on", "off"],
        help="whether the order of unfamiliar items follows the verdicts",
    )
    _add_reason_options(parser)
    add_moderator(parser)


def _add_reason_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reasons",
        type=Path,
        metavar="FILE.json",
        help="take all reasons from a file: what settings --json prints as reasons",
    )
    parser.add_argument(
        "--add-reason",
        action="append",
        default=[],
        type=_reason,
        metavar="CODE=WORDS",
        help="add a reason at the end, or give a code other words",
    )
    parser.add_argument(
        "--remove-reason",
        action="append",
        default=[],
        metavar="CODE",
        help="take a reason out of the list; verdicts keep the one they have",
    )
    parser.add_argument(
        "--policy-gap",
        metavar="CODE",
        help="the reason that says the rules don't cover the case (-: none)",
    )


def _settings(context: Context, arguments: Arguments) -> int:
    asked = any(_given(arguments, name) for name in _ASKED)
    workspace = context.services.workspaces.open(
        arguments.workspace, read_only=not asked
    )
    try:
        tell_notices(context, workspace)
        changed: tuple[str, ...] = ()
        if asked:
            wanted = _wanted(arguments, lead_settings(workspace))
            moderator = arguments.moderator or context.moderator
            changed = keep_lead_settings(workspace, wanted, moderator)
        settings = lead_settings(workspace)
        name = workspace.name
    finally:
        workspace.close()
    result = {"workspace": name, **settings.to_json(), "changed": list(changed)}
    context.console.result(result, _summary(name, settings, changed))
    return 0


def _given(arguments: Arguments, name: str) -> bool:
    return getattr(arguments, name) not in (None, [])


def _wanted(arguments: Arguments, now: LeadSettings) -> LeadSettings:
    """Return the settings with what was asked for in them.

    Raises
    ------
    UserFacingError
        If a value is out of range, or a reason can't be kept.
    """
    double, timebox = now.rules.double, now.rules.timebox
    if arguments.double_share is not None:
        double = replace(double, share=arguments.double_share / 100)
    if arguments.double_delay is not None:
        double = replace(double, delay_hours=arguments.double_delay)
    if arguments.timebox is not None:
        timebox = replace(timebox, work_minutes=arguments.timebox)
    if arguments.pause is not None:
        timebox = replace(timebox, pause_minutes=arguments.pause)
    visibility, reranking = now.visibility, now.reranking
    if arguments.scores is not None:
        visibility = ScoreVisibility(arguments.scores)
    if arguments.reranking is not None:
        reranking = arguments.reranking == "on"
    reasons = _reasons(arguments, now.rules.reasons)
    return LeadSettings(visibility, reranking, DeskRules(reasons, double, timebox))


def _reasons(arguments: Arguments, now: ReasonCodes) -> ReasonCodes:
    """Return the reasons asked for: the file's, less those removed, and those added."""
    base = now if arguments.reasons is None else _from_file(arguments.reasons)
    codes = {reason.code: reason for reason in base}
    for code in arguments.remove_reason:
        if codes.pop(code, None) is None:
            raise _unknown(code, codes)
    for code, words in arguments.add_reason:
        known = codes.get(code, ReasonCode(code, words))
        codes[code] = replace(known, words=words)
    gap = arguments.policy_gap
    if gap is not None:
        if gap != "-" and gap not in codes:
            raise _unknown(gap, codes)
        codes = {
            code: replace(reason, policy_gap=code == gap)
            for code, reason in codes.items()
        }
    return ReasonCodes(tuple(codes.values()))


def _unknown(code: str, codes: dict[str, ReasonCode]) -> UserFacingError:
    known = ", ".join(codes) or "none"
    return UserFacingError(
        f"There is no reason {code[:40]!r}.", f"The reasons are: {known}."
    )


def _from_file(path: Path) -> ReasonCodes:
    """Read a list of reasons that a stranger may have written.

    Raises
    ------
    UserFacingError
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UserFacingError(f"{path.name} is too long for a list of reasons.")
        return ReasonCodes.from_json(json.loads(data))
    except OSError as error:
        raise UserFacingError(
            f"{path.name} can't be read.", f"{error.strerror}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserFacingError(
            f"{path.name} holds no reasons.",
            "It must be a JSON list of objects with code, words and policy_gap.",
            "triage settings --json prints one under reasons.",
        ) from error


def _summary(name: str, settings: LeadSettings, changed: tuple[str, ...]) -> str:
    double, timebox = settings.rules.double, settings.rules.timebox
    again = f"{double.share * 100:g} % of what is decided comes again, to the same "
    again += f"person after {double.delay_hours:g} hours"
    pause = f"after {timebox.work_minutes} minutes, {timebox.pause_minutes} long"
    lines = [
        f"{name}: {'kept ' + ', '.join(changed) if changed else 'nothing changed'}",
        line("scores", settings.visibility.value),
        line("re-ranking", "on" if settings.reranking else "off"),
        line("double review", again if double.share else "off"),
        line("timebox", pause if timebox.work_minutes else "off"),
    ]
    for place, reason in enumerate(settings.rules.reasons):
        gap = " (policy gap)" if reason.policy_gap else ""
        title = "" if place else "reasons"
        lines.append(line(title, f"{reason.code}: {reason.words}{gap}"))
    return "\n".join(lines)


def _hours(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hours")
    return number


def _minutes(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is not a number of minutes"
        ) from None


def _reason(text: str) -> tuple[str, str]:
    code, separator, words = text.partition("=")
    if not separator or not words.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not CODE=WORDS")
    return code.strip(), words.strip()


COMMANDS = (
    Command(
        "settings",
        "show or set what a lead decides for the desk",
        _options,
        _settings,
    ),
)
