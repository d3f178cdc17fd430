"""The rules of the house, as far as a machine can see them."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    "triage_app",
    "model",
    "resources",
    "tests",
    "pyproject.toml",
    "README.md",
}


def run_tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        (
            "-c",
            "import sys; from importlinter.cli import lint_imports; "
            "sys.exit(lint_imports())",
        ),
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
    ],
    ids=["contracts", "lint", "format", "types"],
)
def test_the_tools_find_nothing(command: tuple[str, ...]) -> None:
    result = run_tool(*command)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_top_level_holds_only_what_was_agreed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_nothing_committed_is_a_copy_of_the_real_data() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = {line.split("\t")[1] for line in listed.stdout.splitlines()}
    assert not {name for name in names if "tiktok_dataset" in name}
    sample = (ROOT / "resources" / "sample" / "backlog.csv").read_text("utf-8")
    assert "someone shared with me that drone deliveries" not in sample


def test_the_commands_are_installed() -> None:
    scripts = entry_points(group="console_scripts")
    windows = entry_points(group="gui_scripts")
    assert scripts["triage"].value == "triage_app.__main__:triage"
    assert windows["triage-app"].value == "triage_app.__main__:triage_app"


def test_a_wheel_carries_the_model_the_resources_and_the_migrations(
    tmp_path: Path,
) -> None:
    built = run_tool("-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "model/artefacts/model.skops",
        "model/artefacts/manifest.json",
        "model/artefacts/MODEL_CARD.md",
        "resources/sample/backlog.csv",
        "resources/fonts/Inter-Regular.otf",
        "resources/styles/app.qss",
        "resources/help/moderators.md",
        "triage_app/store/migrations/env.py",
    }
    assert wanted <= names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"triage_app", "model", "resources"} | {
        top for top in tops if top.endswith(".dist-info")
    }


def test_the_readme_has_the_commands_that_were_promised() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for system in ("Linux", "macOS", "Windows"):
        assert f"<!-- test command: {system} -->" in readme
        assert f"<!-- open command: {system} -->" in readme


def test_pyside_is_kept_from_the_version_that_loses_references() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (
        "PySide6-Essentials>=6.10,<6.12; python_version < '3.12'"
        in project["dependencies"]
    )
