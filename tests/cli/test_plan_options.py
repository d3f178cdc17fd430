"""Routing options of ``score`` and ``import``, on items the simple model knows."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest


def test_a_score_keeps_an_error_budget_of_one_percent_and_audits_it(
    simple: Any, mixed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "q.csv"
    said = simple("score", mixed, "--out", out, "--json").json
    assert said["routing"]["described"] == "error budget 1 % (90 % confidence)"
    assert said["lanes"] == {
        "likely_claim": 370,
        "review": 260,
        "likely_opinion": 370,
    }
    assert said["reasons"] == {
        "mid_confidence": 100,
        "outside_training": 96,
        "missing_content": 4,
        "audit": 60,
    }
    forecast = said["forecast"]
    assert forecast.keys() == {"people", "automatic", "expected_wrong", "at_most"}
    assert (forecast["people"], forecast["automatic"]) == (260, 740)
    assert forecast["expected_wrong"] == pytest.approx(0.74)
    assert 0 < forecast["at_most"] <= 0.01
    drift = said["drift"]
    assert (drift["rows"], drift["outside"]) == (996, 96)
    assert drift["home_share"] == 0.01
    assert drift["sentence"].startswith("96 of 996 items (9.6 %) lie outside")
    assert drift["sentence"] in said["notes"]
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = Counter(row["reason"] for row in rows)
    assert told["audit"] == 60
    kinds = Counter(row["model_label"] for row in rows if row["reason"] == "audit")
    assert kinds == {"claim": 30, "opinion": 30}


def test_a_score_tells_people_the_routing_and_the_errors_left(
    simple: Any, mixed: Path, tmp_path: Path
) -> None:
    said = simple("score", mixed, "--out", tmp_path / "q.csv")
    assert "routing         error budget 1 % (90 % confidence)" in said.out
    assert "errors left     0.7 expected among 740 automatic items" in said.out
    assert said.out.count("96 of 996 items (9.6 %) lie outside") == 1
    assert "lie outside" not in said.err


def test_two_scores_of_a_file_are_the_same_file(
    simple: Any, mixed: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    for out in (first, second):
        assert simple("score", mixed, "--out", out).status == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("options", "described", "people", "audited"),
    [
        (("--error-budget", "2"), "error budget 2 % (90 % confidence)", 260, 60),
        (("--error-budget", "2%"), "error budget 2 % (90 % confidence)", 260, 60),
        (("--capacity", 300), "the 300 least certain items", 300, 60),
        (("--capacity", 10), "the 10 least certain items", 160, 60),
        (("--band", 0.4, 0.6), "review band 0.4 to 0.6", 260, 60),
        (("--audit", 10), "error budget 1 % (90 % confidence)", 280, 80),
        (("--audit", 0), "error budget 1 % (90 % confidence)", 200, 0),
        (("--band", 0.4, 0.6, "--audit", 0), "review band 0.4 to 0.6", 200, 0),
    ],
)
def test_each_option_routes_as_it_says(
    simple: Any,
    mixed: Path,
    tmp_path: Path,
    options: tuple[object, ...],
    described: str,
    people: int,
    audited: int,
) -> None:
    said = simple("score", mixed, "--out", tmp_path / "q.csv", *options, "--json").json
    assert said["routing"]["described"] == described
    assert said["lanes"]["review"] == said["forecast"]["people"] == people
    assert said["reasons"].get("audit", 0) == audited


def test_a_budget_that_the_labels_cannot_carry_is_refused_in_a_sentence(
    simple: Any, mixed: Path, routed: Path, tmp_path: Path
) -> None:
    sentence = (
        "triage: At most 0.1 % wrong can't be promised from 2,000 labels. "
        "The smallest that they support is 0.65 %"
    )
    budget = ("--error-budget", 0.1)
    for command in (
        ("score", mixed, "--out", tmp_path / "q.csv"),
        ("import", mixed, "--workspace", tmp_path / "new.triage"),
        ("routing", "--workspace", routed),
        ("routing", "--workspace", routed, "--apply"),
    ):
        said = simple(*command, *budget, "--json")
        assert (said.status, said.out) == (1, "")
        assert said.err.startswith(sentence)
        assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "q.csv").exists()
    assert not (tmp_path / "new.triage").exists()


def test_without_labels_a_new_workspace_gets_a_band_and_is_told_why(
    simple: Any, views: Any, mixed: Path, tmp_path: Path
) -> None:
    views.rows = 20
    for options in ((), ("--audit", 5)):
        place = tmp_path / f"{len(options)}.triage"
        said = simple("import", mixed, "--workspace", place, *options, "--json")
        assert said.json["routing"]["described"] == "review band 0.2 to 0.8"
        assert "Routed by a review band 0.2 to 0.8 instead." in said.err


@pytest.mark.parametrize("options", [(), ("--error-budget", 2)])
def test_reports_that_a_budget_cannot_cover_are_told(
    simple: Any,
    views: Any,
    mixed: Path,
    tmp_path: Path,
    options: tuple[object, ...],
) -> None:
    views.counts_tell = False
    sentence = "Reports with counts alone all go to people"
    covered = simple("score", mixed, "--out", tmp_path / "q.csv", *options, "--json")
    assert not [note for note in covered.json["notes"] if note.startswith("Reports")]
    with mixed.open("a", encoding="utf-8") as more:
        more.write("1001,,999000\n")
    place = tmp_path / "w.triage"
    for command in (
        ("score", mixed, "--out", tmp_path / "q.csv"),
        ("import", mixed, "--workspace", place),
        ("routing", "--workspace", place),
    ):
        said = simple(*command, *options, "--json").json
        (note,) = (note for note in said["notes"] if note.startswith("Reports"))
        assert note.startswith(sentence)
    assert sentence in simple("routing", "--workspace", place, *options).out


@pytest.mark.parametrize(
    "options",
    [
        ("--error-budget", "1", "--capacity", "3"),
        ("--band", "0.2", "0.8", "--error-budget", "1"),
        ("--capacity", "few"),
        ("--capacity", "-1"),
        ("--error-budget", "one"),
        ("--error-budget", "nan"),
        ("--error-budget", "101"),
        ("--audit", "-1"),
        ("--audit", "inf"),
    ],
)
def test_wrong_usage_of_a_routing_exits_with_two(
    simple: Any, mixed: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        simple("score", mixed, "--out", tmp_path / "q.csv", *options)
    assert stopped.value.code == 2
    assert not (tmp_path / "q.csv").exists()


@pytest.mark.parametrize("budget", ["0", "60"])
def test_a_budget_out_of_range_is_a_sentence(
    simple: Any, mixed: Path, tmp_path: Path, budget: str
) -> None:
    out = tmp_path / "q.csv"
    said = simple("score", mixed, "--out", out, "--error-budget", budget)
    assert said.status == 1
    assert f"An error budget of {budget} % can't be used." in said.err


def test_the_bundled_sample_is_foreign_and_all_of_it_goes_to_people(
    triage: Any, sample: Path, tmp_path: Path
) -> None:
    said = triage("score", sample, "--out", tmp_path / "q.csv", "--json").json
    assert said["lanes"]["likely_claim"] == said["lanes"]["likely_opinion"] == 0
    scored = said["accepted"] - said["reasons"]["missing_content"]
    assert said["reasons"]["outside_training"] > 0.99 * scored
    assert "unlike what the model learned from" in said["drift"]["sentence"]


@pytest.mark.real_data
def test_the_real_file_goes_through_under_the_default_budget(
    triage: Any, real_backlog: Path, tmp_path: Path
) -> None:
    said = triage("score", real_backlog, "--out", tmp_path / "q.csv", "--json").json
    assert said["routing"]["budget"] == 0.01
    assert said["drift"]["sentence"] == ""
    scored = said["accepted"] - said["reasons"]["missing_content"]
    before_audit = said["forecast"]["automatic"] + said["reasons"]["audit"]
    assert before_audit >= 0.95 * scored
    assert said["forecast"]["at_most"] <= 0.01
    assert 0.02 * before_audit <= said["reasons"]["audit"] <= 0.02 * before_audit + 2


@pytest.mark.real_data
def test_the_real_debate_sentences_are_foreign(
    triage: Any, debate_file: Path, tmp_path: Path
) -> None:
    said = triage("score", debate_file, "--out", tmp_path / "q.csv", "--json").json
    assert said["forecast"]["automatic"] <= 0.01 * said["accepted"]
    assert said["reasons"]["outside_training"] >= 0.99 * said["accepted"]
    assert "unlike what the model learned from" in said["drift"]["sentence"]
