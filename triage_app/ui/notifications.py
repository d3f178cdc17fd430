"""One bus for what the person is told: messages for the bar, bugs for the dialog."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from triage_app.domain.errors import UserFacingError

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("triage_app.ui.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Tone(StrEnum):
    """How a message is meant."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Message:
    """Something to tell the person.

    Attributes
    ----------
    title : str
        One sentence.
    detail, next_step : str
    tone : Tone
    actions : tuple of (str, callable)
        Buttons by label.
    """

    title: str
    detail: str = ""
    next_step: str = ""
    tone: Tone = Tone.INFO
    actions: tuple[tuple[str, Callable[[], None]], ...] = ()


class Notifications(QObject):
    """Brings messages and bugs to whoever shows them, from any thread.

    Signals
    -------
    told(Message)
        For the message bar.
    withdrawn(str)
        Messages with this title no longer hold.
    crashed(str, str)
        A bug: one line, and the details to copy.
    """

    told = Signal(object)
    withdrawn = Signal(str)
    crashed = Signal(str, str)

    def tell(self, message: Message) -> None:
        """Show a message."""
        self.told.emit(message)

    def withdraw(self, title: str) -> None:
        """Take a message back that no longer holds."""
        self.withdrawn.emit(title)

    def fail(
        self, error: UserFacingError, *actions: tuple[str, Callable[[], None]]
    ) -> None:
        """Show what went wrong and what to do about it."""
        self.tell(
            Message(error.title, error.detail, error.next_step, Tone.ERROR, actions)
        )

    def crash(self, error: BaseException) -> None:
        """Report a bug of ours."""
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        self.crashed.emit(type(error).__name__, "".join(lines))


class Hooks:
    """Brings what nobody caught to a `Notifications`, and Qt's own words to the log.

    Parameters
    ----------
    notifications : Notifications
    """

    def __init__(self, notifications: Notifications) -> None:
        self._notifications = notifications

    def install(self) -> None:
        """Take the process's hooks over."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(log_qt_message)

    def remove(self) -> None:
        """Give the process's hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _uncaught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("Uncaught exception", exc_info=(kind, error, trace))
        self._notifications.crash(error)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def log_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Put one of Qt's messages into the log."""
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
