from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from model.dataset import CLAIM, OPINION, UNLABELLED, Dataset, held_out
from model.train import MIN_PER_LABEL, Training, TrainingError, train


def test_the_same_rows_and_seed_give_the_same_numbers(
    rows: Dataset, training: Training
) -> None:
    again = train(rows, seed=3).classifier
    first = training.classifier
    assert again.text.vocabulary == first.text.vocabulary
    assert np.array_equal(again.text.linear.weights, first.text.linear.weights)
    assert np.array_equal(again.engagement.weights, first.engagement.weights)
    assert again.calibration == first.calibration


def test_another_seed_shows_the_rows_at_other_ages(
    rows: Dataset, training: Training
) -> None:
    other = train(rows, seed=4).classifier
    assert not np.array_equal(
        other.engagement.weights, training.classifier.engagement.weights
    )


def test_the_held_out_fifth_changes_nothing(rows: Dataset, training: Training) -> None:
    outside = held_out(rows.ids)
    text = [
        "zebra " * 5 if out else words
        for words, out in zip(rows.text, outside, strict=True)
    ]
    turned = np.where(outside & rows.labelled, 1 - rows.labels, rows.labels)
    changed = train(replace(rows, text=text, labels=turned.astype(np.int8)), seed=3)
    assert changed.data_sha256 == training.data_sha256
    assert "zebra" not in changed.classifier.text.vocabulary
    assert np.array_equal(
        changed.classifier.text.linear.weights, training.classifier.text.linear.weights
    )


def test_every_row_is_trained_on_or_held_out_or_without_a_label(
    rows: Dataset, training: Training
) -> None:
    parts = (
        training.rows_trained,
        training.rows_held_out,
        training.rows_unlabelled,
    )
    assert sum(parts) == len(rows)
    assert training.rows_unlabelled == int((rows.labels == UNLABELLED).sum()) > 0
    assert 0.17 < training.rows_held_out / len(rows) < 0.23


def test_author_status_can_not_change_the_model(
    rows: Dataset, training: Training
) -> None:
    blind = train(replace(rows, groups={}), seed=3)
    assert np.array_equal(
        blind.classifier.engagement.weights, training.classifier.engagement.weights
    )


def test_one_label_alone_is_a_sentence(rows: Dataset) -> None:
    claims = rows.where(rows.labels == CLAIM)
    with pytest.raises(TrainingError, match="There are 0 labelled opinions to learn"):
        train(claims)


def test_too_few_labels_are_a_sentence(rows: Dataset) -> None:
    few = np.zeros(len(rows), dtype=np.bool_)
    for code in (CLAIM, OPINION):
        few[np.flatnonzero((rows.labels == code) & ~held_out(rows.ids))[:12]] = True
    with pytest.raises(TrainingError, match=f"at least {MIN_PER_LABEL} are needed"):
        train(rows.where(few))


def test_transcripts_without_a_shared_word_are_a_sentence(rows: Dataset) -> None:
    strangers = replace(rows, text=[f"word{row}" for row in range(len(rows))])
    with pytest.raises(TrainingError, match="too few words in common"):
        train(strangers)


def test_no_counts_at_all_are_a_sentence(rows: Dataset) -> None:
    with pytest.raises(TrainingError, match="have counts for one label at most"):
        train(rows.without_counts())


def test_training_reports_its_steps_and_stops_where_it_is_told(
    rows: Dataset,
) -> None:
    steps: list[tuple[int, int]] = []

    class StopError(Exception):
        pass

    def report(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise StopError

    with pytest.raises(StopError):
        train(rows, report=report)
    assert steps == [(0, 4), (1, 4), (2, 4)]


def test_few_views_make_the_model_uncertain_and_not_sure_of_an_opinion(
    synthetic: Callable[[int, int], Dataset], training: Training
) -> None:
    fresh = synthetic(4_000, 99)
    fresh = fresh.where(fresh.labels == CLAIM).without_text().aged(100)
    scores = training.classifier.score(fresh.text, fresh.count_columns())
    assert (scores.p_claim <= 0.2).mean() <= 0.05
    assert np.isnan(scores.p_text).all()
