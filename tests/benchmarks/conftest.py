"""Speeds as ratios: each case and the ordinary way in turn, in one process."""

import csv
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from triage_app.scoring.sampler import BacklogSampler

ROUNDS = 5

# The command's own parts, which the window's benchmarks share.
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))


@dataclass(frozen=True)
class Ratio:
    """How long the ordinary way takes for each second of ours; medians of rounds."""

    ours_s: float
    ordinary_s: float

    @property
    def times_faster(self) -> float:
        return self.ordinary_s / self.ours_s


@pytest.fixture
def compare(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ratio]:
    """Run two ways in turn, print one line, return their ratio."""

    def run(ours: Callable[[], object], ordinary: Callable[[], object]) -> Ratio:
        times: dict[str, list[float]] = {"ours": [], "ordinary": []}
        for _ in range(ROUNDS):
            for name, work in (("ours", ours), ("ordinary", ordinary)):
                start = time.perf_counter()
                work()
                times[name].append(time.perf_counter() - start)
        ratio = Ratio(*(statistics.median(times[n]) for n in ("ours", "ordinary")))
        with capsys.disabled():
            print(  # noqa: T201 - the table is what a benchmark is for
                f"\n{request.node.name}: ours {ratio.ours_s:.3f} s, ordinary "
                f"{ratio.ordinary_s:.3f} s, {ratio.times_faster:.2f} times faster"
            )
        return ratio

    return run


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred thousand synthetic reports."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    BacklogSampler().write_sample(path, 200_000, 1)
    return path


@dataclass(frozen=True)
class Debate:
    """The debate sentences: a foreign backlog with labels, in the authors' split."""

    ids: list[str]
    texts: list[str]
    labels: NDArray[np.int8]
    train: NDArray[np.bool_]


@pytest.fixture(scope="session")
def debate(debate_file: Path) -> Debate:
    """The debate sentences, read; skips where they are absent."""
    with debate_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Debate(
        [row["video_id"] for row in rows],
        [row["video_transcription_text"] for row in rows],
        np.array([row["claim_status"] == "claim" for row in rows]).astype(np.int8),
        np.array([row["split"] == "train" for row in rows]),
    )


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line of a table, captured or not."""

    def run(line: str) -> None:
        with capsys.disabled():
            print(line)  # noqa: T201 - the table is what a benchmark is for

    return run


@pytest.fixture
def speed_folder() -> Path:
    """Where the benchmark command's parts are."""
    return HERE / "speed"


@pytest.fixture
def run_script() -> Callable[..., tuple[int, str]]:
    """Run the benchmark command; return its exit status and what it said."""

    def run(*arguments: str) -> tuple[int, str]:
        ended = subprocess.run(
            [sys.executable, str(HERE / "run.py"), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
        )
        return ended.returncode, ended.stderr

    return run
