"""The command line as a person types it, with the real adapters behind it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from triage_app.bootstrap import build
from triage_app.cli.main import run
from triage_app.paths import sample_backlog
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


@pytest.fixture
def triage(services: Services, capsys: pytest.CaptureFixture[str]) -> Triage:
    """Run ``triage`` with some arguments."""

    def call(*argv: object) -> Said:
        capsys.readouterr()
        status = run(
            [str(word) for word in argv], lambda model, workers: services, "tester"
        )
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return call


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
