import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model.classifier import Scores
from model.dataset import CLAIM, OPINION, Dataset, held_out
from model.evaluate import evaluate, evaluate_elsewhere
from model.metrics import PEOPLE
from model.rules import BAND, Rules
from model.train import Training
from model.variants import swapped, variants

AGES = ("counts / 10", "counts / 100", "counts / 1000")


def all_are_claims(scores: Scores) -> Any:
    return np.full(len(scores.p_claim), CLAIM, dtype=np.int8)


def test_an_evaluation_is_json_and_has_every_slice(
    measured: dict[str, object],
) -> None:
    again = json.loads(json.dumps(measured, allow_nan=False))
    assert again == measured
    assert {
        *AGES,
        "mixed ages",
        "transcript blank",
        "transcript blank, counts / 100",
        "counts missing",
        "counts of the other label",
        "verified_status = verified",
        "author_ban_status = banned",
        "transcript under 70 characters",
    } <= again["slices"].keys()
    statuses = [k for k in again["slices"] if k.startswith("author_ban_status")]
    assert sum(again["slices"][k]["rows"] for k in statuses) == again["rows"]


def test_mixed_ages_are_all_ages_together(measured: Any) -> None:
    slices = measured["slices"]
    ages = [measured, *(slices[name] for name in AGES)]
    assert slices["mixed ages"]["rows"] == 4 * measured["rows"]
    for key in ("brier", "automatic_share", "outside_share"):
        mean = np.mean([age[key] for age in ages])
        assert slices["mixed ages"][key] == pytest.approx(mean)
    assert measured["ece_mixed_ages"] == slices["mixed ages"]["ece"]


def test_rows_are_routed_by_the_rules_that_are_given(
    rows: Dataset, training: Training
) -> None:
    rules = Rules(
        all_are_claims,
        BAND.band,
        lambda scores: scores.p_claim > 2,
        "everything is a claim",
        0.5,
        ("Nobody looks.",),
    )
    found: Any = evaluate(training.classifier, rows, held_out_only=True, rules=rules)
    opinions = found["rows"] - found["claims"]
    assert found["automatic_share"] == 1.0
    assert found["automatic_error"] == pytest.approx(opinions / found["rows"])
    assert found["band"]["automatic_error"] < 0.05
    assert found["routing"] == {
        "plan": "everything is a claim",
        "budget": 0.5,
        "notes": ["Nobody looks."],
    }


def test_what_lies_outside_never_passes_the_band() -> None:
    p = np.array([0.99, 0.99, 0.01, 0.5, np.nan])
    outside = np.array([False, True, False, False, False])
    lanes = BAND.plan(Scores(p, p, p, outside))
    assert lanes.tolist() == [CLAIM, PEOPLE, OPINION, PEOPLE, PEOPLE]


def test_the_other_labels_counts_are_given_to_every_row(rows: Dataset) -> None:
    found = swapped(rows)
    claims = {tuple(one) for one in rows.counts[rows.labels == CLAIM].tolist()}
    opinions = {tuple(one) for one in rows.counts[rows.labels == OPINION].tolist()}
    whole = ~np.isnan(found.counts).any(axis=1)
    for label, source in ((CLAIM, opinions), (OPINION, claims)):
        given = found.counts[(found.labels == label) & whole].tolist()
        assert given
        assert {tuple(one) for one in given} <= source
    one_label = rows.where(rows.labels == CLAIM)
    assert np.array_equal(swapped(one_label).counts, one_label.counts, equal_nan=True)


def test_only_the_held_out_fifth_is_measured_if_asked(
    rows: Dataset, measured: dict[str, object]
) -> None:
    expected = int((held_out(rows.ids) & rows.labelled).sum())
    assert measured["rows"] == expected > 0


def test_all_labelled_rows_are_measured_otherwise(
    rows: Dataset, training: Training
) -> None:
    found = evaluate(training.classifier, rows)
    assert found["rows"] == int(rows.labelled.sum())


def test_evaluation_reports_every_chunk_and_stops_where_it_is_told(
    rows: Dataset, training: Training
) -> None:
    seen: list[int] = []

    class StopError(Exception):
        pass

    def report(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 3:
            raise StopError

    with pytest.raises(StopError):
        evaluate(training.classifier, rows, report=report)
    assert seen == sorted(seen)
    done: list[tuple[int, int]] = []
    evaluate(training.classifier, rows, report=lambda n, total: done.append((n, total)))
    ways = len(variants(rows))
    assert done[-1][0] == done[-1][1] == ways * int(rows.labelled.sum())


def test_rows_of_another_source_need_no_label(
    rows: Dataset, training: Training
) -> None:
    bare = replace(rows, labels=np.full(len(rows), -1, dtype=np.int8))
    told, scores = evaluate_elsewhere(training.classifier, bare)
    assert told["rows"] == len(scores.p_claim) == len(rows)
    assert told["labelled"] is None
    known: Any = evaluate_elsewhere(training.classifier, rows)[0]
    assert known["labelled"]["rows"] == int(rows.labelled.sum())
    assert known["outside_share"] == told["outside_share"]


def test_text_of_another_kind_is_told_to_lie_outside(training: Training) -> None:
    strange = Dataset.from_columns(
        ["1", "2"],
        ["the committee adjourned until further notice on thursday afternoon"] * 2,
        {},
        ["claim", None],
    )
    told, _ = evaluate_elsewhere(training.classifier, strange)
    assert told["outside_share"] == 1.0
    assert told["automatic_share"] == 0.0


def test_an_evaluation_of_nothing_is_none_throughout(training: Training) -> None:
    nothing = Dataset.from_columns([], [], {}, [])
    found = evaluate(training.classifier, nothing)
    assert found["rows"] == 0
    assert found["automatic_share"] is None
    json.dumps(found, allow_nan=False)


def test_authors_status_is_no_part_of_a_score(
    rows: Dataset, training: Training
) -> None:
    turned = replace(
        rows,
        groups={name: [*cells[7:], *cells[:7]] for name, cells in rows.groups.items()},
    )
    assert turned.groups != rows.groups
    one, other = (evaluate(training.classifier, some) for some in (rows, turned))
    assert {k: v for k, v in one.items() if isinstance(v, float)} == {
        k: v for k, v in other.items() if isinstance(v, float)
    }
    assert one["fairness"] != other["fairness"]
