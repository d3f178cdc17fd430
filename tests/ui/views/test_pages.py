"""The desk and models pages as wholes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.theme import Theme
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.views.models_page import ModelFacts, ModelsPage
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


def test_a_model_that_is_being_read_is_not_called_missing(models: ModelsPage) -> None:
    models.show_loading()
    state = models._empty.state()
    assert state is not None
    assert (state.title, state.busy) == ("Reading and checking the model…", True)


def test_without_a_model_the_page_says_so(models: ModelsPage) -> None:
    models.show_model(None)
    assert models.facts() is None
    state = models._empty.state()
    assert state is not None
    assert state.title == "No model is loaded yet"
