import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest


def test_the_main_job_from_import_to_export(
    triage: Any, workspace: Path, tmp_path: Path
) -> None:
    first = triage("next", "--workspace", workspace, "--json").json
    decided = triage(
        "decide",
        "--workspace",
        workspace,
        "--item",
        first["item"],
        "--verdict",
        "claim",
        "--note",
        "=1+1",
        "--json",
    )
    assert decided.json.keys() == {"decision_id", "item", "verdict", "items"}
    after = triage("next", "--workspace", workspace, "--json").json
    assert after["item"] != first["item"]
    status = triage("status", "--workspace", workspace, "--json").json
    assert (status["imported"], status["decided"], status["pending"]) == (6, 1, 5)
    assert status["conserved"] is True
    out = tmp_path / "decisions.csv"
    export = triage("export", "--workspace", workspace, "--out", out, "--json").json
    assert export["rows"] == 1
    assert export["conserved"] is True
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["video_id"], row["verdict"], row["note"]) == (
        first["item"],
        "claim",
        "=1+1",
    )
    assert row["moderator"] == "tester"
    manifest = json.loads(Path(export["manifest"]).read_text("utf-8"))
    assert manifest["head_hash"] == export["head_hash"]
    verify = triage("verify", "--workspace", workspace, "--json")
    assert verify.status == 0
    assert verify.json["ok"] is True
    assert verify.json["decisions"] == 1
    assert verify.json["problems"] == []


def test_importing_again_adds_only_what_is_new(
    triage: Any, workspace: Path, small: Path
) -> None:
    item = "007"
    triage("decide", "--workspace", workspace, "--item", item, "--verdict", "opinion")
    again = triage("import", small, "--workspace", workspace, "--json").json
    assert (again["accepted"], again["added"]) == (6, 0)
    with small.open("a") as file:
        file.write("13,i heard that birds are drones,5,1,0,0,0,claim,g\n")
    longer = triage("import", small, "--workspace", workspace, "--json").json
    assert (longer["accepted"], longer["added"]) == (7, 1)
    status = triage("status", "--workspace", workspace, "--json").json
    assert status["imported"] == 7
    assert status["verdicts"]["opinion"] == 1
    assert status["conserved"] is True


def test_known_reports_with_other_words_are_told(
    triage: Any, workspace: Path, small: Path
) -> None:
    small.write_text(small.read_text("utf-8").replace("hollow", "round"), "utf-8")
    again = triage("import", small, "--workspace", workspace, "--json")
    note = "1 report was here already with other words or numbers; it stays as it was."
    assert note in again.json["notes"]
    assert note in again.err


def test_the_score_is_told_only_where_the_workspace_shows_it(
    triage: Any, workspace: Path, small: Path
) -> None:
    hidden = triage("next", "--workspace", workspace, "--json").json
    assert not {"p_claim", "model_label", "reason", "claim_status"} & set(hidden)
    assert hidden["tag"] in "abcdef"
    triage("import", small, "--workspace", workspace, "--scores", "shown")
    shown = triage("next", "--workspace", workspace, "--json").json
    assert {"p_claim", "model_label", "reason"} <= set(shown)
    assert "claim_status" not in shown


def test_an_empty_lane_is_null_in_json_and_a_sentence_for_people(
    triage: Any, workspace: Path
) -> None:
    lane = ("--lane", "likely_opinion")
    said = triage("next", "--workspace", workspace, *lane, "--json")
    assert said.json == {"item": None}
    said = triage("next", "--workspace", workspace, *lane)
    assert said.out == "Nothing waits in likely_opinion.\n"


def test_a_verdict_on_the_next_item_records_how_it_was_chosen(
    triage: Any, workspace: Path, tmp_path: Path
) -> None:
    out = tmp_path / "decisions.jsonl"
    triage("decide", "--workspace", workspace, "--item", "12", "--verdict", "claim")
    first = triage("next", "--workspace", workspace, "--json").json["item"]
    assert first != "12"
    triage("decide", "--workspace", workspace, "--item", first, "--verdict", "claim")
    triage("export", "--workspace", workspace, "--out", out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    why = {row["video_id"]: row["why_shown"] for row in rows}
    assert why["12"] == "command"
    assert why[first] in ("outside_training", "random", "audit")


def test_undo_takes_the_last_verdict_back(triage: Any, workspace: Path) -> None:
    decide = ("decide", "--workspace", workspace, "--verdict", "claim", "--item")
    triage(*decide, "007", "--moderator", "ann")
    triage(*decide, "8", "--moderator", "ben")
    undone = triage("undo", "--workspace", workspace, "--moderator", "ann", "--json")
    assert undone.json["item"] == "007"
    said = triage("undo", "--workspace", workspace)
    assert said.out == "Taken back: claim · 8\n"
    said = triage("undo", "--workspace", workspace)
    assert said.status == 1
    assert said.err == "triage: There is no verdict to undo.\n"
    assert triage("verify", "--workspace", workspace).status == 0


def test_an_unknown_item_and_verdict_are_refused(triage: Any, workspace: Path) -> None:
    decide = ("decide", "--workspace", workspace, "--verdict")
    said = triage(*decide, "claim", "--item", "7")
    assert said.status == 1
    assert "There is no item '7' in small.triage." in said.err
    with pytest.raises(SystemExit) as stopped:
        triage(*decide, "maybe", "--item", "007")
    assert stopped.value.code == 2


@pytest.mark.parametrize("command", ["status", "next", "verify", "undo"])
def test_a_workspace_that_is_not_there_is_a_sentence(
    triage: Any, tmp_path: Path, command: str
) -> None:
    said = triage(command, "--workspace", tmp_path / "no.triage")
    assert said.status == 1
    assert "no.triage" in said.err
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "no.triage").exists()


