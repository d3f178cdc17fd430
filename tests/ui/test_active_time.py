"""Time on screen: what counts, what is idle, what stops the clock."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from triage_app.ui.active_time import ActiveTime
from triage_app.ui.activity import Activity


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.ms = 5_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def watch(hands: Hands) -> ActiveTime:
    return ActiveTime(hands, idle_ms=30_000)


def test_nothing_is_measured_before_something_is_on_screen(watch: ActiveTime) -> None:
    watch.touch()
    assert watch.read() is None
    assert not watch.running


def test_time_between_signs_of_activity_counts(watch: ActiveTime, hands: Hands) -> None:
    watch.start()
    for step in (1_000, 29_000, 30_000):
        hands.ms += step
        watch.touch()
    assert watch.read() == 60_000


def test_a_longer_pause_is_idle_from_its_start_on(
    watch: ActiveTime, hands: Hands
) -> None:
    watch.start()
    hands.ms += 2_000
    watch.touch()
    hands.ms += 30_001
    watch.touch()
    hands.ms += 500
    watch.touch()
    assert watch.read() == 2_500


def test_every_reason_to_pause_must_end_before_time_counts_again(
    watch: ActiveTime, hands: Hands
) -> None:
    watch.start()
    hands.ms += 1_000
    watch.pause("window")
    hands.ms += 7_000
    watch.pause("page")
    watch.resume("window")
    assert not watch.running
    hands.ms += 7_000
    watch.touch()
    watch.resume("page")
    hands.ms += 2_000
    watch.touch()
    assert watch.read() == 3_000


def test_a_new_item_begins_at_nothing_and_a_pause_outlasts_it(
    watch: ActiveTime, hands: Hands
) -> None:
    watch.start()
    hands.ms += 900
    watch.touch()
    watch.pause("window")
    watch.start()
    assert watch.read() == 0
    hands.ms += 4_000
    watch.resume("window")
    hands.ms += 100
    watch.touch()
    assert watch.read() == 100
    watch.stop()
    assert watch.read() is None


@pytest.fixture
def seen(qtbot: QtBot, watch: ActiveTime) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    watcher = Activity(watch, window)
    with qtbot.waitExposed(window):
        window.show()
    watcher.watch(window)
    yield window
    window.close()


def test_keys_mouse_and_wheel_count_as_activity(
    seen: QWidget, watch: ActiveTime, hands: Hands
) -> None:
    window = seen.windowHandle()
    none, nowhere = Qt.KeyboardModifier.NoModifier, QPointF(4, 4)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none, "a")
    wheel = QWheelEvent(
        nowhere,
        nowhere,
        QPoint(0, 1),
        QPoint(0, 8),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    watch.start()
    for event in (key, wheel):
        hands.ms += 20_000
        QApplication.sendEvent(window, event)
    assert watch.read() == 40_000


def test_a_minimised_or_inactive_window_stops_the_clock(
    seen: QWidget, watch: ActiveTime, hands: Hands, qtbot: QtBot
) -> None:
    seen.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is seen)
    watch.start()
    assert watch.running
    hands.ms += 1_000
    seen.showMinimized()
    qtbot.waitUntil(lambda: not watch.running)
    hands.ms += 9_000
    seen.showNormal()
    seen.activateWindow()
    qtbot.waitUntil(lambda: watch.running)
    hands.ms += 1_000
    watch.touch()
    assert watch.read() == 2_000
