import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from model.synthetic import BLOCK_ROWS, generate
from triage_app.domain.errors import CancelledError, OutputError
from triage_app.domain.ports import Sampler
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.scoring.sampler import BacklogSampler

ROWS = BLOCK_ROWS + 500


def read(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        return parquet.read_table(path)
    if path.suffix == ".jsonl":
        lines = path.read_text("utf-8").splitlines()
        return pa.Table.from_pylist([json.loads(line) for line in lines])
    delimiter = "\t" if path.suffix == ".tsv" else ","
    return csv.read_csv(
        path,
        parse_options=csv.ParseOptions(delimiter=delimiter),
        convert_options=csv.ConvertOptions(
            column_types={"video_id": pa.string()}, strings_can_be_null=True
        ),
    )


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet", ".jsonl", ".CSV"])
def test_a_sample_is_the_generated_backlog_in_every_format(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"sample{ending}"
    sampler: Sampler = BacklogSampler()
    assert sampler.write_sample(path, ROWS, 5) == ROWS
    written = read(path)
    expected = generate(ROWS, 5)
    assert written.column_names == expected.column_names
    assert written.to_pylist() == expected.to_pylist()
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "1.csv", tmp_path / "2.csv"
    for path in (one, other):
        BacklogSampler().write_sample(path, 300, 9)
    assert one.read_bytes() == other.read_bytes()


def test_writing_shows_progress_by_rows(tmp_path: Path) -> None:
    steps: list[Step] = []
    BacklogSampler().write_sample(tmp_path / "s.csv", ROWS, 0, steps.append)
    assert [step.done for step in steps] == [0, BLOCK_ROWS, ROWS]
    assert {(step.stage, step.total) for step in steps} == {(Stage.WRITING, ROWS)}


def test_cancel_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("before")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        BacklogSampler().write_sample(path, 100, 0, cancel=cancel)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path, tmp_path / "home"]


def test_an_unknown_ending_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"A sample can't be written as \.xlsx\."):
        BacklogSampler().write_sample(tmp_path / "s.xlsx", 10, 0)
    with pytest.raises(OutputError, match="as a file without ending"):
        BacklogSampler().write_sample(tmp_path / "s", 10, 0)


@pytest.mark.parametrize(("rows", "seed"), [(0, 0), (-1, 0), (2**33, 0), (5, -1)])
def test_a_size_or_seed_out_of_range_is_a_sentence(
    tmp_path: Path, rows: int, seed: int
) -> None:
    with pytest.raises(OutputError, match="can't be made"):
        BacklogSampler().write_sample(tmp_path / "s.csv", rows, seed)
    assert not (tmp_path / "s.csv").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="The sample can't be written to") as error:
        BacklogSampler().write_sample(tmp_path / "none" / "s.csv", 10, 0)
    assert error.value.detail == "No such file or directory."
