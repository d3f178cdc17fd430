"""From a file to an open workspace: mapping, cancelling, resuming, bad files."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from triage_app.domain.backlog import Field
from triage_app.domain.decisions import Verdict
from triage_app.paths import Paths
from triage_app.services.workspace import Workspace

CLAIM, OPINION = (Qt.Key(ord(letter)) for letter in "CO")


def subtitle(desk: Any) -> Any:
    return desk.composition.window.header.subtitle()


def test_a_backlog_opens_in_a_workspace_of_its_own(
    desk: Any, backlog: Path, paths: Paths
) -> None:
    desk.open(backlog)
    workspace = desk.composition.session.workspace
    assert workspace.path == paths.workspaces_folder / "november.triage"
    assert subtitle(desk) == "november.csv · 10 reports"
    assert desk.composition.window.windowTitle() == "november.triage – Claim Triage"
    assert desk.composition.window.status.facts() == (
        "Workspace: november.triage",
        "Model: plain-1",
        "Moderator: m-07",
    )
    account = "10 rows read: 10 accepted, 0 quarantined, 0 duplicates; 10 new."
    assert account in desk.titles()


def test_the_import_report_opens_from_the_message_and_from_the_button(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    message = desk.told[-1]
    dict(message.actions)["Import report"]()
    desk.composition.actions.by_id["report"].trigger()
    assert [(r.accepted, added) for r, added in desk.answers.reports] == [(10, 10)] * 2


def test_opening_it_again_resumes_at_the_first_item_that_waits(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, OPINION)
    desk.close()
    again = make_desk()
    again.open(backlog)
    assert again.item() == "r3"
    assert (
        again.receipt() == "Saved: opinion · r2 · U undoes · the model said claim, 0.60"
    )
    assert len(again.composition.session.workspace.store.imports()) == 1


def test_the_seat_is_made_ready_where_nobody_waits_for_it(
    desk: Any,
    make_desk: Callable[..., Any],
    backlog: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.open(backlog)
    desk.close()
    make, seen = Workspace.make_ready, list[str]()

    def watched(workspace: Workspace, moderator: str) -> None:
        seen.append(threading.current_thread().name)
        make(workspace, moderator)

    monkeypatch.setattr(Workspace, "make_ready", watched)
    make_desk("m-08").open(backlog)
    assert [name.startswith("triage-store") for name in seen] == [True]


def test_a_longer_file_adds_only_what_is_new_and_touches_no_verdict(
    desk: Any, make_desk: Any, backlog: Path, write_backlog: Callable[..., Path]
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    desk.close()
    rows = [("r1", "penguins are said to sleep", 10), ("r9", "something new", 550)]
    longer = write_backlog(rows)
    again = make_desk()
    again.open(longer)
    case = again.composition.session.case
    assert len(case) == 11
    assert again.verdict_of("r1") is Verdict.CLAIM
    assert again.queue() == ["r1", "r2", "r9", "r3", "r4", "r5", "x1"]
    assert again.titles()[-1].endswith("1 new.")


def test_a_workspace_alone_reopens_where_it_was(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    path = desk.composition.session.workspace.path
    desk.close()
    again = make_desk()
    again.open(None, path)
    assert again.item() == "r2"
    third = make_desk()
    again.close()
    third.open(path)
    assert third.item() == "r2"


def test_the_queue_fills_while_the_file_is_read(
    desk: Any, write_backlog: Callable[..., Path], scorer: Any
) -> None:
    rows = [(f"i{row}", "said", 500) for row in range(30_000)]
    scorer.gate = threading.Event()
    scorer.free_calls = 1
    window = desk.composition
    window.begin(write_backlog(rows), None)
    desk.qtbot.waitUntil(lambda: window.session.filling)
    desk.qtbot.waitUntil(scorer.reached.is_set)
    seen = len(desk.queue())
    assert 0 < seen < 30_000
    assert window.desk_page.empty_state() is None
    desk.qtbot.waitUntil(lambda: window.desk._hand._painted)
    window.desk.deciding.undo()
    assert not window.flow.busy
    receipt = window.desk_page.card.receipt
    assert receipt.text() == "No decision yet · the file is still being read"
    scorer.gate.set()
    desk.settle()
    assert receipt.text() == "No decision yet"
    assert len(desk.queue()) == 30_000
    assert window.session.workspace.history.records == 0


def test_nothing_is_shown_as_if_it_were_loaded_before_the_first_rows_are_there(
    desk: Any, backlog: Path, scorer: Any
) -> None:
    scorer.gate = threading.Event()
    desk.composition.begin(backlog, None)
    desk.qtbot.waitUntil(scorer.reached.is_set)
    assert desk.composition.desk_page.empty_state().busy
    scorer.gate.set()
    desk.settle()
    assert desk.composition.desk_page.empty_state() is None


def test_cancelling_an_import_keeps_nothing_and_goes_back(
    desk: Any,
    backlog: Path,
    write_backlog: Callable[..., Path],
    scorer: Any,
    paths: Paths,
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    scorer.gate = threading.Event()
    scorer.reached.clear()
    other = write_backlog(name="december.csv")
    desk.composition.opening.open(other)
    status = desk.composition.window.status
    desk.qtbot.waitUntil(scorer.reached.is_set)
    status.cancel_requested.emit()
    assert status.text() == ""
    scorer.gate.set()
    desk.settle()
    assert "The import was cancelled; nothing of it was kept." in desk.titles()
    assert not (paths.workspaces_folder / "december.triage").exists()
    assert desk.item() == "r2"
    desk.press(OPINION)
    assert desk.verdict_of("r2") is Verdict.OPINION


def test_a_cancelled_import_leads_back_to_the_card_and_the_note_that_was_begun(
    desk: Any, backlog: Path, write_backlog: Callable[..., Path], scorer: Any
) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    card = desk.composition.desk_page.card
    card.note_field.setText("begun")
    rows = [(f"i{row}", "said", 500) for row in range(30_000)]
    scorer.gate = threading.Event()
    scorer.free_calls = 1
    desk.composition.opening.open(write_backlog(rows, "december.csv"))
    desk.qtbot.waitUntil(scorer.reached.is_set)
    desk.qtbot.waitUntil(lambda: desk.composition.session.filling)
    assert card.note() == ""
    desk.composition.window.status.cancel_requested.emit()
    scorer.gate.set()
    desk.settle()
    assert (desk.item(), card.note()) == ("r3", "begun")


def test_names_that_do_not_match_are_asked_for(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    strange = write_backlog(header="nr,gesagt,gesehen,urteil")
    desk.answers.mapping = {
        Field.ID: "nr",
        Field.TRANSCRIPT: "gesagt",
        Field.VIEWS: "gesehen",
    }
    desk.open(strange)
    (layout,) = desk.answers.layouts
    assert layout.columns == ("nr", "gesagt", "gesehen", "urteil")
    assert desk.queue() == ["r1", "r2", "r3", "r4", "r5", "x1"]


def test_not_answering_leaves_the_window_as_it_was(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    desk.composition.begin(write_backlog(header="nr,gesagt,gesehen,urteil"), None)
    cancelled = "The import was cancelled; nothing of it was kept."
    desk.qtbot.waitUntil(lambda: cancelled in desk.titles())
    assert desk.composition.session.workspace is None
    assert desk.composition.desk_page.empty_state().title == "Open a backlog to begin"


def test_a_file_that_is_no_backlog_gets_one_sentence(desk: Any, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    desk.composition.begin(picture, None)
    desk.qtbot.waitUntil(lambda: bool(desk.told))
    (message,) = desk.told
    assert message.title == '"picture.csv" is a PNG image, not a backlog.'
    assert desk.composition.session.workspace is None


def test_a_missing_file_gets_one_sentence(desk: Any, tmp_path: Path) -> None:
    desk.composition.begin(tmp_path / "gone.csv", None)
    desk.qtbot.waitUntil(lambda: bool(desk.told))
    assert "gone.csv" in desk.titles()[0]


def test_a_workspace_that_is_open_elsewhere_gets_one_sentence(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    other = make_desk()
    other.composition.begin(None, desk.composition.session.workspace.path)
    other.qtbot.waitUntil(lambda: bool(other.told), timeout=20_000)
    assert "november.triage" in other.titles()[0]
    assert other.composition.session.workspace is None


def test_a_backlog_can_be_added_to_the_open_workspace(
    desk: Any, backlog: Path, write_backlog: Callable[..., Path]
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    desk.answers.backlog = write_backlog([("z1", "one more", 650)], "more.csv")
    desk.composition.actions.by_id["add"].trigger()
    desk.settle()
    assert len(desk.composition.session.case) == 11
    assert subtitle(desk) == "november.csv and 1 more · 11 reports"
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_a_second_file_waits_until_the_first_is_done(
    desk: Any, backlog: Path, write_backlog: Callable[..., Path], scorer: Any
) -> None:
    scorer.gate = threading.Event()
    desk.composition.begin(backlog, None)
    desk.qtbot.waitUntil(scorer.reached.is_set)
    desk.composition.opening.open(write_backlog(name="other.csv"))
    assert desk.titles() == ["Something else is still being worked on."]
    scorer.gate.set()
    desk.settle()
    assert subtitle(desk) == "november.csv · 10 reports"


def test_closing_in_the_middle_of_an_import_stops_it(
    desk: Any, backlog: Path, scorer: Any, paths: Paths
) -> None:
    scorer.gate = threading.Event()
    desk.composition.begin(backlog, None)
    desk.qtbot.waitUntil(scorer.reached.is_set)
    desk.composition.window.close()
    with desk.qtbot.waitSignal(desk.composition.finished):
        scorer.gate.set()
    assert not (paths.workspaces_folder / "november.triage").exists()


def drop(window: Any, *paths: Any) -> Any:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    keys = Qt.KeyboardModifier.NoModifier
    buttons, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), action, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    accepted = enter.isAccepted()
    QApplication.sendEvent(
        window, QDropEvent(QPointF(9, 9), action, data, buttons, keys)
    )
    return accepted


def test_a_file_or_a_workspace_can_be_dropped_on_the_window(
    desk: Any, make_desk: Any, backlog: Path, write_backlog: Callable[..., Path]
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    first = desk.composition.session.workspace.path
    assert drop(desk.composition.window, write_backlog(name="december.csv"))
    desk.settle()
    assert subtitle(desk) == "december.csv · 10 reports"
    drop(desk.composition.window, first, backlog)
    desk.qtbot.waitUntil(lambda: desk.composition.session.workspace.path == first)
    desk.settle()
    assert desk.item() == "r2"
    assert "Only november.triage is opened." in desk.titles()


def test_what_is_no_local_file_can_not_be_dropped(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/backlog.csv")])
    event = QDragEnterEvent(
        QPointF(9, 9).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(desk.composition.window, event)
    assert not event.isAccepted()


def test_no_argument_opens_the_sample_in_a_workspace_that_is_deleted(desk: Any) -> None:
    desk.open(None)
    workspace = desk.composition.session.workspace.path
    assert desk.composition.opening.is_temporary(workspace)
    assert workspace.exists()
    message = desk.told[-1]
    assert message.title.startswith("This is the bundled sample: ")
    assert [label for label, _ in message.actions] == ["Open backlog…", "Routing"]
    assert "unlike what the model learned from" in message.detail
    assert len(desk.composition.session.case) > 1_900
    desk.press(CLAIM)
    desk.close()
    assert not workspace.parent.exists()


def test_the_sample_offers_to_resume_what_was_open_last(
    desk: Any, make_desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    desk.close()
    again = make_desk()
    again.open(None)
    label, resume = again.told[-1].actions[1]
    assert label == "Resume november.triage"
    resume()
    again.qtbot.waitUntil(lambda: "november" in subtitle(again))
    again.settle()
    assert again.item() == "r2"


def test_what_was_said_of_the_sample_goes_when_a_backlog_opens(
    desk: Any, backlog: Path
) -> None:
    desk.open(None)
    desk.composition.opening.open(backlog)
    desk.qtbot.waitUntil(lambda: "november" in subtitle(desk))
    desk.settle()
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert shown == ["10 rows read: 10 accepted, 0 quarantined, 0 duplicates; 10 new."]


def test_a_workspaces_folder_that_can_not_be_made_is_told_in_whole_sentences(
    desk: Any, backlog: Path, paths: Paths
) -> None:
    paths.workspaces_folder.parent.mkdir(parents=True, exist_ok=True)
    paths.workspaces_folder.write_text("a file in the way")
    desk.composition.begin(backlog, None)
    desk.qtbot.waitUntil(lambda: bool(desk.told))
    assert desk.told[-1].title.startswith("The folder for workspaces can't be made")
    assert desk.told[-1].detail == "File exists."


def test_what_was_opened_is_offered_again_and_what_is_gone_is_not(
    desk: Any, backlog: Path, tmp_path: Path
) -> None:
    desk.open(backlog)
    preferences = desk.composition._preferences
    preferences.remember(tmp_path / "gone.triage")
    recent = desk.composition.actions.recent
    recent.aboutToShow.emit()
    assert [action.text() for action in recent.actions()] == ["november.triage"]


def test_a_bug_while_scoring_ends_the_import_and_reaches_the_crash_dialog(
    desk: Any,
    backlog: Path,
    scorer: Any,
    monkeypatch: pytest.MonkeyPatch,
    no_error_records: list[logging.LogRecord],
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(scorer, "score", fail)
    desk.composition.begin(backlog, None)
    desk.qtbot.waitUntil(lambda: bool(desk.answers.crashes))
    assert "ValueError: a bug" in desk.answers.crashes[0]
    assert desk.composition.desk_page.empty_state().title == "Open a backlog to begin"
    assert desk.composition.window.status.text() == ""
    no_error_records.clear()


def test_adding_a_file_keeps_card_note_and_filters(
    desk: Any, backlog: Path, write_backlog: Callable[..., Path]
) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_Down)
    desk.composition.desk_page.card.note_field.setText("begun")
    more = write_backlog([("n1", "a new report", 650)], name="more.csv")
    desk.composition.intake.add(more)
    desk.qtbot.waitUntil(lambda: len(desk.composition.session.case) == 11)
    desk.settle()
    assert desk.item() == "r2"
    assert desk.composition.desk_page.card.note() == "begun"
    assert "n1" in desk.queue()
