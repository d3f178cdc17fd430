"""Counts and durations, cell by cell and column by column."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.formats.numbers import judge_number, parse_numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", 0),
        ("343296.0", 343_296),
        (" 12 ", 12),
        ("+7", 7),
        ("1,234", 1_234),
        ("12,345,678", 12_345_678),
        ("1,234.00", 1_234),
        ("1e5", 100_000),
        ("-0", 0),
    ],
)
def test_whole_numbers_are_read(cell: str, value: float) -> None:
    assert judge_number(cell, whole=True) == (value, "")


@pytest.mark.parametrize("cell", ["", "  ", "NA", "n/a", "NaN", "null", "None", "-"])
def test_words_for_not_available_are_missing_without_a_reason(cell: str) -> None:
    value, reason = judge_number(cell, whole=True)
    assert math.isnan(value)
    assert reason == ""


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-5", "below zero"),
        ("inf", "not a finite number"),
        ("-Infinity", "not a finite number"),
        ("1e400", "too large for a number"),
        ("12abc", "not a number"),
        ("1,23", "not a number"),
        ("1,2345", "not a number"),
        ("12,34,567", "not a number"),
        ("1_000", "not a number"),
        ("0x10", "not a number"),
        ("٣", "not a number"),
        ("3.5", "not a whole number"),
        ("many", "not a number"),
    ],
)
def test_other_cells_have_a_reason(cell: str, reason: str) -> None:
    value, found = judge_number(cell, whole=True)
    assert math.isnan(value)
    assert found == reason


def test_a_duration_may_have_a_fraction() -> None:
    assert judge_number("3.5", whole=False) == (3.5, "")


CELLS = st.one_of(
    st.text(alphabet="0123456789.,eE+-naif ", max_size=6),
    st.floats().map(str),
    st.integers().map(str),
)


@given(st.lists(st.one_of(st.none(), CELLS), max_size=20), st.booleans())
def test_a_column_is_read_as_its_cells_are(
    cells: list[str | None], whole: bool
) -> None:
    values, unusable = parse_numbers(pa.array(cells, pa.large_string()), whole=whole)
    judged = [judge_number(cell or "", whole=whole) for cell in cells]
    assert [repr(value) for value in values.tolist()] == [
        repr(value) for value, _ in judged
    ]
    assert unusable == [
        (row, reason) for row, (_, reason) in enumerate(judged) if reason
    ]


def test_thousands_grouped_by_points_are_never_read_as_units() -> None:
    cells = ["12.000", "7", "343296.000", "12.0", "0.000", "+999.000", None]
    values, unusable = parse_numbers(pa.array(cells, pa.large_string()), whole=True)
    reason = "either a fraction of zeros or thousands"
    assert unusable == [(0, reason), (5, reason)]
    np.testing.assert_array_equal(values, [np.nan, 7, 343296, 12, 0, np.nan, np.nan])
    duration, fine = parse_numbers(pa.array(["12.000"], pa.large_string()), whole=False)
    assert (duration.tolist(), fine) == ([12.0], [])
