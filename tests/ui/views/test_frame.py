"""Rail, header and status bar: what stands around the page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from triage_app.ui.theme import Theme
from triage_app.ui.views.header import Header
from triage_app.ui.views.rail import Rail
from triage_app.ui.views.status_bar import StatusBar

PAGES = [
    ("desk", "Desk", "desk"),
    ("routing", "Routing", "routing"),
    ("models", "Models", "models"),
]


@pytest.fixture
def rail(theme: Theme, qtbot: QtBot) -> Iterator[Rail]:
    made = Rail(theme)
    qtbot.addWidget(made)
    made.set_pages(PAGES)
    made.resize(72, 400)
    made.show()
    yield made
    made.close()


def test_a_page_is_asked_for_by_mouse(rail: Rail, qtbot: QtBot) -> None:
    button = rail.findChildren(QToolButton)[1]
    with qtbot.waitSignal(rail.page_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["routing"]
    assert rail.current() == "routing"
    assert button.accessibleName() == "Routing"


def test_pages_are_walked_by_arrow_keys(rail: Rail, qtbot: QtBot) -> None:
    button = rail.findChildren(QToolButton)[0]
    with qtbot.waitSignal(rail.page_requested) as asked:
        qtbot.keyClick(button, Qt.Key.Key_Down)
    assert asked.args == ["routing"]
    with qtbot.waitSignal(rail.page_requested) as asked:
        qtbot.keyClick(button, Qt.Key.Key_Up)
    assert asked.args == ["desk"]


def test_marking_a_page_does_not_ask_for_it(rail: Rail, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(rail.page_requested):
        rail.set_current("models")
    assert rail.current() == "models"


def test_the_header_shows_what_is_open_and_shortens_it(
    theme: Theme, qtbot: QtBot
) -> None:
    header = Header(theme)
    qtbot.addWidget(header)
    header.resize(400, 48)
    header.set_subtitle("a very long name of a backlog " * 9)
    assert header.subtitle().startswith("a very long name")
    assert header.minimumSizeHint().width() < 400


def test_a_header_button_follows_its_action(theme: Theme, qtbot: QtBot) -> None:
    header = Header(theme)
    qtbot.addWidget(header)
    action = QAction("&Export…", header)
    button = header.add_action_button(action)
    assert button.text() == "Export…"
    assert button.accessibleName() == "Export…"
    action.setEnabled(False)
    assert not button.isEnabled()
    action.setEnabled(True)
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> StatusBar:
    made = StatusBar(theme)
    qtbot.addWidget(made)
    made.resize(900, 32)
    return made


def test_progress_can_be_cancelled(bar: StatusBar, qtbot: QtBot) -> None:
    bar.show_progress("Scoring 12,400 of 19,382 · 6,100/s", 0.64)
    assert bar.text() == "Scoring 12,400 of 19,382 · 6,100/s"
    cancel = bar.findChild(QPushButton)
    assert cancel is not None
    assert not cancel.isHidden()
    with qtbot.waitSignal(bar.cancel_requested):
        cancel.click()
    bar.clear_progress()
    assert cancel.isHidden()
    assert bar.text() == ""


def test_work_that_must_end_offers_no_cancel(bar: StatusBar) -> None:
    bar.show_progress("Saving", None, cancellable=False)
    cancel = bar.findChild(QPushButton)
    assert cancel is not None
    assert cancel.isHidden()


def test_facts_that_are_not_known_are_left_out(bar: StatusBar) -> None:
    bar.set_facts("november.triage", "", "m-07")
    assert bar.facts() == ("Workspace: november.triage", "Moderator: m-07")
