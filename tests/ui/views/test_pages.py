"""The desk, routing and models pages as wholes."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.views.models_page import ModelFacts, ModelsPage
from triage_app.ui.views.routing_page import RoutingPage
from triage_app.ui.widgets.empty import loading, no_backlog


@pytest.fixture
def desk(theme: Theme, qtbot: QtBot, model: QueueModel) -> Iterator[DeskPage]:
    made = DeskPage(theme)
    qtbot.addWidget(made)
    made.queue.set_model(model)
    made.resize(1208, 616)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_states_cover_the_desk_and_uncover_it(desk: DeskPage) -> None:
    for state in (no_backlog(), loading("Reading x.csv")):
        desk.show_empty_state(state)
        assert desk.empty_state() == state
        assert not desk.queue.isVisible()
    desk.show_empty_state(None)
    assert desk.empty_state() is None
    assert desk.queue.isVisible()


def test_the_desk_fits_a_small_screen(desk: DeskPage) -> None:
    assert desk.minimumSizeHint().width() <= 1208
    assert desk.minimumSizeHint().height() <= 616
    assert desk.card.width() >= 344


def test_splitter_and_columns_come_back(desk: DeskPage) -> None:
    desk.splitter.setSizes([700, 508])
    desk.splitter.splitterMoved.emit(700, 1)
    saved = desk.save_state()
    desk.splitter.setSizes([860, 348])
    desk.restore_state(saved)
    assert abs(desk.splitter.sizes()[1] - 508) < 8


@pytest.mark.parametrize(
    "garbage", [{}, {"split": "!!", "columns": "x"}, {"split": "AAAA", "columns": ""}]
)
def test_a_state_that_makes_no_sense_changes_nothing(
    desk: DeskPage, garbage: dict[str, str]
) -> None:
    before = desk.splitter.sizes()
    desk.restore_state(garbage)
    assert desk.splitter.sizes() == before
    assert desk.splitter.orientation() is Qt.Orientation.Horizontal


@pytest.fixture
def routing(theme: Theme, qtbot: QtBot) -> Iterator[RoutingPage]:
    made = RoutingPage(theme)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show_histogram(np.arange(100, dtype=np.int64), 298)
    yield made
    made.close()


def button(page: RoutingPage, text: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == text)


def test_dragging_a_cut_reports_both_and_moves_the_box(
    routing: RoutingPage, qtbot: QtBot
) -> None:
    routing.set_cuts(0.2, 0.8)
    with qtbot.waitSignal(routing.cuts_moved) as moved:
        routing.histogram.drag(0, 0.333)
    assert moved.args == [0.33, 0.8]
    assert routing.low.value() == 0.33
    assert routing.cuts() == (0.33, 0.8)


def test_typing_a_cut_moves_the_line(routing: RoutingPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(routing.cuts_moved):
        routing.high.setValue(0.6)
    assert routing.histogram.cuts() == (0.2, 0.6)


def test_the_lower_cut_stays_below_the_upper_one(routing: RoutingPage) -> None:
    routing.histogram.drag(0, 0.95)
    low, high = routing.cuts()
    assert 0 <= low < high <= 1
    routing.high.setValue(0.0)
    low, high = routing.cuts()
    assert 0 <= low < high <= 1
    routing.low.setValue(1.0)
    low, high = routing.cuts()
    assert 0 <= low < high <= 1


def test_apply_and_reset_wait_for_a_change(routing: RoutingPage, qtbot: QtBot) -> None:
    routing.set_cuts(0.2, 0.8)
    assert not button(routing, "Apply").isEnabled()
    routing.low.setValue(0.3)
    with qtbot.waitSignal(routing.apply_requested) as applied:
        button(routing, "Apply").click()
    assert applied.args == [0.3, 0.8]
    with qtbot.waitSignal(routing.reset_requested):
        button(routing, "Reset").click()
    assert routing.cuts() == (0.2, 0.8)
    assert not button(routing, "Reset").isEnabled()


def test_numbers_are_shown_with_their_shares(routing: RoutingPage) -> None:
    routing.set_numbers(people=20, likely_claim=50, likely_opinion=30)
    assert routing.number("review") == "20"
    assert routing.number("claim") == "50"
    routing.set_numbers(None, None, None)
    assert routing.number("review") == "–"


def test_the_plot_is_told_in_words_too(routing: RoutingPage) -> None:
    routing.set_cuts(0.25, 0.75)
    said = routing.histogram.accessibleDescription()
    assert "Up to 0.25" in said
    assert "from 0.75" in said
    assert routing.histogram.accessibleName() == "Histogram of P(claim)"


def test_the_histogram_follows_a_change_of_theme(
    routing: RoutingPage, theme: Theme
) -> None:
    light = routing.grab().toImage().pixelColor(2, 2).lightness()
    theme.apply(Scheme.DARK)
    dark = routing.grab().toImage().pixelColor(2, 2).lightness()
    assert light > 200 > 80 > dark


@pytest.fixture
def models(theme: Theme, qtbot: QtBot) -> Iterator[ModelsPage]:
    made = ModelsPage(theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    yield made
    made.close()


def test_the_model_in_use_is_shown(models: ModelsPage, qtbot: QtBot) -> None:
    facts = ModelFacts(
        "base-1-3f9c2a",
        "15,268 labelled reports",
        metrics=(("Precision", "1.000"), ("Recall", "0.998")),
        card="# Card\n\nWords **here**.",
    )
    models.show_model(facts)
    assert models.facts() == facts
    assert "Words here." in models._card.toPlainText()
    verify = models.findChild(QPushButton)
    assert verify is not None
    with qtbot.waitSignal(models.verify_requested):
        verify.click()


def test_a_model_card_can_not_bring_html_or_pictures(models: ModelsPage) -> None:
    card = '<img src="file:///etc/passwd"> ![x](file:///etc/passwd)\n\n<b>b</b>'
    models.show_model(ModelFacts("m", card=card))
    assert "<b>b</b>" in models._card.toPlainText()
    assert models._card.loadResource(2, "file:///etc/passwd") is None


def test_without_a_model_the_page_says_so(models: ModelsPage) -> None:
    models.show_model(None)
    assert models.facts() is None
    state = models._empty.state()
    assert state is not None
    assert state.title == "No model is loaded yet"
