"""Starting the window: the application object, the look, and what is opened first."""

import gc
import json
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from triage_app.paths import Paths
from triage_app.services.services import Services
from triage_app.settings import SettingsFile
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.composition import Composition
from triage_app.ui.notifications import Hooks, Notifications
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.theme import Scheme, Theme


def application() -> QApplication:
    """Return the application object, made if there is none yet."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    before = qInstallMessageHandler(_refuse_instead_of_aborting)
    app = QApplication(sys.argv[:1])
    qInstallMessageHandler(before)
    app.setApplicationName("claim-triage")
    app.setApplicationDisplayName("Claim Triage")
    app.setDesktopFileName("claim-triage")
    return app


def open_window(
    services: Services,
    settings_file: SettingsFile,
    paths: Paths,
    arguments: WindowArguments,
) -> int:
    """Open the window and run until it is closed; return the exit status."""
    app = application()
    app.setQuitOnLastWindowClosed(False)
    notifications = Notifications()
    hooks = Hooks(notifications)
    hooks.install()
    kept = None if arguments.first_paint else settings_file
    preferences = Preferences(kept, notifications, paths.workspaces_folder)
    theme = Theme()
    scheme = Scheme(arguments.theme or preferences.current.theme)
    theme.apply(scheme, sheet=False)
    window = Composition(
        services,
        preferences,
        notifications,
        theme,
        arguments.moderator or "",
        Dialogs(theme),
    )
    window.finished.connect(app.quit)
    theme.put_sheet()
    window.window.painted.connect(collect_from_now_on)
    if arguments.first_paint:
        window.window.painted.connect(lambda: _tell_of_paint(window.window.close))
        window.window.show()
    else:
        window.intake.ended.connect(collect_from_now_on)
        window.begin(arguments.backlog, arguments.workspace)
    try:
        return app.exec()
    finally:
        hooks.remove()


def collect_from_now_on() -> None:
    """Let rubbish be collected, but no more of what was loaded so far.

    A collection of all that the libraries make takes a tenth of a second, and the
    window stands still meanwhile.
    """
    gc.freeze()
    gc.enable()


def _tell_of_paint(close: Callable[[], object]) -> None:
    """Print when the window was painted, for whoever measures it; then close it."""
    painted = time.monotonic()
    if sys.stdout is not None:  # as in a program without a console
        sys.stdout.write(json.dumps({"painted": painted}) + "\n")
        sys.stdout.flush()
    close()


def _refuse_instead_of_aborting(
    kind: QtMsgType, _context: QMessageLogContext, message: str
) -> None:
    """Say why Qt finds no display, and leave; Qt itself would abort with a core."""
    if kind is not QtMsgType.QtFatalMsg:
        return
    reason = message.strip().splitlines()[0]
    sys.stderr.write(
        f"triage-app: The window can't be opened. {reason} "
        "Work from the terminal with the command triage (see triage --help), or "
        "render a page with triage-app --screenshot PAGE.png BACKLOG.\n"
    )
    sys.stderr.flush()
    os._exit(1)
