import pytest
from hypothesis import given
from hypothesis import strategies as st

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
