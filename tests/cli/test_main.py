import io
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from triage_app import __version__
from triage_app.cli.console import Console
from triage_app.cli.main import COMMANDS, run
from triage_app.domain.errors import CancelledError, OutputError, UserFacingError
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
        "score import status next find decide undo redo routing settings quality "
        "similar explain export verify backup restore sample train evaluate"
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


def test_what_the_system_refuses_is_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(model: Path | None, workers: int) -> Any:
        raise OSError(36, "File name too long", "x" * 300)

    assert run(["status", "--workspace", "w"], fail, "tester") == 1
    said = capsys.readouterr().err
    assert said == f"triage: The system refused this: File name too long: {'x' * 80}.\n"


def test_a_result_that_cannot_be_printed_is_a_sentence() -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="its result could not be printed"):
        Console(False, Full(), io.StringIO()).result({}, "done")


def test_a_program_without_a_console_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    console = Console(False)
    console.result({}, "done")
    console.error("refused")


def test_data_cannot_steer_the_terminal() -> None:
    out, err = io.StringIO(), io.StringIO()
    nasty = "a\x1b[31mb\x9b\u202ec\nd"
    Console(False, out, err).result({}, nasty)
    Console(False, out, err).note(nasty)
    told = "a⟨U+001B⟩[31mb⟨U+009B⟩⟨U+202E⟩c\nd\n"
    assert out.getvalue() == err.getvalue() == told
    raw = io.StringIO()
    Console(True, raw, err).result({"item": nasty}, "")
    assert json.loads(raw.getvalue()) == {"item": nasty}
    assert raw.getvalue().isprintable() or raw.getvalue()[:-1].isprintable()


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
