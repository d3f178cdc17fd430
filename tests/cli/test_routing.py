"""Routings as a lead asks for them; the simple model is sure of 800 of 1,000."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage_app.domain.decisions import Event, Verdict
from triage_app.domain.routing import Reason
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.services import Services

Events = Callable[[Path], list[tuple[str, Any]]]
Decide = Callable[[Path, dict[str, str]], None]


def queue_of(simple: Any, place: Path) -> list[dict[str, Any]]:
    """Return every item of a workspace as the queue export has it."""
    out = place.with_name("queue.jsonl")
    said = simple("export", "--workspace", place, "--out", out, "--preset", "queue")
    assert said.status == 0, said.err
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def lanes_of(simple: Any, place: Path) -> dict[str, str]:
    return {row["video_id"]: row["lane"] for row in queue_of(simple, place)}


@pytest.fixture
def decide(services: Services) -> Decide:
    """Record verdicts, in one go: a command for each would take its time."""

    def record(place: Path, verdicts: dict[str, str]) -> None:
        workspace = services.workspaces.open(place)
        try:
            desk = ReviewDesk(workspace)
            for item, verdict in verdicts.items():
                row = desk.find(item)
                desk.decide(VerdictRequest(row, Verdict(verdict), "tester"))
        finally:
            workspace.close()

    return record


@pytest.fixture
def audited(services: Services) -> Callable[[Path], dict[str, str]]:
    """Return the model's label by item of the audit slice; no command tells them."""

    def read(place: Path) -> dict[str, str]:
        workspace = services.workspaces.open(place, read_only=True)
        try:
            case = workspace.case
            rows = np.flatnonzero(case.routing.reasons == Reason.AUDIT).tolist()
            items = [case.item(row) for row in rows]
            return {item.item_id: item.model_label for item in items}
        finally:
            workspace.close()

    return read


@pytest.fixture
def events(services: Services) -> Events:
    """Return kind and payload of a workspace's events, exports left out."""

    def read(place: Path) -> list[tuple[str, Any]]:
        workspace = services.workspaces.open(place, read_only=True)
        try:
            found = workspace.store.events()
        finally:
            workspace.close()
        return [
            (event.kind, json.loads(event.payload))
            for event in found
            if event.kind != "exported"
        ]

    return read


def test_without_options_the_routing_in_force_is_shown(
    simple: Any, routed: Path
) -> None:
    said = simple("routing", "--workspace", routed, "--json").json
    assert said["routing"]["described"] == "error budget 1 % (90 % confidence)"
    assert (said["in_force"], said["applied"]) == (True, False)
    assert (said["forecast"]["people"], said["forecast"]["automatic"]) == (260, 740)
    assert said["moves"] == {"to_people": 0, "to_automatic": 0}
    assert (said["audit"]["size"], said["audit"]["audited"]) == (60, 0)
    assert said["audit"]["promise"] == 0.01
    assert said["reranking"] is True
    people = simple("routing", "--workspace", routed).out
    assert "error budget 1 % (90 % confidence) (in force)" in people
    assert "Automatic lanes: none of 60 drawn is audited yet." in people
    assert "would move" not in people


def test_a_simulation_says_what_would_move_and_changes_nothing(
    simple: Any, routed: Path, events: Events
) -> None:
    before = (lanes_of(simple, routed), events(routed))
    said = simple("routing", "--workspace", routed, "--capacity", 400, "--json").json
    assert (said["in_force"], said["applied"]) == (False, False)
    assert (said["forecast"]["people"], said["forecast"]["automatic"]) == (400, 600)
    assert said["moves"] == {"to_people": 140, "to_automatic": 0}
    people = simple("routing", "--workspace", routed, "--audit", 0, "--rerank", "off")
    assert "would move 0 undecided items to people and 60 away" in people.out
    assert "nothing is changed without --apply" in people.out
    assert (lanes_of(simple, routed), events(routed)) == before
    status = simple("status", "--workspace", routed, "--json").json
    assert status["reranking"] is True


