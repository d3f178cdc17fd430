"""Verdicts on their way to the store: one step at a time, retried without harm."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import ItemError, UserFacingError
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.attempts import Attempt, Deed, same
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner

_UNDO: tuple[int, ...] = (-1,)


class VerdictFlow(QObject):
    """Gives verdicts to the store, takes them back and brings them again.

    What could not be kept waits under its ids until it is tried again, by the person or
    after the next verdict that is kept.

    Attributes
    ----------
    busy : bool
        Something is on its way.
    deed : Deed
        What landed last.

    Signals
    -------
    started
        A verdict or an undo is on its way; nothing else can be said until it landed.
    landed(Changes)
        It is durable.
    refused
        It was not kept; the card stays.
    """

    started = Signal()
    landed = Signal(object)
    refused = Signal()

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._unsaved: dict[tuple[int, ...], Attempt] = {}
        self._complaints: dict[tuple[int, ...], str] = {}
        self._newest: Attempt | None = None
        self.busy = False
        self.deed = Deed.GIVEN
        runner.crashed.connect(self._crashed)
        session.opened.connect(self._forget)

    @property
    def unsaved(self) -> tuple[VerdictRequest, ...]:
        """The verdicts that could not be kept and wait to be tried again."""
        waiting = self._unsaved.values()
        return tuple(request for attempt in waiting for request in attempt.requests)

    def give(
        self,
        row: int,
        verdict: Verdict,
        note: str,
        shown_at: str,
        why_shown: WhyShown | None,
        *,
        reason_code: str = "",
        active_ms: int | None = None,
    ) -> None:
        """Record a verdict; ignored while another one is on its way."""
        workspace = self._session.workspace
        if self.busy or workspace is None:
            return
        request = VerdictRequest(
            row=row,
            verdict=verdict,
            moderator=self._session.moderator,
            note=note,
            reason_code=reason_code,
            why_shown=why_shown,
            shown_at=shown_at,
            decision_id=str(uuid4()),
            decided_at=workspace.now(),
            active_ms=active_ms,
        )
        self._give((request,), lambda desk, asked: desk.decide(asked[0]))

    def give_many(
        self,
        rows: Sequence[int],
        verdict: Verdict,
        *,
        note: str = "",
        reason_code: str = "",
        shown_at: str = "",
        why_shown: WhyShown | None = WhyShown.GROUP,
        active_ms: int | None = None,
    ) -> None:
        """Record one verdict of many items as one step, which one undo takes back.

        Parameters
        ----------
        rows : sequence of int
            Rows of the case; nothing is done of none.
        active_ms : int or None
            How long the whole was looked at; each record gets its share.
        """
        workspace = self._session.workspace
        if self.busy or workspace is None or not rows:
            return
        share = None if active_ms is None else active_ms // len(rows)
        moment, moderator = workspace.now(), self._session.moderator
        requests = tuple(
            VerdictRequest(
                row=row,
                verdict=verdict,
                moderator=moderator,
                note=note,
                reason_code=reason_code,
                why_shown=why_shown,
                shown_at=shown_at,
                decision_id=str(uuid4()),
                decided_at=moment,
                active_ms=share,
            )
            for row in rows
        )
        self._give(requests, lambda desk, asked: desk.decide_many(asked))

    def undo(self) -> None:
        """Take the moderator's newest step back; ignored while one is on its way."""
        if self.busy or self._session.workspace is None:
            return
        given = [attempt for attempt in self._unsaved.values() if attempt.requests]
        if given:
            self._give_up(given[-1])
        else:
            self._step(Deed.UNDONE)

    def redo(self) -> None:
        """Bring back what was undone last; a verdict that isn't kept comes first."""
        if not self.busy and self._session.workspace is not None and not self.unsaved:
            self._step(Deed.REDONE)

    def retry(self) -> None:
        """Ask again for what could not be kept."""
        if self._unsaved and not self.busy:
            self._try(next(iter(self._unsaved.values())))

    def _give(
        self,
        requests: tuple[VerdictRequest, ...],
        record: Callable[[ReviewDesk, tuple[VerdictRequest, ...]], Changes],
    ) -> None:
        workspace = self._session.workspace
        assert workspace is not None
        desk, key = ReviewDesk(workspace), tuple(request.row for request in requests)
        failed = self._unsaved.get(key)
        if failed is not None and same(failed.requests, requests):
            requests = failed.requests
        self._try(
            Attempt(
                Deed.GIVEN, key, workspace, lambda: record(desk, requests), requests
            )
        )

    def _step(self, deed: Deed) -> None:
        """Undo or redo."""
        workspace = self._session.workspace
        assert workspace is not None
        desk, moderator = ReviewDesk(workspace), self._session.moderator
        own_id, moment = str(uuid4()), workspace.now()
        do = desk.undo if deed is Deed.UNDONE else desk.redo

        def work() -> Changes:
            return do(moderator, decision_id=own_id, decided_at=moment)

        self._try(Attempt(deed, _UNDO, workspace, work))

    def _give_up(self, attempt: Attempt) -> None:
        """Take back the newest verdict that wasn't acknowledged, landed or not."""
        workspace, first = attempt.workspace, attempt.requests[0]
        desk, own_id, moment = ReviewDesk(workspace), str(uuid4()), workspace.now()

        def work() -> Changes:
            return desk.give_up(
                first.decision_id,
                first.moderator,
                decision_id=own_id,
                decided_at=moment,
            )

        self._try(
            Attempt(Deed.GIVEN_UP, attempt.key, workspace, work, attempt.requests)
        )

    def _try(self, attempt: Attempt) -> None:
        self.busy = True
        self._newest = self._unsaved[attempt.key] = attempt
        self.started.emit()
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: attempt.work(),
            lambda changes: self._kept(attempt, changes),
            lambda error: self._not_kept(attempt, error),
        )

    def _kept(self, attempt: Attempt, changes: Changes) -> None:
        self.busy = False
        self._drop(attempt.key)
        self._drop(_UNDO)  # the newest step is another one now
        if attempt.workspace is not self._session.workspace:
            self.refused.emit()  # kept where it belongs; another workspace is shown
            return
        self.deed = attempt.deed
        self.landed.emit(changes)
        self.retry()

    def _not_kept(self, attempt: Attempt, error: UserFacingError) -> None:
        self.busy = False
        self._drop(attempt.key)
        if attempt.workspace is not self._session.workspace:
            self._tell_lost(attempt)
        elif isinstance(error, ItemError):
            self._notifications.tell(
                Message(error.title, error.detail, error.next_step, Tone.WARNING)
            )
        else:
            self._unsaved[attempt.key] = attempt
            self._complaints[attempt.key] = error.title
            self._notifications.fail(error, (self.tr("Try again"), self.retry))
        self.refused.emit()

    def _drop(self, key: tuple[int, ...]) -> None:
        """Forget an attempt and the complaint about it."""
        self._unsaved.pop(key, None)
        title = self._complaints.pop(key, "")
        if title and title not in self._complaints.values():
            self._notifications.withdraw(title)

    def _crashed(self, _error: object) -> None:
        if self.busy:
            self.busy = False
            self.refused.emit()

    def _forget(self) -> None:
        """Drop what was asked of a workspace that is no longer open."""
        for key, attempt in list(self._unsaved.items()):
            under_way = self.busy and attempt is self._newest
            if attempt.workspace is not self._session.workspace and not under_way:
                self._drop(key)
                self._tell_lost(attempt)

    def _tell_lost(self, attempt: Attempt) -> None:
        """Say that a verdict is given up: its workspace was left meanwhile."""
        message = attempt.lost()
        if message is not None:
            self._notifications.tell(message)
