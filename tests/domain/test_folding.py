"""Folding: case, accents and what nobody sees keep no search from its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.folding import fold, folded_places

LETTERS = st.text(
    "aAéÉß\u017f中كَ한の\u0301\u200b\u202e\u00ad \t\nﬁẞİЙё👍🏽\u0661", max_size=12
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("STRAẞE", "strasse"),
        ("ﬁnd", "find"),
        ("Ёлка", "елка"),
        ("pen\u200bguin", "penguin"),
        ("\u202epenguin\u202c", "penguin"),
        ("pen\u00adguin", "penguin"),
        ("\uff26\uff35\uff2c\uff2c", "full"),
        ("two\r\n \t words", "two words"),
        ("bell\x07", "bell"),
        ("中文", "中文"),
    ],
)
def test_it_passes_over_what_does_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(LETTERS, LETTERS, LETTERS)
def test_a_part_of_a_text_is_found_in_it(before: str, part: str, after: str) -> None:
    assert fold(part).strip() in fold(before + part + after)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("A Café here", ["cafe"], ["Café"]),
        ("cafe\u0301s", ["cafes"], ["cafe\u0301s"]),
        ("pen⟨U+200B⟩guin", ["penguin"], ["pen⟨U+200B⟩guin"]),
        ("pen\u200bguin", ["penguin"], ["pen\u200bguin"]),
        ("two  \n words", ["two words"], ["two  \n words"]),
        ("Straße", ["ss"], ["ß"]),
        ("moon moonlight", ["moon", "light"], ["moon", "moonlight"]),
        ("👍 moon", ["moon"], ["moon"]),
        ("⟨U+FFFFFF⟩", ["ffff"], ["⟨U+FFFFFF⟩"]),
        ("nothing", ["moon", ""], []),
    ],
)
def test_places_are_those_of_the_text_as_it_stands(
    text: str, words: list[str], marked: list[str]
) -> None:
    places = folded_places(text, words)
    assert [text[start:stop] for start, stop in places] == marked


@given(LETTERS, LETTERS)
def test_what_is_marked_holds_the_word(before: str, word: str) -> None:
    folded = fold(word).strip()
    for start, stop in folded_places(before + word, [folded]):
        assert folded in fold((before + word)[start:stop]) or stop - start > 1