def test_applying_moves_undecided_items_alone_and_is_logged(
    simple: Any, routed: Path, events: Events, decide: Decide
) -> None:
    before = lanes_of(simple, routed)
    decided = [item for item, lane in before.items() if lane == "likely_claim"][:3]
    decide(routed, dict.fromkeys(decided, "claim"))
    said = simple(
        *("routing", "--workspace", routed, "--band", 0, 1, "--apply"),
        *("--moderator", "lea", "--json"),
    ).json
    assert (said["in_force"], said["applied"]) == (True, True)
    assert said["moves"] == {"to_people": 740 - 3, "to_automatic": 0}
    after = lanes_of(simple, routed)
    assert {item for item, lane in after.items() if lane != "review"} == set(decided)
    kind, payload = events(routed)[-1]
    assert kind == "routing_set"
    assert payload["policy"] == {"kind": "band", "low": 0.0, "high": 1.0}
    shown = simple("routing", "--workspace", routed, "--json").json
    assert shown["routing"]["described"] == "review band 0 to 1"
    assert simple("verify", "--workspace", routed).status == 0


def test_the_other_part_of_a_plan_stays_as_it_was(simple: Any, routed: Path) -> None:
    routing = ("routing", "--workspace", routed, "--json")
    simple(*routing, "--audit", 10, "--apply")
    simple(*routing, "--band", 0.4, 0.6, "--apply")
    shown = simple(*routing).json["routing"]
    assert shown["described"] == "review band 0.4 to 0.6"
    assert shown["audit"] == {"share": 0.1, "least": 30}


def test_an_import_leaves_the_routing_unless_another_is_asked_for(
    simple: Any, routed: Path, mixed: Path
) -> None:
    with mixed.open("a") as file:
        file.write("new,clear words,999000\n")
    simple("routing", "--workspace", routed, "--capacity", 300, "--apply")
    again = simple("import", mixed, "--workspace", routed, "--json").json
    assert again["routing"]["described"] == "the 300 least certain items"
    assert again["forecast"]["people"] == again["lanes"]["review"] == 300
    other = ("--error-budget", 2)
    again = simple("import", mixed, "--workspace", routed, *other, "--json").json
    assert again["routing"]["budget"] == 0.02
    shown = simple("routing", "--workspace", routed, "--json").json
    assert shown["routing"] == again["routing"]


def test_the_switch_of_re_ranking_is_kept_and_logged(
    simple: Any, routed: Path, events: Events
) -> None:
    routing = ("routing", "--workspace", routed)
    said = simple(*routing, "--rerank", "off", "--apply", "--json").json
    assert said["reranking"] is False
    assert events(routed)[-1] == ("reranking_set", False)
    assert simple("status", "--workspace", routed, "--json").json["reranking"] is False
    assert "re-ranking      off" in simple(*routing).out


def test_an_audit_that_a_capacity_has_no_room_for_is_told(
    simple: Any, routed: Path
) -> None:
    def notes(items: int) -> list[str]:
        said = simple("routing", "--workspace", routed, "--capacity", items, "--json")
        found = said.json["notes"]
        assert isinstance(found, list)
        return found

    assert notes(130) == [
        "People get 160 items: the audit slice of the automatic lanes needs more "
        "places than 130 leaves."
    ]
    assert notes(160) == []
    (must,) = notes(9)
    assert must.startswith("100 items must be looked at whatever the capacity")


def test_nothing_to_apply_is_a_sentence(simple: Any, routed: Path) -> None:
    said = simple("routing", "--workspace", routed, "--apply")
    assert said.status == 1
    assert said.err.startswith("triage: There is nothing to apply.")


def test_an_audit_that_finds_errors_breaks_the_promise_and_tightens(
    simple: Any,
    routed: Path,
    events: Events,
    decide: Decide,
    audited: Callable[[Path], dict[str, str]],
) -> None:
    said = simple("routing", "--workspace", routed, "--tighten")
    assert said.status == 1
    assert said.err.startswith("triage: The audit gives no reason to tighten")
    claims = [item for item, label in audited(routed).items() if label == "claim"]
    decide(routed, dict.fromkeys(claims[:6], "opinion"))
    sentence = "Automatic lanes: 6 wrong of 6 audited, at most 100 % (95 %)."
    for command in ("routing", "status"):
        told = simple(command, "--workspace", routed).out
        assert sentence in told
        assert "triage routing --tighten shows what would follow" in told
    status = simple("status", "--workspace", routed, "--json").json
    assert status["audit"]["broken"] == ["likely_claim"]
    tighten = ("routing", "--workspace", routed, "--tighten", "--json")
    simulated = simple(*tighten).json
    assert "likely claim closed" in simulated["routing"]["described"]
    assert simulated["moves"]["to_people"] == 370
    assert simple(*tighten, "--apply").json["applied"] is True
    assert events(routed)[-1][1]["closed"] == ["likely_claim"]
    lanes = Counter(lanes_of(simple, routed).values())
    assert lanes == {"review": 630, "likely_opinion": 370}


