"""Lists made beside the window: the newest asked for, and no other."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from triage_app.domain.progress import CancelToken
from triage_app.domain.queue import QueueQuery
from triage_app.domain.text_column import TextColumn
from triage_app.domain.text_index import TextIndex
from triage_app.ui.presenters import lister as module
from triage_app.ui.presenters.lister import Lister
from triage_app.ui.tasks import TaskRunner

OLD, BETWEEN, NEW = (QueueQuery(search=word) for word in ("o", "ol", "new"))
PATIENCE_S = 20


@pytest.fixture
def runner(qapp: Any) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()
    made.deleteLater()


def test_who_goes_on_typing_waits_for_no_older_search(
    qtbot: Any, runner: TaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked, stopped = threading.Event(), threading.Event(), []
    session = SimpleNamespace(case=["many"], veil=None)
    made: list[QueueQuery] = []

    def of(case: Any, query: QueueQuery, veil: Any, cancel: CancelToken) -> Any:
        made.append(query)
        if query == OLD:
            begun.set()
            assert asked.wait(PATIENCE_S)
            stopped.append(cancel.cancelled)
            cancel.raise_if_cancelled()
        return SimpleNamespace(case=case, query=query)

    monkeypatch.setattr(module.Listing, "of", of)
    lister: Any = Lister(session, runner, at_once=0)  # type: ignore[arg-type]
    shown: list[QueueQuery] = []
    lister.ready.connect(lambda listing: shown.append(listing.query))
    lister.ask(OLD)
    assert begun.wait(PATIENCE_S)
    lister.ask(BETWEEN)
    lister.ask(NEW)
    asked.set()
    qtbot.waitUntil(lambda: lister.asked is None)
    assert stopped == [True], "the search under way is told to stop"
    assert made == [OLD, NEW], "one that was overtaken in the queue is never made"
    assert shown == [NEW]
    lister.deleteLater()


def test_long_texts_are_searched_beside_the_window_until_their_index_is_built(
    qtbot: Any, runner: TaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = TextColumn.from_strings(["a long story " * 99_000] * 2)

    class Few(list[str]):
        text_index = TextIndex([column])

    case = Few(["one", "other"])
    session = SimpleNamespace(case=case, veil=None)
    monkeypatch.setattr(
        module.Listing,
        "of",
        lambda case, query, *_: SimpleNamespace(case=case, query=query),
    )
    lister: Any = Lister(session, runner)  # type: ignore[arg-type]
    lister.ask(QueueQuery())
    assert lister.asked is None, "nothing is searched"
    lister.ask(OLD)
    assert lister.asked == OLD
    qtbot.waitUntil(lambda: lister.asked is None)
    case.text_index.build()
    lister.ask(OLD)
    assert lister.asked is None
    lister.deleteLater()
