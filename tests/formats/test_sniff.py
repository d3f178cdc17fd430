"""A file that is no backlog is named for what it really is, in one sentence."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from triage_app.domain.errors import BacklogError
from triage_app.formats.reader import FileFormats


def sentence(path: Path) -> str:
    with pytest.raises(BacklogError) as caught:
        FileFormats().inspect(path)
    assert caught.value.detail
    return caught.value.title


def zipped(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "content")
    return data.getvalue()


NOTEBOOK = {
    "cells": [{"cell_type": "code", "source": ["import pandas"]}],
    "metadata": {},
    "nbformat": 4,
}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_notebook_named_csv_is_called_a_notebook(
    save: Callable, indent: int | None
) -> None:
    path = save(json.dumps(NOTEBOOK, indent=indent))
    assert sentence(path) == '"backlog.csv" is a Jupyter notebook, not a backlog.'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "a PNG image"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "a JPEG image"),
        (b"%PDF-1.7\n1 0 obj\n", "a PDF document"),
        (gzip.compress(b"video_id,views\n1,2\n"), "a gzip archive"),
        (zipped("xl/workbook.xml"), "an Excel workbook"),
        (zipped("notes.txt"), "a ZIP archive"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old Office file, such as Excel's .xls",
        ),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x00\x00\x00\x18ftypmp42", "a video"),
        (bytes(range(1, 32)) * 20, "a binary file"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b'<?xml version="1.0"?><a/>', "an XML file"),
        (b'[{"video_id": 1, "views": 2}]', "one JSON array"),
        (b'{\n  "video_id": 1,\n  "views": 2\n}\n', "one JSON document"),
    ],
)
def test_other_files_are_named_for_what_they_are(
    save: Callable, content: bytes, what: str
) -> None:
    assert sentence(save(content)) == f'"backlog.csv" is {what}, not a backlog.'


def test_a_header_that_begins_like_an_image_is_a_header(
    save: Callable, read: Callable
) -> None:
    assert read(save("BM,video_id,views\n1,2,3\n")).ids == ["2"]


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "gone.csv"
    with pytest.raises(BacklogError, match=r'^There is no file "gone\.csv"\.'):
        FileFormats().inspect(path)


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    with pytest.raises(BacklogError) as caught:
        FileFormats().open(folder)
    assert caught.value.title == 'The folder "reports" holds no backlog.'


def test_a_file_that_may_not_be_read_is_one_sentence(
    save: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save("video_id,views\n1,2\n")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(BacklogError) as caught:
        FileFormats().inspect(path)
    assert caught.value.title == 'The file "backlog.csv" may not be read.'


def test_a_quote_that_never_closes_in_the_header_is_one_sentence(
    save: Callable,
) -> None:
    path = save('video_id,"views\n1,2\n')
    assert sentence(path) == (
        'The first line of "backlog.csv" has a quote that never closes.'
    )


@pytest.mark.parametrize("name", ["backlog.xlsx", "backlog.parquet", "backlog"])
def test_content_goes_before_the_ending(
    save: Callable, read: Callable, name: str
) -> None:
    assert read(save("video_id,views\n007,2\n", name)).ids == ["007"]