def test_a_bad_backlog_leaves_no_workspace_behind(triage: Any, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("")
    said = triage("import", tmp_path / "b.csv", "--workspace", tmp_path / "w.triage")
    assert said.status == 1
    assert not (tmp_path / "w.triage").exists()


def test_the_band_is_kept_with_the_workspace(
    triage: Any, workspace: Path, small: Path
) -> None:
    before = triage("status", "--workspace", workspace, "--json").json
    assert before["routing"]["kind"] == "band"
    assert (before["routing"]["low"], before["routing"]["high"]) == (0.0, 1.0)
    triage("import", small, "--workspace", workspace, "--band", 0.3, 0.7)
    after = triage("status", "--workspace", workspace, "--json").json
    assert (after["routing"]["low"], after["routing"]["high"]) == (0.3, 0.7)
    triage("import", small, "--workspace", workspace)
    kept = triage("status", "--workspace", workspace, "--json").json
    assert kept["routing"] == after["routing"]


def test_a_changed_log_does_not_verify(triage: Any, workspace: Path) -> None:
    import sqlite3
    from contextlib import closing

    decide = ("decide", "--workspace", workspace, "--verdict", "claim", "--item")
    triage(*decide, "007")
    triage(*decide, "8")
    with closing(sqlite3.connect(workspace / "workspace.db")) as database, database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for (name,) in names:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE decisions SET verdict = 'opinion' WHERE seq = 1")
    said = triage("verify", "--workspace", workspace, "--json")
    assert said.status == 1
    assert said.json["ok"] is False
    assert said.json["chain"] is False
    assert said.json["problems"]
    assert "does not verify" in said.err


@pytest.mark.parametrize("preset", ["decisions", "feedback", "statement-of-reasons"])
def test_every_preset_is_written(
    triage: Any, workspace: Path, tmp_path: Path, preset: str
) -> None:
    triage("decide", "--workspace", workspace, "--verdict", "claim", "--item", "12")
    out = tmp_path / f"{preset}.jsonl"
    said = triage("export", "--workspace", workspace, "--out", out, "--preset", preset)
    assert said.status == 0, said.err
    (line,) = out.read_text("utf-8").splitlines()
    assert json.loads(line)["video_id"] == "12"


def test_a_neutralised_export_has_a_lossless_twin(
    triage: Any, workspace: Path, tmp_path: Path
) -> None:
    decide = ("decide", "--workspace", workspace, "--verdict", "claim", "--item")
    triage(*decide, "007", "--note", "=cmd()")
    out = tmp_path / "d.csv"
    said = triage(
        "export", "--workspace", workspace, "--out", out, "--spreadsheet-safe", "--json"
    )
    assert "'=cmd()" in out.read_text("utf-8")
    twin = Path(said.json["lossless"])
    assert json.loads(twin.read_text("utf-8"))["note"] == "=cmd()"


def test_lines_inside_a_value_cannot_pass_for_facts(
    triage: Any, tmp_path: Path
) -> None:
    path, workspace = tmp_path / "b.csv", tmp_path / "w.triage"
    path.write_text('video_id,text\n1,"x\nlane: likely_opinion"\n')
    triage("import", path, "--workspace", workspace, "--band", 0, 1)
    said = triage("next", "--workspace", workspace).out.splitlines()
    assert "    lane: likely_opinion" in said
    assert "lane: likely_opinion" not in said


def test_a_scored_file_taken_in_again_does_not_give_its_scores_away(
    triage: Any, small: Path, tmp_path: Path
) -> None:
    queue, workspace = tmp_path / "q.csv", tmp_path / "w.triage"
    triage("score", small, "--out", queue)
    triage("import", queue, "--workspace", workspace, "--band", 0, 1)
    shown = triage("next", "--workspace", workspace, "--json").json
    assert not {"p_claim", "model_label", "reason", "claim_status"} & set(shown)
    assert shown["lane"] == "review"
    assert shown["tag"] in "abcdef"


@pytest.mark.skipif(os.name == "nt", reason="on Windows every name is text")
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes only UTF-8 names")
def test_names_that_are_no_text_do_for_backlogs_and_workspaces(
    triage: Any, small: Path, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.write_bytes(small.read_bytes())
    workspace = tmp_path / os.fsdecode(b"caf\xe9.triage")
    assert triage("import", path, "--workspace", workspace).status == 0
    assert triage("verify", "--workspace", workspace, "--json").json["ok"] is True


def test_rows_under_known_ids_are_said_to_be_left_as_they_were(
    triage: Any, small: Path, workspace: Path
) -> None:
    said = triage("import", small, "--workspace", workspace).out
    assert "0 added; 6 known already and left as they were" in said
