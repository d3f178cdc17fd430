import csv
import json
from pathlib import Path
from typing import Any

import pytest

KEYS = {
    "rows_read",
    "accepted",
    "quarantined",
    "duplicates",
    "added",
    "model_id",
    "lanes",
    "reasons",
    "quarantine_file",
    "out",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_scored_file_keeps_every_column_and_runs_in_queue_order(
    triage: Any, small: Path, tmp_path: Path
) -> None:
    out = tmp_path / "q.csv"
    said = triage("score", small, "--out", out, "--json")
    assert said.status == 0
    assert said.json.keys() >= KEYS
    assert (said.json["rows_read"], said.json["accepted"]) == (6, 6)
    rows = rows_of(out)
    before = {row["video_id"]: row for row in rows_of(small)}
    assert {row["video_id"] for row in rows} == set(before)
    for row in rows:
        original = before[row["video_id"]]
        assert {name: row[name] for name in original} == original
    scores = [float(row["p_claim"]) for row in rows if row["p_claim"]]
    assert scores == sorted(scores, reverse=True)
    assert rows[-1]["video_id"] == "12"
    assert (rows[-1]["lane"], rows[-1]["reason"]) == ("review", "missing_content")
    assert rows[-1]["model_label"] == ""
    assert sum(said.json["lanes"].values()) == 6
    assert said.json["quarantine_file"] is None


def test_people_get_a_summary_that_adds_up(
    triage: Any, small: Path, tmp_path: Path
) -> None:
    said = triage("score", small, "--out", tmp_path / "q.csv")
    assert "6 rows read = 6 accepted + 0 quarantined + 0 duplicates" in said.out
    assert "1 missing_content" in said.out


@pytest.mark.parametrize("ending", ["tsv", "parquet", "jsonl"])
def test_the_ending_chooses_the_format(
    triage: Any, small: Path, tmp_path: Path, ending: str
) -> None:
    out, again = tmp_path / f"q.{ending}", tmp_path / "again.csv"
    assert triage("score", small, "--out", out).status == 0
    said = triage("score", out, "--out", again, "--json")
    assert said.status == 0, said.err
    assert said.json["rows_read"] == 6
    assert {row["video_id"] for row in rows_of(again)} >= {"007", "9007199254740993"}


def test_an_unknown_ending_is_refused_before_any_work(
    triage: Any, small: Path, tmp_path: Path
) -> None:
    said = triage("score", small, "--out", tmp_path / "q.xlsx")
    assert said.status == 1
    assert said.err.startswith("triage: ")
    assert ".parquet" in said.err
    assert not list(tmp_path.glob("q.*"))


def test_the_backlog_is_never_written_over(triage: Any, small: Path) -> None:
    before = small.read_bytes()
    said = triage("score", small, "--out", small)
    assert said.status == 1
    assert "can't be written over the backlog it is made from" in said.err
    assert small.read_bytes() == before


def test_bad_rows_are_listed_in_a_file_beside(triage: Any, tmp_path: Path) -> None:
    backlog = tmp_path / "b.csv"
    backlog.write_text("video_id,transcript\n1,hello there\n2\n1,again\n")
    said = triage("score", backlog, "--out", tmp_path / "q.csv", "--json")
    assert (said.json["rows_read"], said.json["accepted"]) == (3, 1)
    assert (said.json["quarantined"], said.json["duplicates"]) == (1, 1)
    listed = rows_of(Path(said.json["quarantine_file"]))
    assert [row["line"] for row in listed] == ["3", "4"]


def test_names_that_do_not_match_are_asked_for_and_can_be_mapped(
    triage: Any, tmp_path: Path
) -> None:
    backlog = tmp_path / "b.csv"
    backlog.write_text("ref,words\n1,hello there\n")
    said = triage("score", backlog, "--out", tmp_path / "q.csv")
    assert said.status == 1
    assert "ref" in said.err
    assert "words" in said.err
    said = triage(
        "score",
        backlog,
        "--out",
        tmp_path / "q.csv",
        "--map",
        "video_id=ref",
        "--map",
        "video_transcription_text=words",
        "--json",
    )
    assert said.status == 0, said.err
    assert said.json["accepted"] == 1


@pytest.mark.parametrize("entry", ["ref", "nothing=ref", "video_id="])
def test_a_mapping_that_is_none_is_wrong_usage(
    triage: Any, small: Path, tmp_path: Path, entry: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        triage("score", small, "--out", tmp_path / "q.csv", "--map", entry)
    assert stopped.value.code == 2


@pytest.mark.parametrize("workers", ["0", "-2", "65", "two"])
def test_workers_that_are_none_are_wrong_usage(
    triage: Any, small: Path, tmp_path: Path, workers: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        triage("score", small, "--out", tmp_path / "q.csv", "--workers", workers)
    assert stopped.value.code == 2


def test_a_band_moves_items_to_people(triage: Any, small: Path, tmp_path: Path) -> None:
    said = triage("score", small, "--out", tmp_path / "q.csv", "--band", 0, 1, "--json")
    assert said.json["lanes"]["review"] == 6
    said = triage("score", small, "--out", tmp_path / "q.csv", "--band", 0.9, 0.1)
    assert said.status == 1
    assert "A review band from 0.9 to 0.1 can't be used." in said.err


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", b"video_id,transcript\n", "no rows"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG"),
        ("book.csv", json.dumps({"cells": [], "nbformat": 4}).encode(), "notebook"),
    ],
)
def test_a_file_that_is_no_backlog_is_one_sentence(
    triage: Any, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    said = triage("score", tmp_path / name, "--out", tmp_path / "q.csv", "--json")
    assert said.status == 1
    assert said.out == ""
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "q.csv").exists()


def test_a_missing_file_is_one_sentence(triage: Any, tmp_path: Path) -> None:
    said = triage("score", tmp_path / "no.csv", "--out", tmp_path / "q.csv")
    assert said.status == 1
    assert "no.csv" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.real_data
def test_the_real_file_is_accounted_for_and_kept(
    triage: Any, real_backlog: Path, tmp_path: Path
) -> None:
    out = tmp_path / "q.csv"
    said = triage("score", real_backlog, "--out", out, "--json")
    counts = [said.json[k] for k in ("rows_read", "accepted", "quarantined")]
    assert counts == [19_382, 19_382, 0]
    assert said.json["duplicates"] == 0
    assert said.json["reasons"]["missing_content"] == 298
    before = {row["video_id"]: row for row in rows_of(real_backlog)}
    rows = rows_of(out)
    assert len(rows) == len(before) == 19_382
    for row in rows:
        original = before[row["video_id"]]
        assert {name: row[name] for name in original} == original
    scores = [float(row["p_claim"]) for row in rows if row["p_claim"]]
    assert scores == sorted(scores, reverse=True)
    unscored = [row for row in rows if not row["p_claim"]]
    assert len(unscored) == 298
    assert all(row["reason"] == "missing_content" for row in unscored)
    assert all(row["lane"] == "review" for row in unscored)
