"""A moderator at the real window, offscreen: presses keys, tells what receipts say.

Run as a program by ``test_window_kill.py``, which kills it at some moment: each line on
stdout is one thing that the window has told, and so must be true ever after.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from triage_app.bootstrap import build
from triage_app.paths import Paths
from triage_app.settings import SettingsFile
from triage_app.ui.composition import Composition
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.theme import Scheme, Theme

MODERATOR = "m-07"
PATIENCE_S = 30.0
# Half a second, and what a busy machine may take to write it down.
REST_S = 1.2
THOUGHT_S = 0.1
NOTES = ("seen twice", "half a thought <b>&", "no source named")


class Moderator:
    """Presses keys in a window and prints what it answered."""

    def __init__(self, app: QApplication, composition: Composition) -> None:
        self._app = app  # the window lives as long as it does
        self._window = composition
        self._landed = 0
        composition.flow.landed.connect(self._count)

    def open(self, workspace: Path) -> None:
        """Open a workspace; tell which item and note are on the card first."""
        self._window.begin(None, workspace)
        self._until(self._quiet)
        card = self._window.desk_page.card
        shown = card.content()
        item = "" if shown is None else shown.item.item_id
        _tell(opened=item, note=card.note())

    def work(self, chance: random.Random) -> None:
        """Review until the list is empty or the process is killed."""
        while self._window.desk.row is not None:
            kind = chance.choices(
                ["claim", "opinion", "skip", "undo", "redo", "note", "escalate"],
                [6, 6, 2, 4, 3, 3, 1],
            )[0]
            if kind in {"note", "escalate"}:
                self._type(chance.choice(NOTES), rest=kind == "note")
            if kind != "note":
                self._press(kind)

    def _press(self, kind: str) -> None:
        key = {"redo": Qt.Key.Key_U}.get(kind, Qt.Key(ord(kind[0].upper())))
        shift = Qt.KeyboardModifier.ShiftModifier
        held = shift if kind == "redo" else Qt.KeyboardModifier.NoModifier
        before = self._landed
        QTest.keyClick(self._focus(), key, held)
        self._until(self._quiet)
        if self._landed > before:
            _tell(receipt=self._window.desk_page.card.receipt.text())

    def _type(self, note: str, *, rest: bool) -> None:
        """Write a note; where it rests, tell so before the keyboard is given back."""
        shown = self._window.desk_page.card.content()
        QTest.keyClick(self._focus(), Qt.Key.Key_N)
        field = self._focus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, note)
        if rest and shown is not None:
            rested = time.monotonic() + REST_S
            self._until(lambda: time.monotonic() > rested)
            _tell(rested=shown.item.item_id, note=note)
            thought_over = time.monotonic() + THOUGHT_S
            self._until(lambda: time.monotonic() > thought_over)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self._until(self._quiet)

    def _count(self, _changes: object) -> None:
        self._landed += 1

    def _quiet(self) -> bool:
        window = self._window
        shown = window.desk.row is None or window.desk.ready
        opened = window.session.workspace is not None
        return opened and shown and not window.jobs.running and not window.flow.busy

    def _focus(self) -> QWidget:
        self._window.window.activateWindow()
        self._until(lambda: QApplication.focusWidget() is not None)
        return QApplication.focusWidget()

    def _until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError
            QTest.qWait(1)


def _tell(**said: str) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(workspace: Path, home: Path, seed: int) -> None:
    """Review a workspace until killed."""
    qInstallMessageHandler(lambda *_: None)
    app = QApplication(sys.argv[:1])
    paths, notifications, theme = Paths.under(home), Notifications(), Theme()
    theme.apply(Scheme.LIGHT)
    preferences = Preferences(
        SettingsFile(paths.settings_file), notifications, paths.workspaces_folder
    )
    window = Composition(
        build(), preferences, notifications, theme, MODERATOR, Dialogs(theme)
    )
    moderator = Moderator(app, window)
    moderator.open(workspace)
    moderator.work(random.Random(seed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
