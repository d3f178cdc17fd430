from collections.abc import Callable

import numpy as np
import pytest

from model.dataset import Dataset, held_out
from model.guard import coverage
from model.train import Training

Synthetic = Callable[[int, int], Dataset]


@pytest.fixture(scope="module")
def fresh(synthetic: Synthetic) -> list[str]:
    """Transcripts like those of training, none of them trained on."""
    return [text for text in synthetic(2_000, 88).text if text]


def outside(training: Training, texts: list[str]) -> float:
    return float(training.classifier.score(texts, {}).outside.mean())


def test_rows_like_those_of_training_lie_inside(
    training: Training, fresh: list[str]
) -> None:
    assert outside(training, fresh) < 0.03
    assert 0 < training.classifier.guard.home_share < 0.03


def test_known_words_in_another_order_lie_outside(
    training: Training, fresh: list[str]
) -> None:
    rng = np.random.default_rng(0)
    shuffled = [" ".join(rng.permutation(text.split())) for text in fresh]
    assert outside(training, shuffled) > 0.98


def test_text_nobody_here_has_chosen_lies_outside(training: Training) -> None:
    foreign = [
        "The unemployment rate fell to four percent in March, officials said.",
        "la tierra es plana y nadie lo dice en la televisión nunca",
        "我在网上看到地球是平的 但是没有人相信我们说的话",
        "Я думаю, что земля круглая, и так думают все мои друзья",
        "Permission is hereby granted, free of charge, to any person obtaining a copy",
        "Return a list of the words in the string, using sep as the delimiter string",
        "the the the the the the the the the the",
        "a b c d e f g h i j k l m n o p",
        "1 2 3 4 5 6 7 8 9 10",
        "#fyp #viral #foryou #trending #wow #omg #lol",
    ]
    assert training.classifier.score(foreign, {}).outside.all()


@pytest.mark.parametrize("words", [1, 2, 3, 5])
def test_fragments_are_too_short_to_tell(
    training: Training, fresh: list[str], words: int
) -> None:
    cut = [" ".join(text.split()[:words]) for text in fresh[:300]]
    tokens = training.classifier.read(cut).pairs + 1
    found = training.classifier.score(cut, {}).outside
    assert found[(tokens > 1) & (tokens <= 5)].all()


def test_a_known_opening_does_not_vouch_for_a_foreign_end(
    training: Training, fresh: list[str]
) -> None:
    end = "senators from both parties voted for the defence budget on tuesday evening"
    opened = [f"{' '.join(text.split()[:4])} {end}" for text in fresh[:300]]
    assert outside(training, opened) == 1.0


def test_counts_beyond_those_of_training_lie_outside(
    training: Training, rows: Dataset
) -> None:
    guard = training.classifier.guard
    trained = rows.where(~held_out(rows.ids) & rows.labelled)
    assert not guard.counts_outside(trained.counts).any()
    for age in (10.0, 100.0, 1000.0):
        assert not guard.counts_outside(trained.aged(age).counts).any()
    strange = np.array(
        [
            [1e8, 10.0, 1.0, 1.0, 1.0],
            [1e3, 2e3, 1.0, 1.0, 1.0],
            [np.nan, np.nan, np.nan, np.nan, 1e9],
            [np.nan] * 5,
            [0.0] * 5,
        ]
    )
    assert guard.counts_outside(strange).tolist() == [True, True, True, False, False]


def test_the_pairs_known_are_those_of_three_base_rows(
    training: Training, rows: Dataset
) -> None:
    guard, text = training.classifier.guard, training.classifier.text
    known = {
        ngram for ngram, flag in zip(text.vocabulary, guard.pairs, strict=True) if flag
    }
    assert known == {ngram for ngram in text.vocabulary if " " in ngram}
    base = rows.where(~held_out(rows.ids) & rows.labelled)
    pair = sorted(known)[len(known) // 2]
    holding = sum(f" {pair} " in f" {(t or '').lower()} " for t in base.text)
    assert holding >= 1


def test_coverage_is_the_share_of_known_pairs() -> None:
    share, pairs = coverage(np.array([3.0, 0.0, 0.0, 0.0]), np.array([5, 5, 1, 0]))
    assert share.tolist() == [0.75, 0.0, 0.0, 0.0]
    assert pairs.tolist() == [4, 4, 0, 0]
