"""Places in a transcript stay with their letters, whatever is written out or cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.ui.shown_text import ShownText
from triage_app.ui.text import beginning, broken, visible

LETTERS = st.one_of(
    st.characters(),
    st.sampled_from("\r\n\t\u200b\u202e\x00 a\U0001f600\u200d\ufe0f⟨U+"),
)


def piece(shown: ShownText, start: int, stop: int) -> str:
    """Return what stands on screen for a stretch of the original."""
    begins, lengths = shown.spans(np.array([start]), np.array([stop]))
    units = shown.text.encode("utf-16-le", "surrogatepass")
    first, last = 2 * int(begins[0]), 2 * int(begins[0] + lengths[0])
    return units[first:last].decode("utf-16-le", "surrogatepass")


@given(
    st.text(LETTERS, max_size=60), st.integers(0, 70), st.sampled_from([0, 5, 4_500])
)
def test_every_letter_is_found_where_it_is_shown(
    start: str, limit: int, rest: int
) -> None:
    original, limit = start + "x" * rest, limit + rest
    shown = ShownText.of(original, limit)
    assert shown.text == broken(visible(original, limit))
    kept = beginning(original, limit)
    assert original.startswith(kept)
    assert shown.cut == (kept != original)
    assert len(shown.places) == len(kept) + 1
    for place, letter in enumerate(kept):
        if kept.startswith("\r\n", place):
            assert piece(shown, place, place + 1) == ""
            continue
        # A line end put into a long run belongs to the letter before it.
        seen = piece(shown, place, place + 1)
        assert seen in {letter, f"{letter}\n"} or seen.rstrip("\n") == (
            f"⟨U+{ord(letter):04X}⟩"
        )


@pytest.mark.parametrize(
    ("original", "word", "shown_as"),
    [
        ("he\u200b said", "said", "said"),
        ("\u202ehe said", "\u202ehe", "⟨U+202E⟩he"),
        ("🐙🐙 said", "said", "said"),
        ("قال صديق", "صديق", "صديق"),
        ("x" * 600 + " said", "said", "said"),
        ("a\r\nsaid", "said", "said"),
    ],
)
def test_a_word_is_found_behind_what_was_written_out(
    original: str, word: str, shown_as: str
) -> None:
    start = original.index(word)
    shown = ShownText.of(original, 3_000)
    assert piece(shown, start, start + len(word)) == shown_as


def test_what_lies_beyond_the_cut_has_no_length() -> None:
    shown = ShownText.of("one two three", 7)
    assert shown.text == "one two…"
    assert shown.cut
    assert piece(shown, 8, 13) == ""
    assert piece(shown, 4, 13) == "two"
