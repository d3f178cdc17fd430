import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain import short_cells, word_indexing
from triage_app.domain import word_index as word_index_module
from triage_app.domain.errors import CancelledError
from triage_app.domain.folded_text import FoldedColumn, blocks
from triage_app.domain.folding import fold
from triage_app.domain.progress import CancelToken
from triage_app.domain.short_cells import ShortCells
from triage_app.domain.text_column import TextColumn
from triage_app.domain.text_index import TextIndex, query_words
from triage_app.domain.word_indexing import word_index


def index(*cells: str | None) -> TextIndex:
    return TextIndex([TextColumn.from_strings(cells)])


def plain(cells: Sequence[str | None], words: Sequence[str]) -> list[bool]:
    """What a search finds, row by row: a zero byte counts as a blank.

    What folding leaves out is looked for in the text as it is.
    """
    folded = [None if cell is None else fold(cell.replace("\0", " ")) for cell in cells]
    return [
        not words
        or (
            cell is not None
            and text is not None
            and all(word in (cell if fold(word).strip() else text) for word in words)
        )
        for cell, text in zip(folded, cells, strict=True)
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cat", [True, True, False, False]),
        ("CAT dog", [False, True, False, False]),
        ('"cat and"', [False, True, False, False]),
        ("straße", [False, False, True, False]),
        ("STRASSE", [False, False, True, False]),
        ("", [True, True, True, True]),
        ("[a-z]+", [False, False, False, False]),
    ],
)
def test_every_word_must_occur_whatever_its_case(query: str, found: list[bool]) -> None:
    rows = index("a Cat", "cat and DOG", "Straße", None)
    assert rows.matches(query).tolist() == found
    rows.build()
    assert rows.matches(query).tolist() == found


def test_a_match_never_spans_two_rows_or_columns() -> None:
    rows = TextIndex(
        [TextColumn.from_strings(["ab", "cd"]), TextColumn.from_strings(["x", "y"])]
    )
    assert not rows.matches("bc").any()
    assert not rows.matches("b\0c").any()
    assert rows.matches("a x").tolist() == [True, False]


def test_an_index_of_nothing_finds_nothing() -> None:
    assert TextIndex([]).matches("a").tolist() == []
    assert index().matches("a").tolist() == []


@given(st.lists(st.text("abc \0", max_size=6), max_size=12), st.text("abc", min_size=1))
def test_the_index_agrees_with_a_plain_scan(cells: list[str], word: str) -> None:
    assert index(*cells).matches(word).tolist() == [word in cell for cell in cells]


def test_quoted_words_stay_together() -> None:
    assert query_words('One "two three" four') == ["one", "two three", "four"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('"two wor', ["two wor"]),
        ('one "', ["one"]),
        ('say "" twice', ["say", "twice"]),
        ("\u200b", ["\u200b"]),
        ("⟨U+202E⟩", ["\u202e"]),
        ("a⟨U+200B⟩b", ["ab"]),
        ('" Café "', ["cafe"]),
    ],
)
def test_a_quote_still_open_and_words_of_nothing(query: str, words: list[str]) -> None:
    assert query_words(query) == words


def test_one_column_alone_can_be_searched() -> None:
    rows = TextIndex(
        [TextColumn.from_strings(["7", "8"]), TextColumn.from_strings(["8", "7"])]
    )
    assert rows.matches("7", 0).tolist() == [True, False]
    assert rows.matches("7", 1).tolist() == [False, True]
    assert rows.matches("7").tolist() == [True, True]


CELLS = st.lists(st.text("ab cÀ\u200b\0é\n", max_size=8) | st.none(), max_size=9)


@given(CELLS, st.lists(st.text('abc "é', max_size=5), max_size=6), st.integers(0, 6))
def test_a_search_that_goes_on_finds_what_a_fresh_one_finds(
    cells: list[str | None], queries: list[str], built_after: int
) -> None:
    kept = index(*cells)
    for number, query in enumerate(queries):
        if number == built_after:
            kept.build()
        assert kept.matches(query).tolist() == index(*cells).matches(query).tolist()


