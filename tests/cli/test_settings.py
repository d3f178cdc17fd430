"""`triage settings`: what a lead decides for the desk, from the terminal."""

import json
from pathlib import Path
from typing import Any

import pytest


def keep(triage: Any, workspace: Path, *options: object) -> Any:
    said = triage("settings", "--workspace", workspace, "--json", *options)
    assert said.status == 0, said.err
    return said.json


def events(workspace: Path) -> list[tuple[str, str]]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(workspace / "workspace.db")) as database:
        rows = database.execute("SELECT kind, moderator FROM events ORDER BY seq")
        return [(kind, who) for kind, who in rows]


def test_the_usual_settings_are_shown_and_nothing_is_logged(
    triage: Any, workspace: Path
) -> None:
    before = events(workspace)
    shown = keep(triage, workspace)
    assert shown["scores"] == "hidden"
    assert shown["reranking"] is True
    assert shown["double"] == {"share": 0.05, "delay_hours": 24.0}
    assert shown["timebox"] == {"work_minutes": 0, "pause_minutes": 5}
    gaps = [one["code"] for one in shown["reasons"] if one["policy_gap"]]
    assert gaps == ["policy-gap"]
    assert shown["changed"] == []
    assert events(workspace) == before


def test_every_setting_is_kept_and_logged_with_who_set_it(
    triage: Any, workspace: Path
) -> None:
    before = len(events(workspace))
    asked = ("--scores", "random", "--double-share", "10%", "--double-delay", "2.5")
    asked += ("--timebox", "50", "--pause", "10", "--reranking", "off")
    asked += ("--add-reason", "satire=Meant as a joke", "--remove-reason", "mixed")
    kept = keep(
        triage, workspace, *asked, "--policy-gap", "unclear", "--moderator", "ann"
    )
    assert kept["changed"] == ["scores", "reranking", "double", "timebox", "reasons"]
    again = keep(triage, workspace)
    assert again == {**kept, "changed": []}
    assert again["scores"] == "random"
    assert again["double"] == {"share": 0.1, "delay_hours": 2.5}
    assert again["timebox"] == {"work_minutes": 50, "pause_minutes": 10}
    reasons = {one["code"]: one for one in again["reasons"]}
    assert "mixed" not in reasons
    assert reasons["satire"]["words"] == "Meant as a joke"
    assert [code for code, one in reasons.items() if one["policy_gap"]] == ["unclear"]
    new = events(workspace)[before:]
    assert {who for _, who in new} == {"ann"}
    assert {kind for kind, _ in new} == {
        "score_visibility_set",
        "reranking_set",
        "double_review_set",
        "timebox_set",
        "reason_codes_set",
    }


def test_asking_for_what_holds_already_logs_nothing(
    triage: Any, workspace: Path
) -> None:
    keep(triage, workspace, "--timebox", "50", "--scores", "shown")
    before = events(workspace)
    kept = keep(triage, workspace, "--timebox", "50", "--scores", "shown")
    assert kept["changed"] == []
    assert events(workspace) == before


def test_reasons_go_out_and_come_in_as_a_file(
    triage: Any, workspace: Path, tmp_path: Path
) -> None:
    shown = keep(triage, workspace)["reasons"]
    file = tmp_path / "reasons.json"
    file.write_text(json.dumps(shown[::-1]), "utf-8")
    assert keep(triage, workspace, "--reasons", file)["reasons"] == shown[::-1]
    keep(triage, workspace, "--policy-gap", "-")
    assert not any(one["policy_gap"] for one in keep(triage, workspace)["reasons"])


def test_the_summary_is_plain(triage: Any, workspace: Path) -> None:
    said = triage("settings", "--workspace", workspace, "--timebox", "50")
    lines = said.out.splitlines()
    assert lines[0] == "small.triage: kept timebox"
    assert "timebox         after 50 minutes, 5 long" in lines
    assert "policy-gap: The rules don't cover this (policy gap)" in lines[-1]
    said = triage(
        "settings", "--workspace", workspace, "--timebox", "0", "--double-share", "0"
    )
    assert "timebox         off" in said.out
    assert "double review   off" in said.out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ("--add-reason", "Two Words=x"),
            "'Two Words' can't be a reason's code. It takes up to 40 small letters",
        ),
        (
            ("--add-reason", "long=" + "x" * 61),
            "The reason 'long' needs words of its own. Up to 60 characters.",
        ),
        (
            ("--add-reason", "odd=two\nlines"),
            "The words of the reason 'odd' can't be shown. They take one line, ",
        ),
        (("--remove-reason", "nope"), "There is no reason 'nope'. The reasons are: "),
        (("--policy-gap", "nope"), "There is no reason 'nope'. The reasons are: "),
        (("--timebox", "9999"), "A timebox of 9,999 minutes can't be used."),
        (("--pause", "-1"), "A timebox of -1 minutes can't be used."),
        (("--double-delay", "9000"), "A delay of 9000 hours can't be used."),
    ],
)
def test_what_can_not_be_kept_is_a_sentence_and_changes_nothing(
    triage: Any, workspace: Path, options: Any, sentence: str
) -> None:
    before = keep(triage, workspace)
    said = triage("settings", "--workspace", workspace, "--scores", "shown", *options)
    assert said.status == 1
    assert sentence in said.err
    assert keep(triage, workspace) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "bad.json holds no reasons."),
        (b"\xff\xfe", "bad.json holds no reasons."),
        (b"[" * 100_000, "bad.json holds no reasons."),
        (b"{}", "The reasons are no list."),
        (b'[{"code": 1, "words": "x"}]', "A reason needs a code and words."),
        (b'[{"code": "a", "words": " "}]', "The reason 'a' needs words of its own."),
        (b'[{"code": "a", "words": "x"}, {"code": "a", "words": "y"}]', "there twice"),
        (b'[{"code": "a", "words": "\\ud800"}]', "The words of the reason 'a' can't"),
        (b" " * 1_000_001, "bad.json is too long for a list of reasons."),
        (None, "bad.json can't be read. No such file or directory."),
    ],
)
def test_a_file_of_reasons_that_is_none_is_a_sentence(
    triage: Any, workspace: Path, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_bytes(content)
    said = triage("settings", "--workspace", workspace, "--reasons", file)
    assert said.status == 1
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--scores", "maybe"),
        ("--double-share", "101"),
        ("--double-delay", "soon"),
        ("--timebox", "1.5"),
        ("--add-reason", "code"),
    ],
)
def test_wrong_usage_stops_with_2(triage: Any, workspace: Path, options: Any) -> None:
    with pytest.raises(SystemExit) as stopped:
        triage("settings", "--workspace", workspace, *options)
    assert stopped.value.code == 2
