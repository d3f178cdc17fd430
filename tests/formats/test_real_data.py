"""The real file: every row, and its ids to the letter."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from triage_app.domain.backlog import COUNTS, Field
from triage_app.formats.writer import FileWriter

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize("careful", [False, True])
def test_the_real_file_is_read_whole(
    data_folder: Path, read: Callable, careful: bool
) -> None:
    path = data_folder / "tiktok_dataset.csv"
    got = read(path, careful=careful)
    assert got.counts == (19_382, 19_382, 0, 0)
    assert got.issues == []
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert got.ids == [row["video_id"] for row in rows]
    assert got.backlog.names == tuple(rows[0])
    assert int(got.backlog.text(Field.TRANSCRIPT).blank().sum()) == 298
    for part in COUNTS:
        values = got.backlog.number(part)
        assert int(np.isnan(values).sum()) == 298
        assert np.nansum(values) == sum(float(row[part.value] or 0) for row in rows)


def test_the_foreign_file_is_read_whole(data_folder: Path, read: Callable) -> None:
    path = data_folder / "debate_sentences.csv"
    got = read(path)
    assert got.counts == (8_678, 8_678, 0, 0)
    with path.open(newline="", encoding="utf-8") as file:
        assert got.texts == [
            row[Field.TRANSCRIPT.value] for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_the_real_file_comes_back_from_each_format(
    data_folder: Path, read: Callable, tmp_path: Path, ending: str
) -> None:
    source = read(data_folder / "tiktok_dataset.csv")
    path = tmp_path / f"q{ending}"
    FileWriter().write_backlog(
        path, source.backlog, {}, np.arange(19_382, dtype=np.intp)
    )
    back = read(path)
    assert back.ids == source.ids
    assert back.texts == source.texts
    for part in COUNTS:
        assert back.numbers(part) == source.numbers(part)
