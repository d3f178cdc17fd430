"""Models, export, verification, settings: what a lead does in the window."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from triage_app.domain.lead_settings import LeadSettings
from triage_app.domain.queue import Column
from triage_app.domain.visibility import ScoreVisibility
from triage_app.services.export import ExportRequest, Preset
from triage_app.settings import SettingsFile
from triage_app.ui.presenters.dialogs import Choice


def test_the_models_page_shows_the_papers_of_the_model(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.window.show_page("models")
    page = desk.composition.window._made["models"]
    desk.qtbot.waitUntil(lambda: page.facts() is not None)
    facts = page.facts()
    assert facts.model_id == "plain-1"
    assert facts.metrics == (("Precision of claims", "1.000"),)
    assert facts.card == "# A card"


def test_pages_are_made_when_they_are_first_seen(desk: Any) -> None:
    assert list(desk.composition.window._made) == ["desk"]


def test_an_export_says_where_it_is(desk: Any, backlog: Path, tmp_path: Path) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_C)
    out = tmp_path / "out.csv"
    desk.answers.export = ExportRequest(
        out, Preset.DECISIONS, "m-07", spreadsheet_safe=True
    )
    desk.composition.actions.by_id["export"].trigger()
    desk.qtbot.waitUntil(lambda: "The export is saved as out.csv." in desk.titles())
    message = desk.told[-1]
    beside = "out.lossless.jsonl, out.csv.manifest.json"
    assert message.detail == f"Rows: 1. Beside it: {beside}."
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["video_id"], row["verdict"]) == ("r1", "claim")


def test_an_export_that_can_not_be_written_is_one_sentence(
    desk: Any, backlog: Path, tmp_path: Path
) -> None:
    desk.open(backlog)
    out = tmp_path / "nowhere" / "out.csv"
    desk.answers.export = ExportRequest(out, Preset.DECISIONS, "m-07")
    desk.composition.actions.by_id["export"].trigger()
    desk.qtbot.waitUntil(lambda: len(desk.told) == 2)
    assert desk.titles()[-1] == f'There is no folder "{out.parent}" to write into.'


def test_a_whole_workspace_passes_its_check_and_a_changed_one_does_not(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    verify = desk.composition.actions.by_id["verify"]
    verify.trigger()
    desk.qtbot.waitUntil(lambda: "The workspace is whole." in desk.titles())
    workspace = desk.composition.session.workspace
    (snapshot,) = (workspace.path / "snapshots").iterdir()
    snapshot.write_bytes(snapshot.read_bytes() + b"!")
    verify.trigger()
    title = "The workspace did not pass its check."
    desk.qtbot.waitUntil(lambda: title in desk.titles())


def test_the_report_of_a_workspace_opened_again_is_read_from_it(
    desk: Any, make_desk: Any, tmp_path: Path
) -> None:
    backlog = tmp_path / "odd.csv"
    lines = ("video_id,video_view_count", "a,1", "a,2", ",3", "=b,=x", "c,700")
    backlog.write_text("\n".join(lines) + "\n", "utf-8")
    desk.open(backlog)
    desk.composition.actions.by_id["report"].trigger()
    (first,) = desk.answers.reports
    desk.close()
    again = make_desk()
    again.open(backlog)
    again.composition.actions.by_id["report"].trigger()
    again.qtbot.waitUntil(lambda: bool(again.answers.reports))
    (second,) = again.answers.reports
    assert first[0].issues
    assert second[0].issues == first[0].issues
    assert second[0].rows_read == first[0].rows_read == 5
    assert second[0].conserved
    assert second[1] == first[1]


def test_a_report_that_is_gone_is_one_sentence(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    path = desk.composition.session.workspace.path
    desk.close()
    for report in (path / "reports").iterdir():
        report.unlink()
    again = make_desk()
    again.open(backlog)
    again.composition.actions.by_id["report"].trigger()
    title = "The import report of november.csv can't be shown."
    again.qtbot.waitUntil(lambda: title in again.titles())


def test_an_order_by_reason_does_not_give_hidden_reasons_away(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    before = desk.queue()
    for descending in (True, False):
        desk.composition.desk_page.queue.sort_requested.emit(Column.REASON, descending)
        assert desk.queue() == before


def test_a_lead_can_show_the_scores_and_the_choice_stays(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.answers.settings = LeadSettings(ScoreVisibility.SHOWN)
    desk.composition.actions.by_id["lead_settings"].trigger()
    card = desk.composition.desk_page.card
    desk.qtbot.waitUntil(lambda: not card.content().score_hidden)
    desk.press(Qt.Key.Key_C)
    assert desk.composition.session.workspace.history.current("r1").score_visible
    desk.close()
    again = make_desk()
    again.open(backlog)
    assert not again.composition.desk_page.card.content().score_hidden


def test_settings_take_effect_and_are_written(
    desk: Any, backlog: Path, paths: Any, tmp_path: Path
) -> None:
    desk.open(backlog)
    folder = str(tmp_path / "elsewhere")
    desk.answers.choice = Choice("m-09", "dark", folder)
    desk.composition.actions.by_id["settings"].trigger()
    assert "Moderator: m-09" in desk.composition.window.status.facts()
    kept = SettingsFile(paths.settings_file).load()
    assert (kept.moderator, kept.theme, kept.workspaces_folder) == (
        "m-09",
        "dark",
        folder,
    )
    desk.press(Qt.Key.Key_C)
    current = desk.composition.session.workspace.history.current("r1")
    assert current.moderator == "m-09"


def test_the_theme_switches_and_stays(
    desk: Any, backlog: Path, theme: Any, paths: Any
) -> None:
    desk.open(backlog)
    desk.composition.actions.by_id["theme"].trigger()
    assert theme.dark
    assert SettingsFile(paths.settings_file).load().theme == "dark"
    desk.composition.actions.by_id["theme"].trigger()
    assert not theme.dark


def test_size_and_columns_are_remembered(
    desk: Any, make_desk: Any, backlog: Path, paths: Any
) -> None:
    desk.open(backlog)
    desk.composition.window.resize(960, 666)
    table = desk.composition.desk_page.queue.table
    table.setColumnWidth(1, 155)
    desk.close()
    again = make_desk()
    assert again.composition.desk_page.queue.table.columnWidth(1) == 155
    assert again.composition.window.size().height() == 666
    assert json.loads(paths.settings_file.read_text("utf-8"))["desk_state"]


@pytest.mark.parametrize(
    "rubbish", ["{", "[]", '{"split": "!!", "columns": 3}', "\x01"]
)
def test_a_state_that_makes_no_sense_changes_nothing(
    make_desk: Any, paths: Any, rubbish: str
) -> None:
    usual = make_desk().composition.window.size()
    data = {"desk_state": rubbish, "window_state": rubbish}
    paths.settings_file.write_text(json.dumps(data), "utf-8")
    assert make_desk().composition.window.size() == usual
