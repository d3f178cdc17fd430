"""The alphabet's order as integers, against Python's own sorting of strings."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage_app.domain import sorting, text_codes
from triage_app.domain.errors import CancelledError
from triage_app.domain.progress import CancelToken
from triage_app.domain.text_column import TextColumn

LETTERS = "aAbB  \0\tßéİΣς中\uffff😮"
STEM = "the two of us heard that the moon "
CELLS = st.lists(
    st.none()
    | st.text(LETTERS, max_size=12)
    | st.text(LETTERS, max_size=6).map(STEM.__add__),
    max_size=14,
)


def ranks(cells: list[str | None]) -> list[float]:
    """The plain way: places among the distinct case-folded texts, none for nothing."""
    folded = [(cell or "").casefold() for cell in cells]
    places = {text: place for place, text in enumerate(sorted(set(folded)))}
    return [
        places[text] if cell else np.inf
        for text, cell in zip(folded, cells, strict=True)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CELLS, st.sampled_from([1, 2, 128]), st.sampled_from([0.5, 9.0]))
def test_texts_sort_as_their_case_folded_characters(
    monkeypatch: pytest.MonkeyPatch,
    cells: list[str | None],
    steps: int,
    most_distinct: float,
) -> None:
    monkeypatch.setattr(sorting, "_MOST_STEPS", steps)
    monkeypatch.setattr(text_codes, "_MOST_DISTINCT", most_distinct)
    codes = text_codes.text_codes(TextColumn.from_strings(cells))
    wanted = ranks(cells)
    order = np.argsort(codes.values, kind="stable").tolist()
    assert order == sorted(range(len(cells)), key=lambda row: (wanted[row], row))
    for one, other in pairwise(order):
        same = wanted[one] == wanted[other]
        assert (codes.values[one] == codes.values[other]) is np.bool_(same)
    missing = [place == np.inf for place in wanted]
    assert (codes.values == codes.top).tolist() == missing


def test_a_slice_of_a_column_sorts_as_a_column_of_its_own() -> None:
    cells = [f"{STEM}{number % 40} Ä{number % 7}" for number in range(400)]
    whole = TextColumn.from_strings(["zz ", *cells]).slice(1, 401)
    codes = text_codes.text_codes(whole).values
    order = np.argsort(codes, kind="stable").tolist()
    assert order == sorted(range(400), key=lambda row: (cells[row].casefold(), row))


def test_texts_that_are_the_same_for_very_long_are_told_apart() -> None:
    cells = ["x" * 5_000 + "b", "x" * 5_000, "x" * 5_000 + "a", "x" * 5_000]
    codes = text_codes.text_codes(TextColumn.from_strings(cells))
    assert codes.values.tolist() == [2, 0, 1, 0]


@pytest.mark.parametrize("most_distinct", [0.0, 0.5])
def test_sorting_of_many_texts_stops_when_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch, most_distinct: float
) -> None:
    monkeypatch.setattr(text_codes, "_MOST_DISTINCT", most_distinct)
    column, looks = TextColumn.from_strings([STEM * 9] * 9), []

    class Told(CancelToken):
        def __init__(self, after: int) -> None:
            super().__init__()
            self._after = after

        def raise_if_cancelled(self) -> None:
            looks.append(True)
            if len(looks) == self._after:
                self.cancel()
            super().raise_if_cancelled()

    text_codes.text_codes(column, Told(0))
    most = len(looks)
    assert most > 3
    for after in range(1, most + 1):
        looks.clear()
        with pytest.raises(CancelledError):
            text_codes.text_codes(column, Told(after))
