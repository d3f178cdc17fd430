import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import (
    BacklogError,
    CancelledError,
    MappingNeededError,
)
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.formats.folder import FolderFiles, folder_sha256, list_folder
from triage_app.formats.reader import FileFormats
from triage_app.formats.writer import FileWriter

HEADER = "video_id,video_transcription_text,video_view_count\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "november"
    place.mkdir()
    return place


@pytest.fixture
def put(folder: Path) -> Callable[..., Path]:
    def write(name: str, *rows: str, header: str = HEADER) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
        return path

    return write


def names(folder: Path) -> list[str]:
    return [file.name for file in list_folder(folder).files]


def test_a_folders_files_are_read_by_name_as_one_backlog(
    folder: Path, put: Callable[..., Path], read: Callable[..., object]
) -> None:
    put("b.csv", "3,three,30")
    put("a.csv", "1,one,10", "2,two,20")
    put("sub/deeper/c.tsv", "4\tfour\t40", header=HEADER.replace(",", "\t"))
    (folder / "d.jsonl").write_text('{"video_id": "5", "transcript": "five"}\n')
    table = pa.table({"video_id": ["6"], "video_transcription_text": ["six"]})
    pq.write_table(table, folder / "e.parquet")
    assert names(folder) == [
        "a.csv",
        "b.csv",
        "d.jsonl",
        "e.parquet",
        "sub/deeper/c.tsv",
    ]
    found = read(folder)
    assert found.ids == ["1", "2", "3", "5", "6", "4"]
    assert found.texts == ["one", "two", "three", "five", "six", "four"]
    assert found.numbers(Field.VIEWS) == [10, 20, 30, None, None, 40]
    assert found.counts == (6, 6, 0, 0)
    assert found.report.source == "november"
    assert [(one.source, one.rows_read) for one in found.report.files] == [
        ("a.csv", 2),
        ("b.csv", 1),
        ("d.jsonl", 1),
        ("e.parquet", 1),
        ("sub/deeper/c.tsv", 1),
    ]
    assert all(one.conserved for one in found.report.files)


def test_an_id_of_an_earlier_file_is_a_duplicate_with_file_and_line(
    folder: Path, put: Callable[..., Path], read: Callable[..., object]
) -> None:
    put("a.csv", "1,one,10", "x9,two,20")
    put("b.csv", "3,three,many", "x9 ,again,oops", "1,again,5", "3,twice,1", ",none,1")
    found = read(folder)
    assert found.ids == ["1", "x9", "3"]
    assert found.counts == (7, 3, 1, 3)
    first, second = found.report.files
    assert (first.rows_read, first.accepted) == (2, 2)
    assert (second.accepted, second.quarantined, second.duplicates) == (1, 1, 3)
    said = {(line, reason) for line, _, _, reason, _ in found.issues}
    assert (3, "b.csv: the same id as on line 3 of a.csv") in said
    assert (4, "b.csv: the same id as on line 2 of a.csv") in said
    assert (5, "b.csv: the same id as on line 2") in said
    assert (6, "b.csv: no id") in said
    # What else is wrong in a row that is not taken is moot.
    unusable = [issue for issue in found.issues if issue[4] == "value_missing"]
    assert [issue[:3] for issue in unusable] == [(2, "video_view_count", "many")]


def test_a_folder_reads_as_its_files_joined_do(
    folder: Path,
    tmp_path: Path,
    table: Callable[..., str],
    read: Callable[..., object],
) -> None:
    lines = table(900).splitlines(keepends=True)
    (folder / "1.csv").write_text("".join(lines[:400]))
    (folder / "2.csv").write_text(lines[0] + "".join(lines[300:901]))
    joined = tmp_path / "joined.csv"
    joined.write_text("".join(lines[:400]) + "".join(lines[300:901]))
    one, many = read(joined), read(folder, chunk_rows=97)
    assert many.cells() == one.cells()
    assert many.counts == one.counts
    assert many.report.duplicates == 100


def test_columns_of_other_layouts_meet_by_name_and_meaning(
    folder: Path, put: Callable[..., Path], read: Callable[..., object]
) -> None:
    put("a.csv", "1,one,x", header="video_id,transcript,tag\n")
    put("b.csv", "y,two,2", header="tag,video_transcription_text,ID\n")
    found = read(folder)
    assert found.ids == ["1", "2"]
    assert found.texts == ["one", "two"]
    assert found.cells()["tag"] == ["x", "y"]


