"""What a folder must be to be opened: each other thing gets its own sentence."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import WorkspaceBusyError, WorkspaceError
from triage_app.store import schema, upgrade
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


def test_a_missing_workspace_is_not_made_unasked(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    with pytest.raises(WorkspaceError, match=r"There is no workspace november\.triage"):
        stores.open(folder)
    assert not folder.exists()


def test_a_missing_workspace_is_not_made_to_be_looked_at(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    with pytest.raises(WorkspaceError, match=r"There is no workspace november\.triage"):
        stores.open(folder, create=True, read_only=True)
    assert not folder.exists()


def test_a_workspace_is_not_made_in_a_missing_folder(
    stores: SqliteWorkspaces, tmp_path: Path
) -> None:
    with pytest.raises(WorkspaceError, match="There is no folder"):
        stores.open(tmp_path / "gone" / "november.triage", create=True)
    assert not (tmp_path / "gone").exists()


def test_a_file_is_not_a_workspace(stores: SqliteWorkspaces, folder: Path) -> None:
    folder.write_text("hello")
    for create in (False, True):
        with pytest.raises(WorkspaceError, match="is a file, not a workspace"):
            stores.open(folder, create=create)
    assert folder.read_text() == "hello"


def test_a_file_as_parent_is_told(stores: SqliteWorkspaces, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("hello")
    with pytest.raises(WorkspaceError, match="There is no folder"):
        stores.open(tmp_path / "file" / "november.triage", create=True)


def test_a_folder_of_other_things_is_left_alone(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"jpg")
    for create in (False, True):
        with pytest.raises(WorkspaceError, match="is not a workspace: it has no"):
            stores.open(folder, create=create)
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


def test_snapshots_without_their_database_are_left_alone(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    (closed / "workspace.db").unlink()
    with pytest.raises(WorkspaceError, match="is not a workspace: it has no"):
        stores.open(closed, create=True)
    assert len(list(closed.glob("snapshots/*"))) == 1


def test_a_log_left_without_its_database_is_left_alone(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    folder.mkdir()
    (folder / "workspace.db-wal").write_bytes(b"the newest decisions")
    with pytest.raises(WorkspaceError, match="is not a workspace: it has no"):
        stores.open(folder, create=True)
    assert [path.name for path in folder.iterdir()] == ["workspace.db-wal"]


def test_an_empty_folder_becomes_a_workspace_when_asked(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    folder.mkdir()
    (folder / ".DS_Store").touch()
    with pytest.raises(WorkspaceError, match="There is no workspace"):
        stores.open(folder)
    stores.open(folder, create=True).close()
    stores.open(folder).close()


def test_a_beginning_that_was_cut_short_is_begun_anew(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    folder.mkdir()
    (folder / "workspace.lock").touch()
    (folder / "workspace.db.new").write_bytes(b"half")
    (folder / "workspace.db.new-journal").write_bytes(b"half")
    store = stores.open(folder, create=True)
    assert store.verify().problems == ()
    store.close()
    assert not list(folder.glob("*.new*"))


@pytest.mark.parametrize("read_only", [False, True])
def test_an_empty_database_is_told(
    stores: SqliteWorkspaces, closed: Path, read_only: bool
) -> None:
    (closed / "workspace.db").write_bytes(b"")
    with pytest.raises(WorkspaceError, match=r"damaged: its workspace\.db is empty"):
        stores.open(closed, read_only=read_only)


@pytest.mark.parametrize("content", [b"video_id,views\n1,2\n", b"x" * 5000])
def test_a_text_file_in_the_database_s_place_is_told(
    stores: SqliteWorkspaces, closed: Path, content: bytes
) -> None:
    (closed / "workspace.db").write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"its workspace\.db is not a database"):
        stores.open(closed)
    assert (closed / "workspace.db").read_bytes() == content


def test_another_program_s_database_is_told_and_untouched(
    stores: SqliteWorkspaces, folder: Path
) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / "workspace.db")
    connection.execute("CREATE TABLE bookmarks (id)")
    connection.commit()
    connection.close()
    before = (folder / "workspace.db").read_bytes()
    for create in (False, True):
        with pytest.raises(WorkspaceError, match="belongs to another program"):
            stores.open(folder, create=create)
    assert (folder / "workspace.db").read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_workspace_is_told(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], read_only: bool
) -> None:
    tamper(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    with pytest.raises(WorkspaceError, match="by a newer version of Claim Triage"):
        stores.open(closed, read_only=read_only)


def test_a_database_without_our_tables_is_damaged(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("DROP TABLE workspace")
    with pytest.raises(WorkspaceError, match="is damaged, so it can't be opened"):
        stores.open(closed)


def test_a_database_without_its_identity_is_damaged(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM workspace")
    with pytest.raises(WorkspaceError, match="is damaged, so it can't be opened"):
        stores.open(closed)


def test_a_database_with_overwritten_pages_is_damaged(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    file = closed / "workspace.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(WorkspaceError, match="is damaged, so it can't be opened"):
            stores.open(closed, read_only=read_only)


def test_a_database_whose_index_is_off_is_not_written_to(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = "
        "(SELECT rootpage FROM sqlite_master WHERE name = 'score_sets_by_backlog') "
        "WHERE name = 'settings_by_key'",
    )
    with pytest.raises(WorkspaceError, match="is damaged, so it can't be opened"):
        stores.open(closed)
    looking = stores.open(closed, read_only=True)
    assert len(list(looking.records())) == 5
    assert not looking.verify().integrity
    looking.close()


def test_a_cut_off_database_is_damaged(stores: SqliteWorkspaces, closed: Path) -> None:
    file = closed / "workspace.db"
    file.write_bytes(file.read_bytes()[:9000])
    with pytest.raises(WorkspaceError, match="is damaged"):
        stores.open(closed)


def test_names_with_signs_of_addresses_are_only_names(
    stores: SqliteWorkspaces, tmp_path: Path
) -> None:
    folder = tmp_path / "50% off? #1 &mode=ro søgt.triage"
    stores.open(folder, create=True).close()
    assert (folder / "workspace.db").is_file()
    stores.open(folder, read_only=True).close()


def test_a_second_writer_is_told_who_has_it(
    store: SqliteWorkspace, stores: SqliteWorkspaces, folder: Path
) -> None:
    import os

    told = rf"open in another window \(process {os.getpid()}\)\."
    with pytest.raises(WorkspaceBusyError, match=told):
        stores.open(folder)
    store.close()
    stores.open(folder).close()


@pytest.mark.parametrize("holder", ["", "[]", '{"pid": "x", "host": 1}', None])
def test_a_second_writer_is_told_even_if_not_who(
    store: SqliteWorkspace, stores: SqliteWorkspaces, folder: Path, holder: str | None
) -> None:
    file = folder / "workspace.lock.json"
    file.unlink() if holder is None else file.write_text(holder)
    with pytest.raises(WorkspaceBusyError, match=r"open in another window\."):
        stores.open(folder)


def test_a_writer_on_another_machine_is_named(
    store: SqliteWorkspace, stores: SqliteWorkspaces, folder: Path
) -> None:
    (folder / "workspace.lock.json").write_text('{"pid": 12, "host": "desk-7"}')
    with pytest.raises(WorkspaceBusyError, match=r"\(process 12 on desk-7\)"):
        stores.open(folder)


def test_a_failed_opening_lets_the_lock_go(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM workspace")
    for _ in range(2):
        with pytest.raises(WorkspaceError, match="is damaged"):
            stores.open(closed)


def test_a_reader_works_beside_a_writer(
    store: SqliteWorkspace, stores: SqliteWorkspaces, folder: Path, make: Any
) -> None:
    reader = stores.open(folder, read_only=True)
    store.append([make.decision()])
    assert len(list(reader.records())) == 1
    store.append([make.decision()])
    assert len(list(reader.records())) == 2
    assert reader.verify().problems == ()
    reader.close()
    assert len(list(store.records())) == 2


def test_a_reader_can_not_write(
    closed: Path, stores: SqliteWorkspaces, make: Any
) -> None:
    reader = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="open only to look at, so the decision"):
        reader.append([make.decision()])
    with pytest.raises(WorkspaceError, match="open only to look at, so the backlog"):
        make.fill(reader, "b2")
    reader.close()
    assert not list(closed.glob("snapshots/b2*"))


def test_files_of_an_unfinished_import_are_removed_at_the_next_opening(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    (closed / "snapshots" / "b2.parquet").write_bytes(b"orphan")
    (closed / "scores" / "b2-m.parquet.part").write_bytes(b"half")
    (closed / "reports" / "mine.txt").write_text("a person's")
    stores.open(closed, read_only=True).close()
    assert (closed / "snapshots" / "b2.parquet").exists()
    store = stores.open(closed)
    assert not (closed / "snapshots" / "b2.parquet").exists()
    assert not (closed / "scores" / "b2-m.parquet.part").exists()
    assert (closed / "reports" / "mine.txt").exists()
    assert store.verify().problems == ()
    store.close()


def test_files_that_a_tampered_log_forgot_are_kept(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], make: Any
) -> None:
    store = stores.open(closed)
    make.fill(store, "b2")
    store.close()
    first = "WHERE seq = 1"
    tamper(f"DELETE FROM score_sets {first}", f"DELETE FROM imports {first}")
    store = stores.open(closed)
    assert len(list(closed.glob("snapshots/*.parquet"))) == 2
    assert not store.verify().chain
    store.close()


def test_a_folder_moved_while_open_is_noticed(
    store: SqliteWorkspace, folder: Path, make: Any
) -> None:
    store.append([make.decision()])
    moved = folder.with_name("december.triage")
    folder.rename(moved)
    with pytest.raises(WorkspaceError, match="so the decision was not saved"):
        store.append([make.decision()])
    shutil.copytree(moved, folder)
    with pytest.raises(WorkspaceError, match="was moved or replaced, so the decision"):
        store.append([make.decision()])
    shutil.rmtree(folder)
    moved.rename(folder)
    assert store.append([make.decision()])[0].seq == 2


def test_the_packaged_revisions_lie_beside_the_store() -> None:
    assert (upgrade._MIGRATIONS / "env.py").is_file()
    assert list((upgrade._MIGRATIONS / "versions").glob("v0001_*.py"))
