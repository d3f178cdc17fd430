"""The compiled classifier gives the reference's scores on every row, whatever comes."""

import csv
import gc
import io
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import compiled as compiled_module
from model import schema
from model.awkward import sample_csv
from model.calibration import Calibration
from model.classifier import Classifier, Scores
from model.compiled import Compiled
from model.dataset import Dataset
from model.features import CURVES, WIDTH
from model.guard import Guard
from model.lexicon import Lexicon
from model.linguistics import NAMES
from model.pipeline import Linear, TextWeights
from model.train import Training

EPS = 1e-6
HEADS = ("p_claim", "p_text", "p_engagement")
WORDS = ("my", "friends", "read", "in", "the", "news", "that", "it", "SAID", "Peru's")
PLAIN = ("a", "b", "c", "d", "é", "οδος", "i", "7", "_", "月亮")

awkward_piece = st.one_of(
    st.text(max_size=6),
    st.sampled_from(WORDS + PLAIN),
    st.sampled_from(
        [
            *("ΟΔΟΣ", "ΟΔΟΣ.", "Σ", "İSTANBUL", "ß", "ẞ", "ǅ", "ﬁ", "\u0301"),
            *("\u200b", "a\u200bb", "\u202e", "\ufeff", "\u00a0", "a\u00a0b", "\u2028"),
            *("\t", "\r\n", "\x00", "a\x00", "\x85", "٤٠", "४५", "²", "1984", "🐙"),
            *("👩‍👩‍👧‍👦", "don't", "?!", "...", "-", "“so”"),
            *("e\u0301", "¾", "%", "x" * 15, "x" * 16, "x" * 40, "x" * 39 + "?"),
        ]
    ),
)  # fmt: skip
row = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "   ", "?", "\n", "very " * 300, "x" * 900]),
    st.lists(awkward_piece, max_size=14).map(" ".join),
    st.lists(st.sampled_from(PLAIN), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PLAIN), max_size=12).map("-".join),
    st.lists(
        st.tuples(st.sampled_from(PLAIN[:4]), st.sampled_from([" ", "-", ", ", " - "])),
        max_size=12,
    ).map(lambda found: "".join(map("".join, found))),
    st.tuples(st.lists(awkward_piece, max_size=5), st.sampled_from(["  ", "", " \t "]))
    .map(lambda found: found[1].join(["", *found[0], ""])),
)  # fmt: skip
count = st.one_of(
    st.sampled_from([np.nan, np.inf, -np.inf, -1.0, -0.0, 0.0, 0.5, 1.0, 1e308]),
    st.just(1e-320),
    st.floats(0, 1e7),
    st.integers(0, 10**7).map(float),
)  # fmt: skip
rows_of_all_kinds = st.lists(
    st.tuples(row, st.tuples(count, count, count, count, count)), max_size=8
)


def column(texts: list[str | None]) -> pa.LargeStringArray:
    return pa.array(texts, pa.large_string())


def counts_of(items: list[tuple]) -> dict[str, np.ndarray]:
    matrix = np.array([counts for _, counts in items], dtype=float).reshape(-1, 5)
    return {name: matrix[:, place] for place, name in enumerate(schema.COUNT_NAMES)}


def hold_equal(found: Scores, given: Scores) -> None:
    for head in HEADS:
        one, other = getattr(found, head), getattr(given, head)
        np.testing.assert_allclose(one, other, rtol=0, atol=EPS)
        assert np.array_equal(np.isnan(one), np.isnan(other))
    assert found.outside.dtype == np.bool_
    assert np.array_equal(found.outside, given.outside)


def same_bits(one: Scores, other: Scores) -> bool:
    heads = (*HEADS, "outside")
    pairs = [(getattr(one, head), getattr(other, head)) for head in heads]
    return all(
        a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in pairs
    )


def hold_to_reference(
    classifier: Classifier, compiled: Compiled, items: list[tuple]
) -> None:
    texts, counts = [text for text, _ in items], counts_of(items)
    hold_equal(compiled.score(column(texts), counts), classifier.score(texts, counts))


@pytest.fixture(scope="module")
def compiled(training: Training) -> Compiled:
    return Compiled.of(training.classifier)


@settings(max_examples=150, deadline=None)
@given(rows_of_all_kinds)
def test_every_row_has_the_reference_s_scores(
    training: Training, compiled: Compiled, items: list[tuple]
) -> None:
    hold_to_reference(training.classifier, compiled, items)


