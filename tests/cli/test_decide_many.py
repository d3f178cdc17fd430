"""``triage decide --items``: a verdict for a list of ids, as one step."""

import io
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from triage_app.cli import many
from triage_app.cli.console import Console

ALL = ["007", "8", "9", "10", "9007199254740993", "12"]


@pytest.fixture
def listed(tmp_path: Path) -> Any:
    """Write a list of ids; return its path."""

    def write(*ids: str, name: str = "ids.txt", data: bytes | None = None) -> Path:
        path = tmp_path / name
        path.write_bytes(data or "".join(f"{one}\n" for one in ids).encode())
        return path

    return write


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "PART", 2)


def decide(triage: Any, workspace: Path, items: object, *more: object) -> Any:
    verdict = () if "--verdict" in more else ("--verdict", "claim")
    where = ("--workspace", workspace, "--items", items)
    return triage("decide", *where, *verdict, *more)


def states(triage: Any, workspace: Path) -> dict[str, str]:
    found = triage("find", "--workspace", workspace, "--json").json["items"]
    return {one["item"]: one["state"] for one in found}


def interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl+C as soon as something is told of how far the work is."""

    def press(self: Console, step: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Console, "progress", press)


def test_a_list_is_one_step_with_one_undo_and_one_redo(
    triage: Any, workspace: Path, listed: Any, small_parts: None
) -> None:
    said = decide(triage, workspace, listed(*ALL[:5]), "--moderator", "ann", "--json")
    assert said.status == 0, said.err
    assert (said.json["verdict"], said.json["items"]) == ("claim", 5)
    assert said.json["item"] == ALL[4]
    assert said.json["left_out"] == {"decided": 0, "escalated": 0, "skipped": 0}
    at = ("--workspace", workspace)
    assert triage("undo", *at).out == "Taken back: claim · 5 items\n"
    assert set(states(triage, workspace).values()) == {"waiting"}
    assert triage("undo", *at).err == "triage: There is no verdict to undo.\n"
    assert triage("redo", *at, "--moderator", "ann").status == 1
    assert triage("redo", *at).out == "Brought back: claim · 5 items\n"
    assert list(states(triage, workspace).values()).count("claim") == 5
    assert triage("verify", *at).status == 0


def test_who_is_left_out_is_told_and_stays(
    triage: Any, workspace: Path, listed: Any
) -> None:
    one = ("decide", "--workspace", workspace, "--item")
    triage(*one, "8", "--verdict", "opinion")
    triage(*one, "9", "--verdict", "escalate", "--note", "odd")
    triage(*one, "10", "--verdict", "skip")
    said = decide(triage, workspace, listed(*ALL, "8"))
    assert said.out == (
        "Saved: claim · 4 items\n"
        "Left as they are: 1 decided already, 1 waiting for a lead.\n"
        "Named again, and decided once: 1.\n"
    )
    found = states(triage, workspace)
    assert (found["8"], found["9"], found["10"]) == ("opinion", "escalated", "claim")
    again = decide(triage, workspace, listed("8", "9"))
    assert (again.status, again.err) == (
        1,
        "triage: None of these items waits for this verdict. "
        "Left as they are: 1 decided already, 1 waiting for a lead.\n",
    )


def test_an_unknown_id_keeps_everything_from_being_saved(
    triage: Any, workspace: Path, listed: Any
) -> None:
    said = decide(triage, workspace, listed(*ALL, "7", *"abcdefg"))
    assert said.status == 1
    assert said.err == (
        "triage: 8 of these items are not in small.triage: '7', 'a', 'b', 'c', 'd' and "
        "3 more. Nothing was saved. Ids are compared as text, leading zeros included.\n"
    )
    assert set(states(triage, workspace).values()) == {"waiting"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ids.txt", b"\xef\xbb\xbf007\r\n\r\n 8 \r\n"),
        ("ids.csv", b'tag,video_id\n"a\nb",007\n,8\n,\nz\n'),
        ("ids.TSV", b"video_id\n007\n8\n"),
    ],
)
def test_lists_and_tables_are_read_as_they_come(
    triage: Any, workspace: Path, listed: Any, name: str, data: bytes
) -> None:
    said = decide(triage, workspace, listed(name=name, data=data), "--json")
    assert said.status == 0, said.err
    found = states(triage, workspace)
    assert [item for item in found if found[item] == "claim"] == ["007", "8"]


def test_ids_can_be_piped_in(
    triage: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"007\n12"))
    monkeypatch.setattr("sys.stdin", piped)
    assert decide(triage, workspace, "-").out == "Saved: claim · 2 items\n"


def test_an_export_of_this_program_is_such_a_table(
    triage: Any, workspace: Path, tmp_path: Path
) -> None:
    out = tmp_path / "q.csv"
    where = ("export", "--workspace", workspace, "--preset", "queue")
    assert triage(*where, "--out", out).status == 0
    assert decide(triage, workspace, out).out == "Saved: claim · 6 items\n"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("no.txt", b"\n \n", "no.txt holds no ids."),
        ("no.txt", b"007\n\xff\xfe", "no.txt is no list of ids: line 2 is not UTF-8"),
        ("no.csv", b"007\n8\n", 'no.csv has no column "video_id", which holds the ids'),
        ("no.csv", b'video_id\n"007\n8\n', "no.csv can't be read as a table."),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(
    triage: Any, workspace: Path, listed: Any, name: str, data: bytes, sentence: str
) -> None:
    said = decide(triage, workspace, listed(name=name, data=data))
    assert said.status == 1
    assert said.err.startswith(f"triage: {sentence}")
    assert len(said.err.splitlines()) == 1


def test_a_list_that_is_not_there_or_too_long_is_refused(
    triage: Any,
    workspace: Path,
    tmp_path: Path,
    listed: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = decide(triage, workspace, tmp_path / "gone.txt")
    assert said.err == "triage: gone.txt can't be read. No such file or directory.\n"
    monkeypatch.setattr("triage_app.cli.id_lists._MOST_BYTES", 5)
    said = decide(triage, workspace, listed(*ALL))
    assert said.err == "triage: ids.txt is too long for a list of ids.\n"


def test_item_or_items_but_not_both(triage: Any, workspace: Path, listed: Any) -> None:
    for more in ((), ("--item", "8", "--items", listed("8"))):
        with pytest.raises(SystemExit) as stopped:
            triage("decide", "--workspace", workspace, "--verdict", "claim", *more)
        assert stopped.value.code == 2


def test_the_rules_of_a_verdict_hold_for_many(
    triage: Any, workspace: Path, listed: Any
) -> None:
    ids = listed(*ALL)
    for more, sentence in (
        (("--verdict", "escalate"), "An escalation needs a reason."),
        (("--reason", "whim"), "There is no reason 'whim'"),
        (("--note", "x" * 501), "A note for many items may have 500 characters"),
    ):
        said = decide(triage, workspace, ids, *more)
        assert said.status == 1
        assert said.err.startswith(f"triage: {sentence}")
    assert set(states(triage, workspace).values()) == {"waiting"}


def test_stopped_half_way_what_landed_holds_as_one_step(
    triage: Any,
    workspace: Path,
    listed: Any,
    small_parts: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        interrupt(patch)
        said = decide(triage, workspace, listed(*ALL), "--json")
    assert (said.status, said.json["items"]) == (1, 2)
    assert said.err == (
        "triage: Stopped, as you asked: 2 of 6 verdicts were saved. These hold, and "
        "are one step; the other items are as they were. triage undo takes them back.\n"
    )
    assert list(states(triage, workspace).values()).count("claim") == 2
    rest = decide(triage, workspace, listed(*ALL))
    assert rest.out == "Saved: claim · 4 items\nLeft as they are: 2 decided already.\n"
    with monkeypatch.context() as patch:
        interrupt(patch)
        said = triage("undo", "--workspace", workspace)
    assert said.status == 1
    assert said.out == "Taken back: claim · 2 items\n"
    assert "2 of 4 verdicts were taken back. The others still hold." in said.err
    assert list(states(triage, workspace).values()).count("claim") == 4
    for left in (2, 0):
        assert triage("undo", "--workspace", workspace).status == 0
        assert list(states(triage, workspace).values()).count("claim") == left


def test_a_full_disk_half_way_says_what_has_landed(
    triage: Any,
    workspace: Path,
    listed: Any,
    small_parts: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from triage_app.domain.errors import WorkspaceError
    from triage_app.services.bulk import BulkStep

    real = BulkStep.go_on

    def go_on(self: BulkStep, most: int) -> Any:
        if self.done:
            raise WorkspaceError("The disk is full.")
        return real(self, most)

    with monkeypatch.context() as patch:
        patch.setattr(BulkStep, "go_on", go_on)
        said = decide(triage, workspace, listed(*ALL), "--json")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("2 of 6 verdicts were saved. These hold,")
    assert said.err.endswith("triage: The disk is full.\n")
    status = json.loads(triage("status", "--workspace", workspace, "--json").out)
    assert (status["decided"], status["conserved"]) == (2, True)
