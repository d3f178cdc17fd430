import io
import signal
from pathlib import Path
from typing import Any

import pytest

from triage_app import __version__
from triage_app.cli.console import Console
from triage_app.cli.main import COMMANDS, run
from triage_app.domain.errors import CancelledError, UserFacingError
from triage_app.domain.progress import Stage, Step


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_all_commands_are_there_and_explain_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = {command.name for command in COMMANDS}
    promised = (
        "score import status next decide undo export verify sample train evaluate"
    )
    assert names == set(promised.split())
    for name in names:
        with pytest.raises(SystemExit) as stopped:
            run([name, "--help"], _unused, "tester")
        assert stopped.value.code == 0
        assert "--json" in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--version"], _unused, "tester")
    assert capsys.readouterr().out.strip() == __version__


def test_no_command_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as stopped:
        run([], _unused, "tester")
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UserFacingError("It failed.", "Why."), "triage: It failed. Why."),
        (CancelledError(), "triage: Stopped, as you asked; nothing was kept of it."),
        (KeyboardInterrupt(), "triage: Stopped, as you asked; nothing was kept of it."),
        (MemoryError(), "triage: There is not enough memory for this"),
    ],
)
def test_errors_of_the_surroundings_are_one_sentence(
    error: BaseException, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(model: Path | None, workers: int) -> Any:
        raise error

    assert run(["status", "--workspace", "w"], fail, "tester") == 1
    captured = capsys.readouterr()
    assert captured.err.startswith(sentence)
    assert captured.out == ""


def test_a_bug_is_not_swallowed() -> None:
    def fail(model: Path | None, workers: int) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(["status", "--workspace", "w"], fail, "tester")


def test_a_closed_pipe_ends_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(model: Path | None, workers: int) -> Any:
        raise BrokenPipeError

    assert run(["status", "--workspace", "w"], fail, "tester") == 1
    assert capsys.readouterr().err == ""


def test_ctrl_c_stops_at_the_next_chunk_and_twice_at_once(tmp_path: Path) -> None:
    seen: list[bool] = []

    class Interrupted:
        """Services that are interrupted while they open a workspace."""

        @property
        def workspaces(self) -> Any:
            signal.raise_signal(signal.SIGINT)
            seen.append(True)
            signal.raise_signal(signal.SIGINT)
            raise AssertionError("the second Ctrl+C did not stop the work")

    before = signal.getsignal(signal.SIGINT)
    argv = ["status", "--workspace", str(tmp_path)]
    assert run(argv, lambda model, workers: Interrupted(), "tester") == 1  # type: ignore[arg-type,return-value]
    assert seen == [True]
    assert signal.getsignal(signal.SIGINT) is before


def test_progress_is_shown_to_those_who_watch_and_wiped_away() -> None:
    out, err = io.StringIO(), Terminal()
    console = Console(False, out, err)
    console.progress(Step(Stage.READING, 5, 10, "bytes"))
    console.result({"a": 1}, "done")
    assert "Reading: 50%" in err.getvalue()
    assert err.getvalue().endswith("\r\033[K")
    assert out.getvalue() == "done\n"


def test_progress_without_a_total_counts() -> None:
    err = Terminal()
    Console(True, io.StringIO(), err).progress(Step(Stage.SCORING, 12_400))
    assert "Scoring: 12,400 rows" in err.getvalue()


def test_progress_is_not_written_into_files() -> None:
    err = io.StringIO()
    Console(False, io.StringIO(), err).progress(Step(Stage.READING, 5, 10))
    assert err.getvalue() == ""


def _unused(model: Path | None, workers: int) -> Any:
    raise AssertionError("no services are needed")
