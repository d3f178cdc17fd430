"""The filter bar edits a query and leaves the rest of it alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from triage_app.domain.queue import Column, Progressed, QueueQuery, Tab
from triage_app.domain.routing import Reason
from triage_app.ui.theme import Theme
from triage_app.ui.views.filter_bar import FilterBar
from triage_app.ui.views.range_menu import RangeMenu
from triage_app.ui.widgets.filter_button import FilterButton

START = QueueQuery(Tab.LIKELY_CLAIM, sort=Column.VIEWS, descending=False)


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> Iterator[FilterBar]:
    made = FilterBar(theme)
    qtbot.addWidget(made)
    made.resize(900, 40)
    made.show()
    made.set_author_choices(("active", "banned"))
    made.set_query(START)
    yield made
    made.close()


def menu(bar: FilterBar, place: int) -> QMenu:
    """Return the menu of the range, author, reason or status button."""
    return bar.findChildren(FilterButton)[place].menu()


def choose(bar: FilterBar, place: int, name: str) -> None:
    next(a for a in menu(bar, place).actions() if a.text() == name).trigger()


def test_a_search_is_reported_once_after_the_last_key(
    bar: FilterBar, qtbot: QtBot
) -> None:
    heard: list[QueueQuery] = []
    bar.query_edited.connect(heard.append)
    with qtbot.waitSignal(bar.query_edited):
        qtbot.keyClicks(bar.search, "moon")
    assert heard == [replace(START, search="moon")]


def test_return_searches_at_once_and_leaves(bar: FilterBar, qtbot: QtBot) -> None:
    bar.focus_search()
    qtbot.keyClicks(bar.search, "id")
    with qtbot.waitSignals([bar.query_edited, bar.left]):
        qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    assert bar.query().search == "id"


def test_escape_clears_the_search_then_leaves(bar: FilterBar, qtbot: QtBot) -> None:
    bar.set_query(replace(START, search="moon"))
    with qtbot.waitSignal(bar.query_edited) as edited:
        qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert edited.args == [START]
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.search, Qt.Key.Key_Escape)


def test_author_reason_and_status_are_chosen_from_menus(bar: FilterBar) -> None:
    choose(bar, 1, "banned")
    assert bar.query() == replace(START, author="banned")
    choose(bar, 2, "Uncertain")
    assert bar.query().reason is Reason.MID_CONFIDENCE
    choose(bar, 3, "waiting")
    assert bar.query().progressed is Progressed.WAITING
    for place in (1, 2, 3):
        choose(bar, place, "any")
    assert bar.query() == START


def test_the_audit_slice_can_not_be_filtered_for(bar: FilterBar) -> None:
    assert "Audit sample" not in [a.text() for a in menu(bar, 2).actions()]


def test_a_range_is_set_in_order_whatever_is_typed(
    bar: FilterBar, qtbot: QtBot
) -> None:
    span = menu(bar, 0)
    assert isinstance(span, RangeMenu)
    with qtbot.waitSignal(bar.query_edited):
        span.high.setValue(0.4)
    span.low.setValue(0.7)
    assert (bar.query().p_low, bar.query().p_high) == (0.7, 0.7)


def test_filters_are_cleared_together_and_tab_and_order_stay(
    bar: FilterBar, qtbot: QtBot
) -> None:
    clear = next(b for b in bar.findChildren(QPushButton) if "Clear" in b.text())
    assert clear.isHidden()
    bar.set_query(replace(START, search="moon", author="banned", p_low=0.2))
    assert not clear.isHidden()
    with qtbot.waitSignal(bar.query_edited) as edited:
        clear.click()
    assert edited.args == [START]
    assert clear.isHidden()
    assert bar.search.text() == ""


def test_showing_a_query_does_not_report_it(bar: FilterBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.query_edited, wait=120):
        bar.set_query(replace(START, search="moon", reason=Reason.MISSING_CONTENT))
    shown = [b.text() for b in bar.findChildren(FilterButton)]
    assert shown == [
        "P(claim): any",
        "Author: any",
        "Nothing to score",
        "Status: any",
    ]


def test_while_scores_are_hidden_nothing_filters_by_them(bar: FilterBar) -> None:
    bar.set_blind(True)
    span, author, reason, _ = bar.findChildren(FilterButton)
    assert not span.isEnabled()
    assert not reason.isEnabled()
    assert author.isEnabled()
    assert "hidden here until the verdict is in" in span.toolTip()
    bar.set_blind(False)
    assert span.isEnabled()
    assert span.toolTip() == ""


def test_author_statuses_from_data_are_shown_as_plain_text(bar: FilterBar) -> None:
    bar.set_author_choices(("a & b", "x\u202ey"))
    names = [a.text() for a in menu(bar, 1).actions()]
    assert names == ["any", "a && b", "x⟨U+202E⟩y"]
    choose(bar, 1, "a && b")
    assert bar.query().author == "a & b"
