"""What the writers write, the readers read back to the same cells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.text_column import TextColumn
from triage_app.formats.reader import FileFormats
from triage_app.formats.writer import FileWriter

WORDS = st.text(
    st.one_of(
        st.sampled_from("\",;\t|\n\r =+-@'0123456789\u200b\ufeff😀"),
        st.characters(codec="utf-8", min_codepoint=32),
    ),
    max_size=12,
)
CELLS = st.lists(st.tuples(st.none() | WORDS, st.none() | WORDS), min_size=1)


def backlog_of(cells: list[tuple[str | None, str | None]]) -> Backlog:
    count = len(cells)
    raw = {
        "video_id": TextColumn.from_strings(f"id {row}" for row in range(count)),
        "text": TextColumn.from_strings(text for text, _ in cells),
        "note": TextColumn.from_strings(note for _, note in cells),
    }
    roles = {Field.ID: "video_id", Field.TRANSCRIPT: "text"}
    return Backlog(raw, roles, {}, np.arange(count, dtype=np.int64))


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
@given(cells=CELLS)
@settings(max_examples=100, deadline=None)
def test_every_cell_comes_back(
    ending: str, cells: list[tuple[str | None, str | None]], folder: Path
) -> None:
    path = folder / f"out{ending}"
    backlog = backlog_of(cells)
    rows = np.arange(len(cells), dtype=np.intp)[::-1]
    added = np.arange(len(cells)) / 7.0
    FileWriter().write_backlog(path, backlog, {"p": added}, rows)
    stream = FileFormats().open(path)
    back = Backlog.concat(list(stream))
    assert stream.report.issues == ()
    assert back.names == ("video_id", "text", "note", "p")
    empty = None if ending in {".csv", ".tsv"} else ""
    for name in ("video_id", "text", "note"):
        wanted = [backlog.raw[name][row] for row in rows.tolist()]
        wanted = [empty if cell == "" else cell for cell in wanted]
        assert back.raw[name].to_list() == wanted
    shares = [float(cell or "nan") for cell in back.raw["p"].to_list()]
    assert shares == added[rows].tolist()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round_trip")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_a_whole_table_comes_back(
    save: Callable, read: Callable, table: Callable, tmp_path: Path, ending: str
) -> None:
    source = read(save(table(3_000)))
    path = tmp_path / f"out{ending}"
    rows = np.arange(3_000, dtype=np.intp)
    FileWriter().write_backlog(path, source.backlog, {}, rows)
    back = read(path)
    assert back.ids == source.ids
    assert back.texts == source.texts
    assert back.numbers(Field.VIEWS) == source.numbers(Field.VIEWS)
    assert back.counts == source.counts


def test_an_unnamed_index_column_comes_back_under_its_name(
    save: Callable, read: Callable, tmp_path: Path
) -> None:
    source = read(save(",video_id,views\n0,007,5\n"))
    path = tmp_path / "out.csv"
    FileWriter().write_backlog(path, source.backlog, {}, np.array([0], dtype=np.intp))
    assert path.read_text() == "index,video_id,views\n0,007,5\n"
