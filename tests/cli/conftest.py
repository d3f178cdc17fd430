"""The command line as a person types it, with the real adapters behind it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from triage_app.bootstrap import build
from triage_app.cli.main import run
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.evidence import Evidence
from triage_app.domain.ports import ModelPapers
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.formats.folder import FolderFiles
from triage_app.formats.partfiles import KeptFiles
from triage_app.formats.reader import FileFormats
from triage_app.paths import sample_backlog
from triage_app.scoring.pools import pool
from triage_app.services.intake import Intake
from triage_app.services.part_work import PartWorker
from triage_app.services.parts import PartScoring
from triage_app.services.services import Services


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        (line,) = self.out.splitlines()
        data = json.loads(line)
        assert isinstance(data, dict)
        return data


Triage = Callable[..., Said]


@pytest.fixture(scope="session")
def services() -> Services:
    """The program, wired once: its model is loaded once."""
    return build(workers=1)


def caller(services: Services, capsys: pytest.CaptureFixture[str]) -> Triage:
    """Return what runs ``triage`` with some arguments."""

    def call(*argv: object) -> Said:
        capsys.readouterr()
        status = run(
            [str(word) for word in argv], lambda model, workers: services, "tester"
        )
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return call


@pytest.fixture
def triage(services: Services, capsys: pytest.CaptureFixture[str]) -> Triage:
    """Run ``triage`` with the bundled model."""
    return caller(services, capsys)


@dataclass
class ViewsScorer:
    """A model to which a million views is a claim, and "foreign" a foreign word.

    Its evidence is `rows` labelled rows: on either side four fifths that it is sure
    of, `wrong` of them wrongly, and a fifth near 0.5, half of them wrong.
    Where `counts_tell` is false, counts alone say nothing.
    """

    rows: int = 2_000
    wrong: int = 0
    counts_tell: bool = True
    model_id: str = "views-1"
    notice: str = ""

    def score(
        self,
        backlog: Backlog,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Scores:
        p_claim = np.clip(backlog.numbers[Field.VIEWS] / 1e6, 0.001, 0.999)
        texts = backlog.text(Field.TRANSCRIPT).to_list()
        outside = np.array(["foreign" in (text or "") for text in texts], np.bool_)
        p_text = np.where([bool(text) for text in texts], p_claim, np.nan)
        return Scores(p_claim, p_text, p_claim, outside, self.model_id)

    def evidence(self) -> Evidence:
        half, unsure = self.rows // 2, self.rows // 10
        claim = np.full(half, 0.99)
        claim[:unsure] = np.linspace(0.5, 0.6, unsure)
        right = np.ones(half)
        right[:unsure:2] = 0.0
        right[half - self.wrong :] = 0.0
        p_claim = np.concatenate([claim, 1.0 - claim])
        labels = np.concatenate([right, 1.0 - right])
        ages = np.repeat(p_claim[:, None], 4, axis=1)
        counts = ages if self.counts_tell else np.full_like(ages, 0.5)
        return Evidence(labels, ages, p_claim, counts, 0.01, self.model_id)

    def papers(self) -> ModelPapers:
        raise AssertionError("the command line has no papers to show")


class LatestFirst:
    """Re-rankers that put the last items first, whatever the verdicts."""

    def __init__(self, items: int = 0) -> None:
        self.items = items

    def prepare(
        self,
        texts: TextColumn,
        p_claim: NDArray[np.float64],
        cancel: CancelToken | None = None,
    ) -> "LatestFirst":
        return LatestFirst(len(texts))

    def refit(
        self, rows: NDArray[np.intp], labels: NDArray[np.int8]
    ) -> NDArray[np.float64]:
        return np.arange(self.items, dtype=np.float64)


@pytest.fixture
def views() -> ViewsScorer:
    """The simple model; a test may change its evidence."""
    return ViewsScorer()


@pytest.fixture
def simple(
    views: ViewsScorer, services: Services, capsys: pytest.CaptureFixture[str]
) -> Triage:
    """Run ``triage`` with the simple model, which is sure of most items."""
    intake = Intake(FileFormats(), lambda: views)
    worker = PartWorker(intake, services.exporter.writer, KeptFiles())
    parts = PartScoring(
        FolderFiles(), intake, services.exporter, KeptFiles(), worker.do, pool
    )
    program = replace(
        services,
        intake=intake,
        scorer=lambda: views,
        rerankers=LatestFirst,
        parts=lambda: parts,
    )
    return caller(program, capsys)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A thousand reports: 400 claims, 400 opinions, 100 between, 96 foreign, 4 empty.

    By the simple model's word, and sure of the first two kinds.
    """
    kinds = (
        [("clear words here", 999_000)] * 400
        + [("clear words here", 1_000)] * 400
        + [("clear words here", 500_000)] * 100
        + [("foreign words here", 999_000)] * 96
        + [("", "")] * 4
    )
    lines = [f"{n},{text},{seen}\n" for n, (text, seen) in enumerate(kinds)]
    path = tmp_path / "mixed.csv"
    path.write_text(
        "video_id,video_transcription_text,video_view_count\n" + "".join(lines),
        "utf-8",
    )
    return path


@pytest.fixture
def routed(simple: Triage, mixed: Path, tmp_path: Path) -> Path:
    """The thousand reports in a workspace, routed as a new workspace is."""
    place = tmp_path / "mixed.triage"
    said = simple("import", mixed, "--workspace", place)
    assert said.status == 0, said.err
    return place


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Six reports, one of them with nothing to score."""
    path = tmp_path / "small.csv"
    path.write_text(
        "video_id,video_transcription_text,video_view_count,video_like_count,"
        "video_share_count,video_download_count,video_comment_count,claim_status,tag\n"
        "007,someone told me that the moon is hollow,900000,300000,50000,2000,900,"
        "claim,a\n"
        "8,in my opinion this song is the best,3000,400,90,10,5,opinion,b\n"
        "9,they claim that cats can see ghosts,700000,200000,40000,900,400,claim,c\n"
        "10,i think my team plays well,5000,900,120,20,9,opinion,d\n"
        "9007199254740993,a scientist says water has memory,800000,1,1,1,1,claim,e\n"
        "12,,,,,,,,f\n",
        "utf-8",
    )
    return path


@pytest.fixture
def workspace(triage: Triage, small: Path, tmp_path: Path) -> Path:
    """The six reports, imported; the whole band goes to people."""
    place = tmp_path / "small.triage"
    said = triage("import", small, "--workspace", place, "--band", 0, 1)
    assert said.status == 0, said.err
    return place


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled sample."""
    return sample_backlog()
