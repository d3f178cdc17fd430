"""JSON Lines on both paths: Arrow reads a block as the careful path would, or not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage_app.formats import jsonlines
from triage_app.formats.jsonplain import read_plain
from triage_app.formats.reader import FileFormats
from triage_app.formats.rows import RowBlock

NAMES = ("id", "text", "views")
KINDS = {"id": pa.int64(), "views": pa.int64()}

TEXT = st.text(max_size=5) | st.sampled_from(["2024-01-01", "-0", "}\n{", "\\", "\0"])
CELL = st.sampled_from(
    [
        *("5", "-0", "0", "-7", "1.50", "1e3", "007", "12345678901234567890"),
        *("true", "false", "null", "NaN", "[1, {}]", "{}", '"\\ud800"', '"\\ud83d"'),
    ]
) | TEXT.map(json.dumps)
NAME = st.sampled_from([*NAMES, "", "late"])
OBJECT = st.lists(st.tuples(NAME, CELL), max_size=4).map(
    lambda pairs: "{" + ", ".join(f'"{name}": {cell}' for name, cell in pairs) + "}"
)
PLAIN = st.tuples(st.integers(0, 99), TEXT, st.integers(-9, 99)).map(
    lambda row: json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False)
)
ODD = st.sampled_from(
    [
        *("", " ", '{"id": [{}', "{}]}", '{"id": 1} {"id": 2}', '{"id": 1},{"id": 2}'),
        *('{"id": {}', "}", "{", "[1]", '{"id": "a', 'b"}', '{"id": 1}\r', "{}}"),
    ]
)


class Bytes:
    """A source that hands everything over at once."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, wanted: int) -> bytes:
        data, self._data = self._data, b""
        return data


def rows_of(data: bytes) -> tuple[list[object], list[object]]:
    source: object = Bytes(data)
    blocks: Iterator[RowBlock] = iter(
        jsonlines.JsonRows(Path("x.jsonl"), source, NAMES, rows=3)  # type: ignore[arg-type]
    )
    rows: list[object] = []
    broken: list[object] = []
    for block in blocks:
        columns = {name: column.to_pylist() for name, column in block.columns.items()}
        for row, line in enumerate(block.lines.tolist()):
            cells = {name: cells[row] for name, cells in columns.items()}
            filled = {name: cell for name, cell in cells.items() if cell is not None}
            rows.append((line, filled, block.raw(row)))
        broken.extend(block.broken)
    return rows, broken


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PLAIN | PLAIN | PLAIN | OBJECT | ODD, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n"]),
)
def test_both_paths_read_the_same(lines: list[str], feed: str, end: str) -> None:
    data = (feed.join(lines) + end).encode("utf-8", "replace")
    fast = rows_of(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonlines, "read_plain", lambda *_: None)
        careful = rows_of(data)
    assert fast == careful


def test_plain_lines_do_take_the_fast_path() -> None:
    data = b'{"id": 7, "text": "2024-01-01", "views": -3}\r\n\n{"id": 8}'
    plain = read_plain(data, NAMES, KINDS)
    assert plain is not None
    assert [column.to_pylist() for column in plain.columns] == [
        ["7", "8"],
        ["2024-01-01", None],
        ["-3", None],
    ]
    assert plain.line_offsets.tolist() == [0, 2]
    assert data[plain.starts[0] : plain.ends[0]].endswith(b"-3}")


@pytest.mark.parametrize(
    "line",
    [
        *(b'{"id": 1.0}', b'{"id": -0}', b'{"id": "1"}', b'{"id": 1, "id": 2}'),
        *(b'{"more": 1}', b'{"id": [1]}', b'{"id": 1} {"id": 2}', b"[1]", b" {}"),
        *(b'{"text": "\\ud800"}', b'{"id": 1', b"", b'{"id": 99999999999999999999}'),
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_path(line: bytes) -> None:
    assert read_plain(line + b"\n", NAMES, KINDS) is None


def test_two_wrongs_on_neighbouring_lines_do_not_make_a_right() -> None:
    data = b'{"text": [{}\n{}]}\n{"id": 1} {"id": 2}\n'
    assert read_plain(data, NAMES, KINDS) is None


def test_columns_whose_type_changes_on_the_way_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "turns.jsonl"
    rows = [{"id": row, "views": row} for row in range(8_000)]
    rows += [{"id": f"v{row}", "views": row + 0.5} for row in range(8_000)]
    rows += [{"id": row + 8_000, "views": row} for row in range(8_000)]
    path.write_text(
        "".join(json.dumps({**row, "text": "x" * 90}) + "\n" for row in rows)
    )
    stream = FileFormats().open(path)
    ids = [item for chunk in stream for item in chunk.ids]
    assert ids == [str(row["id"]) for row in rows]
    assert stream.report.conserved
    assert len(stream.report.issues) == 8_000


def test_the_first_block_is_small(save: Callable, tmp_path: Path) -> None:
    line = '{"id": %d, "views": 5, "text": "' + "x" * 200 + '"}\n'
    path = save("".join(line % row for row in range(20_000)), "long.jsonl")
    chunks = iter(FileFormats().open(path))
    assert 0 < len(next(chunks)) < 2_000
