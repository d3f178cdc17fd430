"""Commands that keep a workspace safe: verify, backup, restore."""

import argparse
from dataclasses import asdict

from triage_app.cli.command import (
    Arguments,
    Command,
    Context,
    add_moderator,
    add_workspace,
)
from triage_app.domain.ports import Backup, Restored
from triage_app.services.statistics import Verification, verify


def _verify(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(arguments.workspace, read_only=True)
    try:
        found = verify(workspace, context.console.progress, context.cancel)
    finally:
        workspace.close()
    context.console.result(found.to_json(), _summary(found))
    if found.ok:
        return 0
    context.console.error(f"{arguments.workspace} does not verify.")
    return 1


def _summary(found: Verification) -> str:
    if found.ok:
        return (
            f"All is well: {found.check.decisions:,} records, the chain holds, "
            "the files are as written, every row is accounted for."
        )
    return "\n".join(["Something is wrong:", *found.problems])


def _backup(context: Context, arguments: Arguments) -> int:
    workspace = context.services.workspaces.open(arguments.workspace)
    try:
        made = context.services.workspaces.backups.ask(workspace)
    finally:
        workspace.close()
    context.console.result(_backup_json(made), f"Backed up: {_line(made)}.")
    return 0


def _restore_options(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--backup",
        default="",
        metavar="NAME",
        help="which one, as --list names it (default: the newest that is sound)",
    )
    parser.add_argument(
        "--list", action="store_true", help="list the backups and change nothing"
    )
    add_moderator(parser)


def _restore(context: Context, arguments: Arguments) -> int:
    backups, folder = context.services.workspaces.backups, arguments.workspace
    if arguments.list:
        found = backups.of(folder)
        lines = [_line(one) for one in found] or ["There are no backups yet."]
        listed = [_backup_json(one) for one in found]
        context.console.result({"backups": listed}, "\n".join(lines))
        return 0
    moderator = arguments.moderator or context.moderator
    done = backups.restore(folder, arguments.backup, moderator)
    result = {
        "backup": done.backup.name,
        "made_at": done.backup.made_at,
        "records": done.records,
        "carried": done.carried,
        "lost": done.lost,
        "kept_as": done.kept_as,
    }
    context.console.result(result, _restored(done))
    return 0


def _backup_json(backup: Backup) -> dict[str, object]:
    return {**asdict(backup), "occasion": backup.occasion.value}


def _line(backup: Backup) -> str:
    """Say in a line what a backup is."""
    held = "can't be read"
    if backup.records is not None:
        newest = f", the newest of {backup.newest_at}" if backup.newest_at else ""
        held = f"{backup.records:,} records{newest}"
    size = f"{backup.size / 1e6:,.1f} MB"
    return f"{backup.name}  {held}  ({backup.occasion.value}, {size})"


def _restored(done: Restored) -> str:
    lost = {
        None: "Nobody can tell whether newer records were lost.",
        0: "Nothing is lost.",
    }.get(done.lost, f"{done.lost or 0:,} records could not be read and are lost.")
    lines = [
        f"Restored the backup of {done.backup.made_at}: {done.records:,} records, "
        f"{done.carried:,} of them newer than the backup and carried over.",
        lost,
    ]
    if done.kept_as:
        lines.append(f"What was there before is kept as backups/{done.kept_as}.")
    return "\n".join(lines)


COMMANDS = (
    Command(
        "verify",
        "check the hash chain, the files and the conservation of rows",
        add_workspace,
        _verify,
    ),
    Command("backup", "copy the workspace's records now", add_workspace, _backup),
    Command(
        "restore",
        "put a backup in place, and carry newer records over",
        _restore_options,
        _restore,
    ),
)
