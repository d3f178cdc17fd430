"""Rows by id: what a dict of the column's texts would say, hostile ids included."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain import row_index
from triage_app.domain.case import Categories
from triage_app.domain.row_index import RowIndex, text_hashes
from triage_app.domain.text_column import TextColumn

_PIECES = ["", "a", "b", "é", "\0", "日本", "x" * 8, "x" * 7, "y" * 511, "z" * 513]

texts = st.lists(
    st.none() | st.lists(st.sampled_from(_PIECES), max_size=3).map("".join) | st.text(),
    max_size=40,
)


def as_dict(values: list[str | None]) -> dict[str, int]:
    return {value: row for row, value in enumerate(values) if value}


def check(column: TextColumn, asked: list[str]) -> None:
    values = column.to_list()
    known, index = as_dict(values), RowIndex(column)
    assert len(index) == len(known)
    wanted = [*values, *asked, "", None, "\ud800"]
    assert index.rows(wanted).tolist() == [known.get(one or "", -1) for one in wanted]
    assert index.rows(column).tolist() == [known.get(one or "", -1) for one in values]
    for one in (*known, *asked, "\ud800", ""):
        assert index.get(one) == known.get(one)
        assert (one in index) == (one in known)


@given(texts, st.lists(st.text(max_size=20), max_size=5))
def test_it_finds_what_a_dict_would(values: list[str | None], asked: list[str]) -> None:
    check(TextColumn.from_strings(values), asked)


@given(texts, st.integers(0, 9))
def test_a_slice_has_rows_of_its_own(values: list[str | None], start: int) -> None:
    column = TextColumn.from_strings(values)
    check(column.slice(min(start, len(values)), len(values)), ["a", "x" * 8])


@given(texts)
def test_where_every_hash_is_the_same_it_still_tells_ids_apart(
    values: list[str | None],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_index, "_mixed", np.zeros_like)
        patch.setattr(row_index, "_hash_of", lambda _text: 0)
        patch.setattr(row_index, "_digest", lambda _text: 0)
        check(TextColumn.from_strings(values), ["nope"])
        check_categories(values)


def test_of_equal_ids_the_last_one_counts() -> None:
    index = RowIndex(TextColumn.from_strings(["a", "b", "a", None, ""]))
    assert (index.get("a"), index.get("b"), len(index)) == (2, 1, 2)
    assert index.rows(["b", "a", "c"]).tolist() == [1, 2, -1]


def test_a_broken_id_is_found_as_people_read_it() -> None:
    data = np.frombuffer(b"a\xffb\xc3\xa9", dtype=np.uint8)
    ids = TextColumn(np.array([0, 3, 4, 5]), data, np.zeros(3, dtype=np.bool_))
    assert ids.to_list() == ["a\ufffdb", "\ufffd", "\ufffd"]
    index = RowIndex(ids)
    assert (index.get("a\ufffdb"), index.get("\ufffd")) == (0, 2)
    assert index.rows(ids).tolist() == [0, 2, 2]


def test_what_is_no_text_is_nobodys_id() -> None:
    index = RowIndex(TextColumn.from_strings(["7", "?"]))
    assert 7 not in index
    assert None not in index
    assert index.rows(["\ud800", "?"]).tolist() == [-1, 1]


def test_one_hash_is_the_same_alone_and_in_a_column() -> None:
    values = ["", "a", "12345678", "123456789", "é" * 256, "é" * 257, "\0", "\0\0"]
    hashes = text_hashes(TextColumn.from_strings(values)).tolist()
    alone = [row_index._hash_of(value.encode()) for value in values[1:]]
    assert hashes[1:] == alone
    assert len(set(hashes)) == len(values)


def test_many_ids_of_several_blocks_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_index, "_BLOCK_ROWS", 1_000)
    values = [f"{row:x}" * (1 + row % 5) for row in range(3_500)]
    mixed = random.Random(1).sample(values, len(values))
    index = RowIndex(TextColumn.from_strings(values))
    known = as_dict([*values])
    assert index.rows(mixed).tolist() == [known[value] for value in mixed]


def check_categories(values: list[str | None]) -> None:
    found = Categories.of(TextColumn.from_strings(values))
    readable = TextColumn.from_strings(values).to_list()
    names = sorted({v for v in readable if v}, key=lambda name: (name.casefold(), name))
    assert list(found.names) == names
    assert found.codes.tolist() == [names.index(v) if v else -1 for v in readable]


@given(texts)
def test_categories_are_numbered_in_the_order_of_the_alphabet(
    values: list[str | None],
) -> None:
    check_categories(values)
