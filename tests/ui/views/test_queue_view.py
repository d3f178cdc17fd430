"""The queue table: rows, sorting, columns, empty states, and speed."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics
from pytestqt.qtbot import QtBot

from triage_app.domain.case import Case
from triage_app.domain.queue import Column
from triage_app.domain.routing import Reason
from triage_app.ui import text
from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.models.roles import COLUMNS
from triage_app.ui.theme import Scheme, Theme, font
from triage_app.ui.views.column_fit import squeezed_out
from triage_app.ui.views.queue_delegate import PADDING
from triage_app.ui.views.queue_view import QueueView
from triage_app.ui.widgets.empty import EmptyAction, nothing_matches
from triage_app.ui.widgets.labels import SEMIBOLD


@pytest.fixture
def queue(theme: Theme, qtbot: QtBot, model: QueueModel) -> Iterator[QueueView]:
    made = QueueView(theme)
    qtbot.addWidget(made)
    made.set_model(model)
    made.resize(1000, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def colours(queue: QueueView, row: int, column: Column) -> set[str]:
    table = queue.table
    cell = table.visualRect(table.model().index(row, COLUMNS.index(column)))
    image = table.viewport().grab(cell).toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_moving_by_hand_is_reported_and_by_program_is_not(
    queue: QueueView, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(queue.row_activated):
        queue.select_position(3)
    assert queue.position() == 3
    with qtbot.waitSignal(queue.row_activated) as moved:
        qtbot.keyClick(queue.table, Qt.Key.Key_Down)
    assert moved.args == [4]
    queue.select_position(None)
    assert queue.position() is None
    queue.select_position(10_000)
    assert queue.position() is None


def test_headings_ask_for_an_order_and_turn_it(queue: QueueView, qtbot: QtBot) -> None:
    header = queue.header
    views = COLUMNS.index(Column.VIEWS)
    with qtbot.waitSignal(queue.sort_requested) as asked:
        header.sectionClicked.emit(views)
    assert asked.args == [Column.VIEWS, True]
    queue.set_sort(Column.VIEWS, True)
    with qtbot.waitSignal(queue.sort_requested) as asked:
        header.sectionClicked.emit(views)
    assert asked.args == [Column.VIEWS, False]
    with qtbot.waitSignal(queue.sort_requested) as asked:
        header.sectionClicked.emit(COLUMNS.index(Column.TRANSCRIPT))
    assert asked.args == [Column.TRANSCRIPT, False]


def test_the_arrow_stands_at_the_sorted_column(queue: QueueView) -> None:
    before = queue.header.grab().toImage()
    queue.set_sort(Column.VIEWS, False)
    assert queue.header.sorting == (Column.VIEWS, False)
    assert queue.header.grab().toImage() != before


def test_a_hidden_score_is_drawn_as_dashes_without_a_claim_s_colour(
    queue: QueueView, model: QueueModel, case: Case, theme: Theme
) -> None:
    assert theme.palette.claim in colours(queue, 0, Column.P_CLAIM)
    everything = np.ones(len(case), dtype=np.bool_)
    model.show_rows(case, np.arange(len(case), dtype=np.intp), everything)
    hidden = colours(queue, 0, Column.P_CLAIM)
    assert theme.palette.claim not in hidden
    assert theme.palette.opinion not in hidden


def test_verdicts_are_drawn_as_chips(queue: QueueView, theme: Theme) -> None:
    assert theme.palette.claim_fill in colours(queue, 3, Column.VERDICT)
    assert theme.palette.opinion_fill in colours(queue, 4, Column.VERDICT)
    assert theme.palette.claim_fill not in colours(queue, 5, Column.VERDICT)


def test_search_words_are_marked_in_the_transcript(
    queue: QueueView, model: QueueModel, case: Case, theme: Theme
) -> None:
    none = np.zeros(len(case), dtype=np.bool_)
    assert theme.palette.mark not in colours(queue, 0, Column.TRANSCRIPT)
    model.show_rows(case, np.arange(len(case), dtype=np.intp), none, ["friend"])
    assert theme.palette.mark in colours(queue, 0, Column.TRANSCRIPT)


def test_the_selected_row_has_an_accent_edge(queue: QueueView, theme: Theme) -> None:
    queue.select_position(2)
    y = queue.table.rowViewportPosition(2) + 10
    edge = queue.table.viewport().grab().toImage().pixelColor(1, y)
    assert edge == QColor(theme.palette.accent)


def test_letters_are_left_to_the_window_s_keys(queue: QueueView, qtbot: QtBot) -> None:
    queue.select_position(5)
    qtbot.keyClick(queue.table, Qt.Key.Key_A)
    assert queue.position() == 5


def test_narrow_tables_give_up_columns_and_take_them_back(queue: QueueView) -> None:
    assert Column.VIEWS in queue.columns.shown()
    queue.resize(640, 600)
    queue.grab()
    assert Column.DURATION not in queue.columns.shown()
    assert Column.TRANSCRIPT in queue.columns.shown()
    assert Column.VERDICT in queue.columns.shown()
    queue.resize(1300, 600)
    queue.grab()
    assert Column.DURATION in queue.columns.shown()


def test_the_person_s_choice_of_columns_outlives_a_step_down_the_queue(
    queue: QueueView,
) -> None:
    queue.resize(1300, 600)
    queue.columns.show(Column.AUTHOR, False)
    queue.select_position(3)
    queue.resize(1400, 600)
    queue.grab()
    assert Column.AUTHOR not in queue.columns.shown()


def test_the_person_s_choice_of_columns_outlives_a_narrow_window(
    queue: QueueView,
) -> None:
    queue.resize(1300, 600)
    queue.columns.show(Column.ID, True)
    queue.columns.show(Column.AUTHOR, False)
    queue.resize(640, 600)
    saved = queue.columns.save_state()
    queue.columns.show(Column.AUTHOR, True)
    queue.columns.show(Column.ID, False)
    assert queue.columns.restore_state(saved)
    queue.resize(1500, 600)
    queue.grab()
    assert Column.ID in queue.columns.shown()
    assert Column.AUTHOR not in queue.columns.shown()
    assert Column.DURATION in queue.columns.shown()


@pytest.mark.parametrize("garbage", ["", "1:", "1:!!!", "1:AAAA", "2:AAAA", "x" * 999])
def test_a_state_that_makes_no_sense_changes_nothing(
    queue: QueueView, garbage: str
) -> None:
    before = queue.columns.shown()
    assert not queue.columns.restore_state(garbage)
    assert queue.columns.shown() == before


def test_an_empty_state_covers_the_rows_and_offers_its_action(
    queue: QueueView, qtbot: QtBot
) -> None:
    pressed: list[bool] = []
    clear = EmptyAction("Clear filters", lambda: pressed.append(True))
    queue.show_empty_state(nothing_matches(clear))
    state = queue.empty_state()
    assert state is not None
    assert state.title == "Nothing matches these filters"
    button = queue._empty.buttons()[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    queue.show_empty_state(None)
    assert queue.empty_state() is None


def test_the_menu_sorts_and_hides_by_keyboard(queue: QueueView, qtbot: QtBot) -> None:
    menu = queue.menu()
    sort, shown = (action.menu() for action in menu.actions())
    views = COLUMNS.index(Column.VIEWS)
    with qtbot.waitSignal(queue.sort_requested) as asked:
        sort.actions()[views].trigger()
    assert asked.args == [Column.VIEWS, True]
    shown.actions()[views].trigger()
    assert Column.VIEWS not in queue.columns.shown()
    assert not shown.actions()[COLUMNS.index(Column.TRANSCRIPT)].isEnabled()
    menu.deleteLater()


def test_the_transcript_is_never_squeezed_below_reading_width() -> None:
    widths = {column: 80 for column in COLUMNS if column is not Column.TRANSCRIPT}
    unwanted = {Column.ID}
    assert squeezed_out(1000, widths, unwanted) == frozenset()
    assert squeezed_out(840, widths, unwanted) == {Column.DURATION}
    assert Column.VERDICT not in squeezed_out(200, widths, unwanted)


def test_no_heading_and_no_reason_is_cut_off(queue: QueueView) -> None:
    queue.resize(1400, 600)
    heading, cell = QFontMetrics(font(12, SEMIBOLD)), QFontMetrics(font())
    arrow = 12
    needed = {
        column: heading.horizontalAdvance(text.column(column)) + arrow
        for column in queue.columns.shown()
    }
    reasons = max(cell.horizontalAdvance(text.reason(reason)) for reason in Reason)
    needed[Column.REASON] = max(needed[Column.REASON], reasons)
    for column, width in needed.items():
        room = queue.header.sectionSize(COLUMNS.index(column)) - 2 * PADDING
        assert room >= width, column


def test_a_full_screen_of_rows_is_painted_well_within_a_tenth_of_a_second(
    queue: QueueView,
) -> None:
    queue.resize(1400, 1200)
    queue.table.viewport().grab()
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        queue.table.viewport().grab()
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.1


def test_the_table_follows_a_change_of_theme(queue: QueueView, theme: Theme) -> None:
    theme.apply(Scheme.DARK)
    assert theme.palette.claim in colours(queue, 0, Column.P_CLAIM)


def test_the_current_row_stays_where_it_is_as_rows_change_places(
    queue: QueueView, model: QueueModel
) -> None:
    queue.resize(1000, 300)
    queue.select_position(20)
    table = queue.table
    top = table.rowViewportPosition(20)
    with queue.scroll_kept():
        queue.select_position(25, scroll=False)
    assert table.rowViewportPosition(25) == top


def test_a_table_grown_shorter_still_shows_the_current_row(
    queue: QueueView, qtbot: QtBot
) -> None:
    table = queue.table
    queue.select_position(table.rowAt(table.viewport().height() - 60))
    current = table.currentIndex()
    queue.resize(1000, 300)
    qtbot.waitUntil(
        lambda: table.visualRect(current).bottom() <= table.viewport().height()
    )


def test_a_row_chosen_before_the_table_is_shown_is_in_sight_then(
    queue: QueueView, qtbot: QtBot
) -> None:
    table = queue.table
    queue.hide()
    queue.resize(1000, 300)
    queue.select_position(35)
    table.verticalScrollBar().setValue(0)
    queue.show()
    qtbot.waitUntil(lambda: table.rowAt(table.viewport().height() - 1) >= 35)
