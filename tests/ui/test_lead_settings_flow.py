"""The lead's settings in the window: kept with the workspace, felt at the desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.desk_rules import DeskRules, Timebox
from triage_app.domain.errors import WorkspaceError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.workspace import Workspace

NEW = LeadSettings(ScoreVisibility.SHOWN, False, DeskRules(timebox=Timebox(50, 10)))


def save(desk: Any, settings: LeadSettings = NEW) -> None:
    desk.answers.settings = settings
    told = len(desk.answers.kept) + len(desk.answers.refused)
    desk.composition.actions.by_id["lead_settings"].trigger()
    answered = lambda: len(desk.answers.kept) + len(desk.answers.refused) > told  # noqa: E731
    desk.qtbot.waitUntil(answered)
    desk.settle()


def kinds(workspace: Workspace) -> list[tuple[str, str]]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(workspace.path / "workspace.db")) as database:
        return list(database.execute("SELECT kind, moderator FROM events ORDER BY seq"))


def test_what_is_set_is_kept_logged_and_felt_at_once(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    workspace = desk.composition.session.workspace
    before = len(kinds(workspace))
    assert desk.composition.desk_page.card.content().score_hidden
    save(desk)
    assert desk.answers.shown_settings == [LeadSettings()]
    assert desk.answers.kept == [NEW]
    assert not desk.composition.desk_page.card.content().score_hidden
    assert "The lead's settings are kept." in desk.titles()
    assert kinds(workspace)[before:] == [
        ("score_visibility_set", "m-07"),
        ("timebox_set", "m-07"),
        ("reranking_set", "m-07"),
    ]
    desk.close()
    again = make_desk()
    again.open(backlog)
    again.composition.actions.by_id["lead_settings"].trigger()
    assert again.answers.shown_settings == [NEW]


def test_what_stays_is_not_logged(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    workspace = desk.composition.session.workspace
    before = kinds(workspace)
    save(desk, LeadSettings())
    assert kinds(workspace) == before
    assert "The lead's settings are kept." not in desk.titles()


@pytest.fixture
def breakable(
    desk: Any, backlog: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """Let the store refuse one kind of setting; empty: none."""
    desk.open(backlog)
    store = desk.composition.session.workspace.store
    keep, broken = store.set_setting, [""]

    def set_setting(key: str, value: str, event: Any) -> None:
        if key == broken[0]:
            raise WorkspaceError("The disk is full.", next_step="Free some room.")
        keep(key, value, event)

    monkeypatch.setattr(store, "set_setting", set_setting)

    def break_(key: str) -> None:
        broken[0] = key

    return break_


def test_a_failure_is_told_and_asking_again_keeps_the_rest(
    desk: Any, breakable: Callable[[str], None]
) -> None:
    workspace = desk.composition.session.workspace
    before = len(kinds(workspace))
    breakable("timebox")
    save(desk)
    assert [str(error) for error in desk.answers.refused] == [
        "The disk is full. Free some room."
    ]
    assert desk.answers.kept == []
    # What was kept before the failure is in force and felt.
    assert workspace.visibility is ScoreVisibility.SHOWN
    assert not desk.composition.desk_page.card.content().score_hidden
    assert workspace.rules.timebox == Timebox()
    breakable("")
    save(desk)
    assert desk.answers.kept == [NEW]
    assert [kind for kind, _ in kinds(workspace)[before:]] == [
        "score_visibility_set",
        "timebox_set",
        "reranking_set",
    ]


def test_a_fault_of_ours_frees_the_dialog(
    desk: Any,
    backlog: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_error_records: list[Any],
) -> None:
    desk.open(backlog)
    workspace = desk.composition.session.workspace

    def broken(*_: Any) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(workspace, "set_visibility", broken)
    save(desk)
    (error,) = desk.answers.refused
    assert error.title == "The settings were not saved."
    assert len(desk.answers.crashes) == 1
    no_error_records.clear()


def test_the_way_leads_to_the_routing(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.answers.to_routing = True
    desk.composition.actions.by_id["lead_settings"].trigger()
    assert desk.composition.window.page == "routing"


def test_a_lead_needs_an_open_workspace(desk: Any, backlog: Path) -> None:
    assert not desk.composition.actions.by_id["lead_settings"].isEnabled()
    desk.composition.care.reasons.pick()
    desk.open(backlog)
    assert desk.composition.actions.by_id["lead_settings"].isEnabled()


def test_settings_of_another_workspace_do_not_follow(
    desk: Any, backlog: Path, tmp_path: Path
) -> None:
    desk.open(backlog)
    save(desk)
    other = tmp_path / "other.csv"
    other.write_text(backlog.read_text("utf-8"), "utf-8")
    desk.composition.opening.open(other)
    desk.qtbot.waitUntil(
        lambda: desk.composition.session.workspace.name.startswith("other")
    )
    desk.settle()
    desk.answers.settings = None
    desk.composition.actions.by_id["lead_settings"].trigger()
    assert desk.answers.shown_settings[-1] == LeadSettings()
