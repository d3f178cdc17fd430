"""Which backups stay: the newest, one a day for two weeks, and those before changes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from triage_app.domain.ports import Backup, Occasion
from triage_app.store.backups import BackupFolder

_NEWEST = 10
_DAYS = 14
_BEFORE_CHANGES = 5
_DAY = len("2026-11-21")
_CHANGES = (Occasion.MIGRATION, Occasion.RESTORE)


def let_go(workspace: Path) -> None:
    """Delete the backups of a workspace that may go.

    Raises
    ------
    OSError
        If the folder can't be read or written.
    """
    folder = BackupFolder(workspace)
    for name in surplus(folder.listed(), folder.is_sound):
        folder.remove(name)


def surplus(
    backups: Sequence[Backup], is_sound: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the names of the backups that may go.

    Parameters
    ----------
    backups : sequence of Backup
        The newest first.
    is_sound : callable
        Says whether the backup of a name could be restored; asked as rarely as can be.

    Returns
    -------
    tuple of str
        Never the only sound one.
    """
    usual = [one for one in backups if one.occasion not in _CHANGES]
    kept = {one.name for one in usual[:_NEWEST]}
    newest_of_day: dict[str, str] = {}
    for one in usual:
        newest_of_day.setdefault(one.made_at[:_DAY], one.name)
    kept.update(list(newest_of_day.values())[:_DAYS])
    for occasion in _CHANGES:
        before = [one.name for one in backups if one.occasion is occasion]
        kept.update(before[:_BEFORE_CHANGES])
    gone = [one.name for one in backups if one.name not in kept]
    if gone and not any(is_sound(one.name) for one in backups if one.name in kept):
        last = next((name for name in gone if is_sound(name)), None)
        gone = [name for name in gone if name != last]
    return tuple(gone)
