from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import schema
from model.calibration import Calibration
from model.classifier import Scores
from model.dataset import Dataset
from model.train import Training

awkward = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            " ",
            "\x00",
            "\ud800",
            "\u202etxt.exe\u202c",
            "i read\u200b that",
            "🐙" * 50,
            "قرأت في الأخبار",
            "我在网上看到",
            "İSTANBUL ŞŞ ẞ",
            "<b>my friends believe that</b>",
            "very " * 3_000,
            "x" * 20_000,
        ]
    ),
)
count = st.one_of(
    st.sampled_from([np.nan, np.inf, -np.inf, -1.0, 0.0, 1e308]), st.floats(0, 1e7)
)
HOME = "my friends read in the news that house prices depend on the weather"
VIRAL = (9e5, 4e5, 1e5, 5e3, 900.0)
GONE = (np.nan,) * 5
item = st.tuples(awkward, st.tuples(count, count, count, count, count))


def score(training: Training, items: list[tuple]) -> Scores:
    matrix = np.array([counts for _, counts in items]).reshape(-1, 5)
    columns = {name: matrix[:, i] for i, name in enumerate(schema.COUNT_NAMES)}
    return training.classifier.score([text for text, _ in items], columns)


def picked(scores: Scores, rows: object) -> Scores:
    return Scores(
        scores.p_claim[rows],
        scores.p_text[rows],
        scores.p_engagement[rows],
        scores.outside[rows],
    )


def equal(one: Scores, other: Scores) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True)
        for a, b in (
            (one.p_claim, other.p_claim),
            (one.p_text, other.p_text),
            (one.p_engagement, other.p_engagement),
            (one.outside, other.outside),
        )
    )


@settings(max_examples=60)
@given(st.lists(item, max_size=8), st.randoms(use_true_random=False))
def test_a_rows_score_depends_on_that_row_alone(
    training: Training, items: list[tuple], random: st.DataObject
) -> None:
    whole = score(training, items)
    order = list(range(len(items)))
    random.shuffle(order)
    shuffled = score(training, [items[i] for i in order])
    assert equal(shuffled, picked(whole, order))
    for row, one in enumerate(items):
        alone = picked(whole, slice(row, row + 1))
        assert equal(score(training, [one]), alone)


@settings(max_examples=60)
@given(st.lists(item, min_size=1, max_size=8))
def test_scores_are_probabilities_or_missing(
    training: Training, items: list[tuple]
) -> None:
    scores = score(training, items)
    for values in (scores.p_claim, scores.p_text, scores.p_engagement):
        known = values[~np.isnan(values)]
        assert ((known >= 0) & (known <= 1)).all()
    silent = np.isnan(scores.p_text) & np.isnan(scores.p_engagement)
    assert np.array_equal(np.isnan(scores.p_claim), silent)


def test_missing_parts_are_lived_with(training: Training) -> None:
    words, counts = HOME, VIRAL
    gone = (np.nan,) * 5
    scores = score(
        training,
        [(words, counts), (words, gone), (None, counts), (None, gone), ("?!", gone)],
    )
    assert np.isnan(scores.p_claim).tolist() == [False, False, False, True, True]
    assert np.isnan(scores.p_text).tolist() == [False, False, True, True, True]
    assert np.isnan(scores.p_engagement).tolist() == [False, True, False, True, True]
    assert scores.p_claim[1] == scores.p_text[1]
    assert scores.p_claim[2] == scores.p_engagement[2]


@pytest.mark.parametrize("gone", range(5))
def test_each_count_may_be_missing_on_its_own(training: Training, gone: int) -> None:
    viral = [9e5, 5e5, 1e5, 5e3, 9e2]
    viral[gone] = np.nan
    assert score(training, [(None, tuple(viral))]).p_claim[0] > 0.8


def test_unknown_words_leave_the_text_head_near_even(training: Training) -> None:
    gone = (np.nan,) * 5
    found = score(training, [("qwxz vbnm", gone), ("月亮正在", gone)]).p_text
    assert ((found > 0.3) & (found < 0.7)).all()


