"""An item comes again to a moderator, and nothing on the screen tells her so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from triage_app.domain.decisions import RecordKind, Verdict, WhyShown
from triage_app.domain.desk_rules import DeskRules, DoubleReview
from triage_app.domain.queue import Column, Tab
from triage_app.services.statistics import verify
from triage_app.ui.models.roles import COLUMNS, Role

CLAIM, OPINION = Qt.Key.Key_C, Qt.Key.Key_O
ROWS = tuple((f"r{n}", f"somebody said thing {n}", 300 + n) for n in range(12))


def begun(desk: Any, write_backlog: Callable[..., Path]) -> str:
    """Let one moderator decide some items and another begin; return what comes again.

    All decided items come again, so the second one's first verdict or two bring one.
    """
    desk.open(write_backlog(ROWS))
    workspace = desk.composition.session.workspace
    workspace.set_rules(DeskRules(double=DoubleReview(1.0, 24.0)), "lead")
    for _ in range(4):
        field = desk.composition.desk_page.card.note_field
        desk.qtbot.keyClicks(field, "secret words")
        desk.press(CLAIM)
    desk.composition.session.set_moderator("m-08")
    desk.settle()
    for _ in range(3):
        seat = desk.composition.session.seat
        if seat.doubles:
            break
        desk.press(OPINION)
    (row,) = desk.composition.session.seat.doubles
    return str(desk.composition.session.case.backlog.ids[row])


def said(desk: Any) -> str:
    """Everything the window says, to the eye or to a screen reader."""
    words: list[str] = []
    for part in desk.composition.desk_page.findChildren(QWidget):
        if not part.isVisible():
            continue
        words += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, QLabel):
            words.append(part.text())
    return " ".join(words)


def row_of_table(desk: Any, item: str) -> list[object]:
    model, session = desk.composition.desk.model, desk.composition.session
    place = model.position_of(session.case.row_of.get(item))
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, *Role)
    return [
        model.index(place, column).data(role)
        for column in range(len(COLUMNS))
        if COLUMNS[column] not in (Column.POSITION, Column.ID, Column.TRANSCRIPT)
        for role in roles
        if role is not Role.STATE
    ]


def test_it_comes_right_after_the_item_in_hand_as_if_nobody_had_decided_it(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    item = begun(desk, write_backlog)
    content = desk.composition.desk_page.card.content()
    assert desk.item() == item
    assert (content.verdict, content.note, content.score_hidden) == (None, "", True)
    order = desk.queue()
    place = order.index(item)
    assert content.place == f"{place + 1} of 12"
    fresh = order[place + 1]
    assert desk.verdict_of(fresh) is None
    undecided = row_of_table(desk, fresh)
    again = row_of_table(desk, item)
    told, usual = (
        [one for one in cells if not str(one).startswith("3")]
        for cells in (again, undecided)
    )
    assert told == usual


def test_no_text_for_eye_or_ear_tells(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    item = begun(desk, write_backlog)
    words = said(desk).lower()
    for telling in ("secret words", "double", "again", "second", "m-07"):
        assert telling not in words
    card = desk.composition.desk_page.card
    assert not any(button.held() for button in card.buttons.values())
    tabs = desk.composition.desk_page.tabs
    seat = desk.composition.session.seat
    assert tabs.card(Tab.REVIEW).count == str(seat.counts().pending)
    assert f"claim · {item}" not in words


def test_what_she_says_is_a_second_and_the_row_shows_it(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    item = begun(desk, write_backlog)
    desk.press(OPINION)
    assert desk.receipt().startswith(f"Saved: opinion · {item} · U undoes")
    workspace = desk.composition.session.workspace
    second = workspace.history.second(item)
    assert (second.kind, second.why_shown) == (RecordKind.SECOND, WhyShown.DOUBLE)
    assert not second.score_visible
    assert workspace.history.current(item).verdict is Verdict.CLAIM
    model, session = desk.composition.desk.model, desk.composition.session
    place = model.position_of(session.case.row_of.get(item))
    shown = model.index(place, COLUMNS.index(Column.VERDICT))
    assert shown.data() == "Opinion"
    assert desk.item() != item
    assert verify(workspace).ok


def test_a_new_order_keeps_it_after_the_item_in_hand(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    item = begun(desk, write_backlog)
    desk.composition.desk.choose_tab(Tab.DECIDED)
    assert item not in desk.queue()
    desk.composition.desk.choose_tab(Tab.REVIEW)
    desk.settle()
    assert desk.item() == item
    waiting = [one for one in desk.queue() if desk.verdict_of(one) is None]
    order = desk.queue()
    assert order.index(item) == order.index(waiting[0]) - 1


def test_a_second_that_is_undone_waits_again(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    item = begun(desk, write_backlog)
    desk.press(OPINION, Qt.Key.Key_U)
    content = desk.composition.desk_page.card.content()
    assert (desk.item(), content.verdict, content.score_hidden) == (item, None, True)
    assert desk.composition.session.workspace.history.second(item) is None


def test_two_verdicts_that_disagree_wait_for_a_lead_who_sees_no_names(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    item = begun(desk, write_backlog)
    desk.qtbot.keyClicks(desk.composition.desk_page.card.note_field, "my own view")
    desk.press(OPINION)
    desk.composition.session.set_moderator("lead")
    desk.composition.desk.choose_tab(Tab.LEAD)
    desk.settle()
    assert desk.queue() == [item]
    card = desk.composition.desk_page.card
    told = {(one.verdict, one.note) for one in card.content().told}
    assert told == {(Verdict.CLAIM, "secret words"), (Verdict.OPINION, "my own view")}
    assert not any(button.held() for button in card.buttons.values())
    assert card.content().score_hidden
    assert desk.composition.session.hidden().tolist()[card.content().item.row]
    words = said(desk)
    assert "m-07" not in words
    assert "m-08" not in words
    shown = desk.composition.desk.model.index(0, COLUMNS.index(Column.VERDICT))
    assert shown.data() == "–"
    desk.press(OPINION)
    workspace = desk.composition.session.workspace
    settled = workspace.history.current(item)
    assert (settled.verdict, settled.why_shown) == (Verdict.OPINION, WhyShown.SETTLE)
    assert not settled.score_visible
    assert desk.queue() == []
    assert not workspace.history.disputed


def test_an_escalation_shows_the_lead_its_reason_and_note(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    desk.open(write_backlog(ROWS))
    first = desk.item()
    desk.composition.desk.set_reason("hearsay")
    desk.qtbot.keyClicks(desk.composition.desk_page.card.note_field, "who says so?")
    desk.press(Qt.Key.Key_E)
    desk.composition.session.set_moderator("lead")
    desk.composition.desk.choose_tab(Tab.LEAD)
    desk.settle()
    card = desk.composition.desk_page.card
    (told,) = card.content().told
    assert desk.item() == first
    assert (told.reason, told.note) == ("Passes on what somebody said", "who says so?")
    assert card.content().score_hidden
    desk.press(CLAIM)
    current = desk.composition.session.workspace.history.current(first)
    assert current.why_shown is WhyShown.ESCALATED
    assert desk.queue() == []
