"""Controls, bidirectional and zero-width characters go out and come back unchanged."""

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

UNSEEN = st.sampled_from(
    "\0\a\b\x0b\x0c\r\x1b\x1c\x7f\x85\x9b\u00ad\u061c\u200b\u200c\u200d\u200e\u202a"
    "\u202e\u2066\u2069\u2028\u2029\ufeff\ufffc\ufffe\uffff\ufdd0\U000e0041\ufe0f"
)
CELLS = st.lists(
    st.text(st.one_of(UNSEEN, st.sampled_from('a ,;\t"\n😀ا中\u0301'), st.characters()))
    .map(lambda text: text.encode("utf-8", "ignore").decode())
    .filter(bool),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("awkward")


# Ordinary words, without which a file of controls would be taken for no text at all.
PLAIN = "somebody said that the moon is made of cheese " * 60


def there_and_back(texts: list[str], path: Path) -> list[str | None]:
    texts = [PLAIN, *texts]
    raw = {
        "video_id": TextColumn.from_strings(f"id {row}" for row in range(len(texts))),
        "video_transcription_text": TextColumn.from_strings(texts),
    }
    roles = {Field.ID: "video_id", Field.TRANSCRIPT: "video_transcription_text"}
    rows = np.arange(len(texts), dtype=np.int64)
    backlog = Backlog(raw, roles, {}, rows)
    FileWriter().write_backlog(path, backlog, {}, rows.astype(np.intp))
    stream = FileFormats().open(path)
    back = Backlog.concat(list(stream))
    assert stream.report.issues == ()
    first, *rest = back.text(Field.TRANSCRIPT).to_list()
    assert first == PLAIN
    return rest


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
@given(texts=CELLS)
@settings(max_examples=150, deadline=None)
def test_every_character_comes_back(
    ending: str, texts: list[str], folder: Path
) -> None:
    assert there_and_back(texts, folder / f"out{ending}") == texts


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "make",
    [lambda: "x" * 1_000_000, lambda: "\u202e\u200b" * 500_000],
    ids=["x", "unseen"],
)
def test_a_megabyte_without_a_space_comes_back(
    ending: str, make: Callable[[], str], tmp_path: Path
) -> None:
    assert there_and_back([make()], tmp_path / f"out{ending}") == [make()]
