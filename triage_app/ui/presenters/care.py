"""Pauses: offered after the lead's timebox, taken at any time, never enforced."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from triage_app.domain.desk_rules import Timebox
from triage_app.ui.active_time import ActiveTime
from triage_app.ui.presenters.daily import DailyPresenter
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.session import Session
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.views.pause_page import PauseContent, PausePage

_PAUSE, _ELSEWHERE = "pause", "elsewhere"
_MINUTE_MS = 60_000


class CarePresenter(QObject):
    """Counts the minutes of work and covers the desk while somebody rests.

    A pause comes between two items, never over one that is being read.

    Parameters
    ----------
    session : Session
    desk : DeskPresenter
    page : DeskPage
    pause_page : PausePage
    daily : DailyPresenter
    work : ActiveTime
        How long was worked since the last pause.
    clock : callable returning datetime
        The clock on the wall.

    Signals
    -------
    paused_changed(bool)
        The desk is covered, or no longer: its commands don't count meanwhile.
    """

    paused_changed = Signal(bool)

    def __init__(
        self,
        session: Session,
        desk: DeskPresenter,
        page: DeskPage,
        pause_page: PausePage,
        daily: DailyPresenter,
        work: ActiveTime,
        clock: Callable[[], datetime] = datetime.now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._page = page
        self._pause_page = pause_page
        self._daily = daily
        self._work = work
        self._clock = clock
        self._paused = False
        desk.card_ready.connect(self._offer)
        pause_page.left.connect(self.go_on)
        session.opened.connect(self._opened)

    @property
    def paused(self) -> bool:
        """Whether the desk is covered."""
        return self._paused

    def pause(self) -> None:
        """Take a pause now."""
        if self._session.workspace is not None:
            self._cover(offered=False)

    def go_on(self) -> None:
        """Uncover the desk and begin to count anew."""
        if not self._paused:
            return
        self._uncover()
        self._desk.focus_queue()

    def show_page(self, key: str) -> None:
        """Count the time on the desk alone, and give a pause its keyboard back."""
        if key != "desk":
            self._work.pause(_ELSEWHERE)
            return
        self._work.resume(_ELSEWHERE)
        if self._paused:
            self._pause_page.take_keyboard()

    def _opened(self) -> None:
        """Begin to count: another workspace is open."""
        if self._paused:
            self._uncover()
        self._work.start()

    def _offer(self) -> None:
        """Offer the pause that the lead has set, before the next item is read."""
        box = self._timebox
        self._work.touch()
        worked = self._work.read() or 0
        if box.work_minutes and worked >= box.work_minutes * _MINUTE_MS:
            self._cover(offered=True)

    def _cover(self, *, offered: bool) -> None:
        if self._paused:
            return
        self._paused = True
        self._work.touch()
        worked = (self._work.read() or 0) // _MINUTE_MS
        for watch in (self._work, self._desk.clock):
            watch.pause(_PAUSE)
        rest = self._timebox.pause_minutes
        until = self._clock() + timedelta(minutes=rest)
        self._pause_page.show_pause(
            PauseContent(
                offered, worked, self._daily.decided, rest, until.strftime("%H:%M")
            )
        )
        self._page.cover(self._pause_page)
        self.paused_changed.emit(True)
        self._pause_page.take_keyboard()

    def _uncover(self) -> None:
        self._paused = False
        for watch in (self._work, self._desk.clock):
            watch.resume(_PAUSE)
        self._work.start()
        self._page.uncover()
        self.paused_changed.emit(False)

    @property
    def _timebox(self) -> Timebox:
        workspace = self._session.workspace
        return Timebox() if workspace is None else workspace.rules.timebox
