"""The queue learns while it is worked, around the card in hand."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from PySide6.QtCore import Qt

from triage_app.domain.queue import Column, QueueQuery, arrange
from triage_app.ui.tasks import Queue

CLAIM, OPINION = Qt.Key.Key_C, Qt.Key.Key_O


@pytest.fixture
def learning(desk: Any, write_backlog: Callable[..., Path]) -> Any:
    """Two hundred unfamiliar items, claims and opinions by turns from the top."""
    rows = [
        (f"i{row:03}", f"unfamiliar {'moon' if row % 2 else 'tea'}", 900 - row)
        for row in range(200)
    ]
    desk.open(write_backlog(rows))
    return desk


def decide(desk: Any, verdicts: int) -> None:
    """Call what holds the moon a claim, the others opinions."""
    for _ in range(verdicts):
        content = desk.composition.desk_page.card.content()
        desk.press(CLAIM if "moon" in content.item.transcript else OPINION)


def hold_long_work(desk: Any) -> Event:
    """Keep the long queue busy until the event is set."""
    gate, runner = Event(), desk.composition.runner
    desk.qtbot.waitUntil(lambda: not runner.busy(Queue.LONG))
    runner.submit(Queue.LONG, lambda *_: gate.wait(30), lambda _: None, lambda _: None)
    return gate


def wait_until_learnt(desk: Any) -> None:
    status, runner = desk.composition.window.status, desk.composition.runner
    desk.qtbot.waitUntil(lambda: "Order refreshed" in status.text(), timeout=10_000)
    desk.qtbot.waitUntil(lambda: not any(runner.busy(queue) for queue in Queue))
    desk.settle()


def test_the_queue_begins_in_its_own_order(learning: Any) -> None:
    assert learning.composition.desk.query.sort is Column.POSITION
    case, queue = learning.composition.session.case, learning.queue()
    keys = [case.keys[case.row_of.get(item)] for item in queue]
    assert keys == sorted(keys, reverse=True)


def test_after_twenty_verdicts_what_is_likely_comes_first(learning: Any) -> None:
    decide(learning, 20)
    wait_until_learnt(learning)
    assert learning.composition.window.status.text() == (
        "Order refreshed from 20 verdicts"
    )
    case = learning.composition.session.case
    ahead = learning.queue()[21:60]
    texts = [case.item(case.row_of.get(item)).transcript for item in ahead]
    assert sum("moon" in text for text in texts) >= 36
    events = learning.composition.session.workspace.store.events()
    assert events[-1].kind == "reranked"


def test_a_new_order_is_sorted_beside_the_gui_thread(
    learning: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()

    def noted(*args: Any) -> Any:
        threads.add(current_thread())
        return arrange(*args)

    decide(learning, 19)
    monkeypatch.setattr("triage_app.ui.presenters.listing.arrange", noted)
    decide(learning, 1)
    wait_until_learnt(learning)
    assert threads
    assert main_thread() not in threads


def test_a_list_asked_for_meanwhile_is_not_replaced(
    learning: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    composition = learning.composition

    def slow(*args: Any) -> Any:
        rows = arrange(*args)
        composition.desk._list.query = QueueQuery(search="moon")
        return rows

    decide(learning, 19)
    monkeypatch.setattr("triage_app.ui.presenters.listing.arrange", slow)
    decide(learning, 1)
    wait_until_learnt(learning)
    case = composition.session.case
    rows = [case.row_of.get(item) for item in learning.queue()]
    assert len(rows) == 100
    assert all("moon" in case.item(row).transcript for row in rows)


def test_the_card_in_hand_its_note_and_the_scroll_stay(learning: Any) -> None:
    gate = hold_long_work(learning)
    decide(learning, 30)
    desk, page = learning.composition.desk, learning.composition.desk_page
    page.card.note_field.setText("half a thought")
    item, place = learning.item(), page.card.place.text()
    shown_at, position = desk._hand.shown_at, page.queue.position()
    bar = page.queue.table.verticalScrollBar()
    bar.setValue(3)
    before = learning.queue()
    gate.set()
    wait_until_learnt(learning)
    assert learning.queue() != before
    assert learning.item() == item
    assert page.card.note() == "half a thought"
    assert page.card.place.text() == place
    assert desk._hand.shown_at == shown_at
    assert bar.value() == 3
    assert page.queue.position() == position
    assert learning.queue()[position] == item


def test_the_next_card_is_the_best_of_the_new_order(learning: Any) -> None:
    decide(learning, 20)
    wait_until_learnt(learning)
    held = learning.composition.desk_page.queue.position()
    best = learning.queue()[held + 1]
    decide(learning, 1)
    assert learning.item() == best


def test_a_lane_and_a_score_never_change_by_it(learning: Any) -> None:
    case = learning.composition.session.case
    lanes, scores = case.routing.lanes.copy(), case.scores
    decide(learning, 20)
    wait_until_learnt(learning)
    after = learning.composition.session.case
    assert (after.routing.lanes == lanes).all()
    assert after.scores is scores


def test_switched_off_it_stays_as_it_is(learning: Any) -> None:
    workspace = learning.composition.session.workspace
    workspace.set_reranking(False, "m-07")
    before = learning.queue()
    decide(learning, 22)
    assert not learning.composition.runner.busy(Queue.LONG)
    assert learning.queue() == before
    assert learning.composition.window.status.text() == ""


def test_it_waits_for_other_long_work(learning: Any) -> None:
    gate = hold_long_work(learning)
    decide(learning, 20)
    assert learning.composition.reranking._task is None
    gate.set()
    wait_until_learnt(learning)
