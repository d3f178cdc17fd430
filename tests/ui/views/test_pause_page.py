"""The pause says what was done and asks for nothing but Return."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from triage_app.ui.theme import Theme
from triage_app.ui.views.pause_page import PauseContent, PausePage


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> PausePage:
    page = PausePage(theme)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (
            PauseContent(True, 50, 1320, 5, "14:35"),
            [
                "Time for a pause",
                "You have worked 50 minutes since your last pause, and decided 1,320 "
                "items today.",
                "A pause of 5 minutes ends at 14:35.",
            ],
        ),
        (
            PauseContent(False, 1, 1, 0, "14:35"),
            [
                "Pause",
                "You have worked one minute since your last pause, and decided one "
                "item today.",
            ],
        ),
        (
            PauseContent(False, 0, None),
            [
                "Pause",
                "You have worked less than a minute since your last pause.",
            ],
        ),
    ],
)
def test_it_says_what_was_done(
    page: PausePage, content: PauseContent, lines: list[str]
) -> None:
    page.show_pause(content)
    said = page.text().splitlines()
    assert said[:-1] == lines
    assert said[-1] == "The card and its note wait as you left them."
    assert page.accessibleDescription() == page.text()


def test_return_and_the_button_go_on(page: PausePage) -> None:
    gone: list[bool] = []
    page.left.connect(lambda: gone.append(True))
    QTest.keyClick(page, Qt.Key.Key_Return)
    page.go_on.click()
    assert len(gone) == 2
    QTest.keyClick(page, Qt.Key.Key_C)
    held = QKeyEvent(
        QEvent.Type.KeyPress,
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.NoModifier,
        "\r",
        True,
    )
    QApplication.sendEvent(page, held)
    assert len(gone) == 2
