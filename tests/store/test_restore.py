"""Restoring: a checked backup in place, newer whole records carried, nothing else."""

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import (
    BackupError,
    WorkspaceBusyError,
    WorkspaceDamagedError,
    WorkspaceError,
)
from triage_app.domain.ports import Occasion, Restored
from triage_app.store import backups, restoring
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces

Damage = Callable[[Path], None]


@pytest.fixture
def backed(store: SqliteWorkspace, make: Any) -> str:
    """Close a workspace with a backup of five decisions, and seven now."""
    store.append([make.decision(item_id=f"00{i}") for i in range(5)])
    name = store.back_up(Occasion.HOURLY).name
    store.append([make.decision(item_id="006", action_id="s", active_ms=7)])
    store.append([make.decision(item_id="007", p_claim=None)])
    store.set_setting("routing", '{"low": 0.3}', make.event("routing_set"))
    store.save_draft("Ada", "008", "looks")
    store.close()
    return name


def decided(stores: SqliteWorkspaces, folder: Path) -> list[str]:
    """Return the decided items of a workspace that verifies."""
    store = stores.open(folder)
    check = store.verify()
    items = [record.decision.item_id for record in store.records()]
    store.close()
    assert check.problems == ()
    return items


def cut_in_half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def garbage(file: Path) -> None:
    file.write_bytes(b"\xa5" * 50_000)


def remove(file: Path) -> None:
    file.unlink()