@given(
    CELLS,
    st.text('abc "é\0\u200b', max_size=8),
    st.integers(0, 16),
    st.booleans(),
    st.sampled_from([0, 2 * short_cells._FEW]),
)
def test_a_query_typed_letter_by_letter_and_taken_back_finds_what_each_asks_for(
    cells: list[str | None], query: str, built_after: int, by_words: bool, few: int
) -> None:
    if by_words:  # a cell too long to be laid out by place
        cells = [*cells, "x" * 2 * short_cells.LONGEST]
    cells = [*cells, *["zz"] * few]
    kept, typed = index(*cells), [query[:end] for end in range(len(query) + 1)]
    for number, asked in enumerate([*typed, *typed[::-1]]):
        if number == built_after:
            kept.build()
        assert kept.matches(asked).tolist() == plain(cells, query_words(asked))


def test_many_rows_are_searched_block_by_block() -> None:
    cells = [f"row {n} {'moon ' * (n % 3)}{'x' * (n % 40)}" for n in range(10_000)]
    cells[7] = None  # type: ignore[call-overload]
    cells[6_000] = "Ärger " + "y" * 300_000
    assert len(blocks(TextColumn.from_strings(cells).offsets)) > 2
    queries = ("moon", "o", "row 3999", "arger", "yyyyyyyy", '"moon moon x"', '"n x"')
    wanted = [plain(cells, query_words(query)) for query in queries]
    rows, built = index(*cells), index(*cells)
    built.build()
    assert built.built
    assert not rows.built
    for query, found in zip(queries, wanted, strict=True):
        assert rows.matches(query).tolist() == found
        assert built.matches(query).tolist() == found


def test_a_character_nobody_sees_is_found_by_itself_or_as_it_is_written_out() -> None:
    rows = TextIndex(
        [
            TextColumn.from_strings(["he\u202e said", "", None, "plain", "\u202e"]),
            TextColumn.from_strings(["1", "2", "x\u202e", "4\x1b", ""]),
        ]
    )
    for query in ("\u202e", "⟨U+202E⟩"):
        assert rows.matches(query).tolist() == [True, False, True, False, True]
        assert rows.matches(query, 0).tolist() == [True, False, False, False, True]
    assert rows.matches("⟨U+001B⟩").tolist() == [False, False, False, True, False]
    assert rows.matches("said ⟨U+202E⟩").tolist() == [True, *[False] * 4]
    assert not rows.matches("⟨U+2066⟩").any()
    assert not TextIndex([]).matches("⟨U+2066⟩").any()


AWKWARD = "aAbB  é\u0301ÀßİΣςﬁ\u0345\u00a0\u3000\u200b\u202e\x85\x1c\x01\0\n\t中文😮"
TEXTS = st.lists(st.text(AWKWARD, max_size=20) | st.none(), max_size=12)


@given(TEXTS, st.lists(st.text(AWKWARD + '"', max_size=6), max_size=5))
def test_every_form_of_the_index_finds_what_a_plain_reading_finds(
    cells: list[str | None], queries: list[str]
) -> None:
    column = TextColumn.from_strings(cells)
    words = word_index(column, CancelToken())
    assert words is not None
    folded = FoldedColumn.of(column)
    short = ShortCells.of(folded)
    unbuilt, built = TextIndex([column]), TextIndex([column])
    built.build()
    for query in queries:
        asked = [word for word in query_words(query) if fold(word).strip()]
        if not asked or asked != query_words(query):
            continue
        wanted = plain(cells, asked)
        assert unbuilt.matches(query).tolist() == wanted
        assert built.matches(query).tolist() == wanted
        for form in (words, folded, *([short] if short is not None else [])):
            found = np.ones(len(cells), np.bool_)
            for word in asked:
                found &= form.contains(word.encode())
            assert found.tolist() == wanted, type(form)


