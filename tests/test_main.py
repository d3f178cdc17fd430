"""The two programs as they are started: their exits, and what they say."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from triage_app import __main__ as program
from triage_app import __version__, self_test
from triage_app.bootstrap import build
from triage_app.domain.evidence import Evidence
from triage_app.domain.scores import Scores
from triage_app.formats.reader import FileFormats
from triage_app.services.intake import Intake
from triage_app.ui.arguments import WindowArguments, parse

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="displays are named on Linux"
)


def start(*argv: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Start ``python -m triage_app`` with some variables set, None for unset."""
    names = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-m", "triage_app", *argv],
        env={name: value for name, value in names.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


NO_DISPLAY: dict[str, str | None] = {
    "DISPLAY": None,
    "WAYLAND_DISPLAY": None,
    "QT_QPA_PLATFORM": None,
}


@LINUX
def test_without_a_display_a_sentence_names_the_other_ways() -> None:
    done = start(**NO_DISPLAY)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "triage-app: There is no display to open a window on."
    )
    assert "triage --help" in done.stderr
    assert "--screenshot" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@LINUX
def test_a_display_that_does_not_answer_is_a_sentence_and_no_abort() -> None:
    done = start(**{**NO_DISPLAY, "DISPLAY": ":9871"})
    assert done.returncode == 1
    assert done.stderr.startswith("triage-app: The window can't be opened.")
    assert "--screenshot" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_self_test_prints_one_line_of_json_and_needs_no_display() -> None:
    done = start("--self-test", **NO_DISPLAY)
    assert done.returncode == 0, done.stdout
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert found["ok"] is True
    assert found["version"] == __version__
    assert {name: check["ok"] for name, check in found["checks"].items()} == {
        "model": True,
        "guard": True,
        "sample": True,
        "store": True,
        "window": True,
    }


def test_the_self_test_names_what_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(services: Any, home: Path) -> dict[str, self_test.Check]:
        def fails() -> str:
            raise RuntimeError("the disk is made of cheese")

        return {"sound": lambda: "fine", "store": fails}

    monkeypatch.setattr(self_test, "_checks", broken)
    assert self_test.run() == 1
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert found["checks"]["sound"] == {"ok": True, "found": "fine"}
    assert "made of cheese" in found["checks"]["store"]["found"]


def test_the_self_test_sees_a_model_without_a_guard_or_evidence(
    tmp_path: Path,
) -> None:
    services = build(workers=1)
    scorer = services.scorer()

    class Careless:
        """The bundled model, to which nothing is foreign."""

        model_id, notice = scorer.model_id, ""

        def __init__(self, *, foreign: bool, labelled: bool) -> None:
            self.foreign, self.labelled = foreign, labelled

        def score(self, *given: Any) -> Scores:
            scores = scorer.score(*given)
            return replace(scores, outside=scores.outside & self.foreign)

        def evidence(self) -> Evidence:
            known = scorer.evidence()
            return known if self.labelled else _without_rows(known)

    def check(**faults: bool) -> str:
        careless: Any = Careless(**faults)
        broken = replace(
            services,
            intake=Intake(FileFormats(), lambda: careless),
            scorer=lambda: careless,
        )
        return self_test._checks(broken, tmp_path)["guard"]()

    assert "labelled rows" in check(foreign=True, labelled=True)
    with pytest.raises(RuntimeError, match="passed for a familiar one"):
        check(foreign=False, labelled=True)
    with pytest.raises(RuntimeError, match="no labelled rows"):
        check(foreign=True, labelled=False)


def _without_rows(known: Evidence) -> Evidence:
    return Evidence(
        known.labels[:0],
        known.both[:0],
        known.text[:0],
        known.engagement[:0],
        known.outside_share,
        known.model_id,
    )


def test_a_command_named_first_is_run(tmp_path: Path) -> None:
    done = start("status", "--workspace", str(tmp_path / "no.triage"))
    assert done.returncode == 1
    assert done.stderr.startswith("triage: ")
    assert done.stdout == ""


def test_ctrl_c_while_the_program_is_loaded_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("triage_app.log.configure", interrupted)
    assert program.triage(["status", "--workspace", "w"]) == 1
    assert (
        capsys.readouterr().err == "triage: Stopped, as you asked; nothing was done.\n"
    )


def test_a_bug_is_told_in_a_sentence_and_kept_in_the_log(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import sys; sys.argv = ['triage', 'status', '--workspace', 'w']\n"
        "import triage_app.cli.main as cli\n"
        "cli.run = lambda *a: 1 / 0\n"
        "from triage_app.__main__ import triage\n"
        "triage()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "This is a bug of the program (ZeroDivisionError)" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in (home / "logs" / "claim-triage.log").read_text("utf-8")


@pytest.mark.parametrize(
    ("argv", "called"),
    [
        (["/opt/claim-triage/triage"], "triage"),
        (["python", "score"], "triage"),
        (["/opt/claim-triage/triage-app"], "triage_app"),
        (["python", "reports.csv"], "triage_app"),
    ],
)
def test_the_name_or_the_first_word_says_which_program_it_is(
    monkeypatch: pytest.MonkeyPatch, argv: list[str], called: str
) -> None:
    calls: list[str] = []
    for name in ("triage", "triage_app"):
        monkeypatch.setattr(program, name, lambda name=name: calls.append(name) or 0)
    monkeypatch.setattr(sys, "argv", argv)
    assert program.main() == 0
    assert calls == [called]


def test_the_windows_arguments_are_read() -> None:
    assert parse([]) == WindowArguments()
    read = parse(["b.csv", "--screenshot", "p.png", "--size", "1280x720"])
    assert read.backlog == Path("b.csv")
    assert read.size == (1280, 720)


@pytest.mark.parametrize(
    "argv", [["--size", "big"], ["--page", "attic"], ["--theme", "pink"], ["a", "b"]]
)
def test_wrong_usage_of_the_window_exits_with_two(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(argv)
    assert stopped.value.code == 2


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.strip() == __version__
