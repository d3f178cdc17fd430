"""A moderator's keys: verdicts, the next card, changing one's mind, undo."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QToolButton

from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.filters import Standing
from triage_app.domain.queue import Column, QueueQuery, Tab
from triage_app.ui.notifications import Message, Tone

CLAIM, OPINION, SKIP, ESCALATE, UNDO, NOTE = (
    Qt.Key(ord(letter)) for letter in "COSEUN"
)


def note(desk: Any, words: str) -> None:
    """Write a note on the card, as a person does."""
    field = desk.composition.desk_page.card.note_field
    field.clear()
    desk.qtbot.keyClicks(field, words)


def test_the_first_review_item_is_shown_with_its_score_hidden(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    assert desk.queue() == ["r1", "r2", "r3", "r4", "r5", "x1"]
    assert desk.item() == "r1"
    content = desk.composition.desk_page.card.content()
    assert content.score_hidden
    assert content.place == "1 of 6"
    assert desk.receipt() == "No decision yet"


def test_a_key_records_the_verdict_and_brings_the_next_card(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    assert desk.item() == "r2"
    assert desk.receipt() == "Saved: claim · r1 · U undoes · the model agrees, 0.70"
    desk.press(OPINION)
    said = "Saved: opinion · r2 · U undoes · the model said claim, 0.60"
    assert desk.receipt() == said
    desk.press(SKIP)
    note(desk, "what is meant?")
    desk.press(ESCALATE)
    assert desk.verdict_of("r2") is Verdict.OPINION
    assert desk.verdict_of("r3") is Verdict.SKIP
    assert desk.verdict_of("r4") is Verdict.ESCALATE
    assert desk.item() == "r5"


def test_a_skip_or_an_escalation_gives_the_score_away_neither_before_nor_after(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(SKIP)
    assert desk.receipt() == "Saved: skip · r1 · U undoes"
    note(desk, "what is meant?")
    desk.press(ESCALATE)
    assert desk.receipt() == "Saved: escalate · r2 · U undoes"
    desk.press(Qt.Key.Key_Up)
    assert desk.item() == "r2"
    assert desk.composition.desk_page.card.content().score_hidden


def test_going_back_shows_the_decided_card_with_its_score_and_takes_a_second_verdict(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, Qt.Key.Key_Up)
    content = desk.composition.desk_page.card.content()
    assert content.item.item_id == "r1"
    assert not content.score_hidden
    assert content.verdict is Verdict.CLAIM
    desk.press(OPINION)
    assert desk.verdict_of("r1") is Verdict.OPINION
    history = desk.composition.session.workspace.history
    assert history.records == 2
    assert history.current("r1").score_visible


def test_undo_brings_the_card_back(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(CLAIM, OPINION, UNDO)
    assert desk.item() == "r2"
    assert desk.verdict_of("r2") is None
    assert desk.receipt() == "Taken back: opinion · r2 · Shift+U redoes"
    desk.press(UNDO)
    assert desk.item() == "r1"
    assert not desk.composition.desk_page.card.undo.isEnabled()


def test_the_last_item_finishes_the_queue_and_undo_brings_it_back(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, CLAIM, CLAIM, CLAIM, CLAIM, CLAIM)
    assert desk.item() == ""
    state = desk.composition.desk_page.card.empty_state()
    assert state.title == "Queue finished"
    desk.press(UNDO)
    assert desk.item() == "x1"


def test_undo_goes_to_the_tab_and_past_the_filters_that_hide_the_card(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    desk.composition.desk.choose_tab(Tab.LIKELY_OPINION)
    desk.composition.desk_page.filters.query_edited.emit(
        QueueQuery(Tab.LIKELY_OPINION, search="stronger")
    )
    desk.press(UNDO)
    query = desk.composition.desk.query
    assert (desk.item(), query.tab, query.search) == ("r1", Tab.REVIEW, "")


def test_undo_with_nothing_to_undo_says_so(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.composition.desk.deciding.undo()
    desk.settle()
    assert "There is no verdict by m-07 to undo." in desk.titles()
    desk.press(CLAIM)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_nobody_undoes_the_verdict_of_somebody_else(
    make_desk: Any, backlog: Path
) -> None:
    first = make_desk("m-07")
    first.open(backlog)
    first.press(CLAIM)
    first.close()
    second = make_desk("m-08")
    second.open(backlog)
    second.composition.desk.deciding.undo()
    second.settle()
    assert second.verdict_of("r1") is Verdict.CLAIM
    assert "There is no verdict by m-08 to undo." in second.titles()


def test_an_item_in_an_automatic_lane_can_be_overridden(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_Down)
    desk.composition.actions.by_id["tab_likely_claim"].trigger()
    assert desk.queue() == ["c1", "c2"]
    desk.press(OPINION)
    current = desk.composition.session.workspace.history.current("c1")
    assert current.is_override
    assert current.why_shown is WhyShown.LANE
    assert current.score_visible


def test_what_a_search_brought_is_recorded_as_such(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.composition.desk_page.filters.query_edited.emit(QueueQuery(search="bees"))
    assert desk.queue() == ["r5"]
    desk.press(OPINION)
    workspace = desk.composition.session.workspace
    assert workspace.history.current("r5").why_shown is WhyShown.SEARCH


def test_a_decided_item_leaves_the_list_of_those_that_wait(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    waiting = QueueQuery(standings=frozenset({Standing.WAITING}))
    desk.composition.desk_page.filters.query_edited.emit(waiting)
    desk.press(CLAIM)
    assert desk.queue() == ["r2", "r3", "r4", "r5", "x1"]
    assert desk.item() == "r2"


def test_every_verdict_says_when_its_card_was_shown(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    current = desk.composition.session.workspace.history.current("r1")
    assert current.shown_at
    assert current.shown_at <= current.decided_at


def test_letters_typed_into_a_field_are_never_verdicts(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(NOTE)
    card = desk.composition.desk_page.card
    assert QApplication.focusWidget() is card.note_field
    desk.qtbot.keyClicks(card.note_field, "cosecu")
    assert card.note() == "cosecu"
    assert desk.composition.session.workspace.history.records == 0
    desk.press(Qt.Key.Key_Return, CLAIM)
    current = desk.composition.session.workspace.history.current("r1")
    assert (current.verdict, current.note) == (Verdict.CLAIM, "cosecu")
    assert card.note() == ""


def test_letters_typed_into_the_search_are_never_verdicts(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(Qt.Key.Key_Slash)
    search = desk.composition.desk_page.filters.search
    desk.qtbot.keyClicks(search, "bees")
    desk.qtbot.waitUntil(lambda: desk.queue() == ["r5"])
    assert desk.composition.session.workspace.history.records == 0


def test_a_key_held_down_gives_one_verdict(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    target = QApplication.focusWidget()
    desk.press(CLAIM)
    for _ in range(5):
        held = QKeyEvent(
            QEvent.Type.KeyPress, CLAIM, Qt.KeyboardModifier.NoModifier, "c", True, 1
        )
        QApplication.sendEvent(target, held)
        desk.settle()
    assert desk.composition.session.workspace.history.records == 1


def test_a_key_before_the_next_card_is_painted_counts_for_nothing(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.desk.move(1)
    assert not desk.composition.desk.ready
    desk.composition.desk.deciding.decide(Verdict.CLAIM)
    assert not desk.composition.flow.busy
    desk.settle()
    assert desk.verdict_of("r2") is None


def test_sorting_by_another_column_keeps_the_card(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    desk.composition.desk_page.queue.sort_requested.emit(Column.VIEWS, False)
    assert desk.queue()[:2] == ["r5", "r4"]
    assert desk.item() == "r1"
    assert desk.composition.desk_page.card.content().place == "5 of 6"


def test_an_empty_list_says_why_and_filters_can_be_cleared(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.desk_page.filters.query_edited.emit(QueueQuery(search="nowhere"))
    state = desk.composition.desk_page.queue.empty_state()
    assert state.title == "Nothing matches these filters"
    state.actions[0].callback()
    assert len(desk.queue()) == 6
    desk.composition.desk.choose_tab(Tab.DECIDED)
    title = desk.composition.desk_page.queue.empty_state().title
    assert title == "No verdicts yet"


def test_after_a_look_at_what_is_decided_the_work_goes_on_where_it_waits(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.press(CLAIM)
    desk.composition.desk.choose_tab(Tab.DECIDED)
    assert desk.item() == "r1"
    desk.composition.desk.choose_tab(Tab.REVIEW)
    assert desk.item() == desk.queue()[1]
    desk.press(OPINION)
    assert desk.verdict_of("r1") is Verdict.CLAIM


def test_a_lane_for_which_nothing_qualifies_promises_nothing(
    desk: Any, backlog: Path
) -> None:
    lines = backlog.read_text("utf-8").splitlines(keepends=True)
    few = [line for line in lines if "a claim for sure" not in line]
    few = [line for line in few if "another claim" not in line]
    backlog.write_text("".join(few), "utf-8")
    desk.open(backlog)
    tabs = desk.composition.desk_page.tabs
    assert tabs.card(Tab.LIKELY_CLAIM).detail == "no report qualifies"
    assert tabs.card(Tab.LIKELY_OPINION).detail == "P(claim) up to 0.2"


def test_the_tabs_count_what_waits_and_what_was_decided(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    tabs = desk.composition.desk_page.tabs
    assert tabs.card(Tab.REVIEW).count == "6"
    assert tabs.card(Tab.REVIEW).detail == "1 with nothing to score"
    desk.press(OPINION)
    note(desk, "what is meant?")
    desk.press(ESCALATE)
    assert tabs.card(Tab.REVIEW).count == "4"
    assert tabs.card(Tab.DECIDED).count == "1"
    assert tabs.card(Tab.DECIDED).detail == "1 override"
    assert tabs.card(Tab.LEAD).count == "1"
    assert tabs.card(Tab.LEAD).detail == "1 escalated"


def test_the_reference_label_is_shown_nowhere(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    facts = desk.composition.desk_page.card.content().item.facts
    assert "claim_status" not in dict(facts)


def test_a_note_that_was_begun_is_there_again_when_one_comes_back(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    card.note_field.setText("begun")
    desk.press(Qt.Key.Key_Down)
    assert card.note() == ""
    desk.press(OPINION)
    assert desk.composition.session.workspace.history.current("r2").note == ""
    desk.press(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert card.note() == "begun"
    desk.press(CLAIM)
    assert desk.composition.session.workspace.history.current("r1").note == "begun"
    desk.press(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert (desk.item(), card.note()) == ("r1", "")


def test_a_decided_card_shows_the_note_of_its_verdict(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    card.note_field.setText("heard it at work")
    desk.press(CLAIM)
    assert "Note" not in dict(card.facts.facts())
    desk.press(Qt.Key.Key_Up)
    assert dict(card.facts.facts())["Note"] == "heard it at work"


def test_what_went_well_is_put_away_when_the_work_goes_on(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    messages = desk.composition.window.messages
    assert Tone.SUCCESS in [message.tone for message in messages.messages()]
    desk.press(CLAIM)
    assert Tone.SUCCESS not in [message.tone for message in messages.messages()]


def test_a_verdict_taken_back_gives_its_note_back(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    card.note_field.setText("heard it at work")
    desk.press(CLAIM)
    assert (desk.item(), card.note()) == ("r2", "")
    desk.press(Qt.Key.Key_U)
    assert (desk.item(), card.note()) == ("r1", "heard it at work")
    desk.press(OPINION)
    current = desk.composition.session.workspace.history.current("r1")
    assert (current.verdict, current.note) == (Verdict.OPINION, "heard it at work")
    assert card.note() == ""


def test_a_note_begun_since_outlives_the_note_of_a_verdict_taken_back(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    card = desk.composition.desk_page.card
    card.note_field.setText("first")
    desk.press(CLAIM, Qt.Key.Key_Up)
    card.note_field.setText("second thoughts")
    desk.press(Qt.Key.Key_U)
    assert (desk.item(), card.note()) == ("r1", "second thoughts")


def test_the_queue_has_the_keyboard_again_once_a_message_is_closed(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    composition = desk.composition
    composition.notifications.tell(Message("Look here."))
    close = next(
        button
        for button in composition.window.messages.findChildren(QToolButton)
        if button.isVisible()
    )
    close.setFocus()
    desk.qtbot.waitUntil(close.hasFocus)
    close.click()
    assert composition.desk_page.queue.table.hasFocus()
