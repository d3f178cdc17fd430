"""The frozen program, where one was built: see resources/help/packagers.md."""

import csv
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "CLAIM_TRIAGE_FROZEN"


@pytest.fixture(scope="module")
def frozen() -> Path:
    """The folder with the frozen program; skips where none was built."""
    place = os.environ.get(VARIABLE)
    if not place:
        pytest.skip(f"no frozen program; {VARIABLE} names its folder")
    return Path(place).absolute()


def run(*command: object) -> Any:
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_it_passes_its_self_test(frozen: Path) -> None:
    found = run(frozen / "triage-app", "--self-test")
    assert found["ok"] is True, found
    assert set(found["checks"]) == {"model", "guard", "sample", "store", "window"}


def test_it_trains_a_model_and_scores_with_it(frozen: Path, tmp_path: Path) -> None:
    backlog, made = tmp_path / "b.csv", tmp_path / "model"
    triage = frozen / "triage"
    run(triage, "sample", "--rows", 3_000, "--out", backlog, "--json")
    trained = run(triage, "train", backlog, "--out", made, "--json")
    found = run(triage, "evaluate", backlog, "--model", made, "--held-out", "--json")
    assert found["model_id"] == trained["model_id"]
    assert found["rows"] == trained["rows_held_out"]


def test_it_scores_with_worker_processes(frozen: Path, tmp_path: Path) -> None:
    backlog = tmp_path / "b.csv"
    triage = frozen / "triage"
    run(triage, "sample", "--rows", 30_000, "--out", backlog, "--json")
    out = tmp_path / "q.csv"
    done = run(triage, "score", backlog, "--out", out, "--workers", 2, "--json")
    assert done["rows_read"] == 30_000
    with out.open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == done["accepted"] + 1


@pytest.mark.real_data
def test_it_scores_the_real_file(
    frozen: Path, real_backlog: Path, tmp_path: Path
) -> None:
    out = tmp_path / "q.csv"
    triage = frozen / "triage"
    done = run(triage, "score", real_backlog, "--out", out, "--workers", 2, "--json")
    assert (done["accepted"], done["reasons"]["missing_content"]) == (19_382, 298)


def test_it_keeps_a_workspace(frozen: Path, tmp_path: Path) -> None:
    triage, backlog, place = (
        frozen / "triage",
        tmp_path / "b.csv",
        tmp_path / "w.triage",
    )
    run(triage, "sample", "--rows", 50, "--out", backlog, "--json")
    run(triage, "import", backlog, "--workspace", place, "--band", 0, 1, "--json")
    item = run(triage, "next", "--workspace", place, "--json")["item"]
    decide = (triage, "decide", "--workspace", place, "--item", item)
    run(*decide, "--verdict", "claim", "--json")
    assert run(triage, "verify", "--workspace", place, "--json")["ok"] is True
