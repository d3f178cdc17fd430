"""Verdicts on their way to the store: one at a time, retried without harm."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Verdict, WhyShown
from triage_app.domain.errors import ItemError, UserFacingError
from triage_app.services.review import ReviewDesk, VerdictRequest
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner

_UNDO = -1


@dataclass(frozen=True)
class _Attempt:
    """Something to be kept: asking again is the same request with the same id.

    Attributes
    ----------
    key : int
        The row, or `_UNDO`.
    """

    key: int
    workspace: Workspace
    work: Callable[[], Changes]
    request: VerdictRequest | None = None


class VerdictFlow(QObject):
    """Gives verdicts to the store and takes them back.

    What could not be kept waits under its id until it is tried again, by the person or
    after the next verdict that is kept.

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
        self._unsaved: dict[int, _Attempt] = {}
        self._complaints: dict[int, str] = {}
        self._newest: _Attempt | None = None
        self.busy = False
        runner.crashed.connect(self._crashed)
        session.opened.connect(self._forget)

    @property
    def unsaved(self) -> tuple[VerdictRequest, ...]:
        """The verdicts that could not be kept and wait to be tried again."""
        waiting = (attempt.request for attempt in self._unsaved.values())
        return tuple(request for request in waiting if request is not None)

    def give(
        self,
        row: int,
        verdict: Verdict,
        note: str,
        shown_at: str,
        why_shown: WhyShown | None,
    ) -> None:
        """Record a verdict; ignored while another one is on its way."""
        workspace = self._session.workspace
        if self.busy or workspace is None:
            return
        desk = ReviewDesk(workspace)
        request = VerdictRequest(
            row=row,
            verdict=verdict,
            moderator=self._session.moderator,
            note=note,
            why_shown=why_shown,
            shown_at=shown_at,
            decision_id=str(uuid4()),
            decided_at=workspace.now(),
        )
        request = self._same_as_failed(request) or request
        self._try(_Attempt(row, workspace, lambda: desk.decide(request), request))

    def undo(self) -> None:
        """Take the moderator's newest verdict back; ignored while one is on its way."""
        workspace = self._session.workspace
        if self.busy or workspace is None:
            return
        desk, moderator = ReviewDesk(workspace), self._session.moderator
        own_id, moment = str(uuid4()), workspace.now()
        if self.unsaved:
            self._give_up(self.unsaved[-1], own_id, moment)
            return

        def work() -> Changes:
            return desk.undo(moderator, decision_id=own_id, decided_at=moment)

        self._try(_Attempt(_UNDO, workspace, work))

    def _give_up(self, request: VerdictRequest, own_id: str, moment: str) -> None:
        """Take back the newest verdict that wasn't acknowledged, landed or not."""
        workspace = self._unsaved[request.row].workspace
        desk = ReviewDesk(workspace)

        def work() -> Changes:
            return desk.give_up(
                request.decision_id,
                request.moderator,
                decision_id=own_id,
                decided_at=moment,
            )

        self._try(_Attempt(request.row, workspace, work, request))

    def retry(self) -> None:
        """Ask again for what could not be kept."""
        if self._unsaved and not self.busy:
            self._try(next(iter(self._unsaved.values())))

    def _same_as_failed(self, request: VerdictRequest) -> VerdictRequest | None:
        """Return the request that failed before, if it says the same of the item."""
        failed = self._unsaved.get(request.row)
        before = None if failed is None else failed.request
        same = before is not None and (before.verdict, before.note, before.moderator)
        asked = (request.verdict, request.note, request.moderator)
        return before if same == asked else None

    def _try(self, attempt: _Attempt) -> None:
        self.busy = True
        self._newest = self._unsaved[attempt.key] = attempt
        self.started.emit()
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: attempt.work(),
            lambda changes: self._kept(attempt, changes),
            lambda error: self._not_kept(attempt, error),
        )

    def _kept(self, attempt: _Attempt, changes: Changes) -> None:
        self.busy = False
        self._drop(attempt.key)
        self._drop(_UNDO)  # the newest verdict is another one now
        if attempt.workspace is not self._session.workspace:
            self.refused.emit()  # kept where it belongs; another workspace is shown
            return
        self.landed.emit(changes)
        self.retry()

    def _not_kept(self, attempt: _Attempt, error: UserFacingError) -> None:
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

    def _drop(self, key: int) -> None:
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

    def _tell_lost(self, attempt: _Attempt) -> None:
        """Say that a verdict is given up: its workspace was left meanwhile."""
        if attempt.request is None:
            return
        item = attempt.workspace.case.backlog.ids[attempt.request.row] or ""
        self._notifications.tell(
            Message(
                self.tr("The verdict of {0} was not saved.").format(
                    text.one_line(item, 80)
                ),
                self.tr("It was given in {0}, which is no longer open.").format(
                    text.one_line(attempt.workspace.name, 80)
                ),
                self.tr("Open that workspace again and give the verdict again."),
                Tone.WARNING,
            )
        )
