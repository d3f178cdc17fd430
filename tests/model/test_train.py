from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from model.dataset import CLAIM, OPINION, UNLABELLED, Dataset, held_out
from model.linguistics import NAMES
from model.state import pack
from model.train import MIN_PER_LABEL, Feedback, Training, TrainingError, train


def packed(training: Training) -> bytes:
    return pack(training.classifier, training.evidence)


def test_the_same_rows_and_seed_give_the_same_numbers(
    rows: Dataset, training: Training
) -> None:
    again = train(rows, seed=3)
    assert again.classifier.calibration == training.classifier.calibration
    assert packed(again) == packed(training)


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
    rng = np.random.default_rng(1)
    order = rng.permutation(len(rows)).tolist()
    permuted = {
        name: [cells[row] for row in order] for name, cells in rows.groups.items()
    }
    assert permuted != rows.groups
    assert packed(train(replace(rows, groups=permuted), seed=3)) == packed(training)


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


@pytest.mark.parametrize("kept", [None, CLAIM, OPINION])
@pytest.mark.parametrize("taught", [False, True])
def test_transcripts_for_one_label_at_most_are_a_sentence(
    rows: Dataset, kept: int | None, *, taught: bool
) -> None:
    texts = [
        text if label == kept else None
        for text, label in zip(rows.text, rows.labels, strict=True)
    ]
    feedback = Feedback(rows, np.ones(len(rows))) if taught else None
    with pytest.raises(TrainingError, match="transcripts for one label at most; both"):
        train(replace(rows, text=texts), feedback=feedback)


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
    total = steps[0][1]
    assert steps == [(0, total), (1, total), (2, total)]

    steps.clear()
    train(rows, report=lambda done, total: steps.append((done, total)))
    assert steps == [(done, total) for done in range(total + 1)]


def test_few_views_make_the_model_uncertain_and_not_sure_of_an_opinion(
    synthetic: Callable[[int, int], Dataset], training: Training
) -> None:
    fresh = synthetic(4_000, 99)
    fresh = fresh.where(fresh.labels == CLAIM).without_text().aged(100)
    scores = training.classifier.score(fresh.text, fresh.count_columns())
    assert (scores.p_claim <= 0.2).mean() <= 0.05
    assert np.isnan(scores.p_text).all()


def foreign(size: int, *, claims: bool = True) -> Dataset:
    """Verdicts on sentences that training never saw, without counts."""
    said = "the ministry reported {n} percent fewer accidents in the north this year"
    felt = "honestly i would never want to live in town number {n} with my children"
    labels = np.arange(size) % 2 if claims else np.zeros(size, dtype=np.int8)
    return Dataset(
        [f"own {row}" for row in range(size)],
        [(said if label else felt).format(n=row) for row, label in enumerate(labels)],
        np.full((size, 5), np.nan),
        np.asarray(labels, dtype=np.int8),
    )


def taught(rows: Dataset, own: Dataset, weight: float = 1.0) -> Training:
    return train(rows, seed=3, feedback=Feedback(own, np.full(len(own), weight)))


def test_a_teams_own_labels_teach_the_model_and_leave_home_as_it_was(
    rows: Dataset, training: Training
) -> None:
    own = foreign(400)
    learnt = taught(rows, own)
    unseen = ~held_out(own.ids)
    assert learnt.rows_feedback == int(unseen.sum()) < 400
    assert learnt.rows_trained == training.rows_trained
    assert learnt.data_sha256 != training.data_sha256

    strange = "the committee reported {n} percent fewer visitors in the south last year"
    text = [strange.format(n=row) for row in range(3)]
    before, after = (t.classifier.score(text, {}) for t in (training, learnt))
    assert before.outside.all()
    assert (after.p_claim > np.maximum(before.p_claim, 0.5)).all()

    home = rows.where(held_out(rows.ids) & rows.labelled)
    was, now = (
        macro_f1(t.classifier.score(home.text, home.count_columns()).p_claim, home)
        for t in (training, learnt)
    )
    assert now >= was - 0.01


def macro_f1(p_claim: np.ndarray, rows: Dataset) -> float:
    return float(f1_score(rows.labels == 1, p_claim >= 0.5, average="macro"))


def test_the_guard_knows_base_rows_only(rows: Dataset, training: Training) -> None:
    own = foreign(400)
    learnt = taught(rows, own).classifier
    assert "percent fewer" in learnt.text.vocabulary
    assert learnt.score(own.text, {}).outside.all()
    assert learnt.guard.coverage_limit == training.classifier.guard.coverage_limit
    assert learnt.guard.pairs.sum() == training.classifier.guard.pairs.sum()


@pytest.mark.parametrize(
    ("own", "weight"),
    [
        (foreign(28), 1.0),
        (foreign(120, claims=False), 1.0),
        (foreign(120), 0.0),
    ],
)
def test_few_labels_of_one_kind_or_of_no_weight_leave_the_general_head(
    rows: Dataset, training: Training, own: Dataset, weight: float
) -> None:
    learnt = taught(rows, own, weight)
    assert learnt.rows_feedback > 0
    general = learnt.classifier.general
    assert len(general.weights) == len(NAMES)
    assert np.array_equal(general.weights, training.classifier.general.weights)
    assert general.intercept == training.classifier.general.intercept


def test_no_feedback_and_none_usable_are_the_same(
    rows: Dataset, training: Training
) -> None:
    own = foreign(60)
    unseen = own.where(held_out(own.ids))
    unlabelled = replace(own, labels=np.full(60, UNLABELLED, dtype=np.int8))
    for some in (unseen, unlabelled):
        assert packed(taught(rows, some)) == packed(training)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([1.0], "not one weight for each row"),
        ([1.0, -1.0], "is not a number of 0 or more"),
        ([1.0, np.nan], "is not a number of 0 or more"),
        ([1.0, np.inf], "is not a number of 0 or more"),
    ],
)
def test_weights_that_are_none_are_a_sentence(
    weights: list[float], sentence: str
) -> None:
    with pytest.raises(TrainingError, match=sentence):
        Feedback(foreign(2), np.asarray(weights))
