"""Files out: every column as it was, whole under their name or not there at all."""

import csv
import errno
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import CancelledError, OutputError
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.domain.report import ImportReport, Issue, Outcome
from triage_app.domain.text_column import TextColumn
from triage_app.formats.numbers import parse_numbers
from triage_app.formats.rows import to_arrow
from triage_app.formats.writer import FileWriter

NAMES = {Field.ID: "id", Field.TRANSCRIPT: "text", Field.VIEWS: "views"}


def backlog_of(**columns: list[str | None]) -> Backlog:
    raw = {name: TextColumn.from_strings(cells) for name, cells in columns.items()}
    roles = {part: name for part, name in NAMES.items() if name in raw}
    numbers = {}
    if "views" in raw:
        numbers[Field.VIEWS] = parse_numbers(to_arrow(raw["views"]), whole=True)[0]
    lines = np.arange(2, 2 + len(raw["id"]), dtype=np.int64)
    return Backlog(raw, roles, numbers, lines)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder that holds nothing."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def backlog() -> Backlog:
    return backlog_of(
        id=["007", "2", "3"],
        text=["=1+1", None, 'a, "b"\nc'],
        views=["343296.0", "", "5"],
        mood=["-5", "@x", "-x"],
    )


ROWS = np.array([2, 0], dtype=np.intp)
EXTRA = {
    "p_claim": np.array([0.25, np.nan, 1.0]),
    "audit": np.array([True, False, False]),
    "reason": [None, "audit", "=x"],
}


def test_csv_keeps_every_column_and_adds_the_new_ones(
    backlog: Backlog, tmp_path: Path
) -> None:
    path = tmp_path / "q.csv"
    FileWriter().write_backlog(path, backlog, EXTRA, ROWS)
    assert path.read_text() == (
        "id,text,views,mood,p_claim,audit,reason\n"
        '"3","a, ""b""\nc","5","-x","1","false","=x"\n'
        "007,=1+1,343296.0,-5,0.25,true,\n"
    )


def test_tsv_divides_by_tabs(backlog: Backlog, tmp_path: Path) -> None:
    path = tmp_path / "q.tsv"
    FileWriter().write_backlog(path, backlog, {}, np.array([0], dtype=np.intp))
    assert path.read_text() == "id\ttext\tviews\tmood\n007\t=1+1\t343296.0\t-5\n"


