"""The table marks what was searched for, also where it stands far to the right."""

from typing import Any

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from triage_app.domain.queue import Column
from triage_app.ui.models.roles import COLUMNS
from triage_app.ui.theme import Theme
from triage_app.ui.views.queue_delegate import QueueDelegate
from triage_app.ui.views.queue_view import QueueView


@pytest.fixture
def delegate(theme: Theme) -> QueueDelegate:
    return QueueDelegate(theme)


def test_a_match_in_sight_leaves_the_beginning(delegate: QueueDelegate) -> None:
    words = "a friend read that the moon is hollow " + "and so on " * 20
    assert delegate._from_match(words, ["friend"], 240) == words
    assert delegate._from_match("short moon", ["moon"], 240) == "short moon"


def test_a_match_out_of_sight_is_brought_into_it(delegate: QueueDelegate) -> None:
    words = "and so on " * 20 + "a friend read that the moon is hollow"
    begun = delegate._from_match(words, ["moon"], 240)
    assert begun == "…read that the moon is hollow"
    assert delegate._from_match(words, ["nowhere"], 240) == words


def test_a_match_in_one_long_word_stays_as_it_is(delegate: QueueDelegate) -> None:
    words = "x" * 250 + "moon"
    assert delegate._from_match(words, ["moon"], 240) == words


def test_marks_are_painted_in_the_marks_colour(
    theme: Theme, model: Any, case: Any, qtbot: QtBot
) -> None:
    view = QueueView(theme)
    qtbot.addWidget(view)
    view.set_model(model)
    view.resize(900, 300)
    view.show()

    def marked() -> int:
        picture = view.table.viewport().grab().toImage()
        mark = theme.colour("mark").rgb()
        index = model.index(0, COLUMNS.index(Column.TRANSCRIPT))
        cell: QRect = view.table.visualRect(index)
        middle = cell.center().y()
        across = range(cell.left(), min(cell.right(), picture.width()))
        return sum(picture.pixel(x, middle) == mark for x in across)

    qtbot.waitExposed(view)
    assert marked() == 0
    model.show_rows(case, model.rows, model._hidden, ["friend"])
    assert marked() > 10
    view.close()
