"""A window on a workspace, offscreen, worked by keys and the wheel as a person does."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from triage_app.bootstrap import build
from triage_app.domain.audit import AuditRule
from triage_app.domain.backlog import Backlog, Field
from triage_app.domain.desk_rules import DeskRules, DoubleReview
from triage_app.domain.plans import RoutingPlan
from triage_app.domain.policies import BandPolicy
from triage_app.domain.report import ImportReport
from triage_app.domain.scores import Scores
from triage_app.domain.text_column import TextColumn
from triage_app.services.intake import ScoredBacklog
from triage_app.services.workspace import Workspace
from triage_app.ui.composition import Composition
from triage_app.ui.launch import application
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.tasks import Queue as TaskQueue
from triage_app.ui.theme import Scheme, Theme

SIZE = (1440, 900)
_PATIENCE_S = 900.0
_LOOK_MS = 2


def scored(path: Path, items: int) -> ScoredBacklog:
    """Make a backlog, most of it in review; one in twenty says what others say."""
    rng = np.random.default_rng(4)
    words = np.array([f"word{number}" for number in range(5_000)])
    said = rng.integers(items, size=items) // 20 * 20
    said = np.where(rng.uniform(size=items) < 0.95, np.arange(items), said)
    drawn = words[rng.integers(len(words), size=(items, 12))][said]
    texts = TextColumn.from_strings(" ".join(row) for row in drawn.tolist())
    ids = TextColumn.from_strings(str(7_000_000_000 + row) for row in range(items))
    raw = {"video_id": ids, "video_transcription_text": texts}
    numbers = {Field.VIEWS: rng.integers(1, 10**6, items).astype(np.float64)}
    roles = {Field.ID: "video_id", Field.TRANSCRIPT: "video_transcription_text"}
    backlog = Backlog(raw, roles, numbers, np.arange(items, dtype=np.int64))
    p_claim = rng.uniform(0.05, 0.95, items)
    outside = rng.uniform(size=items) < 0.1
    scores = Scores(p_claim, p_claim, p_claim, outside, "plain-1")
    plan = RoutingPlan(BandPolicy(), AuditRule())
    report = ImportReport(
        source="made.csv",
        source_sha256="0" * 64,
        rows_read=items,
        accepted=items,
        quarantined=0,
        duplicates=0,
    )
    routing = plan.before_audit(scores)
    return ScoredBacklog(path, backlog, scores, routing, report, plan)


class Watch(QObject):
    """Tells whether a widget was painted while something held.

    A paint of a table that is still empty doesn't count.
    """

    def __init__(self, widget: QWidget, holds: Callable[[], bool]) -> None:
        super().__init__(widget)
        self.painted = False
        self._holds = holds
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See a paint go by; it is done when events have been handled."""
        if event.type() is QEvent.Type.Paint:
            self.painted |= self._holds()
        return False


