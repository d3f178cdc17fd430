"""The fast path and the careful one read the same cells, lines and counts."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from triage_app.formats import delimited
from triage_app.formats.clean import read_clean
from triage_app.formats.delimited import DelimitedRows
from triage_app.formats.encoding import ByteSource, Encoding
from triage_app.formats.grammar import Shape

NAMES = ("video_id", "text", "views")
CELLS = st.text(alphabet='a1é😀 ,;"\n\r\t\x00\ufeff', max_size=8)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12)
SHAPE = Shape(b",", 3, 0, (2,))
Rows = list[tuple[int, tuple[str, ...]]]


def read(data: bytes, block: int, *, careful: bool) -> tuple[Rows, list[object]]:
    source = ByteSource(Path("x.csv"), io.BytesIO(data), Encoding("utf-8"), len(data))
    rows = DelimitedRows(
        Path("x.csv"), source, NAMES, SHAPE, block_bytes=block, careful=careful
    )
    cells: Rows = []
    issues: list[object] = []
    for part in rows:
        columns = [column.to_pylist() for column in part.columns.values()]
        issues += part.broken
        for place, line in enumerate(part.lines.tolist()):
            cells.append((line, tuple(column[place] for column in columns)))
            raw = part.raw(place)
            assert raw in data.decode()
            assert [tuple(r) for r in csv.reader(io.StringIO(raw, newline=""))] == [
                cells[-1][1]
            ] or "\r" in raw
    return cells, issues


def written(rows: list[tuple[str, str, str]], quoting: int, end: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


@given(
    ROWS,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 60),
)
@settings(max_examples=300, deadline=None)
def test_both_paths_agree_on_tables_written_well(
    rows: list[tuple[str, str, str]], quoting: int, end: str, block: int
) -> None:
    data = written(rows, quoting, end)
    assert read(data, block, careful=False) == read(data, 1 << 20, careful=True)


@given(st.text(alphabet='a1,"\n\r ', max_size=60), st.integers(1, 40))
@settings(max_examples=600, deadline=None)
@example('1,"a\n2,b,3\n4,"c,d",5\n', 7)
@example('"1,a,2\n"3","b","4"\n', 9)
@example('1,"a""\n2,b,3\n', 14)
def test_both_paths_agree_on_any_bytes_whatever_the_block(
    text: str, block: int
) -> None:
    data = text.encode()
    assert read(data, block, careful=False) == read(data, 1 << 20, careful=True)


@given(ROWS)
@settings(max_examples=200, deadline=None)
def test_tables_quoted_in_every_cell_come_back_whole(
    rows: list[tuple[str, str, str]],
) -> None:
    data = written(rows, csv.QUOTE_ALL, "\n")
    cells, issues = read(data, 1 << 20, careful=True)
    assert issues == []
    assert [cell for _, cell in cells] == rows


def test_a_plain_block_does_take_the_fast_path() -> None:
    data = b'1,"a, b",5\n2,"c\nd",6\n\n3,"",7'
    clean = read_clean(data, SHAPE, final=True)
    assert clean is not None
    assert [column.to_pylist() for column in clean.columns] == [
        ["1", "2", "3"],
        ["a, b", "c\nd", ""],
        ["5", "6", "7"],
    ]
    assert clean.line_offsets.tolist() == [0, 1, 4]


@pytest.mark.parametrize("block", [1, 6, 13, 1 << 20])
def test_a_byte_order_mark_within_a_file_belongs_to_its_cell(block: int) -> None:
    data = "1,a,5\n\ufeff2,b,6\n".encode()
    cells, issues = read(data, block, careful=False)
    assert [cell for _, cell in cells] == [("1", "a", "5"), ("\ufeff2", "b", "6")]
    assert issues == []


def test_a_record_longer_than_any_block_is_read() -> None:
    data = b'1,"' + b"x\n" * 5_000 + b'",5\n2,b,6\n'
    cells, issues = read(data, 16, careful=False)
    assert [line for line, _ in cells] == [1, 5_002]
    assert issues == []


def test_the_smallest_block_is_large_enough_for_arrow() -> None:
    assert delimited.block_bytes_for(1, 1) == 1 << 18
    assert delimited.block_bytes_for(10_000, 200) == 2_000_000
    assert delimited.block_bytes_for(10_000, 10_000) == 4 << 20
