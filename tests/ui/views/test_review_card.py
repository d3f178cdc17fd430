"""The card shows an item, hides what it must, and takes verdicts."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.backlog import Field
from triage_app.domain.case import Item
from triage_app.domain.decisions import Verdict
from triage_app.ui.theme import Scheme, Theme, font
from triage_app.ui.views.card_content import CardContent, Receipt, Told
from triage_app.ui.views.review_card import ReviewCard
from triage_app.ui.widgets.empty import queue_finished
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD

MakeItem = Callable[..., Item]


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> Iterator[ReviewCard]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 900)
    made = ReviewCard(theme, window)
    made.resize(400, 760)
    with qtbot.waitExposed(window):
        window.show()
    yield made
    window.close()


def words_on(card: ReviewCard) -> str:
    """Return everything the card could tell a reader, visible or spoken."""
    score = card.score
    return " ".join((score.summary(), score.accessibleName()))


def test_a_hidden_score_is_nowhere_on_the_card(
    card: ReviewCard, make_item: MakeItem
) -> None:
    card.show_card(CardContent(make_item(), score_hidden=True, reason_text="Uncertain"))
    assert words_on(card).startswith("Score and label show after your verdict")
    for secret in ("0.72", "0.48", "0.91", "Claim", "Uncertain"):
        assert secret not in words_on(card)


def test_a_shown_score_says_what_made_it(card: ReviewCard, make_item: MakeItem) -> None:
    card.show_card(CardContent(make_item(), reason_text="Uncertain"))
    shown = words_on(card)
    assert "P(claim) 0.72" in shown
    assert "Claim" in shown
    assert "Words alone 0.48 · Counts alone 0.91" in shown
    assert "Uncertain" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"p_text": 0.46}, "Style stands in for unfamiliar words"),
        ({"p_text": 0.72}, "Words alone 0.72"),
        ({"p_text": None, "p_engagement": 0.72}, "Counts alone 0.72"),
    ],
)
def test_of_an_item_outside_training_the_card_names_only_what_counts(
    card: ReviewCard, make_item: MakeItem, changes: dict[str, float], said: str
) -> None:
    card.show_card(CardContent(make_item(outside=True, **changes)))
    told = card.score.summary().split(". ")[2]
    assert told == said


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict.OPINION, "You said opinion; the model said claim."),
        (Verdict.CLAIM, "You and the model both said claim."),
    ],
)
def test_after_the_verdict_the_card_says_whether_the_model_agrees(
    card: ReviewCard, make_item: MakeItem, verdict: Verdict, sentence: str
) -> None:
    card.show_card(CardContent(make_item(), verdict=verdict))
    assert sentence in words_on(card)
    assert [v for v, b in card.buttons.items() if b.held()] == [verdict]


def test_an_item_with_nothing_says_so(card: ReviewCard, make_item: MakeItem) -> None:
    item = make_item(None, None, "", numbers={}, p_text=None, p_engagement=None)
    card.show_card(CardContent(item))
    assert card.score.summary() == "No transcript and no counts in this report."
    assert card.transcript.text() == "No transcript in this report."
    assert card.numbers.value(Field.VIEWS) == "–"


def test_facts_and_numbers_are_shown(card: ReviewCard, make_item: MakeItem) -> None:
    card.show_card(CardContent(make_item(), place="4 of 742"))
    assert card.numbers.value(Field.VIEWS) == "7,781"
    assert card.numbers.value(Field.DURATION) == "43 s"
    assert ("region", "north") in card.facts.facts()
    assert card.place.text() == "4 of 742"
    assert card.item_id.full_text() == "7017666017"
    assert card.lane.word() == "Needs review"


def test_a_hidden_lane_is_not_named(card: ReviewCard, make_item: MakeItem) -> None:
    card.show_card(CardContent(make_item(), lane_hidden=True))
    assert card.lane.word() == "Lane hidden"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_button_gives_its_verdict(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot, verdict: Verdict
) -> None:
    card.show_card(CardContent(make_item()))
    with qtbot.waitSignal(card.verdict_given) as given:
        qtbot.mouseClick(card.buttons[verdict], Qt.MouseButton.LeftButton)
    assert given.args == [verdict]


def test_a_busy_card_ignores_verdicts_and_undo(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot
) -> None:
    card.show_card(CardContent(make_item()))
    card.set_receipt(Receipt("Saved: claim · 1"))
    card.set_steps("Undo: claim · 1", "")
    card.set_busy(True)
    with qtbot.assertNotEmitted(card.verdict_given):
        card.buttons[Verdict.CLAIM].click()
    with qtbot.assertNotEmitted(card.undo_requested):
        card.undo.click()
    card.set_busy(False)
    with qtbot.waitSignal(card.verdict_given):
        card.buttons[Verdict.CLAIM].click()


def test_being_busy_never_moves_the_keyboard_into_the_note(
    card: ReviewCard, make_item: MakeItem
) -> None:
    card.show_card(CardContent(make_item()))
    card.set_steps("Undo: claim · 1", "")
    for part in (card.buttons[Verdict.ESCALATE], card.undo):
        part.setFocus()
        card.set_busy(True)
        card.set_steps("", "")
        card.set_busy(False)
        assert QApplication.focusWidget() is not card.note_field
        card.set_steps("Undo: claim · 1", "")


def test_undo_works_only_while_something_can_be_undone(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot
) -> None:
    card.show_card(CardContent(make_item()))
    assert not card.undo.isEnabled()
    card.set_receipt(Receipt("Saved: opinion · 7017666017"))
    card.set_steps("Undo: opinion · 7017666017", "")
    assert card.receipt.text() == "Saved: opinion · 7017666017 · U undoes"
    assert "Undo: opinion · 7017666017" in card.undo.toolTip()
    with qtbot.waitSignal(card.undo_requested):
        card.undo.click()
    card.set_steps("", "")
    assert not card.undo.isEnabled()


def test_the_receipt_leads_back_and_forth(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot
) -> None:
    card.show_card(CardContent(make_item()))
    card.set_steps("Undo: claim · 1", "Redo: opinion · 2")
    card.set_receipt(Receipt("Saved: claim · 1"))
    (link,) = card.receipt.findChildren(QPushButton)
    assert (link.text(), link.accessibleName()) == ("U undoes", "Undo: claim · 1")
    with qtbot.waitSignal(card.undo_requested):
        link.click()
    card.set_receipt(Receipt("Taken back: opinion · 2", "Shift+U", redoes=True))
    assert card.receipt.text() == "Taken back: opinion · 2 · Shift+U redoes"
    assert link.accessibleName() == "Redo: opinion · 2"
    with qtbot.waitSignal(card.redo_requested):
        link.click()
    card.set_busy(True)
    with qtbot.assertNotEmitted(card.redo_requested):
        link.click()


def test_a_lead_is_told_what_was_said_and_by_nobody(
    card: ReviewCard, make_item: MakeItem
) -> None:
    told = (Told(Verdict.OPINION, note="her view"), Told(Verdict.CLAIM, "Hearsay"))
    card.show_card(CardContent(make_item(), told=told))
    said = "Two verdicts disagree; yours settles it. Opinion: her view. Claim: Hearsay"
    assert card.lead_notes.accessibleName() == said
    assert card.lead_notes.isVisible()
    card.show_card(CardContent(make_item(), told=(Told(Verdict.ESCALATE, "Mixed"),)))
    said = "Somebody asks for your decision. Escalated: Mixed"
    assert card.lead_notes.accessibleName() == said
    card.show_card(CardContent(make_item()))
    assert not card.lead_notes.isVisible()


def test_of_somebody_elses_verdict_the_card_does_not_say_you(
    card: ReviewCard, make_item: MakeItem
) -> None:
    card.show_card(CardContent(make_item(), verdict=Verdict.OPINION, own=False))
    assert "The verdict is opinion; the model said claim." in words_on(card)
    assert card.buttons[Verdict.OPINION].accessibleName() == "Opinion, the verdict"


def test_a_new_item_is_reported_once_it_was_painted(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(card.painted):
        card.show_card(CardContent(make_item()))
    with qtbot.assertNotEmitted(card.painted, wait=30):
        card.update()


def test_keys_are_printed_on_the_buttons(card: ReviewCard, make_item: MakeItem) -> None:
    card.show_card(CardContent(make_item(), keys={"claim": "F1", "undo": "Ctrl+Z"}))
    assert card.buttons[Verdict.CLAIM].key() == "F1"
    assert card.buttons[Verdict.CLAIM].accessibleDescription() == "Key F1"
    assert card.undo.key() == "Ctrl+Z"
    assert card.buttons[Verdict.SKIP].key() == ""


def test_the_note_is_reported_and_left_by_escape(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot
) -> None:
    card.show_card(CardContent(make_item()))
    card.focus_note()
    with qtbot.waitSignal(card.note_edited) as edited:
        qtbot.keyClicks(card.note_field, " c")
    assert edited.args == [" "]
    assert card.note() == "c"
    with qtbot.waitSignal(card.note_left):
        qtbot.keyClick(card.note_field, Qt.Key.Key_Escape)
    assert card.note() == "c"
    card.clear_note()
    assert card.note() == ""


def test_without_an_item_the_card_says_why_and_keeps_the_receipt(
    card: ReviewCard, make_item: MakeItem
) -> None:
    card.show_card(CardContent(make_item()))
    card.set_receipt(Receipt("Saved: claim · 1"))
    card.show_empty_state(queue_finished())
    state = card.empty_state()
    assert state is not None
    assert state.title == "Queue finished"
    assert card.content() is None
    assert card.receipt.text() == "Saved: claim · 1 · U undoes"
    card.show_card(None)
    state = card.empty_state()
    assert state is not None
    assert state.title == "No item on the card"


@pytest.mark.parametrize("height", [380, 448, 490, 560, 640, 900])
def test_the_buttons_are_whole_at_every_height(
    card: ReviewCard, make_item: MakeItem, qtbot: QtBot, height: int
) -> None:
    card.show_card(CardContent(make_item("word " * 2_000)))
    card.set_receipt(Receipt("Saved: claim · 1"))
    card.similar.show_line("57 like this: 31 claim, 26 opinion")
    card.resize(344, height)
    parts = [*card.buttons.values(), card.note_field, card.receipt]
    if height >= 490:  # below, the score scrolls with the transcript
        parts.append(card.score)

    def whole() -> bool:
        boxes = [p.rect().translated(p.mapTo(card, p.rect().topLeft())) for p in parts]
        inside = all(card.rect().contains(box) for box in boxes)
        low = [
            b
            for p, b in zip(parts, boxes, strict=True)
            if b.height() < p.minimumHeight()
        ]
        pairs = itertools.combinations(boxes, 2)
        return inside and not low and not any(a.intersects(b) for a, b in pairs)

    qtbot.waitUntil(whole)


def test_the_card_follows_a_change_of_theme(
    card: ReviewCard, make_item: MakeItem, theme: Theme
) -> None:
    card.show_card(CardContent(make_item()))
    light = card.grab().toImage()
    theme.apply(Scheme.DARK)
    dark = card.grab().toImage()
    assert (
        light.pixelColor(5, 5).lightness()
        > 200
        > 80
        > dark.pixelColor(5, 5).lightness()
    )


def test_every_control_has_a_name(card: ReviewCard, make_item: MakeItem) -> None:
    card.show_card(CardContent(make_item()))
    controls = [*card.buttons.values(), card.undo, card.note_field, card.transcript.box]
    assert all(control.accessibleName() for control in controls)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_verdict_that_holds_keeps_its_whole_word_in_a_narrow_card(
    card: ReviewCard, make_item: MakeItem, verdict: Verdict
) -> None:
    card.resize(360, 760)
    card.show_card(CardContent(make_item()))
    button = card.buttons[verdict]
    button.set_held(held=True)
    QApplication.sendPostedEvents()
    large = verdict in (Verdict.CLAIM, Verdict.OPINION)
    used = font(15, SEMIBOLD) if large else font(13, MEDIUM)
    word = QFontMetrics(used).horizontalAdvance(button.text())
    assert button.word_room() >= word
