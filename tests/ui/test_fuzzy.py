"""A few letters find the command that is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.ui.fuzzy import match

NAMES = (
    "Claim",
    "Opinion",
    "Opinion for the items like this",
    "Likely claim",
    "Likely opinion",
    "Clear filters",
    "Switch light and dark",
    "Settings",
    "Save these filters",
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("opin", "Opinion"),
        ("lc", "Likely claim"),
        ("cf", "Clear filters"),
        ("dark", "Switch light and dark"),
        ("SET", "Settings"),
        ("séttings", "Settings"),
        ("save fi", "Save these filters"),
    ],
)
def test_the_best_fit_comes_first(typed: str, first: str) -> None:
    fits = {name: fit for name in NAMES if (fit := match(typed, name)) is not None}
    assert max(fits, key=lambda name: fits[name].score) == first


def test_letters_in_another_order_do_not_fit() -> None:
    assert match("mialc", "Claim") is None
    assert match("claimx", "Claim") is None


def test_nothing_typed_fits_everything() -> None:
    fit = match("  ", "Claim")
    assert fit is not None
    assert fit.places == ()


@given(st.text("ab c", max_size=5), st.text("abc -", max_size=10))
def test_it_fits_just_where_the_letters_occur_in_order(typed: str, name: str) -> None:
    letters, rest = typed.replace(" ", ""), iter(name)
    fit = match(typed, name)
    assert (fit is not None) == all(letter in rest for letter in letters)
    if fit is not None:
        assert "".join(name[place] for place in fit.places) == letters
