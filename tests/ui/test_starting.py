"""The window's start: a frame at once, the desk behind it, and what can go wrong."""

import gc
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from triage_app.paths import Paths
from triage_app.services.services import Services
from triage_app.settings import SettingsFile
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.starting import MakeServices, Start
from triage_app.ui.theme import Theme


@pytest.fixture
def make_start(theme: Theme, paths: Paths, qtbot: QtBot) -> Iterator[Any]:
    made: list[Start] = []

    def make(services: MakeServices, **asked: Any) -> Start:
        notifications = Notifications()
        file = SettingsFile(paths.settings_file)
        preferences = Preferences(file, notifications, paths.workspaces_folder)
        arguments = WindowArguments(moderator="m-07", **asked)
        made.append(Start(services, preferences, notifications, theme, arguments))
        return made[-1]

    yield make
    for start in made:
        start.end()
        if start.composition is not None:
            start.composition.opening.clean_up()
            start.composition.dispose()
        start.window.deleteLater()
    gc.unfreeze()


def close(start: Start, qtbot: QtBot) -> None:
    with qtbot.waitSignal(start.finished, timeout=10_000):
        start.window.close()


def test_the_frame_says_that_the_program_starts_and_then_opens_what_was_asked_for(
    make_start: Any, services: Services, qtbot: QtBot, backlog: Path
) -> None:
    gate = threading.Event()

    def slowly() -> Services:
        gate.wait(10)
        return services

    start = make_start(slowly, backlog=backlog)
    start.window.resize(1280, 720)
    start.begin()
    qtbot.waitUntil(lambda: start._painted > 0)
    assert start.window.isVisible()
    assert start.window.status.text() == "Starting…"
    assert start.composition is None
    gate.set()
    qtbot.waitUntil(lambda: start.composition is not None)
    composition = start.composition
    assert composition.window is start.window
    page, widths = composition.desk_page, []
    composition.desk.card_ready.connect(lambda: widths.append(page.card.width()))
    qtbot.waitUntil(lambda: composition.session.workspace is not None)
    qtbot.waitUntil(lambda: composition.desk.row is not None)
    assert start.window.page == "desk"
    assert set(widths) == {round(page.width() * 0.29)}, "the card has its share"
    close(start, qtbot)


def test_the_frame_stays_where_it_was_put_and_takes_files_once_they_can_be_opened(
    make_start: Any, services: Services, qtbot: QtBot, backlog: Path
) -> None:
    gate = threading.Event()

    def slowly() -> Services:
        gate.wait(10)
        return services

    start = make_start(slowly, backlog=backlog)
    start.window.resize(1100, 700)
    saved = start.window.save_state()
    start._preferences.change(lambda now: replace(now, window_state=saved))
    start.begin()
    qtbot.waitUntil(lambda: start._painted > 0)
    assert not start.window.acceptDrops()
    header = start.window.header
    top = header.mapTo(start.window, QPoint(0, 0)).y()
    start.window.resize(1000, 650)
    gate.set()
    qtbot.waitUntil(lambda: start.composition is not None)
    assert start.window.acceptDrops()
    assert (start.window.width(), start.window.height()) == (1000, 650)
    qtbot.waitUntil(lambda: start.composition.session.workspace is not None)
    assert header.mapTo(start.window, QPoint(0, 0)).y() == top > 0
    close(start, qtbot)


def test_nothing_says_that_nothing_is_open_before_anything_could_be(
    desk: Any, backlog: Path, qtbot: QtBot
) -> None:
    page = desk.composition.desk_page
    desk.composition.begin(backlog, None)
    assert page.empty_state().title == "Starting…"
    desk.settle()
    assert page.empty_state() is None


def test_a_window_closed_while_it_starts_is_gone_and_opens_nothing(
    make_start: Any, services: Services, qtbot: QtBot
) -> None:
    gate = threading.Event()

    def slowly() -> Services:
        gate.wait(10)
        return services

    start = make_start(slowly)
    start.begin()
    qtbot.waitUntil(lambda: start._painted > 0)
    close(start, qtbot)
    assert not start.window.isVisible()
    gate.set()
    start.end()
    qtbot.wait(20)
    assert start.composition is None


def test_what_can_not_be_loaded_ends_the_start_with_its_reason(
    make_start: Any, qtbot: QtBot
) -> None:
    def missing() -> Services:
        raise ImportError("a library is missing")

    start = make_start(missing)
    with qtbot.waitSignal(start.finished, timeout=10_000):
        start.begin()
    assert isinstance(start.error, ImportError)
    assert not start.window.isVisible()
