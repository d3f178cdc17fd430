"""``triage quality``: the work in numbers, for people and machines."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def reviewed(triage: Any, workspace: Path) -> Path:
    """The six reports, four of them with a verdict."""
    for item, verdict, *more in (
        ("007", "claim", "--reason", "policy-gap"),
        ("8", "opinion"),
        ("9", "escalate", "--note", "is this satire?"),
        ("10", "skip"),
    ):
        told = ("--workspace", workspace, "--item", item, "--verdict", verdict)
        said = triage("decide", *told, *more)
        assert said.status == 0, said.err
    return workspace


def test_the_summary_says_what_is_known_and_what_is_not(
    triage: Any, reviewed: Path
) -> None:
    said = triage("quality", "--workspace", reviewed)
    assert said.status == 0, said.err
    lines = {
        line[:16].strip(): line[16:]
        for line in said.out.splitlines()
        if line[:16].strip()
    }
    assert lines["two people"] == "Not enough doubles yet: 0 of 30."
    assert lines["one, later"] == "Not enough doubles yet: 0 of 30."
    assert lines["visible score"].startswith("Not measured: ")
    assert lines["for a lead"] == (
        "1 escalated, 0 where two verdicts disagree, 1 that the rules don't cover"
    )
    assert lines["reasons"] == "policy-gap 1"
    assert lines["policy gap"] == "007 claim"
    assert lines["skipped"] == "1"
    assert lines["on screen"] == "nothing was measured"
    assert lines["verdicts a day"].endswith(" 2")
    assert "tester" not in said.out


def test_the_json_holds_it_all(triage: Any, reviewed: Path) -> None:
    data = triage("quality", "--workspace", reviewed, "--json").json
    assert data["agreement"]["between"]["pairs"] == 0
    assert data["agreement"]["same"]["kappa"] is None
    assert data["score_effect"]["randomised"] is False
    assert data["score_visibility"] == "hidden"
    assert data["waiting"] == {"escalated": 1, "disputed": 0}
    assert data["policy_gaps"] == [{"item": "007", "verdict": "claim", "note": ""}]
    assert {one["code"]: one["items"] for one in data["reasons"]}["policy-gap"] == 1


def test_looking_at_it_changes_nothing(triage: Any, reviewed: Path) -> None:
    before = triage("verify", "--workspace", reviewed, "--json").json["head_hash"]
    triage("quality", "--workspace", reviewed)
    after = triage("verify", "--workspace", reviewed, "--json").json["head_hash"]
    assert after == before


def test_a_workspace_that_is_not_there_is_one_sentence(
    triage: Any, tmp_path: Path
) -> None:
    said = triage("quality", "--workspace", tmp_path / "no.triage")
    assert said.status == 1
    assert said.err.startswith("triage: ")
    assert len(said.err.splitlines()) == 1
