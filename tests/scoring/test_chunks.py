import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.text_column import TextColumn
from triage_app.scoring.chunks import arrow_text, chunks
from triage_app.scoring.pace import FIRST, Pace


class Steady(Pace):
    """A pace that never changes."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._fixed = size

    @property
    def size(self) -> int:
        return self._fixed


@pytest.mark.parametrize("size", [1, 700, 20_000, 10**9])
def test_chunks_hold_every_row_once_in_order(backlog: Backlog, size: int) -> None:
    parts = list(chunks(backlog, Steady(size)))
    starts = np.cumsum([0, *map(len, parts)])
    assert [part.start for part in parts] == starts[:-1].tolist()
    assert starts[-1] == len(backlog)
    texts = [text for part in parts for text in part.text.to_list()]
    assert texts == backlog.text(Field.TRANSCRIPT).to_list()
    views = np.concatenate([part.counts["video_view_count"] for part in parts])
    assert np.array_equal(views, backlog.number(Field.VIEWS), equal_nan=True)


def test_a_chunk_is_as_large_as_the_pace_asks_for(backlog: Backlog) -> None:
    *parts, _ = chunks(backlog, Steady(30_000))
    sizes = np.array([part.units for part in parts])
    assert ((sizes > 29_000) & (sizes <= 30_000)).all()


def test_a_row_longer_than_a_chunk_is_one_by_itself() -> None:
    text = TextColumn.from_strings(["a"] * 10 + ["b" * FIRST] + ["c"] * 10)
    backlog = Backlog(
        {"t": text}, {Field.TRANSCRIPT: "t"}, {}, np.arange(21, dtype=np.int64)
    )
    assert [len(part) for part in chunks(backlog, Pace())] == [10, 1, 10]


def test_no_rows_make_no_chunks() -> None:
    assert list(chunks(Backlog.empty(), Pace())) == []


@given(st.lists(st.one_of(st.none(), st.text(max_size=9)), max_size=20), st.data())
def test_a_column_is_the_same_for_arrow(
    values: list[str | None], data: st.DataObject
) -> None:
    column = TextColumn.from_strings(values)
    assert arrow_text(column).to_pylist() == column.to_list()
    stop = data.draw(st.integers(0, len(values)))
    start = data.draw(st.integers(0, stop))
    part = column.slice(start, stop)
    assert arrow_text(part).to_pylist() == values[start:stop]
    assert arrow_text(part).null_count == values[start:stop].count(None)
