"""``triage explain``: why an item has its score, for whoever may know."""

from pathlib import Path
from typing import Any

import pytest

_COUNTS = "Counts (log-odds towards claim, P(claim) without each):"


@pytest.fixture
def decided(triage: Any, workspace: Path) -> Path:
    """The six reports, the first of them decided."""
    said = triage(
        "decide", "--workspace", workspace, "--item", "007", "--verdict", "claim"
    )
    assert said.status == 0, said.err
    return workspace


def test_a_hidden_score_is_refused_with_the_way_to_see_it(
    triage: Any, workspace: Path
) -> None:
    said = triage("explain", "--workspace", workspace, "--item", "007", "--json")
    assert (said.status, said.out) == (1, "")
    assert said.err == (
        "triage: The score of '007' stays hidden until its verdict; record one with "
        "triage decide, then ask again.\n"
    )


def test_a_decided_item_is_explained_in_words(triage: Any, decided: Path) -> None:
    said = triage("explain", "--workspace", decided, "--item", "007")
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("007: P(claim) ")
    assert lines[1].startswith("The words ")
    assert "(log-odds towards claim):" in said.out
    assert "  video_view_count 900,000" in said.out
    assert lines[-1].startswith("Model: ")
    assert "0.00" not in "".join(lines[2 : lines.index(_COUNTS)])


def test_a_decided_item_is_explained_as_one_json_object(
    triage: Any, decided: Path
) -> None:
    told = triage("explain", "--workspace", decided, "--item", "007", "--json").json
    assert told["item"] == "007"
    assert told["p_claim"] == pytest.approx(told["scored_p_claim"])
    assert told["model_id"] == told["scored_by"]
    assert len(told["counts"]) == 5
    for head in filter(None, (told["text"], told["style"])):
        whole = head["intercept"] + sum(part["weight"] for part in head["parts"])
        assert whole == pytest.approx(head["log_odds"], abs=1e-9)


def test_an_item_with_nothing_to_score_says_so(triage: Any, workspace: Path) -> None:
    triage("decide", "--workspace", workspace, "--item", "12", "--verdict", "claim")
    said = triage("explain", "--workspace", workspace, "--item", "12")
    assert said.out.splitlines()[:2] == [
        "12: P(claim) no score",
        "This report has no words and no counts: there is nothing to explain.",
    ]


def test_an_unknown_item_is_refused(triage: Any, workspace: Path) -> None:
    said = triage("explain", "--workspace", workspace, "--item", "no such")
    assert said.status == 1
    assert "There is no item 'no such' in small" in said.err


def test_explaining_changes_nothing(triage: Any, decided: Path) -> None:
    before = triage("verify", "--workspace", decided, "--json").json
    triage("explain", "--workspace", decided, "--item", "007")
    assert triage("verify", "--workspace", decided, "--json").json == before


def test_a_double_is_not_explained_to_whoever_it_comes_to(
    triage: Any, decided: Path
) -> None:
    triage("settings", "--workspace", decided, "--double-share", 100)
    for item in ("8", "10"):
        where = ("--workspace", decided, "--item", item, "--verdict", "opinion")
        triage("decide", *where, "--moderator", "ben")
    served = triage("next", "--workspace", decided, "--moderator", "ben", "--json")
    assert served.json["item"] == "007"
    explain = ("explain", "--workspace", decided, "--item", "007", "--moderator")
    said = triage(*explain, "ben")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("triage: The score of '007' stays hidden until its")
    assert triage(*explain, "lea").status == 0
