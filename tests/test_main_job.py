"""The main job brings no data-science library along, whichever part comes first.

Each of its commands begins in a process of its own: the first to use Arrow there is
another one each time.
"""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"sklearn", "scipy", "skops", "pandas", "joblib", "dask", "PySide6"}
_COMMANDS = """
import sys
from triage_app.bootstrap import build
from triage_app.cli.main import run
folder = sys.argv[1]
for line in sys.argv[2:]:
    words = [word.replace("@", folder + "/") for word in line.split()]
    assert run(words, build, "m-1") == 0, line
"""
_SAID = f"""
print(sorted({HEAVY} & set(sys.modules)))
"""
_EXPLAINED = """
from pathlib import Path
services = build()
workspace = services.workspaces.open(Path(folder) / "w", read_only=True)
scorer = services.intake.scorer
scorer.explain(workspace.case.backlog, 5), scorer.papers(), scorer.evidence()
workspace.close()
"""


def heavy_after(folder: Path, *lines: str, code: str = "") -> str:
    """Run commands in a process of their own; return what it had to import."""
    done = subprocess.run(
        [sys.executable, "-c", _COMMANDS + code + _SAID, str(folder), *lines],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backlog and a workspace of it."""
    place = tmp_path_factory.mktemp("job")
    sample = "sample --rows 300 --out @s.csv --seed 3"
    score = "score @s.csv --out @scored.csv"
    keep = "import @s.csv --workspace @w"
    assert heavy_after(place, sample, score, keep) == "[]"
    return place


def test_reopening_deciding_and_exporting_need_none(folder: Path) -> None:
    with (folder / "s.csv").open(encoding="utf-8", newline="") as file:
        item = next(csv.DictReader(file))["video_id"]
    decide = f"decide --workspace @w --item {item} --verdict claim"
    export = "export --workspace @w --out @out.csv"
    assert heavy_after(folder, decide, export) == "[]"


def test_reopening_and_explaining_need_none(folder: Path) -> None:
    assert heavy_after(folder, code=_EXPLAINED) == "[]"
