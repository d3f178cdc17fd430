"""Notes that were begun: kept while one types, there again after a restart."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from triage_app.domain.errors import WorkspaceError
from triage_app.domain.ports import WorkspaceStore

CLAIM = Qt.Key.Key_C
FULL = WorkspaceError("The disk is full.", next_step="Make room.")


def kept(desk: Any) -> dict[str, str]:
    return dict(desk.composition.session.workspace.store.drafts("m-07"))


def write(desk: Any, words: str) -> None:
    desk.qtbot.keyClicks(desk.composition.desk_page.card.note_field, words)


def refuse(store: WorkspaceStore, failure: list[WorkspaceError]) -> None:
    """Let a store fail to keep notes as long as there is a failure."""
    keep = store.save_draft

    def breakable(moderator: str, item_id: str, note: str) -> None:
        if failure:
            raise failure[0]
        keep(moderator, item_id, note)

    store.save_draft = breakable  # type: ignore[method-assign]


def test_a_note_is_saved_soon_after_it_was_typed(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    write(desk, "half a th")
    desk.qtbot.waitUntil(lambda: kept(desk) == {"r1": "half a th"})
    desk.composition.desk_page.card.note_field.clear()
    write(desk, "x")
    desk.qtbot.waitUntil(lambda: kept(desk) == {"r1": "x"})


def test_a_note_is_saved_as_one_leaves_the_card_and_goes_with_the_verdict(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    write(desk, "later")
    desk.press(Qt.Key.Key_Down)
    desk.composition.drafts.save()
    desk.qtbot.waitUntil(lambda: kept(desk) == {"r1": "later"})
    desk.press(Qt.Key.Key_Up, CLAIM)
    assert desk.composition.session.workspace.history.current("r1").note == "later"
    assert kept(desk) == {}


def test_a_begun_note_is_there_after_a_restart_with_its_card(
    make_desk: Any, backlog: Path
) -> None:
    desk = make_desk()
    desk.open(backlog)
    write(desk, "begun")
    desk.close()
    again = make_desk()
    again.open(backlog)
    assert again.item() == "r1"
    assert again.composition.desk_page.card.note() == "begun"
    again.press(CLAIM)
    assert again.composition.session.workspace.history.current("r1").note == "begun"


def test_each_moderator_has_notes_of_her_own(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    write(desk, "mine")
    desk.composition.session.set_moderator("m-08")
    desk.settle()
    card = desk.composition.desk_page.card
    assert card.note() == ""
    desk.composition.session.set_moderator("m-07")
    desk.settle()
    assert card.note() == "mine"


def test_a_note_that_can_not_be_saved_is_told_of_once_and_kept_in_memory(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    failure = [FULL]
    refuse(desk.composition.session.workspace.store, failure)
    for words in ("on", "e"):
        write(desk, words)
        desk.composition.drafts.save()
        desk.qtbot.waitUntil(lambda: desk.composition.drafts.unsaved == 1)
    assert desk.titles().count(FULL.title) == 1
    desk.press(Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert desk.composition.desk_page.card.note() == "one"
    failure.clear()
    desk.composition.drafts.save()
    desk.qtbot.waitUntil(lambda: kept(desk) == {"r1": "one"})
    messages = desk.composition.window.messages.messages
    desk.qtbot.waitUntil(lambda: FULL.title not in [m.title for m in messages()])


def test_the_complaint_about_a_note_goes_with_the_verdict_that_took_the_note(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    refuse(desk.composition.session.workspace.store, [FULL])
    write(desk, "one")
    desk.composition.drafts.save()
    desk.qtbot.waitUntil(lambda: FULL.title in desk.titles())
    desk.press(CLAIM)
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert FULL.title not in shown


def test_closing_with_a_note_that_can_not_be_saved_warns_once(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    refuse(desk.composition.session.workspace.store, [FULL])
    write(desk, "lost?")
    desk.composition.window.close()
    desk.qtbot.waitUntil(lambda: "A note isn't saved yet." in desk.titles())
    assert desk.composition.window.isVisible()
    desk.close()
    assert not desk.composition.window.isVisible()
