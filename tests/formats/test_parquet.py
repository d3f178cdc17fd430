"""Parquet: every type as text, within a byte budget."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from triage_app.domain.backlog import Field
from triage_app.domain.errors import BacklogError, MappingNeededError
from triage_app.formats.parquet import ParquetRows
from triage_app.formats.reader import FileFormats


@pytest.fixture
def save_table(tmp_path: Path) -> Callable[..., Path]:
    def put(columns: dict[str, object], name: str = "b.parquet", **how: object) -> Path:
        path = tmp_path / name
        pq.write_table(pa.table(columns), path, **how)
        return path

    return put


def test_types_become_text_faithfully(save_table: Callable, read: Callable) -> None:
    got = read(
        save_table(
            {
                "video_id": pa.array([9007199254740993, 7], pa.int64()),
                "text": ["", None],
                "views": [343296.0, float("nan")],
                "rate": [0.1, 2.5],
                "ok": [True, None],
                "day": [datetime.date(2026, 1, 2), None],
                "price": [Decimal("1.50"), Decimal("-2.00")],
                "tags": [["a", "é"], []],
                "place": [{"x": 1}, None],
                "kind": pa.array(["a", "b"]).dictionary_encode(),
                "nothing": pa.nulls(2),
                "blob": [b"abc", None],
            }
        )
    )
    assert got.layout.format == "parquet"
    assert got.ids == ["9007199254740993", "7"]
    assert got.texts == ["", None]
    assert got.numbers(Field.VIEWS) == [343296, None]
    cells = got.cells()
    assert cells["rate"] == ["0.1", "2.5"]
    assert cells["ok"] == ["true", None]
    assert cells["day"] == ["2026-01-02", None]
    assert cells["price"] == ["1.50", "-2.00"]
    assert cells["tags"] == ['["a", "é"]', "[]"]
    assert cells["place"] == ['{"x": 1}', None]
    assert cells["kind"] == ["a", "b"]
    assert cells["nothing"] == [None, None]
    assert cells["blob"] == ["abc", None]
    assert got.lines == [1, 2]
    assert got.counts == (2, 2, 0, 0)


def test_decimal_ids_are_read_as_whole_ones_where_they_are_exact(
    save_table: Callable, read: Callable
) -> None:
    ids = [7017666017.0, None, 2.0**53, 1.5, 2.0**53 - 1]
    got = read(save_table({"video_id": ids, "views": [1, 2, 3, 4, 5]}))
    assert got.ids == ["7017666017", "9007199254740991"]
    assert got.report.notes == (
        'The ids in "video_id" are stored as decimal numbers; they are read as whole '
        "ones.",
    )
    inexact = "id stored as a decimal number, so it isn't exact"
    assert [(issue[0], issue[3]) for issue in got.issues] == [
        (2, "no id"),
        (3, inexact),
        (4, inexact),
    ]


def test_missing_columns_are_one_sentence(save_table: Callable) -> None:
    path = save_table({"name": ["x"], "mood": ["glad"]})
    with pytest.raises(MappingNeededError) as caught:
        FileFormats().open(path)
    assert caught.value.columns == ("name", "mood")


def test_no_rows_are_one_sentence(save_table: Callable) -> None:
    path = save_table({"video_id": pa.array([], pa.string()), "views": pa.array([])})
    with pytest.raises(BacklogError, match="has a header but no rows"):
        FileFormats().inspect(path)


@pytest.mark.parametrize("keep", [4, 100, 0.9])
def test_a_damaged_file_is_one_sentence(save_table: Callable, keep: float) -> None:
    path = save_table({"video_id": ["1"] * 99, "views": list(range(99))})
    data = path.read_bytes()
    path.write_bytes(data[: int(keep if keep > 1 else keep * len(data))])
    with pytest.raises(BacklogError) as caught:
        FileFormats().inspect(path)
    assert caught.value.title == '"b.parquet" is a damaged Parquet file.'


def test_a_page_damaged_inside_is_one_sentence(save_table: Callable) -> None:
    path = save_table(
        {"video_id": [str(n) for n in range(9_999)], "views": list(range(9_999))},
        compression="zstd",
    )
    data = bytearray(path.read_bytes())
    data[200:400] = b"\xff" * 200
    path.write_bytes(data)
    with pytest.raises(BacklogError) as caught:
        list(FileFormats().open(path))
    assert caught.value.title == '"b.parquet" is a damaged Parquet file.'


def test_text_that_is_not_utf8_is_quarantined(
    save_table: Callable, read: Callable
) -> None:
    note = pa.array([b"caf\xe9", b"ok"], pa.binary())
    got = read(save_table({"video_id": ["1", "2"], "views": [1, 2], "note": note}))
    assert got.ids == ["2"]
    assert got.issues[0][3] == 'bytes in "note" that are not UTF-8 text'


def test_repeated_names_are_told_apart(tmp_path: Path, read: Callable) -> None:
    table = pa.Table.from_arrays(
        [pa.array(["1"]), pa.array([5]), pa.array([6])], ["id", "views", "views"]
    )
    pq.write_table(table, tmp_path / "b.parquet")
    got = read(tmp_path / "b.parquet")
    assert got.cells() == {"id": ["1"], "views": ["5"], "views (2)": ["6"]}


def test_a_file_that_unfolds_is_cut_into_parts_within_the_budget(
    save_table: Callable,
) -> None:
    path = save_table(
        {"id": [str(n) for n in range(100)], "text": ["x" * 10_000] * 100}
    )
    assert path.stat().st_size < 50_000
    with path.open("rb") as file:
        blocks = list(ParquetRows(path, file, batch_bytes=100_000))
    assert sum(len(block) for block in blocks) == 100
    assert max(len(block) for block in blocks) <= 10
    assert [line for block in blocks for line in block.lines] == list(range(1, 101))


@pytest.mark.parametrize(
    "budget", [{"batch_bytes": 5_000}, {"unfolded_limit": 500_000}]
)
def test_a_file_that_unfolds_beyond_the_budget_is_refused(
    save_table: Callable, budget: dict[str, int]
) -> None:
    path = save_table(
        {"id": [str(n) for n in range(100)], "text": ["x" * 10_000] * 100}
    )
    with path.open("rb") as file, pytest.raises(BacklogError) as caught:
        list(ParquetRows(path, file, **budget))
    assert caught.value.title == (
        '"b.parquet" unfolds to more than this program takes in.'
    )


def test_several_row_groups_are_one_backlog(
    save_table: Callable, read: Callable
) -> None:
    path = save_table(
        {"id": list(range(2_500)), "views": list(range(2_500))}, row_group_size=400
    )
    got = read(path, chunk_rows=1_000)
    assert got.ids == [str(n) for n in range(2_500)]
    assert got.lines[-1] == 2_500


def test_arrows_threads_read_nothing_ahead(
    save_table: Callable, read: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they let go of while the interpreter ends would abort it."""
    asked: list[object] = []
    real = pq.ParquetFile

    def note(file: object, **options: object) -> object:
        asked.append(options.get("pre_buffer"))
        return real(file, **options)

    monkeypatch.setattr(pq, "ParquetFile", note)
    read(save_table({"video_id": ["1"], "video_view_count": [5]}))
    assert set(asked) == {False}