def test_formulas_are_made_harmless_where_asked(
    backlog: Backlog, tmp_path: Path
) -> None:
    path = tmp_path / "q.csv"
    rows = np.arange(3, dtype=np.intp)
    FileWriter().write_backlog(path, backlog, EXTRA, rows, spreadsheet_safe=True)
    with path.open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["text"] for row in table] == ["'=1+1", "", 'a, "b"\nc']
    assert [row["mood"] for row in table] == ["-5", "'@x", "'-x"]
    assert [row["reason"] for row in table] == ["", "audit", "'=x"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_beginning_of_a_formula_is_known(start: str, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    one = backlog_of(id=["1"], text=[start + "x"])
    rows = np.array([0], dtype=np.intp)
    FileWriter().write_backlog(path, one, {}, rows, spreadsheet_safe=True)
    with path.open(newline="") as file:
        assert list(csv.reader(file))[1] == ["1", "'" + start + "x"]


def test_parquet_has_numbers_only_where_every_cell_was_one(tmp_path: Path) -> None:
    path = tmp_path / "q.parquet"
    rows = np.array([1, 0], dtype=np.intp)
    good = backlog_of(id=["007", "2"], text=["a", ""], views=["343296.0", ""])
    FileWriter().write_backlog(path, good, {"p": np.array([0.5, np.nan])}, rows)
    table = pq.read_table(path)
    assert table.schema.names == ["id", "text", "views", "p"]
    assert table.schema.types == [pa.string(), pa.string(), pa.int64(), pa.float64()]
    assert table.to_pylist() == [
        {"id": "2", "text": "", "views": None, "p": None},
        {"id": "007", "text": "a", "views": 343296, "p": 0.5},
    ]


@pytest.mark.parametrize("cell", ["NA", "-5", "9007199254740993"])
def test_a_number_that_would_be_lost_keeps_its_column_text(
    tmp_path: Path, cell: str
) -> None:
    path = tmp_path / "q.parquet"
    rows = np.array([0, 1], dtype=np.intp)
    FileWriter().write_backlog(
        path, backlog_of(id=["1", "2"], views=["5", cell]), {}, rows
    )
    assert pq.read_table(path)["views"].to_pylist() == ["5", cell]


def test_json_lines_have_bare_numbers_and_null(
    backlog: Backlog, tmp_path: Path
) -> None:
    path = tmp_path / "q.jsonl"
    FileWriter().write_backlog(path, backlog, EXTRA, np.arange(3, dtype=np.intp))
    lines = [json.loads(line) for line in path.read_text().split("\n")[:-1]]
    assert lines == [
        {
            **{"id": "007", "text": "=1+1", "views": 343296, "mood": "-5"},
            **{"p_claim": 0.25, "audit": True, "reason": None},
        },
        {
            **{"id": "2", "text": None, "views": None, "mood": "@x"},
            **{"p_claim": None, "audit": False, "reason": "audit"},
        },
        {
            **{"id": "3", "text": 'a, "b"\nc', "views": 5, "mood": "-x"},
            **{"p_claim": 1, "audit": False, "reason": "=x"},
        },
    ]


def test_a_queue_scored_before_keeps_its_old_score_under_another_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "q.csv"
    scored = backlog_of(id=["1"], p_claim=["0.9"], **{"p_claim (input)": ["0.8"]})
    FileWriter().write_backlog(
        path, scored, {"p_claim": np.array([0.1])}, np.array([0], dtype=np.intp)
    )
    assert path.read_text() == (
        "id,p_claim (input 2),p_claim (input),p_claim\n1,0.9,0.8,0.1\n"
    )


def test_no_rows_make_a_header(backlog: Backlog, tmp_path: Path) -> None:
    none = np.array([], dtype=np.intp)
    for ending, content in ((".csv", "id,text,views,mood\n"), (".jsonl", "")):
        path = tmp_path / f"q{ending}"
        FileWriter().write_backlog(path, backlog, {}, none)
        assert path.read_text() == content
    FileWriter().write_backlog(tmp_path / "q.parquet", backlog, {}, none)
    assert pq.read_table(tmp_path / "q.parquet").num_rows == 0


@pytest.fixture
def many() -> Backlog:
    return backlog_of(id=[str(n) for n in range(250_000)])


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_progress_grows_to_the_number_of_rows(
    many: Backlog, tmp_path: Path, ending: str
) -> None:
    steps: list[Step] = []
    rows = np.arange(250_000, dtype=np.intp)
    path = tmp_path / f"q{ending}"
    FileWriter().write_backlog(path, many, {}, rows, progress=steps.append)
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert len(done) > 2
    assert steps[-1] == Step(Stage.WRITING, 250_000, 250_000)


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_cancelling_leaves_what_was_there_and_nothing_else(
    many: Backlog, place: Path, ending: str
) -> None:
    path = place / f"q{ending}"
    path.write_text("before")
    token = CancelToken()
    with pytest.raises(CancelledError):
        FileWriter().write_backlog(
            path,
            many,
            {},
            np.arange(250_000, dtype=np.intp),
            progress=lambda step: token.cancel(),
            cancel=token,
        )
    assert path.read_text() == "before"
    assert list(place.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "title"),
    [
        (errno.ENOSPC, 'The disk is full: "q.csv" was not written.'),
        (errno.EIO, 'The file "q.csv" could not be written.'),
        (errno.ENAMETOOLONG, "The file name is too long to be written."),
    ],
)
def test_a_failing_disk_is_one_sentence_and_leaves_nothing(
    backlog: Backlog,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    title: str,
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OutputError) as caught:
        FileWriter().write_backlog(place / "q.csv", backlog, {}, ROWS)
    assert caught.value.title == title
    assert list(place.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "taken.csv"
    folder.mkdir()
    file = tmp_path / "file"
    file.touch()
    titles = {
        tmp_path / "q.xlsx": (
            'The ending of "q.xlsx" does not say in which format to write.'
        ),
        folder: '"taken.csv" is a folder, so no file can be written.',
        tmp_path / "no" / "q.csv": (
            f'There is no folder "{tmp_path / "no"}" to write into.'
        ),
        file / "q.csv": f'"{file}" is not a folder.',
    }
    for path, title in titles.items():
        with pytest.raises(OutputError) as caught:
            FileWriter().check(path)
        assert caught.value.title == title
    with pytest.raises(OutputError) as caught:
        FileWriter().check(tmp_path / "q")
    assert caught.value.detail == "It can be .csv, .tsv, .parquet or .jsonl."


def test_a_read_only_folder_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(OutputError) as caught:
        FileWriter().check(tmp_path / "q.csv")
    assert caught.value.title == f'"q.csv" may not be written in "{tmp_path}".'


def test_a_place_that_can_be_written_passes_the_check(place: Path) -> None:
    FileWriter().check(place / "Q.CSV")
    assert list(place.iterdir()) == []


def test_a_link_stays_a_link(backlog: Backlog, tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("before")
    link.symlink_to(real)
    FileWriter().write_backlog(link, backlog, {}, ROWS)
    assert link.is_symlink()
    assert real.read_text().startswith("id,")


def test_a_report_is_safe_to_open_in_a_spreadsheet(tmp_path: Path) -> None:
    issues = (
        Issue(3, "", "=cmd,x\n", "row too short", Outcome.QUARANTINED),
        Issue(9, "views", "-5", "below zero", Outcome.VALUE_MISSING),
    )
    path = tmp_path / "report.csv"
    FileWriter().write_report(path, ImportReport("x", "", 2, 1, 1, 0, issues))
    with path.open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "column", "value", "reason", "outcome"],
            ["3", "", "'=cmd,x\n", "row too short", "quarantined"],
            ["9", "views", "-5", "below zero", "value_missing"],
        ]


def test_a_text_is_written_with_its_digest(
    tmp_path: Path, read: Callable[..., object]
) -> None:
    path = tmp_path / "manifest.json"
    digest = FileWriter().write_text(path, "naïve\n")
    assert path.read_bytes() == "naïve\n".encode()
    assert FileWriter().sha256(path) == digest