def test_what_is_left_out_is_said_and_hidden_files_are_passed_over(
    folder: Path, put: Callable[..., Path], read: Callable[..., object]
) -> None:
    put("a.csv", "1,one,10")
    put(".hidden.csv", "2,two,10")
    put("_SUCCESS", header="")
    put("_metadata/b.csv", "3,three,10")
    put("notes.pdf", header="%PDF-")
    put("late.csv.part", "4,four,10")
    put("late.parquet.crdownload", header="")
    put("case.triage/c.csv", "5,five,10")
    found = read(folder)
    assert found.ids == ["1"]
    assert set(found.report.notes) == {
        "Left out, as their ending is not a backlog's: notes.pdf.",
        "Left out, as they look half written: late.csv.part, late.parquet.crdownload.",
        "Left out, as they are workspaces: case.triage.",
    }


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_in_a_circle_are_not_followed_and_links_to_files_are(
    folder: Path, put: Callable[..., Path], tmp_path: Path
) -> None:
    put("a.csv", "1,one,10")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (folder / "self.csv").symlink_to(folder / "self.csv")
    elsewhere = tmp_path / "b.csv"
    elsewhere.write_text(f"{HEADER}2,two,20\n")
    (folder / "link.csv").symlink_to(elsewhere)
    listed = list_folder(folder)
    assert [file.name for file in listed.files] == ["a.csv", "link.csv"]
    assert set(listed.notes) == {
        "Left out, as links to folders are not followed: round, sub/up.",
        "Left out, as these links lead nowhere: gone.csv, self.csv.",
    }


def test_a_file_without_rows_is_told_and_keeps_no_other_out(
    folder: Path, put: Callable[..., Path], read: Callable[..., object]
) -> None:
    put("a.csv")
    (folder / "b.csv").write_bytes(b"")
    pq.write_table(
        pa.table({"video_id": pa.array([], pa.string()), "transcript": []}),
        folder / "c.parquet",
    )
    put("d.csv", "1,one,10")
    found = read(folder)
    assert found.ids == ["1"]
    assert found.report.notes == ("a.csv, b.csv, c.parquet: It has no rows.",)
    assert [one.rows_read for one in found.report.files] == [0, 0, 0, 1]


def test_a_broken_file_is_named_before_anything_is_read(
    folder: Path, put: Callable[..., Path]
) -> None:
    put("a.csv", "1,one,10")
    (folder / "b.parquet").write_bytes(b"PAR1 and then nothing of the kind")
    told = '"november" can\'t be opened as one backlog because of b.parquet.'
    for act in (FileFormats().inspect, FileFormats().open):
        with pytest.raises(BacklogError) as refused:
            act(folder)
        assert refused.value.title == told
        assert "Nothing was kept of the others." in refused.value.detail


def test_a_file_that_breaks_while_it_is_read_is_named(
    folder: Path, put: Callable[..., Path]
) -> None:
    put("a.csv", "1,one,10")
    second = put("b.csv", "2,two,20")
    stream = FileFormats().open(folder)
    chunks = iter(stream)
    next(chunks)
    second.unlink()
    with pytest.raises(BacklogError, match=r"because of b\.csv"):
        list(chunks)


def test_columns_that_do_not_speak_are_asked_about_once_for_all(
    folder: Path, put: Callable[..., Path]
) -> None:
    put("a.csv", "1,one,10")
    put("b.csv", "2,two", header="ref,words\n")
    layout = FileFormats().inspect(folder)
    assert layout.missing
    assert layout.columns == ("ref", "words")
    assert layout.path == folder
    with pytest.raises(MappingNeededError, match=r"because of b\.csv") as asked:
        FileFormats().open(folder)
    assert asked.value.columns == ("ref", "words")
    mapping = {Field.ID: "ref", Field.TRANSCRIPT: "words"}
    backlog = Backlog.concat(list(FileFormats().open(folder, mapping)))
    assert backlog.ids.to_list() == ["1", "2"]
    assert backlog.text(Field.TRANSCRIPT).to_list() == ["one", "two"]
    with pytest.raises(BacklogError, match=r'No file in "november" has a column "no"'):
        FileFormats().open(folder, {**mapping, Field.VIEWS: "no"})


