"""``triage find``: what filters leave, and nothing that is hidden."""

from pathlib import Path
from typing import Any

import pytest


def find(triage: Any, workspace: Path, *more: Any) -> Any:
    said = triage("find", "--workspace", workspace, *more, "--json")
    assert said.status == 0, said.err
    return said.json


def ids(triage: Any, workspace: Path, *more: Any) -> list[str]:
    return [one["item"] for one in find(triage, workspace, *more)["items"]]


def test_everything_is_found_in_the_queues_order(triage: Any, workspace: Path) -> None:
    found = find(triage, workspace)
    assert found["found"] == 6
    every = [one["item"] for one in found["items"]]
    assert sorted(every) == sorted(set(every))
    review = ids(triage, workspace, "--tab", "review")
    upcoming = triage("next", "--workspace", workspace, "--json").json["item"]
    assert review[0] == upcoming


def test_the_limit_cuts_the_list_and_not_the_count(
    triage: Any, workspace: Path
) -> None:
    found = find(triage, workspace, "--limit", 2)
    assert (found["found"], len(found["items"])) == (6, 2)
    said = triage("find", "--workspace", workspace, "--limit", 2)
    assert said.out.endswith("6 items match; the first 2 are shown.\n")


def test_ranges_words_and_ids_narrow_together(triage: Any, workspace: Path) -> None:
    every = find(triage, workspace)["items"]
    wanted = [o["item"] for o in every if (o["views"] or 0) >= 1000]
    assert ids(triage, workspace, "--views-from", "1k") == wanted
    first = every[0]
    assert first["item"] in ids(triage, workspace, "--id", first["item"])
    word = str(first["transcript"]).split()[0].upper()
    assert first["item"] in ids(triage, workspace, "--search", word)
    assert ids(triage, workspace, "--search", "xyzzy-nowhere") == []
    said = triage("find", "--workspace", workspace, "--search", "xyzzy-nowhere")
    assert said.out == "No item matches.\n"


def test_no_hidden_score_is_printed_or_filtered_by(
    triage: Any, workspace: Path
) -> None:
    review = find(triage, workspace, "--tab", "review")["items"]
    assert review
    assert not any("p_claim" in one or "reason" in one for one in review)
    every = [one["item"] for one in review]
    by_score = ("--tab", "review", "--p-claim-from", "0.99")
    assert ids(triage, workspace, *by_score) == every
    by_reason = ("--tab", "review", "--reason", "heads_disagree")
    assert ids(triage, workspace, *by_reason) == every
    item = every[0]
    where = ("--workspace", workspace, "--item", item)
    triage("decide", *where, "--verdict", "claim")
    (decided,) = find(triage, workspace, "--tab", "decided")["items"]
    assert decided["item"] == item
    assert "p_claim" in decided
    assert decided["state"] == "claim"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--views-from", "many"), "“many” is not a number."),
        (("--p-claim-to", "80"), "“80” is not between 0 and 1."),
        (("--limit", "0"), "'0' is not a number of items from 1 to 1,000,000"),
        (("--state", "gone"), "invalid choice: 'gone'"),
        (("--reason", "audit"), "invalid choice: 'audit'"),
    ],
)
def test_what_makes_no_filter_is_refused(
    triage: Any,
    workspace: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, str],
    sentence: str,
) -> None:
    with pytest.raises(SystemExit) as left:
        triage("find", "--workspace", workspace, *options)
    assert left.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_range_that_ends_before_it_begins_is_refused(
    triage: Any, workspace: Path
) -> None:
    said = triage(
        "find", "--workspace", workspace, "--views-from", "9", "--views-to", "1"
    )
    assert said.status == 1
    assert said.err == (
        "triage: The range begins at 9, above its end at 1. "
        "Put the smaller number first.\n"
    )


def test_no_reason_tells_an_audited_item_apart_where_scores_show(
    simple: Any, routed: Path
) -> None:
    simple("settings", "--workspace", routed, "--scores", "shown")
    waiting = find(simple, routed, "--tab", "review", "--limit", 500)["items"]
    assert all("p_claim" in one for one in waiting)
    assert {one["reason"] for one in waiting} == {""}
    every = [one["item"] for one in waiting]
    by_reason = ("--tab", "review", "--limit", 500, "--reason", "mid_confidence")
    assert ids(simple, routed, *by_reason) == every
    by_place = ("--tab", "review", "--limit", 500, "--sort", "reason")
    assert ids(simple, routed, *by_place) == every
    shown = simple("next", "--workspace", routed, "--json").json
    assert shown["reason"] == ""


def test_one_of_many_is_told_in_the_singular(triage: Any, workspace: Path) -> None:
    said = triage("find", "--workspace", workspace, "--limit", 1)
    assert said.out.endswith("6 items match; the first is shown.\n")
