"""The check of a workspace: whatever was changed from outside is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import (
    CancelledError,
    WorkspaceDamagedError,
    WorkspaceError,
)
from triage_app.domain.ports import StoreCheck
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


def check(stores: SqliteWorkspaces, closed: Path) -> StoreCheck:
    store = stores.open(closed, read_only=True)
    found = store.verify()
    store.close()
    return found


def test_an_untouched_workspace_is_sound(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    found = check(stores, closed)
    assert found.problems == ()
    assert found.chain
    assert found.integrity
    assert found.decisions == 5
    assert len(found.head_hash) == 64


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE decisions SET verdict = 'opinion' WHERE seq = 3",
         "Record 3 of the decision log was changed after it was written."),
        ("UPDATE decisions SET p_claim = p_claim + 1e-15 WHERE seq = 3",
         "Record 3 of the decision log was changed after it was written."),
        ("UPDATE decisions SET p_claim = 'high' WHERE seq = 3",
         "Record 3 of the decision log was changed after it was written."),
        ("UPDATE decisions SET score_visible = 1 WHERE seq = 3",
         "Record 3 of the decision log was changed after it was written."),
        ("UPDATE decisions SET note = x'00' WHERE seq = 3",
         "Record 3 of the decision log was changed after it was written."),
        ("DELETE FROM decisions WHERE seq = 2",
         "The decision log has a gap: record 2."),
        ("DELETE FROM decisions WHERE seq IN (1, 2, 3)",
         "The decision log has a gap: records 1 to 3."),
        ("DELETE FROM decisions WHERE seq = 5",
         "The newest of the decision log is missing: record 5."),
        ("DELETE FROM decisions WHERE seq > 3",
         "The newest of the decision log is missing: records 4 to 5."),
        ("UPDATE decisions SET previous_hash = hash WHERE seq = 4",
         "Record 4 of the decision log doesn't follow the one before it."),
        ("UPDATE decisions SET hash = previous_hash WHERE seq = 5",
         "Record 5 of the decision log was changed after it was written."),
        ("UPDATE heads SET records = 4 WHERE log = 'decisions'",
         "The decision log ends with record 5, which isn't the one noted as its end."),
        ("DELETE FROM heads",
         "The decision log ends with record 5, which isn't the one noted as its end."),
        ("UPDATE events SET payload = '[]' WHERE seq = 1",
         "Record 1 of the event log was changed after it was written."),
        ("UPDATE settings SET value = '{}'",
         "Record 1 of the settings log was changed after it was written."),
        ("UPDATE imports SET snapshot_sha256 = ''",
         "Record 1 of the import log was changed after it was written."),
        ("UPDATE score_sets SET model_id = 'other'",
         "Record 1 of the score log was changed after it was written."),
    ],
)  # fmt: skip
def test_a_change_of_a_log_breaks_its_chain(
    stores: SqliteWorkspaces,
    closed: Path,
    tamper: Callable[..., None],
    change: str,
    sentence: str,
) -> None:
    tamper(change)
    found = check(stores, closed)
    assert sentence in found.problems
    assert not found.chain


def test_reordered_records_break_the_chain(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper(
        "UPDATE decisions SET seq = -1 WHERE seq = 2",
        "UPDATE decisions SET seq = 2 WHERE seq = 3",
        "UPDATE decisions SET seq = 3 WHERE seq = -1",
    )
    found = check(stores, closed)
    assert (
        "Record 2 of the decision log doesn't follow the one before it."
        in found.problems
    )
    assert not found.chain


def test_an_inserted_record_breaks_the_chain(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper(
        "CREATE TEMP TABLE copy AS SELECT * FROM decisions WHERE seq = 5",
        "UPDATE copy SET seq = 6, decision_id = 'new', previous_hash = hash",
        "INSERT INTO decisions SELECT * FROM copy",
    )
    found = check(stores, closed)
    assert (
        "Record 6 of the decision log was changed after it was written."
        in found.problems
    )
    assert not found.chain


def test_a_text_that_is_no_utf_8_is_reported(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("UPDATE decisions SET note = CAST(x'ff' AS TEXT) WHERE seq = 3")
    found = check(stores, closed)
    assert found.problems[0].startswith("The decision log can't be read after record")
    assert not found.chain
    store = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="damaged, so its decisions can't be read"):
        list(store.records())
    store.close()


def test_a_record_with_an_unknown_word_is_damage_and_no_crash(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("UPDATE decisions SET verdict = 'maybe' WHERE seq = 3")
    store = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="record 3 of its decision log was chang"):
        list(store.records())
    store.close()


@pytest.mark.parametrize("notes", ["Read as", "[" * 100_000])
def test_an_import_with_unreadable_notes_is_damage_and_no_crash(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], notes: str
) -> None:
    tamper(f"UPDATE imports SET notes = '{notes}'")
    store = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="record 1 of its import log was changed"):
        store.imports()
    store.close()


def test_nothing_is_appended_to_a_log_that_was_changed(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], make: Any
) -> None:
    store = stores.open(closed)
    tamper("DELETE FROM decisions WHERE seq = 5")
    with pytest.raises(WorkspaceError, match="was changed by another program, so noth"):
        store.append([make.decision()])
    assert len(list(store.records())) == 4
    store.close()


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("DELETE FROM decisions WHERE seq = 5", "The newest of the decision log is mi"),
        ("UPDATE decisions SET note = '' WHERE seq = 5", "Record 5 of the decision lo"),
        (
            "DELETE FROM settings",
            "The newest of the settings log is missing: record 1.",
        ),
        ("DELETE FROM heads", "The import log ends with record 1, which isn't the one"),
    ],
)
def test_a_log_without_its_end_is_not_opened_for_writing(
    stores: SqliteWorkspaces,
    closed: Path,
    tamper: Callable[..., None],
    change: str,
    detail: str,
) -> None:
    tamper(change)
    with pytest.raises(WorkspaceDamagedError, match="so it can't be opened") as caught:
        stores.open(closed)
    assert caught.value.detail.startswith(detail)
    assert "Restore a backup" in caught.value.next_step
    stores.open(closed, read_only=True).close()


def test_the_database_itself_refuses_changes(closed: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(closed / "workspace.db")
    for statement in (
        "UPDATE decisions SET note = ''",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 2",
        "DELETE FROM events",
        "UPDATE imports SET source = ''",
        "UPDATE workspace SET workspace_id = ''",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute(statement)
    connection.close()


def test_guards_that_were_taken_away_are_named(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper()
    found = check(stores, closed)
    assert found.chain
    assert not found.integrity
    assert (
        "The database's guard against changes 'decisions_no_delete' was changed."
        in found.problems
    )


def test_a_decision_whose_backlog_is_gone_is_named(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM imports")
    found = check(stores, closed)
    assert any("the table decisions names something" in p for p in found.problems)
    assert not found.integrity


@pytest.mark.parametrize("place", ["snapshots", "scores", "reports"])
def test_changed_and_missing_files_are_named(
    stores: SqliteWorkspaces, closed: Path, place: str
) -> None:
    (file,) = (closed / place).iterdir()
    name = f"{place}/{file.name}"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    found = check(stores, closed)
    assert found.problems == (f"The file {name} was changed after it was written.",)
    assert found.chain
    assert not found.integrity
    file.unlink()
    assert check(stores, closed).problems == (f"The file {name} is missing.",)
    file.mkdir()
    (problem,) = check(stores, closed).problems
    assert problem.startswith(f"The file {name} can't be read")


def test_counts_that_do_not_add_up_are_named(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None]
) -> None:
    tamper("UPDATE imports SET rows_read = 9, added = 4")
    problems = check(stores, closed).problems
    assert "The import of week.csv read 9 rows and accounts for 5." in problems
    assert "The import of week.csv added 4 rows of 3 accepted." in problems
    assert any("doesn't have the 4 rows that were kept" in p for p in problems)


def test_an_import_without_scores_is_named(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], make: Any
) -> None:
    tamper("DELETE FROM score_sets")
    problems = check(stores, closed).problems
    assert f"The import {make.backlog_id} has no scores." in problems


def test_a_file_name_that_leads_outside_is_not_followed(
    stores: SqliteWorkspaces, closed: Path, tamper: Callable[..., None], make: Any
) -> None:
    tamper("UPDATE imports SET snapshot_file = '../../etc/passwd'")
    problems = check(stores, closed).problems
    assert any("leads out of the workspace" in problem for problem in problems)
    store = stores.open(closed, read_only=True)
    with pytest.raises(WorkspaceError, match="a backlog of it can't be shown"):
        store.load(make.backlog_id)
    store.close()


def test_a_long_list_of_problems_is_cut(
    store: SqliteWorkspace, make: Any, stores: SqliteWorkspaces, folder: Path
) -> None:
    import sqlite3

    store.append([make.decision() for _ in range(150)])
    store.close()
    connection = sqlite3.connect(folder / "workspace.db")
    connection.execute("DROP TRIGGER decisions_no_update")
    connection.execute("UPDATE decisions SET note = ''")
    connection.commit()
    connection.close()
    found = check(stores, folder)
    assert len(found.problems) == 101
    assert found.problems[-1] == "51 more problems were found."


def test_the_check_tells_how_far_it_is_and_ends_at_its_total(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    store = stores.open(closed)
    steps: list[Step] = []
    store.verify(steps.append)
    store.close()
    assert steps[0] == Step(Stage.CHECKING, 0, 13)
    assert steps[-1] == Step(Stage.CHECKING, 13, 13)
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_the_check_can_be_cancelled(store: SqliteWorkspace) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        store.verify(cancel=cancel)
    assert store.verify().problems == ()


@pytest.mark.parametrize("place", ["snapshots", "scores"])
def test_a_damaged_snapshot_is_told_and_nothing_else_is_lost(
    stores: SqliteWorkspaces, closed: Path, place: str, make: Any
) -> None:
    (file,) = (closed / place).iterdir()
    whole = file.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"PAR1 and more", None):
        file.unlink() if content is None else file.write_bytes(content)
        store = stores.open(closed)
        with pytest.raises(WorkspaceError, match=r"damaged, so .* can't be shown"):
            store.load(make.backlog_id)
        assert len(list(store.records())) == 5
        store.close()


def test_a_snapshot_with_other_rows_is_told(
    stores: SqliteWorkspaces, closed: Path, make: Any
) -> None:
    from triage_app.store.snapshots import backlog_writer

    (file,) = (closed / "snapshots").iterdir()
    backlog_writer(make.backlog(2))(file)
    store = stores.open(closed)
    with pytest.raises(WorkspaceError, match="damaged") as caught:
        store.load(make.backlog_id)
    assert "has 2 rows where 3 were kept" in caught.value.detail
    store.close()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("decisions", "The decision log can't be read after record 0: no such table"),
        ("imports", "The import log can't be read after record 0: no such table"),
        ("heads", "The decision log can't be read: no such table"),
    ],
)
def test_a_table_that_is_gone_is_named(
    stores: SqliteWorkspaces,
    closed: Path,
    tamper: Callable[..., None],
    table: str,
    sentence: str,
) -> None:
    tamper(f"DROP TABLE {table}")
    found = check(stores, closed)
    assert any(problem.startswith(sentence) for problem in found.problems)
    assert not found.chain
    assert not found.integrity


def test_damaged_pages_are_named_and_the_rest_is_checked(
    stores: SqliteWorkspaces, closed: Path
) -> None:
    import sqlite3

    file = closed / "workspace.db"
    connection = sqlite3.connect(file)
    query = "SELECT rootpage FROM sqlite_master WHERE name = 'decisions'"
    (page,) = connection.execute(query).fetchone()
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    file.write_bytes(content)
    found = check(stores, closed)
    assert any(
        problem.startswith("The decision log can't be read after record 0")
        for problem in found.problems
    )
    assert any(problem.startswith("The database is dam") for problem in found.problems)
    assert not found.chain
    assert not found.integrity
    assert not any("event log" in problem for problem in found.problems)


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ("kind = 'maybe'", "'maybe' as kind"),
        ("verdict = 'CLAIM'", "'CLAIM' as verdict"),
        ("why_shown = ''", "'' as why_shown"),
        ("p_claim = 'high'", "'high' as p_claim"),
        ("active_ms = 'soon'", "'soon' as active_ms"),
        ("note = x'00'", r"b'\x00' as note"),
        ("hash = x'00'", r"b'\x00' as hash"),
    ],
)
def test_a_record_of_foreign_values_is_named_and_never_taken_for_a_decision(
    stores: SqliteWorkspaces,
    closed: Path,
    tamper: Callable[..., None],
    change: str,
    held: str,
) -> None:
    tamper(f"UPDATE decisions SET {change} WHERE seq = 3")
    store = stores.open(closed, read_only=True)
    with pytest.raises(
        WorkspaceDamagedError, match="record 3 of its decision log was changed"
    ) as caught:
        list(store.records())
    store.close()
    assert caught.value.detail == f"It holds {held}."


@pytest.mark.parametrize(
    ("column", "values"),
    [("action_id", ("step", "")), ("active_ms", (1_500, None, 0))],
)
def test_a_change_of_a_later_field_breaks_the_chain(
    stores: SqliteWorkspaces,
    closed: Path,
    tamper: Callable[..., None],
    make: Any,
    column: str,
    values: tuple[object, ...],
) -> None:
    for before in values:
        for after in values:
            store = stores.open(closed)
            store.append([make.decision(**{column: before})])
            (*_, newest) = store.records()
            store.close()
            if before == after:
                continue
            set_to = "NULL" if after is None else repr(after)
            own = f"WHERE seq = {newest.seq}"
            tamper(f"UPDATE decisions SET {column} = {set_to} {own}")
            assert f"Record {newest.seq} of the decision log was changed" in "".join(
                check(stores, closed).problems
            )
            back = "NULL" if before is None else repr(before)
            tamper(f"UPDATE decisions SET {column} = {back} {own}")
