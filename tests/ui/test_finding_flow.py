"""Filters, the jump to an id and the palette, used through the window."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from triage_app.domain.decisions import Verdict
from triage_app.domain.filters import Span
from triage_app.domain.queue import Column, QueueQuery, Tab
from triage_app.domain.saved_filters import SavedFilter
from triage_app.paths import Paths
from triage_app.ui.dialogs.palette import Palette, PaletteEntry

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def palette(desk: Any, command: str = "palette") -> Palette:
    """Open the palette by its command and return it."""
    desk.settle()
    desk.composition.actions.by_id[command].trigger()
    found = desk.composition.window.findChildren(Palette)
    assert len(found) == 1
    return found[0]


def choose(desk: Any, opened: Palette, typed: str) -> PaletteEntry:
    """Type into the palette, press Return, and wait until it is gone."""
    desk.qtbot.keyClicks(opened.field, typed)
    entry = opened.current()
    with desk.qtbot.waitSignal(opened.destroyed):
        desk.qtbot.keyClick(opened.field, Key.Key_Return)
    desk.settle()
    return entry


def test_the_palette_opens_by_its_key_and_closes_by_escape(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.qtbot.keyClick(desk.focus(), Key.Key_K, CTRL)
    opened = desk.composition.window.findChildren(Palette)[0]
    assert opened.isVisible()
    with desk.qtbot.waitSignal(opened.destroyed):
        desk.qtbot.keyClick(opened.field, Key.Key_Escape)
    assert desk.item() == "r1"


def test_the_palette_gives_a_verdict_like_its_key(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    entry = choose(desk, palette(desk), "opini")
    assert (entry.title, entry.detail, entry.key) == ("Opinion", "Review", "O")
    assert desk.verdict_of("r1") == "opinion"
    assert desk.item() == "r2"


def test_letters_typed_into_the_palette_are_no_verdicts(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    opened = palette(desk)
    desk.qtbot.keyClicks(opened.field, "cose")
    assert all(desk.verdict_of(item) is None for item in ("r1", "r2", "r3"))


def test_every_command_is_there_with_its_key_and_what_can_not_be_done_is_last(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.window.show_page("routing")
    entries = palette(desk).entries()
    by_id = {entry.id: entry for entry in entries}
    commands = set(desk.composition.actions.by_id) - {"palette"}
    assert {f"command:{name}" for name in commands} == set(by_id)
    assert by_id["command:tab_lead"].key == "Alt+4"
    assert not by_id["command:claim"].enabled
    able = [entry.enabled for entry in entries]
    assert able == sorted(able, reverse=True)


def test_what_was_done_last_is_offered_first(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    choose(desk, palette(desk), "likely op")
    assert palette(desk).entries()[0].id == "command:tab_likely_opinion"


def test_arrows_walk_over_what_can_be_done(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    opened = palette(desk)
    able = [entry.id for entry in opened.entries() if entry.enabled]
    desk.qtbot.keyClick(opened.field, Key.Key_Down)
    assert opened.current().id == able[1]
    desk.qtbot.keyClick(opened.field, Key.Key_Up)
    desk.qtbot.keyClick(opened.field, Key.Key_Up)
    assert opened.current().id == able[-1]
    assert opened.current().title in opened.field.accessibleDescription()


def test_nonsense_in_the_palette_gets_a_sentence(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    opened = palette(desk)
    opened.field.setText("xqz\u202ew")
    assert opened.entries() == ()
    assert opened.sentence() == "No command is called “xqz⟨U+202E⟩w”."
    desk.qtbot.keyClick(opened.field, Key.Key_Return)
    assert opened.isVisible()


def test_the_palette_jumps_to_an_id(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    entry = choose(desk, palette(desk), "o2")
    assert entry.title == "Jump to o2"
    assert desk.item() == "o2"
    assert desk.composition.desk.query.tab is Tab.LIKELY_OPINION


def test_a_jump_goes_by_the_beginning_of_an_id(
    desk: Any, write_backlog: Callable[..., Path]
) -> None:
    rows = [("70170", "one", 700), ("70171", "two", 600), ("8", "three", 990)]
    desk.open(write_backlog(rows))
    opened = palette(desk, "jump")
    desk.qtbot.keyClicks(opened.field, "701")
    assert [entry.title for entry in opened.entries()] == ["70170", "70171"]
    desk.qtbot.keyClicks(opened.field, "71")
    with desk.qtbot.waitSignal(opened.destroyed):
        desk.qtbot.keyClick(opened.field, Key.Key_Return)
    desk.settle()
    assert desk.item() == "70171"


def test_an_unknown_id_gets_a_sentence_and_nothing_moves(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    opened = palette(desk, "jump")
    assert opened.sentence() == "Type an id, or how it begins."
    desk.qtbot.keyClicks(opened.field, "zz")
    assert opened.sentence() == "No item here has the id zz."
    desk.composition.finding.palette.jump_to("r")
    assert desk.titles()[-1] == "5 ids begin with r."
    assert desk.item() == "r1"


def test_a_jump_clears_the_filters_only_if_they_hide_the_item_and_says_so(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    desk.composition.desk_page.filters.search.setText("r")
    desk.composition.desk_page.filters._search_settled()
    desk.settle()
    desk.composition.finding.palette.jump_to("r3")
    desk.settle()
    assert (desk.item(), desk.composition.desk.query.search) == ("r3", "r")
    desk.composition.finding.palette.jump_to("o1")
    desk.settle()
    assert desk.item() == "o1"
    assert not desk.composition.desk.query.filtered
    assert desk.titles()[-1] == "The filters were cleared to show o1."


def test_f_opens_the_filters_and_letters_in_them_are_no_verdicts(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    panel = desk.composition.desk_page.filters.panel
    desk.qtbot.keyClick(desk.focus(), Key.Key_F)
    assert panel.isVisible()
    box = next(iter(panel.standings.values()))
    box.setFocus()
    desk.qtbot.keyClick(box, Key.Key_C)
    assert desk.verdict_of("r1") is None
    desk.qtbot.keyClick(box, Key.Key_Escape)
    assert not panel.isVisible()
    assert QApplication.focusWidget() is desk.composition.desk_page.queue.table


def test_a_filter_narrows_the_queue_and_its_chip_brings_it_back(
    desk: Any, backlog: Path
) -> None:
    desk.open(backlog)
    bar = desk.composition.desk_page.filters
    before = desk.queue()
    desk.qtbot.keyClick(desk.focus(), Key.Key_F)
    views = bar.panel.ranges[Column.VIEWS]
    desk.qtbot.keyClicks(views.low, "0.5k")
    desk.qtbot.keyClick(views.low, Key.Key_Return)
    desk.settle()
    assert desk.queue() == ["r1", "r2", "r3"]
    assert bar.chips.words() == ["Views ≥ 500"]
    bar.chips.chips()[0].click()
    assert desk.queue() == before


def test_a_heading_offers_to_filter_by_its_column(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    queue = desk.composition.desk_page.queue
    menu = queue.menu(Column.DURATION)
    first = menu.actions()[0]
    assert first.text() == "Filter by this column…"
    first.trigger()
    panel = desk.composition.desk_page.filters.panel
    assert panel.isVisible()
    assert panel.ranges[Column.DURATION].low.hasFocus()
    menu.deleteLater()


def test_filters_are_saved_by_name_chosen_and_kept_for_the_next_time(
    desk: Any, make_desk: Callable[..., Any], backlog: Path, paths: Paths
) -> None:
    desk.open(backlog)
    desk.answers.ask_filter_name = lambda taken: "busy ones"
    desk.composition.actions.by_id["save_filters"].trigger()
    assert desk.titles()[-1] == "There is no filter to save."
    bar = desk.composition.desk_page.filters
    bar._edit(QueueQuery(views=Span(low=500)))
    shown = [m.title for m in desk.composition.window.messages.messages()]
    assert "There is no filter to save." not in shown
    desk.qtbot.keyClick(desk.focus(), Key.Key_S, CTRL | SHIFT)
    assert desk.titles()[-1] == "Saved the filter “busy ones”."
    bar.clear_filters()
    assert len(desk.queue()) > 3
    desk.settle()
    desk.close()
    again = make_desk()
    again.open(backlog)
    choose(again, palette(again), "filter: busy")
    assert again.queue() == ["r1", "r2", "r3"]
    kept = json.loads(paths.settings_file.read_text("utf-8"))["saved_filters"]
    assert kept == [{"name": "busy ones", "views": [500.0, None]}]


def test_saved_filters_can_be_renamed_and_deleted(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    saved = (SavedFilter.of("a", QueueQuery(search="x")),)
    desk.answers.ask_saved_filters = lambda now: saved
    desk.composition.finding.filters.manage()
    assert desk.composition.finding.filters.saved() == saved
    desk.answers.ask_saved_filters = lambda now: None
    desk.composition.finding.filters.manage()
    assert desk.composition.finding.filters.saved() == saved


def test_many_items_are_searched_beside_the_window(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    lister = desk.composition.finding.lister
    lister.at_once = 0
    bar = desk.composition.desk_page.filters
    before = desk.queue()
    desk.qtbot.keyClicks(bar.search, "penguins")
    bar._search_settled()
    assert lister.asked == QueueQuery(search="penguins")
    assert desk.queue() == before
    desk.qtbot.waitUntil(lambda: desk.queue() == ["r1"])
    assert bar.search.text() == "penguins"
    assert lister.asked is None


def test_only_the_newest_of_two_searches_is_shown(desk: Any, backlog: Path) -> None:
    desk.open(backlog)
    lister = desk.composition.finding.lister
    lister.at_once = 0
    bar = desk.composition.desk_page.filters
    bar._edit(QueueQuery(search="penguins"))
    bar._edit(QueueQuery(search="bees"))
    shown: list[list[str]] = []
    lister.ready.connect(lambda _listing: shown.append(desk.queue()))
    desk.qtbot.waitUntil(lambda: lister.asked is None)
    assert shown == [["r5"]]


@pytest.mark.parametrize("at_once", [0, 1000])
def test_a_verdict_meanwhile_loses_neither_itself_nor_the_search(
    desk: Any, backlog: Path, at_once: int
) -> None:
    desk.open(backlog)
    desk.composition.finding.lister.at_once = at_once
    desk.composition.desk.deciding.decide(Verdict.CLAIM)
    desk.composition.desk_page.filters._edit(QueueQuery(search="r"))
    desk.settle()
    lister = desk.composition.finding.lister
    desk.qtbot.waitUntil(lambda: lister.asked is None)
    assert desk.verdict_of("r1") is Verdict.CLAIM
    assert desk.composition.desk.query.search == "r"
