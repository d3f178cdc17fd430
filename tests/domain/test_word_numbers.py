"""Words as numbers: the same for the same bytes, another for any other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.word_numbers import PADDING, WordNumbers

WORDS = st.lists(
    st.text("ab", min_size=1, max_size=20) | st.sampled_from(["x" * 300, "y" * 257]),
    max_size=60,
)


def numbered(table: WordNumbers, words: list[str]) -> list[int]:
    data = "".join(words).encode()
    lengths = np.array([len(word) for word in words], np.int64)
    starts = np.cumsum(lengths) - lengths
    block = np.frombuffer(data + bytes(PADDING), np.uint8)
    return table.number(block, starts, lengths).tolist()


def texts(table: WordNumbers) -> list[str | None]:
    return [word for column in table.words for word in column.to_list()]


@given(st.lists(WORDS, max_size=4))
def test_a_number_stands_for_one_word(batches: list[list[str]]) -> None:
    table = WordNumbers()
    known: dict[str, int] = {}
    for words in batches:
        ids = numbered(table, words)
        for word, number in zip(words, ids, strict=True):
            assert texts(table)[number] == word
            if len(word) <= 256:
                assert known.setdefault(word, number) == number
    assert len(table) == len(texts(table))


def test_the_table_grows_with_its_words_and_forgets_none() -> None:
    table = WordNumbers()
    words = [f"word number {number}" for number in range(200_000)]
    assert sorted(numbered(table, words)) == list(range(200_000))
    again = numbered(table, words[::-7])
    found = texts(table)
    assert [found[number] for number in again] == words[::-7]
    assert len(table) == 200_000


def test_words_whose_first_letters_agree_are_told_apart() -> None:
    table = WordNumbers()
    words = ["abcdefgh", "abcdefghi", "abcdefghij", "abcdefg", "abcdefghabcdefgh"]
    assert len(set(numbered(table, words * 3))) == len(words)
