"""Messages: the newest whole, at most three, put away by key or button."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from triage_app.ui.notifications import Message, Tone
from triage_app.ui.theme import Theme
from triage_app.ui.views.message_bar import MessageBar


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> Iterator[MessageBar]:
    made = MessageBar(theme)
    qtbot.addWidget(made)
    made.resize(800, 200)
    yield made
    made.close()


def rows(bar: MessageBar) -> list[QWidget]:
    found = [w for w in bar.children() if isinstance(w, QWidget) and not w.isHidden()]
    return sorted(found, key=lambda row: bar.layout().indexOf(row))


def shown(row: QWidget) -> list[str]:
    labels = row.findChildren(QLabel)
    return [w.text() for w in labels if w.text() and not w.isHidden()]


def test_title_detail_and_next_step_are_shown(bar: MessageBar) -> None:
    bar.show_message(
        Message("It broke.", "The disk is full.", "Free some room.", Tone.ERROR)
    )
    assert shown(rows(bar)[0]) == ["It broke.", "The disk is full. Free some room."]
    assert not bar.isHidden()


def test_a_long_why_leaves_what_to_do_in_sight(bar: MessageBar) -> None:
    bar.show_message(Message("It broke.", "column, " * 500, "Open it again."))
    assert len(shown(rows(bar)[0])[1]) < 400
    assert shown(rows(bar)[0])[1].endswith("Open it again.")


def test_messages_are_plain_text(bar: MessageBar) -> None:
    bar.show_message(Message("<b>x</b>", 'a\u202eb <img src="x">'))
    labels = [w for w in rows(bar)[0].findChildren(QLabel) if w.text()]
    assert all(w.textFormat() is Qt.TextFormat.PlainText for w in labels)
    assert "a⟨U+202E⟩b" in labels[1].text()


def test_at_most_three_are_shown_and_the_newest_whole(bar: MessageBar) -> None:
    for number in range(5):
        bar.show_message(Message(f"Number {number}", "Detail"))
    assert [m.title for m in bar.messages()] == ["Number 4", "Number 3", "Number 2"]
    assert shown(rows(bar)[0]) == ["Number 4", "Detail"]
    assert shown(rows(bar)[1]) == ["Number 3"]


def test_the_same_message_is_not_stacked(bar: MessageBar) -> None:
    bar.show_message(Message("Once"))
    bar.show_message(Message("Once"))
    assert len(bar.messages()) == 1


def test_escape_puts_the_focused_message_away(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(Message("Older", "why"))
    bar.show_message(Message("Newer"))
    with qtbot.waitSignal(bar.dismissed) as gone:
        qtbot.keyClick(rows(bar)[0], Qt.Key.Key_Escape)
    assert gone.args is not None
    assert gone.args[0].title == "Newer"
    assert shown(rows(bar)[0]) == ["Older", "why"]


def test_a_closed_message_gives_the_keyboard_back(
    bar: MessageBar, qtbot: QtBot
) -> None:
    bar.show_message(Message("Newer"))
    bar.activateWindow()
    rows(bar)[0].setFocus()
    qtbot.waitUntil(rows(bar)[0].hasFocus)
    with qtbot.waitSignal(bar.keyboard_left):
        qtbot.keyClick(rows(bar)[0], Qt.Key.Key_Escape)


def test_a_message_that_goes_by_itself_leaves_the_keyboard_alone(
    bar: MessageBar, qtbot: QtBot
) -> None:
    bar.show_message(Message("Saved", tone=Tone.SUCCESS))
    with qtbot.assertNotEmitted(bar.keyboard_left):
        bar.put_away(Tone.SUCCESS)


def test_an_action_acts_and_puts_the_message_away(
    bar: MessageBar, qtbot: QtBot
) -> None:
    done: list[str] = []
    action = ("Import report", lambda: done.append("report"))
    bar.show_message(Message("Read.", actions=(action,)))
    button = rows(bar)[0].findChild(QPushButton)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["report"]
    assert bar.messages() == ()
    assert bar.isHidden()


def test_the_close_button_has_a_name_and_works(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(Message("Read."))
    close = rows(bar)[0].findChild(QToolButton)
    assert close is not None
    assert close.accessibleName() == "Put the message away"
    with qtbot.waitSignal(bar.dismissed):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)


def test_messages_that_no_longer_hold_are_withdrawn(bar: MessageBar) -> None:
    bar.show_message(Message("Disk full"))
    bar.show_message(Message("Other"))
    bar.withdraw("Disk full")
    assert [m.title for m in bar.messages()] == ["Other"]
    bar.clear()
    assert bar.messages() == ()


def test_messages_of_one_tone_are_put_away_together(bar: MessageBar) -> None:
    bar.show_message(Message("Done", tone=Tone.SUCCESS))
    bar.show_message(Message("Careful", tone=Tone.WARNING))
    bar.put_away(Tone.SUCCESS)
    assert [message.title for message in bar.messages()] == ["Careful"]