def test_the_heads_learn_what_the_words_and_numbers_say(
    synthetic: Callable[[int, int], Dataset], training: Training
) -> None:
    rows = synthetic(3_000, 77)
    rows = rows.where(rows.labelled)
    scores = training.classifier.score(rows.text, rows.count_columns())
    right = (scores.p_text >= 0.5) == (rows.labels == 1)
    assert right.mean() > 0.93
    inside = ~scores.outside
    right = (scores.p_claim[inside] >= 0.5) == (rows.labels[inside] == 1)
    assert right.mean() > 0.96


def test_no_rows_give_no_scores(training: Training) -> None:
    assert len(training.classifier.score([], {}).p_claim) == 0


def test_words_outside_leave_the_general_head_to_speak(training: Training) -> None:
    classifier = training.classifier
    text = "scientists in peru reported 45 percent fewer penguins last year"
    alone, popular = score(training, [(text, GONE), (text, VIRAL)]).p_claim
    assert score(training, [(text, GONE)]).outside.all()
    general = classifier.general_log_odds([text])
    assert alone == pytest.approx(1 / (1 + np.exp(-general[0])), abs=1e-3)
    assert popular > alone
    (said,) = classifier.read([text]).log_odds
    (p_text,) = score(training, [(text, GONE)]).p_text
    assert p_text == pytest.approx(1 / (1 + np.exp(-np.clip(said, -3.15, 3.15))))
    assert np.log(popular / (1 - popular)) <= general[0] + 1.0 + 1e-9


def test_counts_outside_add_nothing_to_the_words(training: Training) -> None:
    impossible = (1e3, 9e8, 1.0, 1.0, 1.0)
    scores = score(training, [(HOME, impossible), (HOME, GONE), (None, impossible)])
    assert scores.outside.tolist() == [True, False, True]
    assert scores.p_claim[0] == scores.p_claim[1]
    assert scores.p_claim[0] == scores.p_text[0]
    assert scores.p_claim[2] == scores.p_engagement[2] == scores.p_engagement[0]


def test_an_item_without_a_part_is_not_outside_for_it(training: Training) -> None:
    scores = score(training, [(None, VIRAL), (HOME, GONE), (None, GONE), ("?!", GONE)])
    assert not scores.outside.any()


def test_nothing_is_ever_certain(
    synthetic: Callable[[int, int], Dataset], training: Training
) -> None:
    rows = synthetic(1_000, 5)
    p_claim = training.classifier.score(rows.text, rows.count_columns()).p_claim
    known = p_claim[~np.isnan(p_claim)]
    surest = training.classifier.calibration.surest
    assert surest < 0.9999
    assert known.min() >= 1.0 - surest
    assert known.max() <= surest


def test_a_bound_on_certainty_ties_nobody() -> None:
    odds = np.array([7.0, 9.0, 12.0])
    p_claim, *_ = Calibration(0.0, slope=4.0, surest=0.99).combine(
        odds / 10, np.full(3, 1.0)
    )
    assert (np.diff(p_claim) > 0).all()
    assert p_claim.max() < 0.99


def test_a_reading_counts_the_pairs_that_training_has_seen(training: Training) -> None:
    strange = "My friends read qwxz qwxz qwxz"
    reading = training.classifier.read([HOME, strange, None, "月亮"])
    assert reading.pairs.tolist() == [12, 5, 0, 0]
    assert reading.coverage.tolist() == pytest.approx([1.0, 0.4, 0.0, 0.0])
    assert reading.outside.tolist() == [False, True, False, True]
    assert np.isnan(reading.log_odds).tolist() == [False, False, True, False]


@pytest.mark.parametrize("size", [1, 7, 100, 333])
def test_a_foreign_queue_scores_the_same_bits_in_chunks_of_any_size(
    synthetic: Callable[[int, int], Dataset], training: Training, size: int
) -> None:
    strange = " qwxz" * 30
    text = [f"{words}{strange}" for words in synthetic(1_000, 9).text]
    rows = synthetic(1_000, 9)
    whole = training.classifier.score(text, rows.count_columns())
    assert whole.outside.all()
    for start in range(0, len(text), size):
        part = slice(start, start + size)
        columns = {name: cells[part] for name, cells in rows.count_columns().items()}
        alone = training.classifier.score(text[part], columns)
        assert equal(alone, picked(whole, part))