def test_a_right_audit_is_shown_against_the_promise(
    simple: Any,
    routed: Path,
    decide: Decide,
    audited: Callable[[Path], dict[str, str]],
) -> None:
    decide(routed, audited(routed))
    status = simple("status", "--workspace", routed)
    assert "Automatic lanes: 0 wrong of 60 audited, at most 4.9 % (95 %)." in status.out
    assert "routing         error budget 1 % (90 % confidence)\n" in status.out
    assert "needs review          260   waiting 200\n" in status.out


def test_a_routing_is_simulated_while_the_workspace_is_worked_on(
    simple: Any, services: Services, routed: Path
) -> None:
    open_elsewhere = services.workspaces.open(routed)
    try:
        said = simple("routing", "--workspace", routed, "--audit", 5, "--json")
    finally:
        open_elsewhere.close()
    assert said.status == 0
    assert said.json["routing"]["audit"]["share"] == 0.05


@pytest.mark.parametrize("command", ["routing", "status", "next"])
def test_a_routing_that_cannot_be_read_is_told_and_blocks_nothing(
    simple: Any, services: Services, routed: Path, command: str
) -> None:
    workspace = services.workspaces.open(routed)
    event = Event("routing_set", "{}", workspace.now(), "tester")
    workspace.store.set_setting("routing", '{"kind": "dice"}', event)
    workspace.close()
    said = simple(command, "--workspace", routed)
    assert said.status == 0
    assert "is in force until a lead sets the routing again." in said.err


def test_the_labels_of_another_model_promise_nothing(
    simple: Any, views: Any, routed: Path
) -> None:
    views.model_id = "views-2"
    said = simple("routing", "--workspace", routed, "--error-budget", 2, "--json")
    assert "These items were scored by views-1" in said.err
    assert said.json["forecast"]["automatic"] == 0


@pytest.mark.parametrize("other", [("--capacity", 3), ("--error-budget", 1)])
def test_tightening_is_one_choice_among_the_policies(
    simple: Any, routed: Path, other: tuple[object, ...]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        simple("routing", "--workspace", routed, "--tighten", *other)
    assert stopped.value.code == 2


def test_an_automatic_item_has_no_empty_reason_line(simple: Any, routed: Path) -> None:
    said = simple("next", "--workspace", routed, "--lane", "likely_claim")
    assert "\nlane: likely_claim" in said.out
    assert "model_label: claim" in said.out
    assert "reason" not in said.out


def test_next_re_ranks_unfamiliar_items_first_and_logs_it(
    simple: Any, routed: Path, events: Events, decide: Decide
) -> None:
    next_item = ("next", "--workspace", routed, "--json")
    before = lanes_of(simple, routed)
    # The last few, for any of them may have been drawn by lot to come later.
    latest = {str(number) for number in range(990, 996)}
    assert simple(*next_item).json["item"] not in latest
    said = simple(*next_item, "--rerank")
    assert "The order stays" in said.err
    assert [kind for kind, _ in events(routed)].count("reranked") == 0
    decide(routed, {"901": "claim", "902": "opinion"})
    said = simple(*next_item, "--rerank", "--moderator", "ann")
    assert said.json["item"] in latest
    assert said.err == "94 unfamiliar items ordered anew from 2 verdicts.\n"
    kind, payload = events(routed)[-1]
    assert (kind, payload["verdicts"], payload["items"]) == ("reranked", 2, 94)
    assert lanes_of(simple, routed) == before
    assert simple("verify", "--workspace", routed).status == 0


def test_next_leaves_the_order_where_re_ranking_is_off(
    simple: Any, routed: Path, events: Events, decide: Decide
) -> None:
    decide(routed, {"901": "claim", "902": "opinion"})
    simple("routing", "--workspace", routed, "--rerank", "off", "--apply")
    said = simple("next", "--workspace", routed, "--rerank", "--json")
    assert said.err == "Re-ranking is switched off here; the order stays.\n"
    assert int(said.json["item"]) < 990
    assert "reranked" not in {kind for kind, _ in events(routed)}
