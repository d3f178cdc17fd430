"""Lots kept beside the scores: the same numbers, or none at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.domain.draws import draws_of
from triage_app.store import lots
from triage_app.store.workspace import SqliteWorkspace
from triage_app.store.workspaces import SqliteWorkspaces


def file_of(store: SqliteWorkspace, make: Any) -> Path:
    return store.path / lots.lots_name(make.backlog_id)


def drawn(store: SqliteWorkspace, make: Any) -> Any:
    return draws_of(make.backlog().ids, store.workspace_id)


@pytest.fixture
def kept(store: SqliteWorkspace, make: Any) -> SqliteWorkspace:
    store.keep_lots(make.backlog_id, drawn(store, make))
    return store


def test_lots_come_back_to_the_last_bit(kept: SqliteWorkspace, make: Any) -> None:
    found = kept.lots(make.backlog_id)
    assert found is not None
    assert np.array_equal(found, drawn(kept, make))
    assert file_of(kept, make).stat().st_size == len(found) * 16 + 52


def test_there_are_none_before_they_are_kept_nor_of_another_import(
    store: SqliteWorkspace, make: Any
) -> None:
    assert store.lots(make.backlog_id) is None
    assert store.lots("nothing") is None
    store.keep_lots("nothing", drawn(store, make))
    store.keep_lots(make.backlog_id, drawn(store, make)[:2])
    store.keep_lots(make.backlog_id, drawn(store, make) + 1e-17 + 0.1)
    assert store.lots(make.backlog_id) is None
    assert not file_of(store, make).exists()


@pytest.mark.parametrize("change", ["cut", "longer", "bit", "magic", "empty", "folder"])
def test_a_damaged_file_is_as_if_there_were_none(
    kept: SqliteWorkspace, make: Any, change: str
) -> None:
    file = file_of(kept, make)
    data = bytearray(file.read_bytes())
    if change == "bit":
        data[-1] ^= 1
    elif change == "magic":
        data[0] ^= 1
    file.unlink()
    if change == "folder":
        file.mkdir()
    else:
        tail = {"cut": data[:-1], "longer": data + b"x", "empty": b""}
        file.write_bytes(tail.get(change, data))
    assert kept.lots(make.backlog_id) is None


def test_another_workspaces_lots_are_not_taken(
    kept: SqliteWorkspace, make: Any, stores: SqliteWorkspaces, tmp_path: Path
) -> None:
    other = stores.open(tmp_path / "other.triage", create=True)
    make.fill(other)
    file_of(other, make).parent.mkdir()
    file_of(other, make).write_bytes(file_of(kept, make).read_bytes())
    assert other.lots(make.backlog_id) is None
    other.close()


def test_who_only_looks_keeps_nothing(
    store: SqliteWorkspace, make: Any, stores: SqliteWorkspaces
) -> None:
    looking = stores.open(store.path, read_only=True)
    looking.keep_lots(make.backlog_id, drawn(store, make))
    assert not file_of(store, make).exists()
    looking.close()


def test_a_folder_that_takes_no_file_is_no_trouble(
    store: SqliteWorkspace, make: Any
) -> None:
    (store.path / lots.FOLDER).write_text("in the way")
    store.keep_lots(make.backlog_id, drawn(store, make))
    assert store.lots(make.backlog_id) is None


def test_opening_clears_lots_of_imports_that_are_gone_and_unfinished_ones(
    kept: SqliteWorkspace, make: Any, stores: SqliteWorkspaces
) -> None:
    folder = kept.path / lots.FOLDER
    left = [folder / "gone.lots", folder / f"{make.backlog_id}.lots.part"]
    for file in left:
        file.write_bytes(b"x")
    kept.close()
    again = stores.open(kept.path)
    assert not any(file.exists() for file in left)
    assert again.lots(make.backlog_id) is not None
    again.close()


def test_verify_names_lots_that_somebody_chose(
    kept: SqliteWorkspace, make: Any
) -> None:
    assert kept.verify().problems == ()
    chosen = drawn(kept, make)
    chosen[1] = chosen[0]
    kept.keep_lots(make.backlog_id, chosen)
    assert kept.lots(make.backlog_id) is not None, "its checksum is right"
    found = kept.verify()
    assert not found.integrity
    assert found.problems == (
        f"The file lots/{make.backlog_id}.lots holds other lots than were drawn for "
        "the import of week.csv: delete it, and they are drawn anew.",
    )


def test_verify_passes_over_a_damaged_file_of_lots(
    kept: SqliteWorkspace, make: Any
) -> None:
    file_of(kept, make).write_bytes(b"torn")
    assert kept.verify().problems == ()
