import json
from pathlib import Path

import pytest

from triage_app.domain.errors import OutputError
from triage_app.settings import Settings, SettingsFile, account_name, workspaces_folder


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "deep" / "settings.json")


def test_nothing_chosen_gives_defaults_and_no_notice(file: SettingsFile) -> None:
    assert file.load() == Settings()
    assert file.notice == ""


def test_what_was_chosen_comes_back(file: SettingsFile) -> None:
    chosen = Settings(
        moderator="ann",
        theme="dark",
        recent=("a", "b"),
        keys={"verdict.claim": "X"},
        daily_count=False,
        folded=True,
        reduced_motion=True,
    )
    file.save(chosen)
    assert file.load() == chosen
    assert not list(file.path.parent.glob("*.tmp"))


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("{", "The settings file can't be read"),
        ("[" * 100_000, "The settings file can't be read"),
        ("[1]", "The settings file doesn't hold settings"),
        ('{"theme": "pink"}', "Some settings can't be used (theme)"),
        ('{"folded": 1}', "Some settings can't be used (folded)"),
        ('{"daily_count": "no"}', "Some settings can't be used (daily_count)"),
        ('{"reduced_motion": null}', "Some settings can't be used (reduced_motion)"),
        ('{"moderator": 7}', "Some settings can't be used (moderator)"),
        ('{"recent": "a"}', "Some settings can't be used (recent)"),
        ('{"recent": [1]}', "Some settings can't be used (recent)"),
        ('{"keys": []}', "Some settings can't be used (keys)"),
        ('{"keys": {"a": 1}}', "Some settings can't be used (keys)"),
    ],
)
def test_a_damaged_file_falls_back_and_says_so(
    file: SettingsFile, text: str, notice: str
) -> None:
    file.path.parent.mkdir()
    file.path.write_text(text)
    assert file.load() == Settings()
    assert file.notice.startswith(notice)


def test_one_bad_setting_leaves_the_others_alone(file: SettingsFile) -> None:
    file.path.parent.mkdir()
    file.path.write_text(json.dumps({"theme": 1, "moderator": "ann", "new": True}))
    assert file.load() == Settings(moderator="ann")


def test_settings_that_cannot_be_saved_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Your settings could not be saved"):
        SettingsFile(tmp_path / "file" / "settings.json").save(Settings())


def test_recent_paths_are_newest_first_without_repeats(tmp_path: Path) -> None:
    settings = Settings()
    for name in ("a", "b", "a"):
        settings = settings.opened(tmp_path / name)
    assert settings.recent == (str(tmp_path / "a"), str(tmp_path / "b"))
    for number in range(20):
        settings = settings.opened(tmp_path / str(number))
    assert len(settings.recent) == 10


def test_the_moderator_is_named_after_the_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings(moderator="ann").moderator_name == "ann"
    assert Settings().moderator_name == account_name()

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert account_name() == "moderator"


def test_the_workspaces_folder_can_be_chosen(tmp_path: Path) -> None:
    assert workspaces_folder(Settings(), tmp_path) == tmp_path
    chosen = workspaces_folder(Settings(workspaces_folder="~/cases"), tmp_path)
    assert chosen == Path.home() / "cases"