@pytest.mark.parametrize("content", [None, "empty", "headers"])
def test_a_folder_without_a_backlog_is_one_sentence(
    folder: Path, put: Callable[..., Path], content: str | None
) -> None:
    if content is None:
        sentence = 'The folder "november" holds no backlog.'
        put("readme.pdf", header="x")
    else:
        sentence = 'None of the files in "november" has any rows.'
        put("a.csv", header="" if content == "empty" else HEADER)
    with pytest.raises(BacklogError) as refused:
        FileFormats().inspect(folder)
    assert refused.value.title == sentence
    with pytest.raises(BacklogError):
        FileFormats().open(folder)


def test_a_workspace_is_no_folder_of_backlogs(tmp_path: Path) -> None:
    (tmp_path / "w.triage").mkdir()
    with pytest.raises(BacklogError, match="is a workspace, not a folder of backlogs"):
        FileFormats().inspect(tmp_path / "w.triage")


def test_progress_runs_over_the_bytes_of_all_files(
    folder: Path, table: Callable[..., str]
) -> None:
    for name in "abc":
        (folder / f"{name}.csv").write_text(table(2_000, seed=ord(name)))
    total = sum(path.stat().st_size for path in folder.iterdir())
    steps: list[Step] = []
    stream = FileFormats(500).open(folder, progress=steps.append)
    assert sum(len(chunk) for chunk in stream) == 2_000
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert done[-1] == total
    assert {(step.stage, step.total, step.unit) for step in steps} == {
        (Stage.READING, total, "bytes")
    }


def test_reading_a_folder_stops_when_asked(
    folder: Path, table: Callable[..., str]
) -> None:
    for name in "ab":
        (folder / f"{name}.csv").write_text(table(2_000, seed=ord(name)))
    cancel = CancelToken()
    chunks = iter(FileFormats(100).open(folder, cancel=cancel))
    next(chunks)
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(chunks)


def test_a_folders_digest_covers_names_and_contents(
    folder: Path, put: Callable[..., Path], read: Callable[..., object]
) -> None:
    put("a.csv", "1,one,10")
    put("sub/ü 日本.csv", "2,two,20")
    lines = "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("a.csv", "sub/ü 日本.csv")
    )
    wanted = hashlib.sha256(lines.encode()).hexdigest()
    assert read(folder).report.source_sha256 == wanted
    assert folder_sha256(folder) == FileWriter().sha256(folder) == wanted
    (folder / "a.csv").rename(folder / "b.csv")
    assert folder_sha256(folder) != wanted


def test_several_sources_are_listed_in_order_and_none_twice(
    folder: Path, put: Callable[..., Path], tmp_path: Path
) -> None:
    first = put("x.csv", "1,one,10")
    other = tmp_path / "october"
    other.mkdir()
    (other / "x.csv").write_text(f"{HEADER}2,two,20\n")
    found = FolderFiles().find([other / "x.csv", folder, other])
    assert [file.name for file in found.files] == ["x.csv", "november/x.csv"]
    assert found.files[1].path == first
    assert found.notes == ("october/x.csv was named twice; read once.",)
    with pytest.raises(BacklogError, match=r'There is no file "no\.csv"'):
        FolderFiles().find([tmp_path / "no.csv"])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_is_written_out(folder: Path) -> None:
    path = os.fsencode(folder) + b"/\xff.csv"
    with open(path, "wb") as file:  # noqa: PTH123  # a path of bytes
        file.write(f"{HEADER}1,one,10\n".encode())
    stream = FileFormats().open(folder)
    assert sum(len(chunk) for chunk in stream) == 1
    assert stream.report.files[0].source == "\\xff.csv"
    assert stream.report.source_sha256 == folder_sha256(folder)


def test_a_copy_of_a_whole_file_is_all_duplicates(
    folder: Path, table: Callable[..., str], read: Callable[..., object]
) -> None:
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(table(1_500))
    found = read(folder, chunk_rows=400)
    assert found.counts == (3_000, 1_500, 0, 1_500)
    assert np.array_equal(found.lines, np.arange(2, 1_502))
