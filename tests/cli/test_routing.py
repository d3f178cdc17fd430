"""Routings as a lead asks for them; the simple model is sure of 800 of 1,000."""

import csv
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
    triage: Any, real_data: Path, tmp_path: Path
) -> None:
    debate = real_data / "debate_sentences.csv"
    said = triage("score", debate, "--out", tmp_path / "q.csv", "--json").json
    assert said["forecast"]["automatic"] <= 0.01 * said["accepted"]
    assert said["reasons"]["outside_training"] >= 0.99 * said["accepted"]
    assert "unlike what the model learned from" in said["drift"]["sentence"]
