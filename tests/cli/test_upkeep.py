"""triage backup and restore: what is kept, what comes back, and what is said of it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.ports import Occasion
from triage_app.store import workspaces
from triage_app.store.lock import WriterLock
from triage_app.store.workspaces import SqliteWorkspaces

WEEK = "video_id,video_transcription_text,video_view_count\n" + "\n".join(
    f"00{i},someone said that number {i} is true,{i}000" for i in range(1, 8)
)


@pytest.fixture
def workspace(tmp_path: Path, triage: Any) -> Path:
    """A workspace of seven items, one of them decided."""
    (tmp_path / "week.csv").write_text(WEEK, encoding="utf-8")
    place = tmp_path / "week.triage"
    assert triage("import", tmp_path / "week.csv", "--workspace", place).status == 0
    decide(triage, place, "001")
    return place


def decide(triage: Any, place: Path, item: str) -> None:
    asked = ("decide", "--workspace", place, "--item", item, "--verdict", "claim")
    assert triage(*asked).status == 0


def damage(place: Path) -> None:
    """Leave a database whose decision log was changed at its end."""
    with closing(sqlite3.connect(place / "workspace.db")) as connection:
        connection.execute("DROP TRIGGER decisions_no_update")
        connection.execute(
            "UPDATE decisions SET note = 'x' WHERE seq = "
            "(SELECT MAX(seq) FROM decisions)"
        )
        connection.commit()


def test_the_first_command_of_an_hour_backs_up_and_the_next_does_not(
    triage: Any, workspace: Path
) -> None:
    (made,) = triage("restore", "--workspace", workspace, "--list", "--json").json[
        "backups"
    ]
    assert (made["occasion"], made["records"]) == ("hourly", 0)
    decide(triage, workspace, "002")
    listed = triage("restore", "--workspace", workspace, "--list", "--json").json
    assert listed["backups"] == [made]


def test_a_backup_is_made_and_told(triage: Any, workspace: Path) -> None:
    told = triage("backup", "--workspace", workspace, "--json").json
    assert (told["occasion"], told["records"]) == ("asked", 1)
    assert (workspace / "backups" / told["name"]).stat().st_size == told["size"]
    said = triage("backup", "--workspace", workspace).out
    assert said.startswith("Backed up: ")
    assert "1 records, the newest of" in said


def test_a_damaged_workspace_says_the_command_and_comes_back(
    triage: Any, workspace: Path
) -> None:
    triage("backup", "--workspace", workspace)
    decide(triage, workspace, "002")
    decide(triage, workspace, "003")
    damage(workspace)
    refused = triage("decide", "--workspace", workspace, "--item", "004",
                     "--verdict", "claim")  # fmt: skip
    assert refused.status == 1
    assert "The workspace week.triage is damaged, so it can't be opened" in refused.err
    assert "triage restore" in refused.err
    told = triage("restore", "--workspace", workspace, "--json").json
    assert (told["records"], told["carried"], told["lost"]) == (2, 1, 1)
    assert (workspace / "backups" / told["kept_as"]).is_file()
    verified = triage("verify", "--workspace", workspace, "--json")
    assert verified.status == 0
    status = triage("status", "--workspace", workspace, "--json").json
    assert (status["decided"], status["conserved"]) == (2, True)


def test_a_restoring_says_what_was_carried_over_and_what_was_kept(
    triage: Any, workspace: Path
) -> None:
    name = triage("backup", "--workspace", workspace, "--json").json["name"]
    decide(triage, workspace, "002")
    said = triage("restore", "--workspace", workspace, "--backup", name).out
    assert "2 records, 1 of them newer than the backup and carried over." in said
    assert "Nothing is lost." in said
    assert "What was there before is kept as backups/" in said


def test_an_older_backup_stands_in_for_a_damaged_one(
    triage: Any, workspace: Path
) -> None:
    triage("backup", "--workspace", workspace)
    decide(triage, workspace, "002")
    newest = triage("backup", "--workspace", workspace, "--json").json["name"]
    file = workspace / "backups" / newest
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TRIGGER decisions_no_update")
        connection.execute("UPDATE decisions SET note = 'x' WHERE seq = 1")
        connection.commit()
    told = triage("restore", "--workspace", workspace, "--json").json
    assert told["backup"] != newest
    assert (told["records"], told["lost"]) == (2, 0)
    refused = triage("restore", "--workspace", workspace, "--backup", newest)
    assert refused.status == 1
    assert f"The backup {newest} of week.triage can't be used" in refused.err


def test_without_backups_there_is_nothing_to_restore(
    triage: Any, tmp_path: Path
) -> None:
    place = tmp_path / "new.triage"
    SqliteWorkspaces().open(place, create=True).close()
    refused = triage("restore", "--workspace", place)
    assert refused.status == 1
    assert "The workspace new.triage has no backup that can be used." in refused.err
    listed = triage("restore", "--workspace", place, "--list")
    assert listed.out == "There are no backups yet.\n"


def test_a_missing_workspace_is_told(triage: Any, tmp_path: Path) -> None:
    for command in ("backup", "restore"):
        refused = triage(command, "--workspace", tmp_path / "gone.triage")
        assert refused.status == 1
        assert "There is no workspace gone.triage." in refused.err


def test_a_workspace_that_is_open_elsewhere_is_left_alone(
    triage: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each command would wait for five seconds.
    monkeypatch.setattr(
        workspaces, "WriterLock", lambda folder, _wait: WriterLock(folder, 0.05)
    )
    store = SqliteWorkspaces().open(workspace)
    store.back_up(Occasion.ASKED)
    for command in ("backup", "restore", "undo"):
        refused = triage(command, "--workspace", workspace)
        assert refused.status == 1
        assert "week.triage is open in another window (process" in refused.err
    store.close()


def test_a_backup_that_can_not_be_made_does_not_stop_the_work(
    triage: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from triage_app.store import backups

    for file in (workspace / "backups").iterdir():
        file.unlink()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "flush_file", full)
    done = triage("decide", "--workspace", workspace, "--item", "002",
                  "--verdict", "claim")  # fmt: skip
    assert done.status == 0
    assert "The disk is full, so no backup was made." in done.err
    refused = triage("backup", "--workspace", workspace)
    assert refused.status == 1
    assert "The disk is full, so no backup was made." in refused.err
