"""The filter panel reads numbers as people type them and says what is wrong."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from triage_app.domain.filters import Span, Standing
from triage_app.domain.queue import Column, QueueQuery, Tab
from triage_app.domain.routing import Reason
from triage_app.ui.theme import Theme
from triage_app.ui.views.filters.panel import FilterPanel

START = QueueQuery(Tab.LIKELY_CLAIM, sort=Column.VIEWS)


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> Iterator[FilterPanel]:
    owner = QWidget()
    qtbot.addWidget(owner)
    button = QPushButton("Filters", owner)
    owner.show()
    owner.resize(600, 600)
    made = FilterPanel(owner)
    made.set_author_choices(("active", "banned"))
    made.set_query(START)
    made.open_under(button)
    yield made
    made.close()
    owner.close()


def test_a_range_counts_as_soon_as_it_makes_sense(
    panel: FilterPanel, qtbot: QtBot
) -> None:
    views = panel.ranges[Column.VIEWS]
    with qtbot.waitSignal(panel.query_edited) as edited:
        qtbot.keyClicks(views.low, "10k")
    assert edited.args == [replace(START, views=Span(low=10_000))]
    with qtbot.waitSignal(panel.query_edited) as edited:
        qtbot.keyClicks(views.high, "1,500,000")
        qtbot.keyClick(views.high, Qt.Key.Key_Return)
    assert edited.args == [replace(START, views=Span(10_000, 1_500_000))]


@pytest.mark.parametrize(
    ("column", "low", "high", "sentence"),
    [
        (
            Column.VIEWS,
            "many",
            "",
            "“many” is not a number. Type a number such as 1500 or 20k.",
        ),
        (
            Column.P_CLAIM,
            "80",
            "",
            "“80” is not between 0 and 1. Type a number from 0 to 1, such as 0.8.",
        ),
        (
            Column.DURATION,
            "1:75",
            "",
            "“1:75” is not a number. Type seconds, such as 90, or minutes and "
            "seconds: 1:30.",
        ),
        (
            Column.VIEWS,
            "500",
            "100",
            "The range begins at 500, above its end at 100. Put the smaller number "
            "first.",
        ),
    ],
)
def test_a_number_typed_wrongly_gets_a_sentence_and_filters_nothing(
    panel: FilterPanel,
    qtbot: QtBot,
    column: Column,
    low: str,
    high: str,
    sentence: str,
) -> None:
    row = panel.ranges[column]
    with qtbot.assertNotEmitted(panel.query_edited):
        row.low.setText(low)
        row.high.setText(high)
        row.settle()
    assert panel.problem() == sentence
    assert row.low.property("invalid")
    assert row.low.accessibleDescription() == sentence
    row.low.setText("")
    row.settle()
    assert panel.problem() == ""
    assert not row.low.property("invalid")


def test_author_reason_verdict_and_texts_filter_too(
    panel: FilterPanel, qtbot: QtBot
) -> None:
    heard: list[QueueQuery] = []
    panel.query_edited.connect(heard.append)
    panel.author.setCurrentIndex(panel.author.findText("banned"))
    panel.reason.setCurrentIndex(panel.reason.findText("Uncertain"))
    panel.standings[Standing.DISPUTED].click()
    panel.texts[Column.ID].setFocus()
    qtbot.keyClicks(panel.texts[Column.ID], "70")
    qtbot.keyClick(panel.texts[Column.ID], Qt.Key.Key_Return)
    assert heard[-1] == replace(
        START,
        author="banned",
        reason=Reason.MID_CONFIDENCE,
        standings=frozenset({Standing.DISPUTED}),
        in_id="70",
    )


def test_the_audit_slice_can_not_be_filtered_for(panel: FilterPanel) -> None:
    names = [panel.reason.itemText(n) for n in range(panel.reason.count())]
    assert names[0] == "Any"
    assert "Audit sample" not in names


def test_while_scores_are_hidden_nothing_filters_by_them(panel: FilterPanel) -> None:
    panel.set_blind(True, "Scores are hidden here.")
    telling = panel.ranges[Column.P_CLAIM]
    assert not telling.low.isEnabled()
    assert not panel.reason.isEnabled()
    assert panel.author.isEnabled()
    assert telling.low.accessibleDescription() == "Scores are hidden here."
    panel.set_blind(False, "Scores are hidden here.")
    assert telling.low.isEnabled()
    assert telling.low.accessibleDescription() == ""


def test_an_author_from_a_saved_filter_is_shown_even_where_no_item_has_it(
    panel: FilterPanel,
) -> None:
    panel.set_query(replace(START, author="suspended"))
    assert panel.author.currentText() == "suspended"


def test_it_opens_in_the_column_asked_for(panel: FilterPanel, qtbot: QtBot) -> None:
    panel.hide()
    panel.open_under(panel.window().findChild(QPushButton), Column.DURATION)
    qtbot.waitUntil(
        lambda: QApplication.focusWidget() is panel.ranges[Column.DURATION].low
    )
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel.ranges[Column.DURATION].low, Qt.Key.Key_Escape)


def test_clearing_reports_no_filter_and_empties_the_fields(
    panel: FilterPanel, qtbot: QtBot
) -> None:
    panel.set_query(replace(START, views=Span(low=5), standings=frozenset(Standing)))
    clear = next(b for b in panel.findChildren(QPushButton) if "Clear" in b.text())
    with qtbot.waitSignal(panel.query_edited) as edited:
        clear.click()
    assert edited.args == [START]
    assert panel.ranges[Column.VIEWS].low.text() == ""
    assert not any(box.isChecked() for box in panel.standings.values())
