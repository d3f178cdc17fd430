"""What nobody would see is written out; what shapes its neighbours is left alone."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.visible_text import escaped, fitting, read_back, written_out

AWKWARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u200b\u202e\u200d\ufe0f\u0301\u0627\u200c👩🏴\U000e0067"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    "whole",
    [
        "👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "1\ufe0f\u20e3 ©\ufe0f ☎\ufe0e",
        "می\u200cخواهم",  # noqa: RUF001
        "क्\u200dष",
        "葛\U000e0100",
        "o\u0323\u0302 cafe\u0301",
        "line\nend\ttab",
    ],
)
def test_what_shapes_its_neighbours_stays(whole: str) -> None:
    assert written_out(whole) == whole


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("a\u200db", "a⟨U+200D⟩b"),
        ("a\u200cb", "a⟨U+200C⟩b"),
        ("x\ufe0f", "x⟨U+FE0F⟩"),
        ("🏴\U000e0041", "🏴⟨U+E0041⟩"),
        ("\ufdd0\ufffc\U0001ffff", "⟨U+FDD0⟩⟨U+FFFC⟩⟨U+1FFFF⟩"),
        ("\u2800", "⟨U+2800⟩"),
        ("z" + "\u0301" * 7, "z" + "\u0301" * 5 + "⟨U+0301⟩" * 2),
    ],
)
def test_what_hides_something_is_written_out_and_read_back(
    hidden: str, shown: str
) -> None:
    assert written_out(hidden) == shown
    assert read_back(shown) == hidden


def test_what_stands_for_no_character_is_left_as_it_is() -> None:
    assert read_back("⟨U+FFFFFF⟩ ⟨U+12⟩") == "⟨U+FFFFFF⟩ ⟨U+12⟩"


@given(AWKWARD)
def test_no_control_is_left_and_nothing_else_is_lost(text: str) -> None:
    shown = written_out(text)
    kinds = {"Cc", "Cs", "Zl", "Zp"}
    assert not [
        c for c in shown if unicodedata.category(c) in kinds and c not in "\n\t"
    ]
    assert read_back(shown) == text


@given(AWKWARD, st.integers(0, 90))
def test_what_fits_is_as_long_as_it_may_be(text: str, limit: int) -> None:
    kept = fitting(text, limit)
    assert 0 <= kept <= len(text)
    # A joiner at a cut binds nothing any more, and may be written out itself.
    assert len(written_out(text[:kept])) <= limit + 16
    assert kept == len(text) or len(written_out(text[: kept + 1])) + 12 > limit


@given(AWKWARD)
def test_escaped_json_says_the_same_without_a_control(text: str) -> None:
    told = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(told) == text
    assert not [c for c in told if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
