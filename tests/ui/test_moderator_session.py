"""A moderator's session: ten items by key, two undone, quit, start again, export."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from triage_app.bootstrap import build
from triage_app.domain.queue import Tab
from triage_app.paths import sample_backlog
from triage_app.services.export import ExportRequest, Preset
from triage_app.services.services import Services
from triage_app.services.statistics import verify

KEYS = "COCCOOSCEO"
UNDONE = "UU"


def facts(desk: Any) -> Any:
    """Nine facts that have to be the same after a restart."""
    window = desk.composition
    tabs = window.desk_page.tabs
    card = window.desk_page.card
    history = window.session.workspace.history
    return {
        "counts": {tab.value: tabs.card(tab).count for tab in Tab},
        "details": {tab.value: tabs.card(tab).detail for tab in Tab},
        "order": desk.queue(),
        "card": desk.item(),
        "place": card.content().place,
        "hidden": card.content().score_hidden,
        "undoable": card.undo.isEnabled(),
        "status line": window.window.status.facts(),
        "log": (history.records, history.head_hash, history.tally()),
    }


def keyed(desk: Any, letters: Any) -> None:
    for letter in letters:
        if letter == "E":  # an escalation needs a reason, or a note
            desk.composition.desk_page.card.set_note("whose figure is it?")
        desk.press(Qt.Key(ord(letter)))


def session(make_desk: Any, services: Services, backlog: Path, out: Any) -> Any:
    desk = make_desk(using=services)
    desk.open(backlog)
    order = desk.queue()
    keyed(desk, KEYS)
    assert desk.item() == order[10]
    keyed(desk, UNDONE)
    assert desk.item() == order[8]
    said = f"Taken back: escalate · {order[8]} · Shift+U redoes"
    assert desk.receipt() == said
    before = facts(desk)
    desk.close()

    again = make_desk(using=services)
    again.open(backlog)
    assert facts(again) == before
    assert again.receipt().startswith(f"Saved: claim · {order[7]}")
    workspace = again.composition.session.workspace
    given = [workspace.history.current(item) for item in order[:8]]
    verdicts = ["claim", "opinion", "claim", "claim", "opinion", "opinion", "skip"]
    assert [d.verdict.value for d in given] == [*verdicts, "claim"]
    assert all(not d.score_visible and d.shown_at for d in given)

    keyed(again, "U")
    assert again.item() == order[7]
    keyed(again, "C")
    assert again.item() == order[8]

    again.answers.export = ExportRequest(out, Preset.DECISIONS, "m-07")
    again.composition.actions.by_id["export"].trigger()
    again.qtbot.waitUntil(
        lambda: "The export is saved as decisions.csv." in again.titles()
    )
    again.composition.actions.by_id["verify"].trigger()
    again.qtbot.waitUntil(lambda: "The workspace is whole." in again.titles())
    found = verify(workspace)
    assert found.ok
    assert found.check.decisions == 14
    again.close()
    return order


def check_export(out: Any, order: Any) -> None:
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    settled = [item for place, item in enumerate(order[:8]) if KEYS[place] in "CO"]
    assert sorted(row["video_id"] for row in rows) == sorted(settled)
    manifest = json.loads(out.with_name(f"{out.name}.manifest.json").read_text("utf-8"))
    assert manifest["rows"] == len(settled) == 7
    assert manifest["conserved"]
    assert manifest["counts"]["decided"] == 7
    assert manifest["counts"]["skipped"] == 1


@pytest.fixture(scope="module")
def whole_program() -> Any:
    return build(workers=1)


def test_a_session_on_the_sample(
    make_desk: Any, whole_program: Any, tmp_path: Path
) -> None:
    backlog = tmp_path / "november.csv"
    backlog.write_bytes(sample_backlog().read_bytes())
    out = tmp_path / "decisions.csv"
    check_export(out, session(make_desk, whole_program, backlog, out))


@pytest.mark.real_data
def test_a_session_on_the_real_file(
    make_desk: Any, whole_program: Any, real_backlog: Path, tmp_path: Path
) -> None:
    out = tmp_path / "decisions.csv"
    order = session(make_desk, whole_program, real_backlog, out)
    check_export(out, order)
    assert len(order) >= 298
