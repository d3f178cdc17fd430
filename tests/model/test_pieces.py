from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.pieces import bounds_of, cut
from model.stack import Stack
from model.tokens import expand

texts = st.lists(
    st.one_of(st.none(), st.text("ab \n\u00a0é", max_size=12), st.text(max_size=9)),
    max_size=9,
)


def cut_rows(values: list[str | None]) -> list[list[str]]:
    pieces = cut(pa.array(values, pa.large_string()))
    names = [one.decode() for one in pieces.distinct.to_pylist()]
    assert len(set(names)) == len(names)
    found = [names[code] for code in pieces.codes]
    bounds = pieces.bounds.tolist()
    return [found[a:b] for a, b in pairwise(bounds)]


def expected(value: str | None) -> list[str]:
    *whole, last = (value or "").split(" ")
    return [*(f"{part} " for part in whole), *([last] if last else [])]


@given(texts)
def test_rows_are_cut_after_each_space(values: list[str | None]) -> None:
    assert cut_rows(values) == [expected(value) for value in values]


@given(texts, st.integers(1, 9))
def test_blocks_hold_every_row_once(values: list[str | None], most: int) -> None:
    pieces = cut(pa.array(values, pa.large_string()))
    blocks = pieces.blocks(most)
    assert blocks
    assert [0, *(b.stop for b in blocks)] == [*(b.start for b in blocks), len(values)]
    parts = [pieces.part(rows) for rows in blocks]
    assert np.concatenate([part.codes for part in parts]).tolist() == (
        pieces.codes.tolist()
    )
    for part in parts:
        assert len(part.codes) < most + max([*part.sizes.tolist(), 1])


@given(texts, st.data())
def test_rows_and_pieces_can_be_picked(
    values: list[str | None], data: st.DataObject
) -> None:
    pieces = cut(pa.array(values, pa.large_string()))
    chosen = data.draw(st.lists(st.sampled_from(range(len(values))), unique=True)
                       if values else st.just([]))  # fmt: skip
    rows = np.array(sorted(chosen), dtype=np.intp)
    some = pieces.of_rows(rows)
    ones = np.ones(len(pieces.distinct), dtype=np.int64)
    assert some.total(ones).tolist() == pieces.total(ones)[rows].tolist()
    wanted = np.arange(len(pieces.distinct)) % 2 == 0
    kept = pieces.where(wanted)
    assert kept.codes.tolist() == [code for code in pieces.codes if wanted[code]]
    assert kept.total(ones).tolist() == pieces.total(wanted.astype(np.int64)).tolist()


def test_ranges_are_listed_one_after_another() -> None:
    starts, stops = np.array([5, 2, 2, 9]), np.array([7, 2, 5, 10])
    assert expand(starts, stops).tolist() == [5, 6, 2, 3, 4, 9]
    none = np.zeros(0, dtype=np.int64)
    assert expand(none, none).tolist() == []
    assert bounds_of(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]


@pytest.mark.parametrize("width", [(), (3,)])
def test_rows_handed_out_of_a_stack_stay_as_they_were(width: tuple[int, ...]) -> None:
    stack = Stack(np.int64, *width)
    held = []
    for number in range(60):
        stack.push(np.full((100, *width), number))
        held.append(stack.rows)
    assert len(stack) == 6_000
    for number, rows in enumerate(held):
        assert rows.shape == (100 * (number + 1), *width)
        assert (rows[-100:] == number).all()
        assert (rows[:100] == 0).all()
