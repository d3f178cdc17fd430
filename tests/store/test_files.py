"""Files that are whole or not there."""

import hashlib
from pathlib import Path

import pytest

from triage_app.store.files import file_name, inside, write_aside


def test_a_file_is_put_in_place_with_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.csv"
    digest = write_aside(path, lambda part: part.write_bytes(b"a,b") and None)
    assert path.read_bytes() == b"a,b"
    assert digest == hashlib.sha256(b"a,b").hexdigest()
    assert [entry.name for entry in path.parent.iterdir()] == ["a.csv"]


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.csv"
    path.parent.mkdir()
    path.write_bytes(b"old")

    def half(part: Path) -> None:
        part.write_bytes(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_aside(path, half)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.csv"]


def test_names_are_made_so_that_every_file_system_takes_them() -> None:
    assert file_name("b1", "base 1/ø", ending="csv") == "b1-base_1__.csv"
    for words in ([""], ["..", "x"], ["-"]):
        with pytest.raises(ValueError, match="No file can be named"):
            file_name(*words, ending="csv")


@pytest.mark.parametrize("name", ["../x.csv", "/etc/passwd", "a/../../x"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="leads out of the workspace"):
        inside(tmp_path, name)
    assert inside(tmp_path, "reports/x.csv") == tmp_path / "reports" / "x.csv"
