import threading
import time
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import reranker as reranker_module
from model.hashed import BITS, HashedTfidf, letters, words_and_pairs
from model.reranker import CHUNK_ROWS, MOST_VERDICTS, Reranker

CLAIMS = ("Taxes rose by 40 percent in 2009.", "The bank reported two million losses.")
OPINIONS = ("I think we should all be proud.", "My view is that you feel lovely.")


@pytest.fixture(scope="module")
def texts() -> list[str | None]:
    rng = np.random.default_rng(5)
    words = [f"word{number}" for number in range(400)]
    kinds = rng.integers(2, size=600)
    return [
        f"{(OPINIONS, CLAIMS)[kind][row % 2]} {' '.join(rng.choice(words, 6))}"
        for row, kind in enumerate(kinds.tolist())
    ]


@pytest.fixture(scope="module")
def labels(texts: list[str | None]) -> np.ndarray:
    return np.array([str(t).startswith(CLAIMS) for t in texts]).astype(np.int8)


@pytest.fixture(scope="module")
def base(texts: list[str | None]) -> np.ndarray:
    return np.random.default_rng(6).normal(size=len(texts))


@pytest.fixture(scope="module")
def reranker(texts: list[str | None], base: np.ndarray) -> Reranker:
    return Reranker(texts, base)


def rows_of(*rows: int) -> np.ndarray:
    return np.array(rows, dtype=np.intp)


def codes(*labels: int) -> np.ndarray:
    return np.array(labels, dtype=np.int8)


def test_until_both_labels_are_there_the_base_order_holds(
    reranker: Reranker, base: np.ndarray
) -> None:
    assert np.array_equal(reranker.refit(rows_of(), codes()), base)
    assert np.array_equal(reranker.refit(rows_of(4, 9), codes(1, 1)), base)


def test_a_few_verdicts_put_the_claims_first(
    reranker: Reranker, labels: np.ndarray
) -> None:
    rows = np.arange(20, dtype=np.intp)
    scores = reranker.refit(rows, labels[rows])
    first = np.argsort(-scores)[: labels.sum()]
    assert labels[first].mean() > 0.95


def test_the_rarer_kind_counts_as_much_as_the_other() -> None:
    rng = np.random.default_rng(8)
    noise = [f"some{n} thing{m}" for n, m in rng.integers(9, size=(60, 2)).tolist()]
    queue = [*noise, *(f"odd{n} some{n}" for n in range(3))]
    told = np.array([0] * 60 + [1] * 3, dtype=np.int8)
    scores = Reranker(queue, np.zeros(63)).refit(np.arange(63), told)
    assert (scores[60:] > 0).all()


def test_the_same_verdicts_give_the_same_scores_to_the_bit(
    reranker: Reranker,
    texts: list[str | None],
    base: np.ndarray,
    labels: np.ndarray,
) -> None:
    rows = np.arange(0, 600, 7, dtype=np.intp)
    once = reranker.refit(rows, labels[rows])
    reranker.refit(rows[:30], 1 - labels[rows[:30]])
    assert np.array_equal(once, reranker.refit(rows, labels[rows]))
    assert np.array_equal(once, Reranker(texts, base).refit(rows, labels[rows]))
    assert once.dtype == np.float64
    assert once.shape == (600,)


def test_missing_and_empty_texts_get_a_score_of_their_own() -> None:
    queue: list[str | None] = [None, "", " ", "?!", *CLAIMS, *OPINIONS, "你好", "a"]
    reranker = Reranker(queue, np.zeros(len(queue)))
    scores = reranker.refit(rows_of(4, 5, 6, 7), codes(1, 1, 0, 0))
    assert np.isfinite(scores).all()
    assert scores[0] == scores[1] == scores[2]


def test_an_unknown_base_score_comes_last() -> None:
    reranker = Reranker(["a", "b", "c"], np.array([-3.0, np.nan, -5.0]))
    scores = reranker.refit(rows_of(), codes())
    assert np.argsort(-scores).tolist() == [0, 2, 1]


def test_an_empty_queue_has_no_scores() -> None:
    assert Reranker([], np.zeros(0)).refit(rows_of(), codes()).shape == (0,)


def test_of_very_many_verdicts_the_last_count(
    reranker: Reranker, labels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranker_module, "MOST_VERDICTS", 50)
    rows = np.arange(90, dtype=np.intp)
    told = np.concatenate([1 - labels[:40], labels[40:90]])
    assert np.array_equal(
        reranker.refit(rows, told), reranker.refit(rows[40:], labels[40:90])
    )
    assert MOST_VERDICTS == 8_000


@pytest.mark.parametrize(
    ("rows", "labels", "sentence"),
    [
        (rows_of(1, 2), codes(1), "There must be one label for each row."),
        (rows_of(1, 600), codes(1, 0), "A row isn't in the queue."),
        (rows_of(-1, 2), codes(1, 0), "A row isn't in the queue."),
        (rows_of(1, 2), codes(1, -1), "A label is neither 1 for claim nor 0"),
    ],
)
def test_verdicts_that_do_not_fit_are_refused(
    reranker: Reranker, rows: np.ndarray, labels: np.ndarray, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        reranker.refit(rows, labels)


def test_base_scores_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="There must be one base score for each text"):
        Reranker(["a", "b"], np.zeros(3))


