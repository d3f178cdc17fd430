import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    f1_score,
    roc_auc_score,
)

from model.card import evaluation_text
from model.dataset import Dataset, held_out
from model.evaluate import evaluate, metrics
from model.train import Training

P = np.array([0.95, 0.8, 0.6, 0.5, 0.4, 0.2, 0.1, np.nan])
TRUTH = np.array([True, False, True, False, True, False, True, True])


def test_figures_are_what_their_names_say() -> None:
    found = metrics(P, TRUTH)
    assert found["rows"] == 7
    assert found["unscored"] == 1
    assert found["claims"] == 4
    assert found["precision"] == pytest.approx(2 / 4)
    assert found["recall"] == pytest.approx(2 / 4)
    assert found["automatic_share"] == pytest.approx(4 / 7)
    assert found["automatic_error"] == pytest.approx(2 / 4)
    assert found["claims_to_likely_opinion"] == pytest.approx(1 / 4)
    assert found["opinions_to_likely_claim"] == pytest.approx(1 / 3)


@given(
    st.lists(
        st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()),
        min_size=4,
        max_size=40,
    ).filter(lambda rows: len({truth for _, truth in rows}) == 2)
)
def test_figures_agree_with_scikit_learns(rows: list[tuple[float, bool]]) -> None:
    p, truth = (np.array(column) for column in zip(*rows, strict=True))
    found = metrics(p, truth)
    assert found["roc_auc"] == pytest.approx(roc_auc_score(truth, p))
    assert found["pr_auc"] == pytest.approx(average_precision_score(truth, p))
    assert found["brier"] == pytest.approx(brier_score_loss(truth, p))
    said = p >= 0.5
    if said.any():
        assert found["f1"] == pytest.approx(f1_score(truth, said))
    macro = f1_score(truth, said, average="macro", zero_division=0)
    assert found["macro_f1"] == pytest.approx(macro)


def test_a_figure_that_can_not_be_had_is_none() -> None:
    nothing = metrics(np.zeros(0), np.zeros(0, dtype=bool))
    assert nothing["rows"] == 0
    assert nothing["precision"] is nothing["roc_auc"] is nothing["ece"] is None
    one_label = metrics(np.array([0.9]), np.array([True]))
    assert one_label["roc_auc"] is None
    assert one_label["recall"] == 1.0


def test_an_evaluation_is_json_and_has_every_slice(
    measured: dict[str, object],
) -> None:
    again = json.loads(json.dumps(measured, allow_nan=False))
    assert {
        "counts / 10",
        "counts / 100",
        "counts / 1000",
        "transcript blank",
        "transcript blank, counts / 100",
        "counts missing",
        "verified_status = verified",
        "author_ban_status = banned",
        "transcript under 70 characters",
    } <= again["slices"].keys()
    statuses = [k for k in again["slices"] if k.startswith("author_ban_status")]
    assert sum(again["slices"][k]["rows"] for k in statuses) == again["rows"]


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
    assert done[-1][0] == done[-1][1] == 7 * int(rows.labelled.sum())


def test_the_text_shows_every_slice(measured: dict[str, object]) -> None:
    text = evaluation_text(measured)
    for name in measured["slices"]:
        assert f"| {name} " in text
    assert "Recall of claims" in text