def test_records_newer_than_the_backup_are_carried_over(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    done = stores.restore(folder, backed, "Ada")
    assert (done.records, done.carried, done.lost) == (7, 2, 0)
    assert done.backup.name == backed
    assert decided(stores, folder) == ["000", "001", "002", "003", "004", "006", "007"]
    store = stores.open(folder)
    assert store.setting("routing") == '{"low": 0.3}'
    assert store.drafts("Ada") == {"008": "looks"}
    event = store.events()[-1]
    store.close()
    assert (event.kind, event.moderator) == ("restored", "Ada")
    told = json.loads(event.payload)
    assert (told["backup"], told["carried"], told["lost"]) == (backed, 2, 0)
    assert told["kept_as"] == done.kept_as
    kept = next(b for b in stores.backups(folder) if b.name == done.kept_as)
    assert (kept.occasion, kept.records) == (Occasion.RESTORE, 7)


@pytest.mark.parametrize("damage", [cut_in_half, empty, garbage, remove])
def test_a_damaged_database_is_replaced_and_kept(
    stores: SqliteWorkspaces, folder: Path, backed: str, damage: Damage
) -> None:
    damage(folder / "workspace.db")
    with pytest.raises(WorkspaceDamagedError) as caught:
        stores.open(folder)
    assert "triage restore" in caught.value.next_step
    done = stores.restore(folder, backed)
    assert decided(stores, folder)[:5] == ["000", "001", "002", "003", "004"]
    kept = folder / "backups" / done.kept_as
    assert kept.is_file() == (damage is not remove)
    if damage in (garbage, remove):
        assert (done.records, done.carried, done.lost) == (5, 0, None)


def test_a_log_changed_in_its_middle_is_put_right_and_its_rest_told(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        connection.execute("DROP TRIGGER decisions_no_update")
        connection.execute("UPDATE decisions SET note = 'forged' WHERE seq = 7")
        connection.commit()
    with pytest.raises(WorkspaceDamagedError, match="so it can't be opened"):
        stores.open(folder)
    done = stores.restore(folder, backed)
    assert (done.records, done.carried, done.lost) == (6, 1, 1)
    assert decided(stores, folder)[-1] == "006"


def test_a_workspace_older_than_its_backup_loses_nothing(
    stores: SqliteWorkspaces, folder: Path, backed: str, make: Any
) -> None:
    store = stores.open(folder)
    newest = store.back_up(Occasion.ASKED).name
    store.close()
    shutil.copyfile(folder / "backups" / backed, folder / "workspace.db")
    done = stores.restore(folder, newest)
    assert (done.records, done.carried, done.lost) == (7, 0, 0)
    assert len(decided(stores, folder)) == 7


def test_a_log_that_went_another_way_is_not_mixed_in(
    stores: SqliteWorkspaces, folder: Path, backed: str, make: Any
) -> None:
    store = stores.open(folder)
    newest = store.back_up(Occasion.ASKED).name
    store.close()
    shutil.copyfile(folder / "backups" / backed, folder / "workspace.db")
    store = stores.open(folder)
    store.append([make.decision(item_id=f"other {i}") for i in range(4)])
    store.close()
    done = stores.restore(folder, newest)
    assert (done.records, done.carried, done.lost) == (7, 0, 4)
    assert "other 0" not in decided(stores, folder)


def test_another_workspace_s_records_are_not_carried(
    stores: SqliteWorkspaces, folder: Path, backed: str, tmp_path: Path, make: Any
) -> None:
    other = stores.open(tmp_path / "other.triage", create=True)
    make.fill(other)
    other.append([make.decision(item_id="foreign")])
    other.close()
    shutil.copyfile(other.path / "workspace.db", folder / "workspace.db")
    done = stores.restore(folder, backed)
    assert (done.records, done.carried, done.lost) == (5, 0, 1)
    assert "foreign" not in decided(stores, folder)


def test_imports_newer_than_the_backup_come_along_with_their_decisions(
    stores: SqliteWorkspaces, store: SqliteWorkspace, folder: Path, make: Any
) -> None:
    store.append([make.decision(item_id="000")])
    name = store.back_up(Occasion.HOURLY).name
    make.fill(store, "b2")
    store.append([make.decision(item_id="001", backlog_id="b2")])
    make.fill(store, "b3")
    store.append([make.decision(item_id="002", backlog_id="b3")])
    store.append([make.decision(item_id="003")])
    store.close()
    done = stores.restore(folder, name)
    assert (done.carried, done.lost) == (3, 0)
    assert decided(stores, folder) == ["000", "001", "002", "003"]
    again = stores.open(folder)
    assert [kept.backlog_id for kept in again.imports()][1:] == ["b2", "b3"]
    assert len(again.load("b3")[0]) == 3
    again.close()


@pytest.mark.parametrize("place", ["snapshots", "scores"])
def test_an_import_whose_files_are_not_whole_is_left_with_its_decisions(
    stores: SqliteWorkspaces,
    store: SqliteWorkspace,
    folder: Path,
    make: Any,
    place: str,
) -> None:
    store.append([make.decision(item_id="000")])
    name = store.back_up(Occasion.HOURLY).name
    make.fill(store, "b2")
    store.append([make.decision(item_id="001", backlog_id="b2")])
    make.fill(store, "b3")
    store.append([make.decision(item_id="002", backlog_id="b3")])
    store.append([make.decision(item_id="003")])
    store.close()
    (file,) = (folder / place).glob("b3*")
    cut_in_half(file)
    done = stores.restore(folder, name)
    assert (done.carried, done.lost) == (1, 2)
    assert decided(stores, folder) == ["000", "001"]
    assert file.exists()  # the replaced database, which is kept, names it


def test_a_backup_of_version_1_is_brought_up_to_date_and_goes_on(
    stores: SqliteWorkspaces, version_1: Path, make: Any
) -> None:
    store = stores.open(version_1)
    store.append([make.decision(item_id="new", action_id="s")])
    (backup,) = stores.backups(version_1)
    store.close()
    assert (backup.occasion, backup.records) == (Occasion.MIGRATION, 5)
    done = stores.restore(version_1, backup.name)
    assert (done.records, done.carried, done.lost) == (6, 1, 0)
    assert decided(stores, version_1)[-1] == "new"


def test_a_workspace_of_version_1_is_carried_behind_its_own_backup(
    stores: SqliteWorkspaces, version_1: Path
) -> None:
    backup = backups.BackupFolder(version_1).make(Occasion.ASKED)
    done = stores.restore(version_1, backup.name)
    assert (done.records, done.carried, done.lost) == (5, 0, 0)
    assert len(decided(stores, version_1)) == 5


@pytest.mark.parametrize("damage", [cut_in_half, empty, garbage])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    stores: SqliteWorkspaces, folder: Path, backed: str, damage: Damage
) -> None:
    damage(folder / "backups" / backed)
    before = (folder / "workspace.db").read_bytes()
    with pytest.raises(BackupError, match="can't be used: it is damaged"):
        stores.restore(folder, backed)
    assert (folder / "workspace.db").read_bytes() == before
    assert not list(folder.glob("workspace.db.new*"))
    assert len(list((folder / "backups").iterdir())) == 1
    assert len(decided(stores, folder)) == 7


def test_a_forged_backup_is_refused(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    with closing(sqlite3.connect(folder / "backups" / backed)) as connection:
        connection.execute("DROP TRIGGER decisions_no_update")
        connection.execute("UPDATE decisions SET verdict = 'opinion' WHERE seq = 2")
        connection.commit()
    with pytest.raises(BackupError, match="can't be used") as caught:
        stores.restore(folder, backed)
    assert "Record 2 of the decision log was changed" in caught.value.detail


@pytest.mark.parametrize("name", ["gone.db", "../workspace.db", "", "/etc/passwd"])
def test_a_name_that_is_no_backup_s_is_refused(
    stores: SqliteWorkspaces, folder: Path, backed: str, name: str
) -> None:
    with pytest.raises(WorkspaceError, match=r"november\.triage has no backup"):
        stores.restore(folder, name)


def test_a_workspace_that_is_open_is_not_restored(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    store = stores.open(folder)
    with pytest.raises(WorkspaceBusyError, match="open in another window"):
        stores.restore(folder, backed)
    store.close()


def test_a_workspace_that_is_looked_at_is_not_restored(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    looking = stores.open(folder, read_only=True)
    with pytest.raises(WorkspaceBusyError, match="so nothing was restored"):
        stores.restore(folder, backed)
    looking.close()
    assert stores.restore(folder, backed).carried == 2


@pytest.mark.parametrize("step", ["flush_file", "flush_folder"])
def test_a_restoring_that_the_disk_refuses_leaves_the_workspace_as_it_was(
    stores: SqliteWorkspaces,
    folder: Path,
    backed: str,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    module = restoring if step == "flush_file" else backups
    monkeypatch.setattr(module, step, full)
    with pytest.raises(WorkspaceError, match="The disk is full, so nothing was restor"):
        stores.restore(folder, backed)
    monkeypatch.undo()
    assert not list(folder.glob("workspace.db.new*"))
    assert len(list((folder / "backups").glob("*-restore.db"))) == 0
    assert len(decided(stores, folder)) == 7


def test_what_a_restoring_left_that_was_cut_short_is_cleared(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    (folder / "workspace.db.new").write_bytes(b"half")
    assert len(decided(stores, folder)) == 7
    assert not (folder / "workspace.db.new").exists()


def test_restoring_can_be_taken_back_from_what_was_kept(
    stores: SqliteWorkspaces, folder: Path, backed: str
) -> None:
    first: Restored = stores.restore(folder, backed)
    again = stores.restore(folder, first.kept_as)
    assert (again.records, again.lost) == (7, 0)
    assert len(decided(stores, folder)) == 7


def test_a_folder_without_backups_is_left_as_it_was(
    stores: SqliteWorkspaces, tmp_path: Path
) -> None:
    holiday = tmp_path / "holiday"
    holiday.mkdir()
    with pytest.raises(WorkspaceError, match="holiday has no backup"):
        stores.restore(holiday, "20261121T120000000000-asked.db")
    assert list(holiday.iterdir()) == []
