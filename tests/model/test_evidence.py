from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from model.calibration import (
    CONDITIONS,
    Calibration,
    expected_calibration_error,
    fit_platt,
    logistic,
)
from model.dataset import Dataset, held_out
from model.draws import Draws
from model.evidence import MOST_ROWS, fit_calibration, gather
from model.heads import LogOdds, out_of_fold, partly
from model.onethread import one_thread
from model.steps import Steps, no_report
from model.train import Training


def rows_of(count: int, **parts: object) -> Dataset:
    labels = np.arange(count) % 2
    return replace(
        Dataset(
            [f"item {row}" for row in range(count)],
            ["some words"] * count,
            np.ones((count, 5)),
            labels.astype(np.int8),
        ),
        **parts,
    )


def said_of(rows: Dataset, sure: float = 2.0) -> LogOdds:
    side = np.where(rows.labels == 1, sure, -sure)
    return LogOdds(side, np.tile(side[:, np.newaxis], (1, CONDITIONS)))


def test_evidence_says_of_each_row_what_heads_without_it_say(
    training: Training, rows: Dataset
) -> None:
    evidence = training.evidence
    size = len(evidence.labels)
    assert evidence.both.shape == evidence.engagement.shape == (size, CONDITIONS)
    assert evidence.text.shape == (size,)
    assert 1_500 < size < MOST_ROWS
    for part in (evidence.both, evidence.text, evidence.engagement):
        assert ((part >= 0) & (part <= 1)).all()
        assert np.array_equal(part, np.round(part, 6))
    right = (evidence.both[:, 0] >= 0.5) == (evidence.labels == 1)
    assert 0.9 < right.mean() < 1.0
    assert evidence.outside_share == training.classifier.guard.home_share


def test_out_of_fold_rows_are_judged_without_their_own_label(
    synthetic: Callable[[int, int], Dataset],
) -> None:
    rows = synthetic(500, 6)
    base = rows.where(rows.labelled & ~held_out(rows.ids))
    none = base.where(np.zeros(len(base), dtype=np.bool_))
    turned = base.labels.copy()
    turned[5] = 1 - turned[5]
    with one_thread():  # as where it is learned in earnest
        before, after = (
            out_of_fold(some, none, 0, Steps(1, no_report))
            for some in (base, replace(base, labels=turned))
        )
    assert after.text[5] == before.text[5]
    assert after.engagement[5].tolist() == before.engagement[5].tolist()
    # Rows of the other folds are judged by heads that learnt from it.
    assert after.text[6] != before.text[6]


def test_evidence_is_a_sample_that_ids_alone_decide() -> None:
    rows = rows_of(MOST_ROWS + 500)
    nowhere = np.zeros(len(rows), dtype=np.bool_)
    one = gather(said_of(rows), rows, nowhere, Calibration(0.0))
    assert len(one.labels) == MOST_ROWS
    order = np.random.default_rng(0).permutation(len(rows))
    shuffled = Dataset(
        [rows.ids[row] for row in order.tolist()],
        rows.text,
        rows.counts,
        rows.labels[order],
    )
    other = gather(said_of(shuffled), shuffled, nowhere, Calibration(0.0))
    assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.both, other.both)


def test_rows_outside_or_without_a_part_are_no_evidence() -> None:
    rows = rows_of(40)
    said = said_of(rows)
    said.text[:4] = np.nan
    said.engagement[4:8] = np.nan
    outside = np.zeros(40, dtype=np.bool_)
    outside[8:14] = True
    evidence = gather(said, rows, outside, Calibration(0.0))
    assert len(evidence.labels) == 26
    assert evidence.outside_share == pytest.approx(6 / 40)
    assert np.isfinite(evidence.both).all()


def test_a_model_without_complete_rows_has_no_evidence_and_is_not_calibrated() -> None:
    rows = rows_of(60)
    said = said_of(rows)
    said.text[:] = np.nan
    assert fit_calibration(0.3, said, rows) == Calibration(0.3)
    nowhere = np.zeros(60, dtype=np.bool_)
    evidence = gather(said, rows, nowhere, Calibration(0.3))
    assert evidence.both.shape == evidence.engagement.shape == (0, CONDITIONS)


def test_calibrating_makes_probabilities_mean_what_they_say() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(0, 2, 4_000)
    labels = (rng.random(4_000) < logistic(truth)).astype(np.int8)
    shown = (truth - 0.7) / 3
    slope, offset = fit_platt(shown, labels)
    assert slope == pytest.approx(3.0, abs=0.3)
    assert offset == pytest.approx(0.7, abs=0.15)
    raw, said = (
        expected_calibration_error(logistic(by), labels.astype(np.float64))
        for by in (shown, slope * shown + offset)
    )
    assert said < 0.03 < raw


def test_log_odds_that_fall_with_the_labels_are_left_alone() -> None:
    labels = np.tile(np.array([0, 1], dtype=np.int8), 50)
    assert fit_platt(np.where(labels == 1, -1.0, 1.0), labels) == (1.0, 0.0)


def test_evidence_shows_rows_with_some_counts_missing_but_never_all(
    rows: Dataset,
) -> None:
    shown = partly(rows.counts, Draws(1, 0))
    whole = ~np.isnan(rows.counts).any(axis=1)
    missing = np.isnan(shown[whole])
    assert not missing.all(axis=1).any()
    assert 0.3 < missing.mean() < 0.45
    seen = shown[~np.isnan(shown)]
    assert (seen == np.floor(seen)).all()
    assert (seen <= rows.counts[~np.isnan(shown)]).all()