class Window:
    """A window, shown.

    Parameters
    ----------
    folder : Path
        For its preferences.

    Attributes
    ----------
    services : Services
    whole : Composition
    """

    def __init__(self, folder: Path) -> None:
        self.app = application()
        self.services = build(workers=1)
        theme, notifications = Theme(), Notifications()
        theme.apply(Scheme.LIGHT)
        preferences = Preferences(None, notifications, folder)
        self.whole = Composition(
            self.services, preferences, notifications, theme, "m-07", Dialogs(theme)
        )
        self.whole.window.resize(*SIZE)
        self.whole.window.expect_paint()
        self.whole.window.show()
        self.rest()

    @classmethod
    def on_made(cls, folder: Path, items: int) -> "Window":
        """Open one on a made backlog, one in twenty decided items coming again."""
        window = cls(folder)
        path = folder / "made.triage"
        workspace = window.services.workspaces.open(path, create=True)
        workspace.add(scored(folder / "made.csv", items), "lead")
        workspace.set_rules(DeskRules(double=DoubleReview(0.05, 0.0)), "lead")
        window.show(workspace)
        return window

    @property
    def table(self) -> QAbstractScrollArea:
        """The queue's table."""
        table: QAbstractScrollArea = self.whole.desk_page.queue.table
        return table

    @property
    def busy(self) -> bool:
        """Whether anything is worked on in the background."""
        return any(self.whole.runner.busy(queue) for queue in TaskQueue)

    def show(self, workspace: Workspace) -> None:
        """Show a workspace, and wait until nothing is worked on."""
        self.whole.session.adopt(workspace)
        self.wait(lambda: self.whole.desk.ready)
        self.rest()
        self.whole.desk.focus_queue()

    def first_paint(self, workspace: Workspace) -> float:
        """Show a loaded workspace; return the milliseconds until its rows are seen."""
        watch = Watch(self.table.viewport(), lambda: self.has_rows(workspace))
        # As whoever opens one does, off the GUI's thread; it belongs to loading.
        workspace.make_ready(self.whole.session.moderator)
        start = time.perf_counter()
        self.whole.session.adopt(workspace)
        self.wait(lambda: watch.painted)
        spent = (time.perf_counter() - start) * 1e3
        watch.deleteLater()
        self.wait(lambda: self.whole.desk.ready)
        self.rest()
        return spent

    def has_rows(self, workspace: Workspace) -> bool:
        """Return whether the table shows a workspace's rows."""
        shown = self.whole.session.workspace is workspace
        return shown and bool(self.whole.desk_page.queue.table.model().rowCount())

    def wait(self, over: Callable[[], object]) -> None:
        """Handle events until something holds."""
        end = time.perf_counter() + _PATIENCE_S
        # To ask again and again would take the interpreter from who is waited for.
        wake, flags = QTimer(), QEventLoop.ProcessEventsFlag
        wake.start(_LOOK_MS)
        while not over():
            QApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
            if time.perf_counter() > end:
                raise AssertionError("the window did not come to rest")

    def rest(self, quiet_s: float = 0.0) -> None:
        """Wait until nothing is worked on, and a while longer."""
        self.wait(lambda: not self.busy)
        until = time.perf_counter() + quiet_s
        self.wait(lambda: time.perf_counter() >= until)
        self.wait(lambda: not self.busy)

    def decide(self, key: Qt.Key) -> float:
        """Press a key; return the milliseconds until the next card is painted."""
        records = self.history().records
        loop = QEventLoop()
        self.whole.desk.card_ready.connect(loop.quit)
        start = time.perf_counter()
        QTest.keyClick(self.whole.desk_page.queue.table, key)
        loop.exec()
        spent = (time.perf_counter() - start) * 1e3
        self.whole.desk.card_ready.disconnect(loop.quit)
        assert self.history().records == records + 1
        return spent

    def frame(self) -> float:
        """Repaint all that is seen; return the milliseconds."""
        start = time.perf_counter()
        self.whole.window.grab()
        return (time.perf_counter() - start) * 1e3

    def history(self) -> Any:
        """The log, folded."""
        workspace = self.whole.session.workspace
        assert workspace is not None
        return workspace.history

    def leave(self) -> None:
        """Let the workspace go, and show none."""
        self.whole.session.leave()
        self.rest()

    def close(self) -> None:
        """Close the window, and wait until everything is kept."""
        left: list[bool] = []
        self.whole.finished.connect(lambda: left.append(True))
        self.whole.window.close()
        self.wait(lambda: left)
        self.whole.dispose()


def scroll(area: QAbstractScrollArea, frames: int) -> list[float]:
    """Scroll a table, a few rows at a time and now and then far.

    Returns
    -------
    list of float
        Milliseconds from each move to its frame, painted.
    """
    bar = area.verticalScrollBar()
    rng = np.random.default_rng(3)
    spent = []
    for number in range(frames):
        start = time.perf_counter()
        if number % 20 == 19:
            bar.setValue(int(rng.integers(bar.maximum() + 1)))
        else:
            move(area)
        area.viewport().repaint()
        spent.append((time.perf_counter() - start) * 1e3)
        QApplication.processEvents()
    return spent


def move(area: QAbstractScrollArea) -> None:
    """Scroll a table by three rows, from the end back to the beginning."""
    bar = area.verticalScrollBar()
    ahead = bar.value() + 3 * bar.singleStep()
    bar.setValue(0 if ahead > bar.maximum() else ahead)