@st.composite
def classifiers(draw: st.DrawFn) -> Classifier:
    """A model of a random vocabulary, whose guard's limits are easily met exactly."""
    tokens = st.sampled_from((*PLAIN, "ab", "οδοσ", "i̇", "friends", "x" * 40))
    pairs = st.tuples(tokens, tokens).map(" ".join)
    ngrams = draw(st.lists(tokens | pairs, min_size=1, max_size=60, unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = len(ngrams)
    is_pair = np.array([" " in ngram for ngram in ngrams])
    return Classifier(
        TextWeights(
            tuple(ngrams),
            1 + rng.random(size) * 5,
            Linear(rng.normal(size=size), float(rng.normal())),
        ),
        Linear(rng.normal(size=WIDTH), float(rng.normal())),
        Calibration(float(rng.normal()), slope=2.0, offset=0.3, surest=0.99),
        Guard(
            is_pair & (rng.random(size) < 0.7),
            draw(st.sampled_from([0.2, 1 / 3, 0.5, 2 / 3, 1.0])),
            draw(st.integers(1, 4)),
            np.full(len(CURVES), draw(st.sampled_from([0.5, 2.0, np.log10(8)]))),
            0.01,
        ),
        Linear(rng.normal(size=len(NAMES)), float(rng.normal())),
    )


@settings(max_examples=150, deadline=None)
@given(classifiers(), rows_of_all_kinds)
def test_any_model_compiled_scores_as_the_reference_does(
    classifier: Classifier, items: list[tuple]
) -> None:
    hold_to_reference(classifier, Compiled.of(classifier), items)


def test_the_bundled_sample_with_its_awkward_rows_scores_the_same(
    training: Training, compiled: Compiled
) -> None:
    lines = list(csv.DictReader(io.StringIO(sample_csv().decode())))
    texts = [line[schema.TRANSCRIPT.name] for line in lines]
    assert len(texts) == 2_000
    hold_equal(compiled.score(column(texts), {}), training.classifier.score(texts, {}))


def test_pairs_count_however_their_words_are_parted(
    training: Training, compiled: Compiled
) -> None:
    parted = [
        "my friends read in the news that it rains",
        "my-friends-read-in-the-news-that-it-rains",
        "my friends-read in, the news / that it\trains",
        "MY FRIENDS-READ\u00a0in the news  -  that it rains",
    ]
    readings = [compiled.read(column([text])) for text in parted]
    (reading,) = {(*one.coverage.tolist(), *one.pairs.tolist()) for one in readings}
    assert reading[0] > 0.5
    hold_equal(
        compiled.score(column(parted), {}), training.classifier.score(parted, {})
    )


def test_broken_utf8_is_read_as_replacement_characters(
    training: Training, compiled: Compiled
) -> None:
    raw = [
        b"my friends \xff read \xc3",
        b"\xe2\x82 in the news",
        b"caf\xc3\xa9 \xed\xa0\x80 a\xf0\x9f\x90",
        b"\x80\x80\x80",
        b"it \xc3( that",
    ]
    text = pa.array(raw, pa.large_binary()).view(pa.large_string())
    decoded = [one.decode("utf-8", "replace") for one in raw]
    hold_equal(compiled.score(text, {}), training.classifier.score(decoded, {}))


def test_slices_and_missing_rows_over_bytes_are_read_right(
    training: Training, compiled: Compiled
) -> None:
    data, bounds = b"my friends read in the news", np.array([0, 11, 16, 27])
    text = pa.LargeStringArray.from_buffers(
        3, pa.py_buffer(bounds), pa.py_buffer(data), pa.py_buffer(b"\x05")
    )
    given = ["my friends ", None, "in the news"]
    reference = training.classifier
    hold_equal(compiled.score(text, {}), reference.score(given, {}))
    hold_equal(compiled.score(text[1:], {}), reference.score(given[1:], {}))
    hold_equal(compiled.score(text[:1], {}), reference.score(given[:1], {}))
    hold_equal(compiled.score(text[:0], {}), reference.score([], {}))


@pytest.mark.parametrize("size", [1, 7, 100, 333])
@pytest.mark.parametrize("strange", ["", " qwxz" * 30])
def test_chunk_borders_change_no_bit(
    synthetic: Callable[[int, int], Dataset],
    compiled: Compiled,
    size: int,
    strange: str,
) -> None:
    rows = synthetic(1_000, 9)
    text = column([f"{words or ''}{strange}" for words in rows.text])
    counts = rows.count_columns()
    whole = compiled.score(text, counts)
    parts = [
        compiled.score(
            text[start : start + size],
            {name: cells[start : start + size] for name, cells in counts.items()},
        )
        for start in range(0, 1_000, size)
    ]
    heads = zip(*(vars(part).values() for part in parts), strict=True)
    assert same_bits(Scores(*map(np.concatenate, heads)), whole)


def test_blocks_within_a_chunk_change_no_bit(
    rows: Dataset, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Compiled.of(training.classifier)
    whole = fresh.score(column(list(rows.text)), rows.count_columns())
    for pieces in (1, 50, 3_000, 10**9):
        monkeypatch.setattr(compiled_module, "_PIECES_AT_ONCE", pieces)
        again = fresh.score(column(list(rows.text)), rows.count_columns())
        assert same_bits(again, whole)


def test_several_threads_at_once_give_the_same_bits(
    rows: Dataset, training: Training
) -> None:
    text, counts = column(list(rows.text)), rows.count_columns()
    whole = Compiled.of(training.classifier).score(text, counts)
    # A lexicon that forgets all the time, in the midst of the others' work.
    shared = forgetful(training.classifier, 200)

    def score(start: int) -> Scores:
        part = slice(start, start + 100)
        return shared.score(text[part], {k: v[part] for k, v in counts.items()})

    with ThreadPoolExecutor(8) as pool:
        parts = list(pool.map(score, [*range(0, 3_000, 100)] * 3))
    heads = zip(*(vars(part).values() for part in parts[:30]), strict=True)
    assert same_bits(Scores(*map(np.concatenate, heads)), whole)
    for one, other in zip(parts[:30] * 2, parts[30:], strict=True):
        assert same_bits(one, other)


def forgetful(classifier: Classifier, pieces: int, most_bytes: int = 10**9) -> Compiled:
    whole = Compiled.of(classifier)
    return replace(whole, lexicon=Lexicon(whole.vocabulary, pieces, most_bytes))


def many_words(rows: int, words: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    ranks = np.floor(100_000 ** rng.random((rows, 25))).astype(int)
    first = np.arange(words).reshape(-1, 25) % 100_000
    return [" ".join(f"w{number:x}" for number in line) for line in [*first, *ranks]]


def test_a_hundred_thousand_distinct_words_stay_within_the_lexicon(
    training: Training,
) -> None:
    texts = many_words(2_000, 100_000, 1)
    compiled = Compiled.of(training.classifier)
    found = compiled.score(column(texts), {})
    assert 100_000 <= len(compiled.lexicon) < 140_000
    again = compiled.score(column(texts), {})
    assert same_bits(found, again)
    some = slice(0, len(texts), 29)
    hold_equal(
        Scores(*(head[some] for head in vars(found).values())),
        training.classifier.score(texts[some], {}),
    )


def test_words_without_end_do_not_fill_memory(training: Training) -> None:
    compiled = forgetful(training.classifier, 5_000)
    texts = many_words(0, 100_000, 2)
    largest = 0
    for start in range(0, len(texts), 100):
        part = texts[start : start + 100]
        found = compiled.score(column(part), {})
        largest = max(largest, len(compiled.lexicon))
        if start % 1_000 == 0:
            hold_equal(found, training.classifier.score(part, {}))
    assert 5_000 < largest <= 5_000 + 2_500


def large_books() -> int:
    """Count what holds the tokens of thousands of words, whoever made it."""
    books = [one for one in gc.get_objects() if isinstance(one, defaultdict)]
    return sum(len(book) >= 3_000 for book in books)


def test_what_is_forgotten_is_freed_at_once(training: Training) -> None:
    compiled = forgetful(training.classifier, 1_000)
    gc.collect()
    before = large_books()
    gc.disable()  # as the collector seldom runs where few objects are made
    try:
        for start in range(0, 30_000, 3_000):
            words = " ".join(f"w{number:x}" for number in range(start, start + 3_000))
            compiled.score(column([words]), {})
        assert large_books() == before + 1
    finally:
        gc.enable()


def test_huge_words_are_forgotten_by_their_bytes(training: Training) -> None:
    compiled = forgetful(training.classifier, 10**9, 100_000)
    texts = [f"{chr(0x4E00 + number) * 9_000}。" for number in range(40)]
    for start in range(0, 40, 2):
        found = compiled.score(column(texts[start : start + 2]), {})
        hold_equal(found, training.classifier.score(texts[start : start + 2], {}))
        assert len(compiled.lexicon) <= 6


def test_one_row_of_a_million_words_and_one_without_a_space(
    training: Training, compiled: Compiled
) -> None:
    texts = ["a,b;" * 250_000, "word " * 200_000, "月" * 300_000, "\u0301" * 1_000]
    hold_equal(compiled.score(column(texts), {}), training.classifier.score(texts, {}))


def test_a_lexicon_that_failed_half_way_begins_anew(
    rows: Dataset, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = Compiled.of(training.classifier)
    text = column(list(rows.text[:50]))
    compiled.score(text[:10], {})
    lexicon = compiled.lexicon

    def fail(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(lexicon._table, "push", fail)
        with pytest.raises(MemoryError):
            compiled.score(text, {})
    assert len(lexicon) == 0
    assert same_bits(
        compiled.score(text, {}), Compiled.of(training.classifier).score(text, {})
    )


def test_a_head_of_the_wrong_size_is_not_compiled(training: Training) -> None:
    short = replace(training.classifier, engagement=Linear(np.zeros(3), 0.0))
    with pytest.raises(ValueError, match="weights don't fit its features"):
        Compiled.of(short)
