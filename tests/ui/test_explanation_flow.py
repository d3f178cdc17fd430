"""Asking why: by key and button, of the card's item alone, never before its verdict."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.errors import ModelError
from triage_app.domain.explanation import (
    CountEffect,
    Explanation,
    HeadAccount,
    Part,
    Words,
)
from triage_app.domain.guard_reading import GuardReading
from triage_app.domain.visibility import ScoreVisibility
from triage_app.ui.tasks import Queue

CLAIM, SKIP, WHY, UP, DOWN = (
    Qt.Key.Key_C,
    Qt.Key.Key_S,
    Qt.Key.Key_W,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)
HIDDEN = "The explanation shows after your verdict."


class Explainer:
    """Explains by views alone; remembers what was asked, and can be held up."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.threads: list[str] = []
        self.gate: threading.Event | None = None
        self.error: ModelError | None = None

    def __call__(self, backlog: Backlog, row: int) -> Explanation:
        self.asked.append(backlog.ids[row] or "")
        self.threads.append(threading.current_thread().name)
        if self.gate is not None:
            self.gate.wait(10)
        if self.error is not None:
            raise self.error
        p_claim = float(backlog.number(Field.VIEWS)[row]) / 1000
        places = np.array([0], dtype=np.intp)
        words = Words(places, places + 1, np.array([1.0]))
        return Explanation(
            model_id="plain-1",
            p_claim=p_claim,
            p_text=p_claim,
            p_engagement=p_claim,
            p_without_counts=p_claim,
            p_without_words=p_claim,
            text=HeadAccount(1.0, 0.0, (Part("word", 1, 1.0),), words),
            general=None,
            counts=(CountEffect(Field.VIEWS, p_claim * 1000, 0.5, 1.0),),
            guard=GuardReading(False, 8, 8, 0.9, 6),
        )


@pytest.fixture
def explainer(scorer: Any) -> Explainer:
    made = Explainer()
    scorer.explain = made
    return made


def panel_of(desk: Any) -> Any:
    return desk.composition.desk_page.explanation


def wait_for(desk: Any, words: str) -> None:
    panel = panel_of(desk)
    desk.qtbot.waitUntil(lambda: words in panel.summary(), timeout=5_000)


def show_scores(desk: Any) -> None:
    session = desk.composition.session
    session.workspace.set_visibility(ScoreVisibility.SHOWN, "lead")
    session.routed()
    desk.settle()


def test_nothing_is_reckoned_until_somebody_asks(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    show_scores(desk)
    desk.press(DOWN, DOWN)
    assert panel_of(desk).isHidden()
    assert explainer.asked == []


def test_a_hidden_score_is_neither_explained_nor_reckoned(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    assert not desk.composition.desk_page.card.score.explain.isVisible()
    desk.press(WHY)
    assert not panel_of(desk).isHidden()
    assert panel_of(desk).summary() == HIDDEN
    desk.press(SKIP, DOWN)
    assert panel_of(desk).summary() == HIDDEN
    assert explainer.asked == []


def test_after_the_verdict_the_key_explains_the_item_off_the_gui_thread(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, UP, WHY)
    wait_for(desk, "The words say claim (0.70)")
    assert explainer.asked == ["r1"]
    assert explainer.threads[0].startswith("triage-quick")
    assert not panel_of(desk).isHidden()


def test_going_on_to_a_hidden_item_takes_the_explanation_away_at_once(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, UP, WHY)
    wait_for(desk, "0.70")
    desk.press(DOWN)
    assert panel_of(desk).summary() == HIDDEN
    assert explainer.asked == ["r1"]


def test_the_panel_follows_the_card_and_explains_each_item_once(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    show_scores(desk)
    first, second = desk.queue()[:2]
    desk.press(WHY)
    desk.qtbot.waitUntil(lambda: explainer.asked == [first])
    desk.press(DOWN)
    desk.qtbot.waitUntil(lambda: explainer.asked == [first, second])
    desk.press(WHY)
    assert panel_of(desk).isHidden()
    desk.press(DOWN)
    assert explainer.asked == [first, second]


def test_what_comes_too_late_is_not_shown_for_another_item(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, UP)
    explainer.gate = threading.Event()
    desk.press(WHY)
    wait_for(desk, "Looking into it…")
    desk.press(DOWN)
    explainer.gate.set()
    runner = desk.composition.runner
    desk.qtbot.waitUntil(lambda: not runner.busy(Queue.QUICK))
    assert panel_of(desk).summary() == HIDDEN


def test_the_button_on_the_card_asks_too_and_shows_only_with_the_score(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    button = desk.composition.desk_page.card.score.explain
    desk.press(CLAIM, UP)
    assert button.isVisible()
    assert "Why this score? (W)" in button.toolTip()
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(desk, "0.70")


def test_closing_gives_the_keyboard_back_to_the_queue(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, UP, WHY)
    wait_for(desk, "0.70")
    panel = panel_of(desk)
    panel.transcript.setFocus()
    desk.qtbot.keyClick(panel.transcript, Qt.Key.Key_Escape)
    assert panel.isHidden()
    page = desk.composition.desk_page
    assert page.queue.isAncestorOf(QApplication.focusWidget())
    desk.press(CLAIM)
    assert desk.receipt().startswith("Saved: claim · r1")


def test_an_item_with_nothing_to_score_says_so_without_reckoning(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    show_scores(desk)
    desk.press(*[DOWN] * (len(desk.queue()) - 1))
    assert desk.item() == "x1"
    desk.press(WHY)
    assert panel_of(desk).summary() == (
        "This report has no words and no counts: there is nothing to explain."
    )
    assert explainer.asked == []


def test_a_model_that_can_t_be_used_is_told_in_the_panel(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    explainer.error = ModelError("The model was replaced.", next_step="Open it again.")
    desk.open(backlog)
    desk.press(CLAIM, UP, WHY)
    wait_for(desk, "The model was replaced. Open it again.")


def test_an_emptied_list_leaves_no_explanation_behind(
    desk: Any, backlog: Path, explainer: Explainer
) -> None:
    desk.open(backlog)
    desk.press(CLAIM, UP, WHY)
    wait_for(desk, "0.70")
    query = replace(desk.composition.desk.query, search="nothing is like this")
    desk.composition.desk_page.filters.query_edited.emit(query)
    assert desk.item() == ""
    assert panel_of(desk).summary() == "No item is chosen."
