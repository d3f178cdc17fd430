"""The pages of the guide say what the program does: keys, commands, presets, chain."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from triage_app.bootstrap import build
from triage_app.cli.main import COMMANDS, run
from triage_app.services.export import Preset
from triage_app.ui.commands import COMMANDS as WINDOW_COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "resources" / "help"
LEFT_TO_THE_KEY_SHEET = {
    "open_workspace",
    "add",
    "report",
    "export",
    "verify",
    "lead_settings",
    "quit",
    "next",
    "previous",
    "clear_filters",
    "page_desk",
    "page_routing",
    "page_quality",
    "page_models",
    "theme",
}


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


def test_the_moderators_page_names_every_key_of_the_review() -> None:
    told = page("moderators.md")
    for command in WINDOW_COMMANDS:
        key = command.keys[0] if command.keys else ""
        if command.id in LEFT_TO_THE_KEY_SHEET or not key or "Alt+" in key:
            continue
        assert key in told, f"{command.id}: {key}"
    assert "Alt+1 … Alt+5" in told


def test_the_packagers_page_has_every_command() -> None:
    told = page("packagers.md")
    for command in COMMANDS:
        assert f"| `{command.name} " in told, command.name


def test_the_leads_page_has_every_preset() -> None:
    told = page("leads.md")
    for preset in Preset:
        assert f"| `{preset.value}` |" in told, preset.value


def test_what_the_readme_runs_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"(?<=[ (])(?:tests|resources|model)/[\w/]+\.\w+", readme)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["moderators.md", "leads.md", "packagers.md"])
def test_a_page_keeps_to_what_the_guides_window_shows(name: str) -> None:
    told = re.sub(r"```.*?```", "", page(name), flags=re.DOTALL)
    assert "<" not in re.sub(r"`[^`\n]*`", "", told), "HTML shows as the text it is"
    assert "![" not in told


def test_the_chain_can_be_checked_with_what_the_page_gives(tmp_path: Path) -> None:
    backlog, place = tmp_path / "two.csv", tmp_path / "two.triage"
    backlog.write_text(
        "video_id,video_transcription_text\n1,they say it rains\n2,i like rain\n",
        "utf-8",
    )
    script = tmp_path / "chain.py"
    (code,) = re.findall(r"```python\n(.*?)```", page("packagers.md"), re.DOTALL)
    script.write_text(code, "utf-8")

    def triage(*words: str) -> None:
        argv = [*words, "--workspace", str(place)]
        services = build(workers=1)
        assert run(argv, lambda model, workers: services, "ann") == 0

    triage("import", str(backlog))
    triage("decide", "--item", "1", "--verdict", "claim", "--note", "é “sure”")
    triage("decide", "--item", "2", "--verdict", "opinion")
    triage("undo")
    asked = [sys.executable, str(script), str(place / "workspace.db")]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("the chain holds up to ")
    raw = (place / "workspace.db").read_bytes()
    assert "sure”".encode() in raw
    (place / "workspace.db").write_bytes(
        raw.replace("sure”".encode(), "sore”".encode())
    )
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "record 1 does not hold" in said.stderr
