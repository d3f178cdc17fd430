"""The desk's commands: reasons, redo, doubles, and what must not be told."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def doubled(triage: Any, workspace: Path) -> Path:
    """The six reports; ann decided one, and ben's next one may be hers."""
    triage("settings", "--workspace", workspace, "--double-share", 100)
    return workspace


def decide(triage: Any, workspace: Path, item: str, *more: Any) -> Any:
    verdict = () if "--verdict" in more else ("--verdict", "claim")
    where = ("--workspace", workspace, "--item", item)
    return triage("decide", *where, *verdict, *more)


def test_an_escalation_without_reason_or_note_is_refused(
    triage: Any, workspace: Path
) -> None:
    said = decide(triage, workspace, "8", "--verdict", "escalate")
    assert said.status == 1
    assert said.err == (
        "triage: An escalation needs a reason. Choose a reason, or write a note.\n"
    )
    escalate = ("--verdict", "escalate", "--reason", "policy-gap")
    assert decide(triage, workspace, "8", *escalate).status == 0
    said = triage("status", "--workspace", workspace)
    assert "for a lead      1 escalated, 0 disputed\n" in said.out


def test_an_unknown_reason_is_refused_and_the_known_ones_are_named(
    triage: Any, workspace: Path
) -> None:
    said = decide(triage, workspace, "8", "--reason", "whim")
    assert said.status == 1
    assert "There is no reason 'whim' in small.triage." in said.err
    assert "unsourced, hearsay" in said.err
    assert decide(triage, workspace, "8", "--reason", "hearsay").status == 0


def test_redo_brings_back_what_undo_took(triage: Any, workspace: Path) -> None:
    decide(triage, workspace, "8", "--moderator", "ann")
    decide(triage, workspace, "9", "--moderator", "ben")
    triage("undo", "--workspace", workspace)
    triage("undo", "--workspace", workspace, "--moderator", "ann")
    redo = ("redo", "--workspace", workspace, "--moderator", "ann")
    assert triage(*redo).out == "Brought back: claim · 8\n"
    assert triage(*redo).err == "triage: There is no verdict by ann to redo.\n"
    status = triage("status", "--workspace", workspace, "--json").json
    assert status["decided"] == 1
    assert triage("verify", "--workspace", workspace).status == 0


def test_what_one_skipped_is_served_to_others_first(
    triage: Any, workspace: Path
) -> None:
    ask = ("next", "--workspace", workspace, "--json", "--moderator")
    first = triage(*ask, "ann").json["item"]
    decide(triage, workspace, first, "--verdict", "skip", "--moderator", "ann")
    assert triage(*ask, "ann").json["item"] != first
    assert triage(*ask, "ben").json["item"] == first


def test_a_double_is_served_like_any_item_and_recorded_as_a_second(
    triage: Any, doubled: Path
) -> None:
    first = decide(
        triage, doubled, "9", "--moderator", "ann", "--note", "sure", "--json"
    ).json
    assert first["items"] == 1
    fresh = triage("next", "--workspace", doubled, "--json", "--moderator", "zoe").json
    for item in ("8", "10"):
        decide(triage, doubled, item, "--moderator", "ben")
        shown = triage(
            "next", "--workspace", doubled, "--json", "--moderator", "ben"
        ).json
        if shown["item"] == "9":
            break
    assert shown["item"] == "9"
    assert shown.keys() == fresh.keys(), "nothing tells that it was decided"
    assert not {"verdict", "note", "why_shown"} & shown.keys()
    again = decide(
        triage, doubled, "9", "--moderator", "ben", "--verdict", "opinion", "--json"
    ).json
    assert again.keys() == first.keys()
    status = triage("status", "--workspace", doubled, "--json").json
    assert (status["disputed"], status["doubles"]["pairs"]) == (1, 1)
    words = triage("status", "--workspace", doubled).out
    assert "doubles         0 of 1 decided alike the second time\n" in words
    assert "for a lead      0 escalated, 1 disputed\n" in words
    assert triage("verify", "--workspace", doubled).status == 0
