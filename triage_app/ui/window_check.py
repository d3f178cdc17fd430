"""Whether the window builds here, and Qt's binding keeps its references to None."""

import sys

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QLabel

from triage_app.paths import Paths
from triage_app.services.services import Services
from triage_app.settings import SettingsFile
from triage_app.ui.composition import Composition
from triage_app.ui.launch import application
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.theme import Scheme, Theme

CALLS = 2_000
# Other threads and caches move the count by a few; the fault loses one a call.
SLACK = 200
_PATIENCE_MS = 30_000


def none_references_lost(calls: int = CALLS) -> int:
    """Return how many references to None that many calls into Qt cost."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(calls):
        label.setText(str(number))
    lost = before - sys.getrefcount(None)
    label.deleteLater()
    return lost


def check_window(services: Services, settings_file: SettingsFile, paths: Paths) -> str:
    """Open the window on nothing and close it; say what was found.

    Raises
    ------
    RuntimeError
        If the window isn't painted, or references to None are lost.
    """
    application()
    lost = none_references_lost()
    if lost > SLACK:
        raise RuntimeError(
            f"{lost} references to None were lost in {CALLS} calls: this PySide6 "
            "aborts after some hours of work"
        )
    notifications = Notifications()
    preferences = Preferences(settings_file, notifications, paths.workspaces_folder)
    theme = Theme()
    theme.apply(Scheme.LIGHT)
    window = Composition(
        services, preferences, notifications, theme, "self-test", Dialogs(theme)
    )
    painted: list[bool] = []
    loop = QEventLoop()
    window.window.painted.connect(lambda: painted.append(True))
    window.window.painted.connect(window.window.close)
    window.finished.connect(loop.quit)
    patience = QTimer(interval=_PATIENCE_MS, singleShot=True)
    patience.timeout.connect(loop.quit)
    patience.start()
    window.window.show()
    loop.exec()
    patience.stop()
    window.dispose()
    if not painted:
        raise RuntimeError("the window was not painted")
    return f"the window is painted, {max(0, lost)} references to None lost"