def test_preparing_tells_of_its_steps_and_can_be_stopped(
    texts: list[str | None], base: np.ndarray
) -> None:
    steps: list[tuple[int, int]] = []
    Reranker(texts, base, lambda done, total: steps.append((done, total)))
    assert steps == [(0, 600), (250, 600), (500, 600), (600, 600)]

    def stop(done: int, total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        Reranker(texts, base, stop)


def test_long_texts_are_read_within_the_budget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reranker_module, "_WORD_BUDGET", 40 * 8)
    monkeypatch.setattr(reranker_module, "_LETTER_BUDGET", 10 * 8)
    queue = [f"{'same words here again and again then'} {n} tail" for n in range(8)]
    reranker = Reranker([*queue[:7], "x"], np.zeros(8))
    letters_read = reranker._parts[1]
    assert letters_read.nnz <= 8 * 3 * 12
    assert (letters_read[:7] != letters_read[[0] * 7]).nnz == 0


def test_no_step_of_a_refit_keeps_another_thread_waiting(
    texts: list[str | None], labels: np.ndarray
) -> None:
    """Four thousand items: a window's thread waits far less than a frame or two."""
    queue, told = texts * 7, np.tile(labels, 7)
    rows = np.arange(0, 4_000, 4, dtype=np.intp)
    Reranker(texts[:10], np.zeros(10)).refit(rows_of(0, 1, 2), codes(1, 0, 1))

    def work() -> None:
        Reranker(queue, np.zeros(len(queue))).refit(rows, told[rows])

    # The machine may be busy: the calmest of a few rounds tells of the program.
    assert any(longest_wait(work) < 0.05 for _ in range(10))


def longest_wait(work: Callable[[], None]) -> float:
    """Return how long this thread waited at most for its turn, in seconds."""
    thread = threading.Thread(target=work)
    thread.start()
    longest, last = 0.0, time.perf_counter()
    while thread.is_alive():
        thread.join(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest


def grams_of(
    grams: Callable[[Sequence[str | None]], tuple[np.ndarray, np.ndarray]], text: str
) -> set[int]:
    return set(grams([text])[1].tolist())


def test_words_and_pairs_are_told_apart_and_small_letters_the_same() -> None:
    assert len(grams_of(words_and_pairs, "one two three")) == 5
    assert grams_of(words_and_pairs, "One TWO") == grams_of(words_and_pairs, "one two")
    assert grams_of(words_and_pairs, "one two") != grams_of(words_and_pairs, "two one")
    assert grams_of(words_and_pairs, "") == set()


def test_letters_stay_within_a_word_and_its_edges() -> None:
    # " ab" "abc" "bc " / " abc" "abc " / " abc "
    assert len(grams_of(letters, "abc")) == 6
    assert grams_of(letters, "abc xyz") == grams_of(letters, "xyz  ABC")
    assert grams_of(letters, "a b") == grams_of(letters, "a") | grams_of(letters, "b")


def test_pairs_and_letters_never_reach_into_the_next_row() -> None:
    apart = words_and_pairs(["one two", None, "three"])
    assert sorted(apart[0].tolist()) == [0, 0, 0, 2]
    rows, hashes = letters(["abc", "xyz"])
    assert set(hashes[rows == 1].tolist()) == grams_of(letters, "xyz")


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30), max_size=12), st.integers(1, 5))
def test_any_text_gives_rows_of_length_one_whatever_the_chunks(
    queue: list[str], size: int
) -> None:
    for grams in (words_and_pairs, letters):
        whole, parts = HashedTfidf(grams, 1), HashedTfidf(grams, 1)
        whole.add(queue)
        for start in range(0, len(queue), size):
            parts.add(queue[start : start + size])
        one, other = whole.matrix(), parts.matrix()
        assert one.shape == other.shape
        assert (one != other).nnz == 0
        lengths = np.sqrt(np.asarray(one.multiply(one).sum(axis=1)).ravel())
        told = np.diff(one.indptr) > 0
        assert np.allclose(lengths[told], 1.0, atol=1e-5)


def test_ngrams_of_few_rows_are_left_out() -> None:
    counter = HashedTfidf(words_and_pairs, 2)
    counter.add(["same one", "same two", "same three"])
    assert counter.matrix().shape == (3, 1)


def test_tfidf_is_that_of_scikit_learn(texts: list[str | None]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    ordinary = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"(?u)\b\w+\b"
    ).fit_transform([str(text) for text in texts])
    counter = HashedTfidf(words_and_pairs, 2)
    for start in range(0, len(texts), CHUNK_ROWS):
        counter.add(texts[start : start + CHUNK_ROWS])
    ours = counter.matrix()
    # A few n-grams share one of a million columns.
    assert ours.shape[1] == pytest.approx(ordinary.shape[1], rel=0.01)
    assert ours.shape[1] <= 1 << BITS
    alike = (ordinary @ ordinary.T - ours @ ours.T).toarray()
    assert np.abs(alike).mean() < 1e-3
