"""Similar items in the window: told on the card, opened, decided and undone at once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import UserFacingError
from triage_app.domain.progress import CancelToken, Progress, no_progress
from triage_app.domain.similarity import Framing, Groups
from triage_app.domain.text_column import TextColumn
from triage_app.services.services import Services

CLAIM, OPINION, UNDO, GROUP = (
    Qt.Key.Key_C,
    Qt.Key.Key_O,
    Qt.Key.Key_U,
    Qt.Key.Key_G,
)
UP, DOWN, SPACE, ESC = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Space,
    Qt.Key.Key_Escape,
)
SHIFT = Qt.KeyboardModifier.ShiftModifier

# By views: s1 is a likely claim, s5 a likely opinion, all others are in review.
ROWS = (
    ("s1", "somebody read that bees can count", 950),
    ("r1", "penguins are said to sleep", 700),
    ("s2", "somebody says that bees can count", 600),
    ("s3", "i think that bees can count", 500),
    ("s4", "we think that bees can count", 400),
    ("r2", "they say the weather turns", 300),
    ("s5", "somebody told me that bees can count", 50),
)


class StatementGrouper:
    """Groups what says the same after its last "that"; "think" makes it personal."""

    gate: ClassVar[threading.Event | None] = None
    calls: ClassVar[int] = 0

    def group(
        self,
        texts: TextColumn,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Groups:
        StatementGrouper.calls += 1
        if StatementGrouper.gate is not None:
            StatementGrouper.gate.wait(10)
        if cancel is not None:
            cancel.raise_if_cancelled()
        said = [(text or "").rpartition(" that ") for text in texts.to_list()]
        stated = [statement if head else "" for head, _, statement in said]
        twice = [s for s in dict.fromkeys(stated) if s and stated.count(s) > 1]
        labels = [twice.index(s) if s in twice else -1 for s in stated]
        personal = ["think" in head for head, _, _ in said]
        framings = np.where(personal, Framing.PERSONAL, Framing.REPORTED)
        return Groups(np.array(labels, np.int32), framings.astype(np.int8))


@pytest.fixture(autouse=True)
def fresh_grouper() -> Iterator[None]:
    StatementGrouper.gate, StatementGrouper.calls = None, 0
    yield
    if StatementGrouper.gate is not None:
        StatementGrouper.gate.set()


@pytest.fixture
def desk(make_desk: Callable[..., Any], services: Services) -> Any:
    return make_desk(using=replace(services, groupers=StatementGrouper))


@pytest.fixture
def opened(desk: Any, write_backlog: Callable[..., Path], tmp_path: Path) -> Any:
    """The desk on s2, the second of the review lane, its groups known."""
    desk.open(write_backlog(ROWS), tmp_path / "bees.triage")
    known(desk)
    desk.press(DOWN)
    assert desk.item() == "s2"
    return desk


def known(desk: Any) -> None:
    """Wait until the groups are known."""
    groups = desk.composition.groups
    desk.qtbot.waitUntil(lambda: groups._groups is not None, timeout=10_000)


def panel(desk: Any) -> Any:
    return desk.composition.desk_page.group


def line(desk: Any) -> str:
    return str(desk.composition.desk_page.card.similar.line())


def press(
    desk: Any, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier
) -> None:
    desk.settle()
    QTest.keyClick(desk.focus(), key, modifier)
    desk.settle()


def shown(desk: Any) -> list[tuple[str, bool | None]]:
    """What the panel lists: text, and whether it is ticked."""
    model = panel(desk).model
    listed = []
    for place in range(model.rowCount()):
        index = model.index(place, 0)
        check = index.data(Qt.ItemDataRole.CheckStateRole)
        ticked = None if check is None else check == Qt.CheckState.Checked.value
        listed.append((str(index.data()), ticked))
    return listed


def test_the_card_tells_of_items_like_it_and_hides_what_is_hidden(opened: Any) -> None:
    assert line(opened) == "5 like this: 1 claim, 1 opinion, 3 hidden"
    button = opened.composition.desk_page.card.similar.button
    assert button.accessibleName() == line(opened)
    assert button.accessibleDescription() == "Key G"


def test_an_item_alone_has_no_line(opened: Any) -> None:
    opened.press(UP)
    assert opened.item() == "r1"
    assert line(opened) == ""
    assert opened.composition.desk_page.card.similar.isHidden()


def test_g_opens_the_group_in_the_queues_place_and_esc_goes_back(opened: Any) -> None:
    opened.press(GROUP)
    page = opened.composition.desk_page
    assert panel(opened).isVisible()
    assert not page.queue.isVisible()
    assert QApplication.focusWidget() is panel(opened).members
    assert panel(opened).title() == "5 like this"
    assert panel(opened).counts() == "1 claim · 1 opinion · 3 hidden"
    assert shown(opened) == [
        ("Reported: somebody said or read it · 3", True),
        ("somebody read that bees can count", True),
        ("somebody says that bees can count", True),
        ("somebody told me that bees can count", True),
        ("Personal: somebody thinks it · 2", True),
        ("i think that bees can count", True),
        ("we think that bees can count", True),
    ]
    opened.press(ESC)
    assert not panel(opened).isVisible()
    assert page.queue.isVisible()
    assert QApplication.focusWidget() is page.queue.table
    assert opened.item() == "s2"


def test_mixed_labels_and_framings_are_warned_of(opened: Any) -> None:
    opened.press(GROUP)
    assert panel(opened).warning.text() == (
        "The model calls 1 of them a claim and 1 an opinion. They are framed in "
        "different ways: 3 report what somebody said and 2 say what somebody thinks."
    )
    assert panel(opened).warning.isVisible()


def test_one_key_decides_all_and_one_undo_takes_all_back(opened: Any) -> None:
    before = opened.composition.session.counts.waiting
    opened.press(GROUP)
    press(opened, CLAIM, SHIFT)
    assert opened.receipt().startswith("Saved: claim for 5 items")
    assert not panel(opened).isVisible()
    assert opened.item() == "r2"
    for item in ("s1", "s2", "s3", "s4", "s5"):
        assert opened.verdict_of(item) is Verdict.CLAIM
    records = list(opened.composition.session.workspace.store.records())
    assert {record.decision.why_shown for record in records} == {WhyShown.GROUP}
    opened.press(UNDO)
    assert opened.receipt().startswith("Taken back: claim for 5 items")
    assert opened.item() == "s2"
    assert {opened.verdict_of(item) for item in ("s1", "s2", "s3", "s4", "s5")} == {
        None
    }
    assert opened.composition.session.counts.waiting == before


def test_space_makes_exceptions_by_keyboard(opened: Any) -> None:
    opened.press(GROUP)
    buttons = panel(opened).buttons
    assert buttons[Verdict.CLAIM].text() == "Claim for 5"
    assert buttons[Verdict.OPINION].key() == "Shift+O"
    opened.press(DOWN, SPACE)
    assert ("somebody told me that bees can count", False) in shown(opened)
    assert buttons[Verdict.CLAIM].text() == "Claim for 4"
    press(opened, OPINION, SHIFT)
    assert opened.receipt().startswith("Saved: opinion for 4 items")
    assert opened.verdict_of("s5") is None


def test_a_heading_leaves_out_all_of_its_kind(opened: Any) -> None:
    opened.press(GROUP, DOWN, DOWN, SPACE)
    assert [ticked for _, ticked in shown(opened)][4:] == [False, False, False]
    opened.press(SPACE)
    assert [ticked for _, ticked in shown(opened)][4:] == [True, True, True]
    opened.press(SPACE)
    press(opened, CLAIM, SHIFT)
    assert opened.receipt().startswith("Saved: claim for 3 items")
    assert opened.verdict_of("s3") is None


def test_a_click_makes_an_exception_too(opened: Any) -> None:
    opened.press(GROUP)
    members = panel(opened).members
    spot = members.visualRect(panel(opened).model.index(2, 0)).center()
    QTest.mouseClick(members.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert shown(opened)[2] == ("somebody says that bees can count", False)
    assert panel(opened).buttons[Verdict.CLAIM].text() == "Claim for 4"


def test_decided_members_are_shown_and_have_no_tick(opened: Any) -> None:
    opened.press(CLAIM, UP)
    assert opened.item() == "s2"
    assert line(opened) == "5 like this: 2 claim, 1 opinion, 2 hidden, 1 decided"
    opened.press(GROUP)
    assert shown(opened)[3] == ("somebody says that bees can count", None)
    assert panel(opened).buttons[Verdict.CLAIM].text() == "Claim for 4"
    opened.press(SPACE)
    assert panel(opened).model.ticked == 4
    press(opened, OPINION, SHIFT)
    assert opened.verdict_of("s2") is Verdict.CLAIM


def test_with_nothing_ticked_no_verdict_can_be_given(opened: Any) -> None:
    opened.press(GROUP, UP, UP, SPACE, DOWN, DOWN, DOWN, DOWN, SPACE)
    assert panel(opened).model.ticked == 0
    button = panel(opened).buttons[Verdict.CLAIM]
    assert (button.text(), button.isEnabled()) == ("Claim", False)
    press(opened, CLAIM, SHIFT)
    assert panel(opened).isVisible()
    assert not list(opened.composition.session.workspace.store.records())


def test_the_key_of_a_group_verdict_first_shows_the_group(opened: Any) -> None:
    press(opened, CLAIM, SHIFT)
    assert panel(opened).isVisible()
    assert not list(opened.composition.session.workspace.store.records())


def test_the_panel_says_so_where_nothing_is_alike(opened: Any) -> None:
    opened.press(UP, GROUP)
    state = panel(opened).empty_state()
    assert state is not None
    assert state.title == "Nothing is like this item"
    press(opened, CLAIM, SHIFT)
    assert panel(opened).isVisible()
    opened.press(ESC)
    assert opened.item() == "r1"


def test_while_groups_are_looked_for_the_panel_says_so(
    desk: Any, write_backlog: Callable[..., Path], tmp_path: Path
) -> None:
    StatementGrouper.gate = threading.Event()
    desk.open(write_backlog(ROWS), tmp_path / "bees.triage")
    desk.press(DOWN)
    assert line(desk) == ""
    desk.press(GROUP)
    state = panel(desk).empty_state()
    assert state is not None
    assert (state.title, state.busy) == ("Looking for items like this…", True)
    StatementGrouper.gate.set()
    desk.qtbot.waitUntil(lambda: panel(desk).empty_state() is None)
    assert line(desk).startswith("5 like this")
    assert panel(desk).model.ticked == 5


def test_another_item_or_tab_closes_the_panel(opened: Any) -> None:
    opened.press(GROUP)
    opened.composition.desk_page.tabs.tab_chosen.emit(opened.composition.desk.query.tab)
    assert not panel(opened).isVisible()
    opened.press(GROUP, CLAIM)
    assert opened.verdict_of("s2") is Verdict.CLAIM
    assert not panel(opened).isVisible()
    assert opened.item() == "s3"


def test_verdicts_given_elsewhere_keep_the_exceptions(opened: Any) -> None:
    opened.press(GROUP, DOWN, SPACE)
    opened.composition.flow.give(0, Verdict.CLAIM, "", "", None)
    opened.settle()
    assert panel(opened).isVisible()
    assert ("somebody told me that bees can count", False) in shown(opened)
    assert ("somebody read that bees can count", None) in shown(opened)
    assert panel(opened).model.ticked == 3
    assert panel(opened).members.currentIndex().data() == (
        "somebody told me that bees can count"
    )


def test_groups_are_looked_for_once_whatever_is_decided(opened: Any) -> None:
    opened.press(GROUP)
    press(opened, CLAIM, SHIFT)
    opened.press(UNDO, CLAIM)
    assert StatementGrouper.calls == 1


def test_added_items_join_their_groups(
    opened: Any, write_backlog: Callable[..., Path]
) -> None:
    rows = [("s6", "people say that bees can count", 500)]
    opened.answers.backlog = write_backlog(rows, "more.csv")
    opened.composition.opening.ask_addition()
    opened.qtbot.waitUntil(lambda: line(opened).startswith("6 like this"))
    assert StatementGrouper.calls == 2


def test_a_note_on_the_card_goes_with_each_of_them(opened: Any) -> None:
    opened.composition.desk_page.card.set_note("one clip")
    opened.press(GROUP)
    press(opened, CLAIM, SHIFT)
    records = list(opened.composition.session.workspace.store.records())
    assert [record.decision.note for record in records] == ["one clip"] * 5


def test_a_search_that_fails_is_tried_again_when_somebody_asks(
    desk: Any, monkeypatch: pytest.MonkeyPatch, backlog: Path
) -> None:
    group, failing = StatementGrouper.group, [True]

    def fail(self: StatementGrouper, *args: Any) -> Groups:
        groups = group(self, *args)
        if failing:
            raise UserFacingError("Items that say the same could not be looked for.")
        return groups

    monkeypatch.setattr(StatementGrouper, "group", fail)
    desk.open(backlog)
    desk.qtbot.waitUntil(lambda: StatementGrouper.calls > 0)
    for _ in range(3):
        desk.settle()
    assert StatementGrouper.calls == 1
    failing.clear()
    desk.press(GROUP)
    known(desk)
    assert StatementGrouper.calls == 2
