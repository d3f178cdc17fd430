"""``triage similar``: list an item's near-duplicates, or decide them in one step."""

from pathlib import Path
from typing import Any

import pytest

SAID = "the old tram line up the hill is the steepest in the world"
ROWS = [
    ("1", f"someone told me that {SAID}", 900_000),
    ("2", f"i think that {SAID}", 1_000),
    ("3", f"a friend read on the news that {SAID}", 500_000),
    ("4", f"in our opinion {SAID}", 500_000),
    ("5", "my dog sleeps on the warm roof of the garage all day", 500_000),
]


@pytest.fixture
def place(simple: Any, tmp_path: Path) -> Path:
    """Five reports, four of which say the same; two scores are hidden."""
    source = tmp_path / "trams.csv"
    lines = [f"{item},{said},{views}" for item, said, views in ROWS]
    head = "video_id,video_transcription_text,video_view_count"
    source.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    workspace = tmp_path / "trams.triage"
    said = simple("import", source, "--workspace", workspace, "--band", 0.2, 0.8)
    assert said.status == 0, said.err
    return workspace


def test_a_group_is_listed_without_hidden_labels(simple: Any, place: Path) -> None:
    told = simple("similar", "--workspace", place, "--item", "3", "--json").json
    assert (told["item"], told["size"], told["waiting"]) == ("3", 4, 4)
    assert told["framings"] == {"plain": 0, "reported": 2, "personal": 2}
    by_id = {member["item"]: member for member in told["members"]}
    assert sorted(by_id) == ["1", "2", "3", "4"]
    shown = {item for item, member in by_id.items() if "model_label" in member}
    assert told["labels"]["hidden"] == 4 - len(shown)
    assert "3" not in shown
    assert by_id["2"]["framing"] == "personal"


def test_a_group_is_listed_in_words(simple: Any, place: Path) -> None:
    said = simple("similar", "--workspace", place, "--item", "1")
    lines = said.out.splitlines()
    assert lines[0].startswith("4 like this: ")
    assert (
        "They are framed in different ways: 2 report what somebody said and 2 say what "
        "somebody thinks." in lines
    )
    assert sum(SAID[:20] in line for line in lines) == 4


def test_an_item_alone_says_so(simple: Any, place: Path) -> None:
    said = simple("similar", "--workspace", place, "--item", "5")
    assert (said.status, said.out) == (0, "Nothing is like this item.\n")


def test_a_group_is_decided_but_for_exceptions_and_undone_as_one(
    simple: Any, place: Path
) -> None:
    words = ("--workspace", place, "--moderator", "ann")
    said = simple(
        "similar", *words, "--item", "1", "--verdict", "claim", "--except", "2", "4"
    )
    assert (said.status, said.out) == (0, "Saved: claim for 2 items\n")
    status = simple("status", "--workspace", place, "--json").json
    assert (status["verdicts"]["claim"], status["pending"]) == (2, 3)
    assert status["conserved"]
    assert simple("undo", *words).status == 0
    status = simple("status", "--workspace", place, "--json").json
    assert (status["decided"], status["pending"]) == (0, 5)


def test_a_decided_group_is_told_as_one_json_object(simple: Any, place: Path) -> None:
    words = ("similar", "--workspace", place, "--item", "2")
    told = simple(*words, "--verdict", "opinion", "--json").json
    assert told["verdict"] == "opinion"
    assert sorted(told["items"]) == ["1", "2", "3", "4"]
    assert told["action_id"]
    again = simple(*words, "--verdict", "claim")
    assert again.status == 1
    assert again.err == "triage: No item of this group waits for a verdict.\n"


def test_an_unknown_exception_decides_nothing(simple: Any, place: Path) -> None:
    words = ("similar", "--workspace", place, "--item", "1", "--verdict", "claim")
    said = simple(*words, "--except", "99")
    assert said.status == 1
    assert "There is no item '99' in trams.triage." in said.err
    assert simple("status", "--workspace", place, "--json").json["decided"] == 0
