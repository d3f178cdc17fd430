"""A file being read: progress, cancelling, and files that change under our hands."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from triage_app.domain.errors import BacklogError, CancelledError
from triage_app.domain.progress import CancelToken, Stage, Step
from triage_app.formats import account
from triage_app.formats.account import Account
from triage_app.formats.reader import FileFormats
from triage_app.formats.rows import quarantined


@pytest.fixture
def long_file(save: Callable, table: Callable) -> Path:
    return save(table(60_000))


def test_progress_only_grows_and_ends_at_the_files_size(long_file: Path) -> None:
    steps: list[Step] = []
    stream = FileFormats().open(long_file, progress=steps.append)
    chunks = [len(chunk) for chunk in stream]
    size = long_file.stat().st_size
    reading = [step.done for step in steps if step.stage is Stage.READING]
    checking = [step.done for step in steps if step.stage is Stage.CHECKING]
    assert [step.stage for step in steps] == (
        [Stage.CHECKING] * len(checking) + [Stage.READING] * len(reading)
    )
    assert reading == sorted(reading)
    assert checking == sorted(checking)
    assert reading[-1] == checking[-1] == size
    assert {(step.total, step.unit) for step in steps} == {(size, "bytes")}
    assert len(reading) >= 5
    assert reading[0] < size / 3
    assert chunks[0] < 2 * chunks[0] < chunks[-2] < 15_000
    assert sum(chunks) == 60_000


def test_the_first_chunk_comes_before_the_file_is_read(long_file: Path) -> None:
    steps: list[Step] = []
    stream = FileFormats().open(long_file, progress=steps.append)
    chunks = iter(stream)
    assert len(next(chunks)) > 0
    assert steps[-1].done < long_file.stat().st_size / 3
    assert 0 < stream.report.accepted < 60_000
    chunks.close()  # type: ignore[attr-defined]


def test_cancelling_stops_at_the_next_chunk(long_file: Path) -> None:
    token = CancelToken()
    chunks = iter(FileFormats().open(long_file, cancel=token))
    next(chunks)
    token.cancel()
    with pytest.raises(CancelledError):
        next(chunks)


def test_cancelling_stops_the_check_of_the_encoding_too(long_file: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        FileFormats().open(long_file, cancel=token)


def test_the_digest_is_that_of_the_files_bytes(save: Callable, read: Callable) -> None:
    data = ("id,views\n1,naïve\n" * 3).encode("utf-16")
    path = save(data)
    report = read(path).report
    assert report.source_sha256 == hashlib.sha256(data).hexdigest()
    assert report.source == "backlog.csv"


def test_a_stream_may_be_read_again(long_file: Path) -> None:
    stream = FileFormats().open(long_file)
    first = sum(len(chunk) for chunk in stream)
    report = stream.report
    assert sum(len(chunk) for chunk in stream) == first == 60_000
    assert stream.report == report


def test_a_file_that_grew_since_it_was_opened_is_refused(save: Callable) -> None:
    path = save("id,views\n1,5\n")
    stream = FileFormats().open(path)
    path.write_text("id,views\n1,5\n2,6\n")
    with pytest.raises(BacklogError) as caught:
        list(stream)
    assert caught.value.title == '"backlog.csv" changed while it was being read.'


def test_a_file_that_shrinks_midway_is_refused(long_file: Path) -> None:
    chunks = iter(FileFormats().open(long_file))
    next(chunks)
    os.truncate(long_file, 2_500_000)
    with pytest.raises(BacklogError) as caught:
        list(chunks)
    assert caught.value.title == '"backlog.csv" changed while it was being read.'


def test_a_file_that_vanishes_is_one_sentence(save: Callable) -> None:
    path = save("id,views\n1,5\n")
    stream = FileFormats().open(path)
    path.unlink()
    with pytest.raises(BacklogError) as caught:
        list(stream)
    assert caught.value.title == 'There is no file "backlog.csv".'


def test_issues_beyond_the_limit_are_counted() -> None:
    told = Account("x.csv", limit=2)
    told.add(1, [quarantined(line, "raw", "why") for line in (5, 3, 4)])
    report = told.report("")
    assert [issue.line for issue in report.issues] == [3, 4]
    assert report.unlisted == 1
    assert report.quarantined == 3
    assert report.conserved


def test_issues_of_great_length_are_counted_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(account, "LISTED_CHARACTERS", 10)
    told = Account("x.csv")
    told.add(0, [quarantined(line, "x" * 6, "why") for line in (1, 2)])
    assert [issue.line for issue in told.report("").issues] == [1]
    assert told.report("").unlisted == 1


def test_duplicates_are_found_across_chunks(
    save: Callable, read: Callable, table: Callable
) -> None:
    text = table(25_000)
    again = text.splitlines()[3]
    got = read(save(text + again + "\n"), chunk_rows=2_000)
    assert got.chunks > 3
    assert got.counts == (25_001, 25_000, 0, 1)
    assert got.issues == [
        (
            *(25_002, "video_id", "7000002"),
            *("the same id as on line 4", "duplicate"),
        )
    ]


def test_a_line_without_end_is_one_sentence(
    save: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage_app.formats.delimited._LINE_LIMIT", 1 << 20)
    path = save("id,views\n1,5\n2," + "9" * (5 << 20))
    with pytest.raises(BacklogError) as caught:
        list(FileFormats().open(path))
    assert caught.value.title == 'Line 3 of "backlog.csv" is longer than 1 MB.'
