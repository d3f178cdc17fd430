import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.folding import fold
from triage_app.domain.text_column import TextColumn
from triage_app.domain.text_index import TextIndex, query_words


def index(*cells: str | None) -> TextIndex:
    return TextIndex([TextColumn.from_strings(cells)])


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


@given(CELLS, st.lists(st.text('abc "é', max_size=5), max_size=6))
def test_a_search_that_goes_on_finds_what_a_fresh_one_finds(
    cells: list[str | None], queries: list[str]
) -> None:
    kept = index(*cells)
    for query in queries:
        assert kept.matches(query).tolist() == index(*cells).matches(query).tolist()


def test_many_rows_are_searched_block_by_block() -> None:
    cells = [f"row {n} {'moon ' * (n % 3)}{'x' * (n % 40)}" for n in range(40_000)]
    cells[7] = None  # type: ignore[call-overload]
    cells[30_000] = "Ärger " + "y" * 600_000
    rows = index(*cells)
    for query in ("moon", "o", "row 3999", "arger", "yyyyyyyy", '"moon moon x"'):
        words = query_words(query)
        plain = [c is not None and all(w in fold(c) for w in words) for c in cells]
        assert rows.matches(query).tolist() == plain


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
