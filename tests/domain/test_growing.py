"""Rows that come in grow into what joining them would give, and stay as they were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.growing import GrowingArray, GrowingBacklog
from triage_app.domain.text_column import TextColumn

CELL = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SHARE = st.none() | st.floats(0.01, 1.0)


def chunk_of(cells: list[str | None], first: int, *, counted: bool) -> Backlog:
    rows = len(cells)
    raw = {
        "id": TextColumn.from_strings(str(first + row) for row in range(rows)),
        "text": TextColumn.from_strings(cells),
    }
    roles = {Field.ID: "id", Field.TRANSCRIPT: "text"}
    numbers = {}
    if counted:
        raw["views"] = TextColumn.from_strings(["7"] * rows)
        roles[Field.VIEWS] = "views"
        numbers[Field.VIEWS] = np.full(rows, 7.0)
    return Backlog(raw, roles, numbers, np.arange(first, first + rows))


def same(one: Backlog, other: Backlog) -> bool:
    return (
        dict(one.raw) == dict(other.raw)
        and list(one.raw) == list(other.raw)
        and dict(one.roles) == dict(other.roles)
        and one.lines.tolist() == other.lines.tolist()
        and all(
            np.array_equal(one.number(part), other.number(part), equal_nan=True)
            for part in Field
        )
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(CELL, max_size=5), st.booleans(), SHARE)))
def test_chunks_grow_into_what_joining_them_gives(
    given_chunks: list[tuple[list[str | None], bool, float | None]],
) -> None:
    growing, chunks, shown = GrowingBacklog(), [], []
    for cells, counted, share in given_chunks:
        chunks.append(chunk_of(cells, growing.rows, counted=counted))
        growing.extend(chunks[-1], share)
        shown.append(growing.backlog)
    for number, backlog in enumerate(shown, start=1):
        assert same(backlog, Backlog.concat(chunks[:number]))
    assert growing.rows == len(growing.backlog)


def test_a_chunk_that_is_part_of_something_larger_is_copied_from_it() -> None:
    whole = chunk_of(["a", "bc", None, "d"], 0, counted=True)
    growing = GrowingBacklog()
    growing.extend(whole.slice(1, 3))
    growing.extend(whole.slice(3, 4))
    assert same(growing.backlog, whole.slice(1, 4))
    assert not np.shares_memory(growing.backlog.lines, whole.lines)


def test_rows_are_written_once_where_the_share_is_told() -> None:
    growing = GrowingBacklog()
    growing.extend(chunk_of(["ab"] * 100, 0, counted=True), 0.1)
    first = growing.backlog
    for start in range(100, 1_000, 100):
        growing.extend(chunk_of(["ab"] * 100, start, counted=True), 0.1)
    last = growing.backlog
    assert np.shares_memory(first.lines, last.lines)
    assert np.shares_memory(first.raw["text"].data, last.raw["text"].data)


def test_a_guess_that_no_memory_has_room_for_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = np.arange(10, dtype=np.float64)
    grown = GrowingArray[np.float64].empty(np.float64)
    empty = np.empty

    def small(shape: tuple[int, ...], dtype: object) -> object:
        if shape[0] > 1_000_000:
            raise MemoryError
        return empty(shape, dtype)

    monkeypatch.setattr(np, "empty", small)
    grown.extend(values, 1e-9)
    grown.extend(values, None)
    assert grown.values.tolist() == [*values, *values]