def test_frequent_and_rare_words_and_phrases_are_found_among_many_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_index_module, "_PLACES_AT_ONCE", 500)
    draw = random.Random(4)
    common = ["the", "Moon", "is", "a", "Café", "x\u00a0y", "\u200b"]
    rare = [f"word{number}" for number in range(3_000)]
    cells = [
        " ".join(
            draw.choice(common if draw.random() < 0.7 else rare)
            for _ in range(draw.randrange(12))
        )
        for _ in range(10_000)
    ]
    rows = index(*cells)
    rows.build()
    asked = [
        "e",
        "word",
        "word1234",
        "th moo",
        "cafe",
        '"moon is a"',
        '"x y the"',
        "zz",
    ]
    asked += ['"d12 the"', '"cafe cafe cafe"', '"y x"', "c", "wo", "q"]
    for query in asked:
        assert rows.matches(query).tolist() == plain(cells, query_words(query)), query


def test_words_without_end_and_without_number_are_searched_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(5)
    junk = ["".join(draw.choices("abcdefgh", k=9)) for _ in range(400)]
    cells = [*junk, "z" * 9_000 + "q", "月" * 300, " ".join(junk), "abc " * 90]
    queries = ("zzzq", "月月", "abc", junk[7], f'"{junk[3]} {junk[4]}"', "a")
    column = TextColumn.from_strings(cells)
    for most in (1 << 20, -300):
        monkeypatch.setattr(word_indexing, "_MOST_WORDS", most)
        pays = word_index(column, CancelToken()) is not None
        assert pays is (most > 0)
        rows = TextIndex([column])
        rows.build()
        for query in queries:
            assert rows.matches(query).tolist() == plain(cells, query_words(query))


def test_a_word_without_end_takes_no_index_of_its_letters() -> None:
    cells = ["y" * 90_000, *["no"] * 5_000]
    words = word_index(TextColumn.from_strings(cells), CancelToken())
    assert words is not None
    assert not words.letters
    assert np.flatnonzero(words.contains(b"yyy")).tolist() == [0]


@pytest.mark.parametrize("most_asked", [1 << 17, 100])
def test_letters_of_many_rare_words_are_kept_and_found(
    monkeypatch: pytest.MonkeyPatch, most_asked: int
) -> None:
    monkeypatch.setattr(word_index_module, "_FEW_ROWS", 0)
    monkeypatch.setattr(word_index_module, "_MOST_ASKED", most_asked)
    cells = [f"alone{number} and alonely{number}" for number in range(300)]
    words = word_index(TextColumn.from_strings(cells), CancelToken())
    assert words is not None
    assert {b"a", b"al", b"alone", b"e"} <= set(words.letters)
    for asked in (b"a", b"e", b"alone", b"1", b"y", b"q"):
        wanted = [asked.decode() in cell for cell in cells]
        assert words.contains(asked).tolist() == wanted


@given(st.lists(st.text("12é", max_size=5), min_size=1, max_size=30), st.data())
def test_short_cells_are_searched_alike_among_few_rows_and_among_all(
    cells: list[str], data: st.DataObject
) -> None:
    cells = cells * short_cells._FEW
    folded = FoldedColumn.of(TextColumn.from_strings(cells))
    short, among = ShortCells.of(folded), np.zeros(len(cells), np.bool_)
    among[data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=40))] = True
    if short is not None:
        for word in (b"1", b"12", b"2e1", b"3"):
            hits = short.contains(word, among) & among
            assert hits.tolist() == (folded.contains(word) & among).tolist()


def test_cells_of_very_different_length_are_not_laid_out_by_place() -> None:
    cells = ["7", "x" * short_cells.LONGEST, *["8"] * 500]
    folded = FoldedColumn.of(TextColumn.from_strings(cells))
    assert ShortCells.of(folded) is None
    assert ShortCells.of(FoldedColumn.of(TextColumn.from_strings(["7", "18"])))
    rows = index(*cells)
    rows.build()
    assert np.flatnonzero(rows.matches("8")).tolist() == list(range(2, 502))


def test_what_nobody_sees_is_found_in_its_own_row_beside_one_that_ends_so() -> None:
    rows = index("a\u200b", "\u200b\u200b", "b")
    assert rows.matches("\u200b\u200b").tolist() == [False, True, False]


def test_who_goes_on_typing_waits_for_no_older_search_or_index() -> None:
    rows, token = index(*["a moon " * 9] * 2_000), CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        rows.matches("moon", cancel=token)
    with pytest.raises(CancelledError):
        rows.build(token)
    assert not rows.built
    assert rows.matches("moon").all(), "nothing of what was begun is kept"
