"""When a workspace is backed up, and which backup is tried first."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from triage_app.domain.errors import BackupError, WorkspaceBusyError, WorkspaceError
from triage_app.domain.ports import Backup, Occasion, Restored
from triage_app.services.backups import Backups

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PLACE = Path("november.triage")


def backup(
    minutes: int, occasion: Occasion = Occasion.OPENED, records: int | None = 3
) -> Backup:
    made = NOW - timedelta(minutes=minutes)
    return Backup(f"{minutes}", made.isoformat(), occasion, 1, records)


@dataclass
class FakeStores:
    """Backups in a list; it restores all but the damaged ones."""

    kept: list[Backup] = field(default_factory=list)
    damaged: tuple[str, ...] = ()
    busy: bool = False
    asked: list[str] = field(default_factory=list)
    path: Path = PLACE

    @property
    def store(self) -> "FakeStores":
        return self

    def back_up(self, occasion: Occasion) -> Backup:
        made = backup(0, occasion)
        self.kept.insert(0, made)
        return made

    def backups(self, _path: Path) -> tuple[Backup, ...]:
        return tuple(self.kept)

    def restore(self, _path: Path, name: str, moderator: str = "") -> Restored:
        self.asked.append(name)
        if self.busy:
            raise WorkspaceBusyError("It is open in another window.")
        if name in self.damaged:
            raise BackupError(f"The backup {name} can't be used.")
        return Restored(backup(int(name)), 3, 0, 0, moderator)


def service(stores: FakeStores) -> Backups:
    return Backups(cast("Any", stores), lambda: NOW)


@pytest.mark.parametrize(
    ("newest", "due"), [(None, True), (59, False), (60, True), (0, False), (-5, True)]
)
def test_an_hour_after_the_newest_backup_the_next_is_due(
    newest: int | None, due: bool
) -> None:
    stores = FakeStores([] if newest is None else [backup(newest)])
    made = service(stores).hourly(cast("Any", stores))
    assert (made is not None) == due
    if made is not None:
        assert made.occasion is Occasion.HOURLY


def test_opening_and_asking_make_backups_of_their_own() -> None:
    stores = FakeStores()
    assert service(stores).opened(cast("Any", stores)).occasion is Occasion.OPENED
    assert service(stores).ask(cast("Any", stores)).occasion is Occasion.ASKED
    assert len(service(stores).of(PLACE)) == 2


def test_the_newest_sound_backup_is_restored_and_what_was_replaced_comes_last() -> None:
    kept = [
        backup(1, Occasion.RESTORE),
        backup(2, records=None),
        backup(3),
        backup(4, Occasion.MIGRATION),
    ]
    stores = FakeStores(kept, damaged=("3", "4"))
    done = service(stores).restore(PLACE, moderator="Ada")
    assert stores.asked == ["3", "4", "1"]
    assert (done.backup.name, done.kept_as) == ("1", "Ada")


def test_one_that_is_named_is_the_only_one_tried() -> None:
    stores = FakeStores([backup(3), backup(4)], damaged=("4",))
    with pytest.raises(BackupError, match="The backup 4 can't be used"):
        service(stores).restore(PLACE, "4")
    assert stores.asked == ["4"]


def test_where_every_backup_is_damaged_the_last_one_s_sentence_is_told() -> None:
    stores = FakeStores([backup(3), backup(4)], damaged=("3", "4"))
    with pytest.raises(BackupError, match="The backup 4 can't be used"):
        service(stores).restore(PLACE)


def test_without_backups_that_is_said() -> None:
    with pytest.raises(WorkspaceError, match="has no backup that can be used"):
        service(FakeStores([backup(2, records=None)])).restore(PLACE)


def test_what_isn_t_the_backup_s_fault_ends_the_search() -> None:
    stores = FakeStores([backup(3), backup(4)], busy=True)
    with pytest.raises(WorkspaceBusyError):
        service(stores).restore(PLACE)
    assert stores.asked == ["3"]
