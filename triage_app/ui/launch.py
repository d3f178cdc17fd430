"""Starting the window: the application object, the look, and what is opened first."""

import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from triage_app.paths import Paths
from triage_app.settings import SettingsFile
from triage_app.ui.arguments import WindowArguments
from triage_app.ui.notifications import Hooks, Notifications
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.starting import MakeServices, Start
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
    services: MakeServices,
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
    theme.calm = preferences.current.reduced_motion
    theme.apply(Scheme(arguments.theme or preferences.current.theme))
    start = Start(services, preferences, notifications, theme, arguments)
    start.finished.connect(app.quit)
    start.begin()
    try:
        status = app.exec()
    finally:
        start.end()
        hooks.remove()
    if start.error is not None:
        raise start.error
    return status


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
