"""What nobody caught reaches the person and the log; Qt's words reach the log."""

import logging
import sys
import threading
from typing import Any

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from triage_app.domain.errors import UserFacingError
from triage_app.ui.notifications import Hooks, Notifications, Tone, log_qt_message


@pytest.fixture
def crashes(qapp: Any) -> Any:
    notifications = Notifications()
    seen: list[tuple[str, str]] = []
    notifications.crashed.connect(lambda title, details: seen.append((title, details)))
    hooks = Hooks(notifications)
    before = sys.excepthook, threading.excepthook
    hooks.install()
    yield seen
    hooks.remove()
    sys.excepthook, threading.excepthook = before


def raised() -> BaseException:
    try:
        {}["lost"] += 1
    except KeyError as error:
        return error


def test_an_exception_nobody_caught_is_shown_and_logged(
    crashes: Any, no_error_records: list[logging.LogRecord]
) -> None:
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    ((title, details),) = crashes
    assert title == "KeyError"
    assert "KeyError: 'lost'" in details
    assert "in raised" in details
    assert [record.getMessage() for record in no_error_records] == [
        "Uncaught exception"
    ]
    no_error_records.clear()


def test_an_exception_in_a_thread_is_shown_too(
    crashes: Any, qtbot: Any, no_error_records: list[logging.LogRecord]
) -> None:
    def fail() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(crashes))
    assert "RuntimeError: in a thread" in crashes[0][1]
    no_error_records.clear()


def test_a_keyboard_interrupt_is_no_bug(
    crashes: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    error = KeyboardInterrupt()
    sys.excepthook(KeyboardInterrupt, error, None)
    assert crashes == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_words_of_qt_go_to_the_log_at_their_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="triage_app")
    context = QMessageLogContext()
    log_qt_message(QtMsgType.QtWarningMsg, context, "a warning")
    log_qt_message(QtMsgType.QtDebugMsg, context, "a detail")
    assert [(r.levelno, r.getMessage()) for r in caplog.records] == [
        (logging.WARNING, "a warning"),
        (logging.DEBUG, "a detail"),
    ]


def test_an_error_for_people_becomes_a_message(qapp: Any) -> None:
    notifications, told = Notifications(), []
    notifications.told.connect(told.append)
    notifications.fail(UserFacingError("What.", "Why.", "Do this."))
    (message,) = told
    assert (message.title, message.detail, message.next_step) == (
        "What.",
        "Why.",
        "Do this.",
    )
    assert message.tone is Tone.ERROR
