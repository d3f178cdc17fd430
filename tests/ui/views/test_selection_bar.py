"""The line of a selection: what is printed on it in wide and narrow rooms."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from triage_app.ui.theme import Theme
from triage_app.ui.views.selection_bar import SelectionBar


def test_the_keys_of_a_selection_are_printed_where_all_find_room(
    theme: Theme, qtbot: QtBot
) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    bar = SelectionBar(theme, room)
    bar.set_keys(dict.fromkeys(bar.buttons, "Ctrl+E"))
    bar.show_count(1_000_000)
    room.show()
    badges = list(bar._badges.values())
    for width in (1400, 700, 1400):
        bar.resize(width, 40)
        shown = [badge.isVisibleTo(bar) for badge in badges]
        assert shown == [width == 1400] * len(badges)
        bar.layout().activate()
        last = bar.buttons["select_one"].geometry()
        assert last.right() < width
        assert last.width() >= bar.buttons["select_one"].minimumSizeHint().width()
