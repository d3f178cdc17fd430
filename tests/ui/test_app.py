"""How the window starts, and how it refuses to."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.errors import UserFacingError
from triage_app.ui.app import check_display
from triage_app.ui.arguments import WindowArguments

HEAVY = {
    "alembic",
    "joblib",
    "model",
    "pandas",
    "pyarrow",
    "pyqtgraph",
    "scipy",
    "skops",
    "sklearn",
    "sqlalchemy",
}


def run_alone(script: str, home: Path) -> list[str]:
    """Run a script in a process of its own; return the lines that it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "CLAIM_TRIAGE_HOME": str(home),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_it_names_the_ways_that_need_none(no_display: Any) -> None:
    with pytest.raises(UserFacingError) as refused:
        check_display(WindowArguments())
    assert refused.value.title == "There is no display to open a window on."
    assert "triage --help" in refused.value.next_step
    assert "--screenshot" in refused.value.next_step


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_kind_of_display_will_do(
    no_display: Any, monkeypatch: pytest.MonkeyPatch, name: Any
) -> None:
    monkeypatch.setenv(name, "x")
    check_display(WindowArguments())


def test_a_missing_library_of_qt_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    with pytest.raises(UserFacingError) as refused:
        check_display(WindowArguments())
    assert refused.value.title.startswith("The window can't be opened: Qt lacks")


def test_nothing_heavy_is_imported_before_the_window_is_painted(
    tmp_path: Path,
) -> None:
    script = (
        "import sys; from triage_app.__main__ import triage_app; "
        "status = triage_app(['--first-paint']); "
        f"print(sorted({HEAVY} & set(sys.modules))); sys.exit(status)"
    )
    painted, heavy = run_alone(script, tmp_path)
    assert 0 < json.loads(painted)["painted"] <= time.monotonic()
    assert heavy == "[]"
    assert not list(tmp_path.rglob("settings.json"))


def test_the_frame_is_painted_before_the_desk_is_loaded(tmp_path: Path) -> None:
    script = (
        "import sys; from triage_app.__main__ import triage_app; "
        "from triage_app.ui.starting import Start; "
        "painted = Start._frame_painted; "
        "Start._frame_painted = lambda start: (print(sorted("
        "{'triage_app.ui.composition', 'triage_app.bootstrap'} & set(sys.modules))), "
        "painted(start)); "
        "triage_app(['--first-paint'])"
    )
    loaded, told = run_alone(script, tmp_path)
    assert loaded == "[]"
    line = json.loads(told)
    assert line["painted"] < line["ready"]


def test_collections_are_off_only_until_the_desk_is_there(tmp_path: Path) -> None:
    script = (
        "import gc; from triage_app.__main__ import triage_app; "
        "from triage_app.ui.starting import Start; "
        "tell, load, seen = Start._tell, Start._load, []; "
        "Start._load = lambda start: (seen.append(gc.isenabled()), load(start)); "
        "Start._tell = lambda start: (seen.append(gc.isenabled()), tell(start)); "
        "triage_app(['--first-paint']); print(seen, gc.isenabled())"
    )
    _, said = run_alone(script, tmp_path)
    assert said == "[False, True] True"


def test_pyside_reads_no_sources_of_what_is_imported(tmp_path: Path) -> None:
    script = (
        "import linecache; from triage_app.__main__ import triage_app; "
        "triage_app(['--first-paint']); "
        "print([name for name in linecache.cache if 'triage_app' in name])"
    )
    _, read = run_alone(script, tmp_path)
    assert read == "[]"


def test_asking_whether_there_is_a_display_does_not_need_qt() -> None:
    script = (
        "import sys; import triage_app.ui.app; "
        "print(any(name.startswith('PySide6') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
