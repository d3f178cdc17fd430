"""The filter bar edits a query and leaves the rest of it alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from triage_app.domain.filters import Span, Standing
from triage_app.domain.queue import Column, QueueQuery, Tab
from triage_app.domain.routing import Reason
from triage_app.ui.theme import Theme
from triage_app.ui.views.filter_bar import FilterBar
from triage_app.ui.widgets.filter_button import FilterButton

START = QueueQuery(Tab.LIKELY_CLAIM, sort=Column.VIEWS, descending=False)
FULL = replace(
    START,
    search="moon",
    p_claim=Span(0.2, 0.8),
    views=Span(low=10_000),
    likes_per_view=Span(high=0.25),
    duration=Span(30, 90),
    author="banned",
    reason=Reason.HEADS_DISAGREE,
    standings=frozenset({Standing.SKIPPED, Standing.WAITING}),
    in_id="7017",
    in_transcript="hollow",
)


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


def test_a_search_is_reported_once_after_the_last_key(
    bar: FilterBar, qtbot: QtBot
) -> None:
    heard: list[QueueQuery] = []
    bar.query_edited.connect(heard.append)
    with qtbot.waitSignal(bar.query_edited):
        qtbot.keyClicks(bar.search, "moon")
    assert heard == [replace(START, search="moon")]


def test_what_is_being_typed_outlives_a_query_shown_meanwhile(
    bar: FilterBar, qtbot: QtBot
) -> None:
    qtbot.keyClicks(bar.search, "moo")
    with qtbot.waitSignal(bar.query_edited) as edited:
        bar.set_query(replace(START, author="banned"))
    assert bar.search.text() == "moo"
    assert edited.args == [replace(START, author="banned", search="moo")]


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


def test_each_filter_has_a_chip_and_a_click_takes_it_away(bar: FilterBar) -> None:
    bar.set_query(FULL)
    assert bar.chips.words() == [
        "P(claim) 0.2 – 0.8",
        "Views ≥ 10,000",
        "Likes/view ≤ 0.25",
        "Length 30 s – 90 s",
        "Author: banned",
        "Why here: Text ≠ numbers",
        "Verdict: Waiting, Skipped",
        "Id contains 7017",
        "Transcript contains hollow",
    ]
    heard: list[QueueQuery] = []
    bar.query_edited.connect(heard.append)
    for _ in range(9):
        bar.chips.chips()[0].click()
    assert heard[0] == replace(FULL, p_claim=Span())
    assert heard[-1] == replace(START, search="moon")
    assert not bar.chips.isVisible()


def test_filters_are_cleared_together_and_tab_and_order_stay(
    bar: FilterBar, qtbot: QtBot
) -> None:
    bar.set_query(FULL)
    clear = next(b for b in bar.chips.findChildren(QPushButton) if "Clear" in b.text())
    with qtbot.waitSignal(bar.query_edited) as edited:
        clear.click()
    assert edited.args == [START]
    assert bar.search.text() == ""
    assert bar.chips.words() == []


def test_showing_a_query_does_not_report_it(bar: FilterBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.query_edited, wait=120):
        bar.set_query(FULL)
    shown = [b.text() for b in bar.findChildren(FilterButton)]
    assert shown == ["Filters · 9", "Saved"]


def test_data_in_a_chip_is_shown_as_plain_text(bar: FilterBar) -> None:
    bar.set_query(replace(START, author="x\u202e<b>y"))
    assert bar.chips.words() == ["Author: x⟨U+202E⟩<b>y"]
    assert "&lt;b&gt;" in bar.chips.chips()[0].toolTip()


def test_saved_filters_are_offered_by_name(bar: FilterBar, qtbot: QtBot) -> None:
    menu = bar.findChildren(FilterButton)[1].menu()
    assert menu.actions()[0].text() == "No saved filters yet"
    bar.set_saved(("viral", "a & b"), "viral")
    names = [a.text() for a in menu.actions() if a.isCheckable()]
    assert names == ["viral", "a && b"]
    assert bar.findChildren(FilterButton)[1].text() == "viral"
    with qtbot.waitSignal(bar.saved_chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == ["a & b"]


def test_filters_can_be_kept_only_while_there_are_some(
    bar: FilterBar, qtbot: QtBot
) -> None:
    def save() -> object:
        menu = bar.findChildren(FilterButton)[1].menu()
        return next(a for a in menu.actions() if a.text().startswith("Save"))

    assert not save().isEnabled()
    bar.set_query(replace(START, search="moon"))
    assert save().isEnabled()
    with qtbot.waitSignal(bar.save_wanted):
        save().trigger()
