"""The one door to the background: results, errors, cancelling, closing."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from triage_app.domain.errors import CancelledError, UserFacingError, WorkspaceError
from triage_app.domain.progress import Stage, Step
from triage_app.ui.tasks import Queue, TaskRunner


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Any]:
    runner = TaskRunner()
    yield runner
    runner.close()
    runner.deleteLater()


class Handlers:
    """Remembers what was called, and on which thread."""

    def __init__(self) -> None:
        self.results = []
        self.errors = []
        self.steps = []
        self.parts = []
        self.threads = []

    def done(self, result: Any) -> None:
        self.threads.append(threading.current_thread())
        self.results.append(result)


def test_a_result_arrives_on_the_gui_thread_and_the_work_ran_on_another(
    runner: TaskRunner, qtbot: QtBot
) -> Any:
    got = Handlers()

    def work(progress: Any, token: Any) -> Any:
        return threading.current_thread().name

    runner.submit(Queue.LONG, work, got.done, got.errors.append)
    qtbot.waitUntil(lambda: bool(got.results))
    assert got.results == ["triage-long_0"]
    assert got.threads == [threading.main_thread()]
    assert QThread.currentThread() is QApplication.instance().thread()


def test_parts_arrive_in_order_and_before_the_result(
    runner: TaskRunner, qtbot: QtBot
) -> Any:
    seen = []

    def work(progress: Any, token: Any, part: Any) -> Any:
        part(1)
        part(2)
        return 3

    runner.submit_parts(Queue.LONG, work, seen.append, seen.append, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [1, 2, 3]


def test_the_first_step_of_each_stage_is_told(runner: TaskRunner, qtbot: QtBot) -> None:
    got = Handlers()

    def work(progress: Any, token: Any) -> None:
        progress(Step(Stage.READING, 1, 2))
        progress(Step(Stage.SCORING, 1))

    runner.submit(Queue.LONG, work, got.done, got.errors.append, got.steps.append)
    qtbot.waitUntil(lambda: bool(got.results))
    assert [step.stage for step in got.steps] == [Stage.READING, Stage.SCORING]


def test_steps_that_follow_one_another_at_once_are_thinned_out(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    got = Handlers()

    def work(progress: Any, token: Any) -> None:
        for done in range(10_000):
            progress(Step(Stage.READING, done))

    runner.submit(Queue.LONG, work, got.done, got.errors.append, got.steps.append)
    qtbot.waitUntil(lambda: bool(got.results))
    assert 1 <= len(got.steps) < 100


def test_nothing_arrives_after_cancelling_not_even_what_was_on_its_way(
    runner: TaskRunner, qtbot: QtBot
) -> Any:
    got = Handlers()
    told = threading.Event()
    go_on = threading.Event()

    def work(progress: Any, token: Any, part: Any) -> Any:
        part("early")
        told.set()
        go_on.wait(10)
        part("late")
        return "result"

    task = runner.submit_parts(
        Queue.LONG, work, got.parts.append, got.done, got.errors.append
    )
    assert told.wait(10)
    task.cancel()
    with qtbot.waitSignal(runner.idle):
        go_on.set()
    assert (got.parts, got.results, got.errors) == ([], [], [])
    assert task.token.cancelled
    assert not runner.busy(Queue.LONG)


def test_work_that_was_cancelled_before_its_turn_never_runs(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    ran = []
    go_on = threading.Event()
    ignore = ran.append
    runner.submit(Queue.LONG, lambda p, t: go_on.wait(10), lambda r: None, ignore)
    second = runner.submit(
        Queue.LONG, lambda p, t: ran.append("second"), ignore, ignore
    )
    second.cancel()
    with qtbot.waitSignal(runner.idle):
        go_on.set()
    assert ran == []


def test_being_cancelled_is_silent(runner: TaskRunner, qtbot: QtBot) -> None:
    got = Handlers()

    def work(progress: Any, token: Any) -> None:
        raise CancelledError

    with qtbot.assertNotEmitted(runner.crashed), qtbot.waitSignal(runner.idle):
        runner.submit(Queue.LONG, work, got.done, got.errors.append)
    assert (got.results, got.errors) == ([], [])


def test_an_error_for_people_goes_to_whoever_asked(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    got = Handlers()

    def work(progress: Any, token: Any) -> None:
        raise WorkspaceError("The disk is full.")

    with qtbot.assertNotEmitted(runner.crashed), qtbot.waitSignal(runner.idle):
        runner.submit(Queue.STORE, work, got.done, got.errors.append)
    (error,) = got.errors
    assert isinstance(error, UserFacingError)
    assert error.title == "The disk is full."


def test_a_bug_reaches_the_crash_report_and_the_log(
    runner: TaskRunner, qtbot: QtBot, no_error_records: list[logging.LogRecord]
) -> Any:
    got = Handlers()

    def work(progress: Any, token: Any) -> Any:
        return 1 / 0

    with qtbot.waitSignal(runner.crashed) as crashed:
        runner.submit(Queue.STORE, work, got.done, got.errors.append)
    assert isinstance(crashed.args[0], ZeroDivisionError)
    assert (got.results, got.errors) == ([], [])
    assert [r.getMessage() for r in no_error_records] == ["Background work failed"]
    no_error_records.clear()


def test_a_handler_that_fails_leaves_the_queue_usable(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    got = Handlers()

    def broken(result: Any) -> None:
        raise RuntimeError("in a handler")

    with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(runner.idle):
        runner.submit(Queue.STORE, lambda p, t: 1, broken, got.errors.append)
    assert [str(e[1]) for e in exceptions] == ["in a handler"]
    runner.submit(Queue.STORE, lambda p, t: 2, got.done, got.errors.append)
    qtbot.waitUntil(lambda: got.results == [2])


def test_the_stores_work_is_done_one_piece_after_another(
    runner: TaskRunner, qtbot: QtBot
) -> Any:
    order, results = [], []

    def piece(number: Any) -> Any:
        def work(progress: Any, token: Any) -> Any:
            order.append(("begin", number))
            order.append(("end", number))
            return number

        return work

    for number in range(20):
        runner.submit(Queue.STORE, piece(number), results.append, results.append)
    qtbot.waitUntil(lambda: len(results) == 20)
    assert results == list(range(20))
    assert order == [(w, n) for n in range(20) for w in ("begin", "end")]


def test_closing_lets_the_stores_work_finish_and_stops_the_long_one(
    runner: TaskRunner,
) -> Any:
    kept, stopped = [], []
    began = threading.Event()

    def long(progress: Any, token: Any) -> None:
        began.set()
        while not token.cancelled:
            threading.Event().wait(0.001)
        stopped.append(True)

    def ignore(_value: Any) -> Any:
        return None

    runner.submit(Queue.LONG, long, ignore, ignore)
    runner.submit(Queue.STORE, lambda p, t: kept.append(True), ignore, ignore)
    assert began.wait(10)
    runner.close()
    assert (kept, stopped) == ([True], [True])
    assert not any(t.name.startswith("triage-") for t in threading.enumerate())
