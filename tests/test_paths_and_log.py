import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from triage_app.log import configure
from triage_app.paths import HOME_VARIABLE, Paths, resource, sample_backlog


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    root = logging.getLogger("triage_app")
    before = list(root.handlers)
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


def test_everything_of_the_person_lies_under_a_home_that_was_set(home: Path) -> None:
    paths = Paths.of_user()
    assert paths == Paths.under(home)
    assert paths.settings_file.is_relative_to(home)
    assert not paths.log_folder.exists()


def test_the_platform_names_the_folders_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(HOME_VARIABLE)
    assert "Claim Triage" in str(Paths.of_user().settings_file)


def test_what_the_program_carries_is_there() -> None:
    assert sample_backlog().is_file()
    assert resource("styles", "app.qss").is_file()


def test_the_log_goes_to_a_file(tmp_path: Path) -> None:
    configure(tmp_path / "logs")
    configure(tmp_path / "logs")
    logging.getLogger("triage_app.anything").info("opened %s", "x")
    text = (tmp_path / "logs" / "claim-triage.log").read_text()
    assert text.count("opened x") == 1


def test_a_folder_that_cannot_be_used_sends_warnings_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    configure(tmp_path / "file" / "logs")
    logging.getLogger("triage_app.anything").warning("careful")
    logging.getLogger("triage_app.anything").info("chatter")
    err = capsys.readouterr().err
    assert "careful" in err
    assert "chatter" not in err
