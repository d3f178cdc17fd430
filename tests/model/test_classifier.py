from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import schema
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
item = st.tuples(awkward, st.tuples(count, count, count, count, count))


def score(training: Training, items: list[tuple]) -> Scores:
    matrix = np.array([counts for _, counts in items]).reshape(-1, 5)
    columns = {name: matrix[:, i] for i, name in enumerate(schema.COUNT_NAMES)}
    return training.classifier.score([text for text, _ in items], columns)


def equal(one: Scores, other: Scores) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True)
        for a, b in (
            (one.p_claim, other.p_claim),
            (one.p_text, other.p_text),
            (one.p_engagement, other.p_engagement),
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
    assert equal(
        shuffled,
        Scores(whole.p_claim[order], whole.p_text[order], whole.p_engagement[order]),
    )
    for row, one in enumerate(items):
        part = slice(row, row + 1)
        alone = Scores(
            whole.p_claim[part], whole.p_text[part], whole.p_engagement[part]
        )
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
    words, counts = "my friends read online that bees sleep", (9e5, 4e5, 1e5, 5e3, 900)
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
    right = (scores.p_claim >= 0.5) == (rows.labels == 1)
    assert right.mean() > 0.97


def test_no_rows_give_no_scores(training: Training) -> None:
    assert len(training.classifier.score([], {}).p_claim) == 0
