"""A folder as one backlog, and several files into one workspace."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from triage_app.paths import Paths

Write = Callable[..., Path]
SECOND = (("r1", "penguins are said to sleep", 700), ("n1", "something new", 450))


@pytest.fixture
def folder(write_backlog: Write, tmp_path: Path) -> Path:
    """Ten reports in one file, one of them again and a new one in another."""
    place = tmp_path / "week 47"
    (place / "late").mkdir(parents=True)
    write_backlog().rename(place / "1.csv")
    write_backlog(SECOND, name="2.csv").rename(place / "late" / "2.csv")
    return place


def account(desk: Any) -> str:
    return str(desk.titles()[-1])


def test_a_folder_opens_as_one_backlog_in_a_workspace_of_its_own(
    desk: Any, make_desk: Any, folder: Path, paths: Paths
) -> None:
    desk.open(folder)
    workspace = desk.composition.session.workspace
    assert workspace.path == paths.workspaces_folder / "week 47.triage"
    assert (
        account(desk)
        == "12 rows read: 11 accepted, 0 quarantined, 1 duplicates; 11 new."
    )
    (issue,) = desk.composition.session.report.issues
    assert issue.reason == "late/2.csv: the same id as on line 4 of 1.csv"
    desk.close()
    again = make_desk()
    again.open(folder)
    assert len(again.composition.session.workspace.store.imports()) == 1
    assert len(again.composition.session.case) == 11


def test_a_folder_can_be_chosen_from_the_menu(desk: Any, folder: Path) -> None:
    desk.open(None)
    desk.answers.folder = folder
    desk.composition.actions.by_id["open_folder"].trigger()
    desk.settle()
    assert len(desk.composition.session.case) == 11
    desk.answers.folder = None
    desk.composition.actions.by_id["open_folder"].trigger()
    assert len(desk.composition.session.case) == 11


def test_a_folder_grown_since_adds_only_what_is_new(
    desk: Any, folder: Path, write_backlog: Write
) -> None:
    desk.open(folder)
    more = (("n2", "newer still", 440), ("n1", "something new", 450))
    write_backlog(more, name="3.csv").rename(folder / "late" / "3.csv")
    desk.composition.opening.open(folder)
    desk.settle()
    assert len(desk.composition.session.case) == 12
    assert account(desk).endswith("; 1 new.")


def test_several_files_go_into_the_first_ones_workspace_with_one_account(
    desk: Any, folder: Path, paths: Paths, write_backlog: Write
) -> None:
    third = write_backlog((("n2", "newer still", 440),), name="3.csv")
    desk.open(None)
    desk.answers.backlogs = (folder / "1.csv", folder / "late", third)
    desk.composition.actions.by_id["open"].trigger()
    session = desk.composition.session
    desk.qtbot.waitUntil(lambda: len(session.case) == 12)
    desk.settle()
    assert session.workspace.path == paths.workspaces_folder / "1.triage"
    assert (
        account(desk)
        == "13 rows read: 13 accepted, 0 quarantined, 0 duplicates; 12 new."
    )
    assert session.report.rows_read == 13
    assert len(session.workspace.store.imports()) == 3


def test_a_file_that_fails_keeps_the_later_ones_from_being_added(
    desk: Any, folder: Path, tmp_path: Path
) -> None:
    desk.open(None)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and then nothing of the kind")
    files = (folder / "1.csv", broken, folder / "late" / "2.csv")
    desk.composition.opening.open_paths(files)
    said = "The files after it were not opened."
    desk.qtbot.waitUntil(lambda: said in desk.titles())
    assert len(desk.composition.session.case) == 10


def test_a_folder_with_a_broken_file_is_refused_by_name(
    desk: Any, folder: Path
) -> None:
    (folder / "0.parquet").write_bytes(b"PAR1 and then nothing of the kind")
    told = '"week 47" can\'t be opened as one backlog because of 0.parquet.'
    desk.composition.begin(folder, None)
    desk.qtbot.waitUntil(lambda: told in desk.titles())
    assert not len(desk.composition.session.case)


def test_a_folder_named_as_a_workspace_is_told_to_be_none(
    desk: Any, folder: Path
) -> None:
    desk.open(None)
    before = len(desk.composition.session.case)
    desk.answers.workspace = folder
    desk.composition.actions.by_id["open_workspace"].trigger()
    desk.settle()
    assert any("workspace" in title for title in desk.titles()[-1:])
    assert len(desk.composition.session.case) == before
