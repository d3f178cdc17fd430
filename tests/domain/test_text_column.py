import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.text_column import TextColumn

cells = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])))


@given(cells)
def test_what_goes_in_comes_out(values: list[str | None]) -> None:
    column = TextColumn.from_strings(values)
    assert column.to_list() == values
    assert [column[row] for row in range(len(column))] == values
    assert list(column) == values


@given(cells.filter(bool), st.data())
def test_taking_rows_is_like_taking_from_a_list(
    values: list[str | None], data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.integers(0, len(values) - 1)))
    taken = TextColumn.from_strings(values).take(np.array(rows, dtype=np.intp))
    assert taken.to_list() == [values[row] for row in rows]


@given(cells, st.data())
def test_a_slice_is_like_a_slice_of_a_list(
    values: list[str | None], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(values)))
    stop = data.draw(st.integers(start, len(values)))
    piece = TextColumn.from_strings(values).slice(start, stop)
    assert piece.to_list() == values[start:stop]
    assert [piece[row] for row in range(len(piece))] == values[start:stop]


@given(st.lists(cells))
def test_joining_columns_is_like_joining_lists(parts: list[list[str | None]]) -> None:
    joined = TextColumn.concat([TextColumn.from_strings(part) for part in parts])
    assert joined.to_list() == [value for part in parts for value in part]


def test_slices_can_be_joined_again() -> None:
    column = TextColumn.from_strings(["a", "bb", None, "dddd"])
    parts = [column.slice(2, 4), column.slice(0, 2)]
    assert TextColumn.concat(parts).to_list() == [None, "dddd", "a", "bb"]


def test_taking_more_than_a_block_keeps_every_row() -> None:
    column = TextColumn.from_strings(str(number) for number in range(1_000))
    rows = np.random.default_rng(0).integers(0, 1_000, 70_000)
    taken = column.take(rows).to_list()
    assert taken == [str(number) for number in rows]


def test_a_row_beyond_the_end_is_an_error() -> None:
    with pytest.raises(IndexError):
        TextColumn.from_strings(["a"])[1]


def test_a_negative_row_counts_from_the_end() -> None:
    assert TextColumn.from_strings(["a", "b"])[-1] == "b"


def test_blank_means_missing_empty_or_only_spaces() -> None:
    column = TextColumn.from_strings([None, "", "  \n\t", " a ", "\u4e2d"])
    assert column.blank().tolist() == [True, True, True, False, False]


def test_lone_surrogates_are_replaced_and_not_fatal() -> None:
    assert TextColumn.from_strings(["a\ud800b"])[0] == "a?b"


def test_columns_compare_by_value() -> None:
    column = TextColumn.from_strings(["a", None])
    assert column == TextColumn.from_strings(["a", None])
    assert column != TextColumn.from_strings(["a", ""])
    assert column != ["a", None]


@given(cells.filter(bool), st.data())
def test_rows_of_two_columns_are_the_same_where_their_texts_are(
    values: list[str | None], data: st.DataObject
) -> None:
    others = data.draw(st.lists(st.sampled_from([*values, "", "é", "ab"]), min_size=1))
    pairs = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(values) - 1), st.integers(0, len(others) - 1))
        )
    )
    rows = np.array([one for one, _ in pairs], dtype=np.intp)
    other_rows = np.array([other for _, other in pairs], dtype=np.intp)
    column = TextColumn.from_strings(values)
    found = column.same(rows, TextColumn.from_strings(others), other_rows)
    expected = [(values[one] or "") == (others[other] or "") for one, other in pairs]
    assert found.tolist() == expected


def test_some_rows_in_a_row_are_copied_and_all_rows_are_the_column_itself() -> None:
    column = TextColumn.from_strings(["a", "bc", None, "d"])
    some = column.take(np.array([1, 2], dtype=np.intp))
    assert some.to_list() == ["bc", None]
    assert not np.shares_memory(some.data, column.data)
    assert column.take(np.arange(4)) is column
