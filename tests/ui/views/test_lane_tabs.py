"""The lane tabs say how much waits, and are chosen by mouse or arrow keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from triage_app.domain.queue import Tab
from triage_app.ui.theme import Theme
from triage_app.ui.views.lane_tabs import LaneTabs, TabCard


@pytest.fixture
def tabs(theme: Theme, qtbot: QtBot) -> Iterator[LaneTabs]:
    made = LaneTabs(theme)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def buttons(tabs: LaneTabs) -> list[Any]:
    return tabs.findChildren(QAbstractButton)


def test_a_tab_is_chosen_by_mouse(tabs: LaneTabs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tabs.tab_chosen) as chosen:
        qtbot.mouseClick(buttons(tabs)[1], Qt.MouseButton.LeftButton)
    assert chosen.args == [Tab.LIKELY_CLAIM]
    assert tabs.current() is Tab.LIKELY_CLAIM


def test_choosing_the_tab_again_keeps_it_marked(tabs: LaneTabs, qtbot: QtBot) -> None:
    qtbot.mouseClick(buttons(tabs)[0], Qt.MouseButton.LeftButton)
    assert tabs.current() is Tab.REVIEW


def test_arrow_keys_walk_round(tabs: LaneTabs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tabs.tab_chosen) as chosen:
        qtbot.keyClick(buttons(tabs)[0], Qt.Key.Key_Left)
    assert chosen.args == [Tab.DECIDED]
    with qtbot.waitSignal(tabs.tab_chosen) as chosen:
        qtbot.keyClick(buttons(tabs)[4], Qt.Key.Key_Right)
    assert chosen.args == [Tab.REVIEW]


def test_only_the_current_tab_stops_the_tab_key(tabs: LaneTabs) -> None:
    tabs.set_current(Tab.LIKELY_OPINION)
    stops = [bool(b.focusPolicy() & Qt.FocusPolicy.TabFocus) for b in buttons(tabs)]
    assert stops == [False, False, True, False, False]


def test_cards_are_shown_and_spoken(tabs: LaneTabs, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(tabs.tab_chosen):
        tabs.show_cards({Tab.REVIEW: TabCard("742", "298 with nothing to score")})
        tabs.set_current(Tab.DECIDED)
    assert tabs.card(Tab.REVIEW).count == "742"
    spoken = buttons(tabs)[0].accessibleName()
    assert spoken == "Needs review, 742, 298 with nothing to score"
    assert tabs.card(Tab.DECIDED).count == "–"


def test_a_narrow_tab_says_less_and_the_tooltip_the_rest(tabs: LaneTabs) -> None:
    card = TabCard("870", "298 unscored · 66 done", "66 done")
    tabs.show_cards({Tab.REVIEW: card})
    button = buttons(tabs)[0]
    widths = {}
    for width in (1200, 640):
        tabs.resize(width, 80)
        QApplication.sendPostedEvents()
        widths[width] = (button.shown_detail(), "66 done" in button.toolTip())
    assert widths == {
        1200: ("298 unscored · 66 done", False),
        640: ("66 done", True),
    }
    assert "298 unscored · 66 done" in button.accessibleName()
