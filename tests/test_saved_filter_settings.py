"""Saved filters in the settings file: kept whole, and hostile until checked."""

import json
from pathlib import Path
from typing import Any

import pytest

from triage_app.domain.filters import Span, Standing
from triage_app.domain.queue import QueueQuery, Tab
from triage_app.domain.routing import Reason
from triage_app.domain.saved_filters import MOST_SAVED, SavedFilter
from triage_app.settings import Settings, SettingsFile

QUERY = QueueQuery(
    Tab.DECIDED,
    search='"the moon"',
    p_claim=Span(0.2, 0.8),
    views=Span(low=10_000),
    author="under review",
    reason=Reason.HEADS_DISAGREE,
    standings=frozenset({Standing.WAITING, Standing.DISPUTED}),
    in_id="70",
)


def load(path: Path, saved: Any) -> tuple[Settings, str]:
    path.write_text(json.dumps({"theme": "dark", "saved_filters": saved}), "utf-8")
    file = SettingsFile(path)
    return file.load(), file.notice


def test_saved_filters_are_there_again(tmp_path: Path) -> None:
    saved = (
        SavedFilter.of("viral", QUERY),
        SavedFilter.of("b", QueueQuery(search="x")),
    )
    file = SettingsFile(tmp_path / "settings.json")
    file.save(Settings(saved_filters=saved))
    again = file.load()
    assert again.saved_filters == saved
    assert file.notice == ""
    assert QueueQuery(Tab.REVIEW).with_filters(again.saved_filters[0].query) == (
        QUERY.on(Tab.REVIEW)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        7,
        {},
        {"name": "no filter"},
        {"name": "", "search": "x"},
        {"name": "a\u202eb", "search": "x"},
        {"name": "a" * 61, "search": "x"},
        {"name": "a", "search": "x" * 501},
        {"name": "a", "search": ["x"]},
        {"name": "a", "views": [5]},
        {"name": "a", "views": [9, 1]},
        {"name": "a", "views": ["1", None]},
        {"name": "a", "views": [True, None]},
        {"name": "a", "views": [float("nan"), None]},
        {"name": "a", "reason": "audit"},
        {"name": "a", "standings": ["gone"]},
        {"name": "a", "standings": [[]]},
        {"name": "a", "search": "x", "command": "quit"},
    ],
)
def test_what_is_no_filter_is_left_out_and_told_of(tmp_path: Path, wrong: Any) -> None:
    good = {"name": "good", "search": "moon"}
    settings, notice = load(tmp_path / "settings.json", [wrong, good])
    assert [one.name for one in settings.saved_filters] == ["good"]
    assert settings.theme == "dark"
    assert notice.startswith("Some saved filters can't be used and were left out.")


def test_no_more_than_fifty_are_read(tmp_path: Path) -> None:
    many = [{"name": f"f{n}", "search": "x"} for n in range(MOST_SAVED + 9)]
    settings, notice = load(tmp_path / "settings.json", many)
    assert len(settings.saved_filters) == MOST_SAVED
    assert notice


@pytest.mark.parametrize("wrong", ["x", 5, {"name": "a"}])
def test_what_is_no_list_falls_back(tmp_path: Path, wrong: Any) -> None:
    settings, notice = load(tmp_path / "settings.json", wrong)
    assert settings.saved_filters == ()
    assert settings.theme == "dark"
    assert "Some settings can't be used (saved_filters)" in notice
