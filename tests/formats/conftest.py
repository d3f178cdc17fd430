"""What the tests of files share: files made on the spot, and a file read to its end."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.ports import SourceLayout
from triage_app.domain.report import ImportReport
from triage_app.formats.reader import FileFormats

HEADER = (
    "video_id",
    "video_transcription_text",
    "video_duration_sec",
    "video_view_count",
    "video_like_count",
)


@dataclass(frozen=True)
class Read:
    """A file that was read to its end."""

    backlog: Backlog
    report: ImportReport
    layout: SourceLayout
    chunks: int

    @property
    def ids(self) -> list[str | None]:
        return self.backlog.ids.to_list()

    @property
    def texts(self) -> list[str | None]:
        return self.backlog.text(Field.TRANSCRIPT).to_list()

    @property
    def lines(self) -> list[int]:
        return self.backlog.lines.tolist()

    @property
    def counts(self) -> tuple[int, int, int, int]:
        report = self.report
        return (
            report.rows_read,
            report.accepted,
            report.quarantined,
            report.duplicates,
        )

    @property
    def issues(self) -> list[tuple[int, str, str, str, str]]:
        return [
            (i.line, i.column, i.value, i.reason, i.outcome.value)
            for i in self.report.issues
        ]

    def numbers(self, part: Field) -> list[float | None]:
        values = self.backlog.number(part).tolist()
        return [None if np.isnan(value) else value for value in values]

    def cells(self) -> dict[str, list[str | None]]:
        return {name: column.to_list() for name, column in self.backlog.raw.items()}


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Put bytes or text into a file."""

    def put(content: str | bytes, name: str = "backlog.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture
def read() -> Callable[..., Read]:
    """Read a file to its end; the account must always balance."""

    def run(path: Path, *, careful: bool = False, chunk_rows: int = 10_000) -> Read:
        stream = FileFormats(chunk_rows, careful=careful).open(path)
        chunks = list(stream)
        report = stream.report
        assert report.conserved
        assert report.accepted == sum(len(chunk) for chunk in chunks)
        return Read(Backlog.concat(chunks), report, stream.layout, len(chunks))

    return run


@pytest.fixture
def read_text(
    save: Callable[..., Path], read: Callable[..., Read]
) -> Callable[..., Read]:
    """Read a text as a file: on both paths, which must agree on everything."""

    def run(content: str | bytes, name: str = "backlog.csv") -> Read:
        path = save(content, name)
        fast, careful = read(path), read(path, careful=True)
        assert fast.cells() == careful.cells()
        assert fast.report == careful.report
        assert fast.lines == careful.lines
        return fast

    return run


@pytest.fixture
def table() -> Callable[..., str]:
    """Make a plain table of any number of rows, with a lively mix of cells."""

    def make(rows: int, seed: int = 0, header: Sequence[str] = HEADER) -> str:
        rng = np.random.default_rng(seed)
        words = ["it", "is", "said", "that", "naïve", "birds", "5%", "sleep", "日本"]
        lines = [",".join(header)]
        for row in range(rows):
            text = " ".join(rng.choice(words, size=8).tolist())
            if row % 5 == 0:
                text = f'"{text}, ""so"" they say"'
            views = int(rng.integers(0, 10**6))
            lines.append(f"{7_000_000 + row},{text},{row % 60},{views}.0,{views // 9}")
        return "\n".join(lines) + "\n"

    return make


@pytest.fixture
def data_folder() -> Path:
    """Return the folder of the real data, or skip."""
    root = Path(__file__).resolve().parents[2]
    folder = root / os.environ.get("TRIAGE_DATA", "../shared/data")
    if not (folder / "tiktok_dataset.csv").is_file():
        pytest.skip(f"the real data set is not in {folder}")
    return folder
