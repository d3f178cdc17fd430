"""A verdict for many items on its way to the store, part by part between others."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import ItemError, UserFacingError
from triage_app.domain.history import Action
from triage_app.domain.progress import Stage, Step
from triage_app.services.bulk import BulkStep, GivenStep, Turn, TurnedStep
from triage_app.services.verdicts import BulkRequest
from triage_app.ui.notifications import Message, Notifications
from triage_app.ui.presenters import bulk_words as words
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.steps import Known, Steps
from triage_app.ui.tasks import Queue, TaskRunner

# A verdict by key waits for one part at most.
_PART_SECONDS = 0.1
_FIRST, _LEAST, _MOST = 500, 50, 5_000


@dataclass(frozen=True)
class _Run:
    """What is under way: the step, whether it undoes, and what it is called."""

    step: BulkStep
    moderator: str
    turn: Turn | None
    verdict: Verdict | None


class BulkFlow(QObject):
    """Keeps steps of many records without holding up anything else.

    Between two parts other verdicts are kept, and the person may cancel. Whatever has
    landed is one step, which one undo takes back.

    Parameters
    ----------
    session : Session
    steps : Steps
    runner : TaskRunner
    jobs : Jobs
    notifications : Notifications

    Attributes
    ----------
    turn : Turn or None
        What became of the newest step that ended: None: it gave verdicts.

    Signals
    -------
    started
    landed(Changes)
        A part is durable.
    ended
        The step is over, or given up; `Steps` names what came of it.
    """

    started = Signal()
    landed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        session: Session,
        steps: Steps,
        runner: TaskRunner,
        jobs: Jobs,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._steps = steps
        self._runner = runner
        self._jobs = jobs
        self._notifications = notifications
        self._run: _Run | None = None
        self._left: _Run | None = None
        self._part = _FIRST
        self._stopped = False
        self._complaint = ""
        self._said = ""
        self.turn: Turn | None = None
        runner.crashed.connect(self._crashed)
        session.opened.connect(self._forget)

    @property
    def running(self) -> bool:
        """Whether a step is on its way."""
        return self._run is not None

    def give(
        self,
        rows: NDArray[np.intp],
        verdict: Verdict,
        *,
        note: str = "",
        reason_code: str = "",
    ) -> None:
        """Give one verdict for every row that waits when its turn comes."""
        workspace, moderator = self._session.workspace, self._session.moderator
        if workspace is None or not len(rows) or not self._free():
            return
        request = BulkRequest(
            rows,
            verdict,
            moderator,
            str(uuid4()),
            workspace.now(),
            note,
            reason_code,
        )
        try:
            step = GivenStep(workspace, request)
        except ItemError as error:
            self._notifications.fail(error)
            return
        self._begin(_Run(step, moderator, None, verdict))

    def take(self, turn: Turn, action: Action) -> None:
        """Take a step of many back, or bring it back."""
        workspace, moderator = self._session.workspace, self._session.moderator
        if workspace is None or not self._free():
            return
        step = TurnedStep(
            workspace,
            turn,
            moderator,
            action.action_id,
            len(action.decisions),
            str(uuid4()),
            workspace.now(),
        )
        self._begin(_Run(step, moderator, turn, None))

    def refuse(self) -> None:
        """Say that something has to wait until the step is over."""
        self._say(words.under_way())

    def fall_silent(self) -> None:
        """Take back what was said of a step: something else was done since."""
        self._notifications.withdraw(self._said)

    def _say(self, message: Message) -> None:
        self.fall_silent()
        self._said = message.title
        self._notifications.tell(message)

    def _free(self) -> bool:
        """Whether a step may begin; if not, say so."""
        if not self._jobs.running and not self.running:
            return True
        self._say(words.under_way() if self.running else words.busy())
        return False

    def _begin(self, run: _Run) -> None:
        self.fall_silent()
        self._run, self._left, self._stopped = run, None, False
        self._steps.hold()
        self._jobs.hold(words.saving(), self._stop)
        self.started.emit()
        self._go_on(run)

    def _stop(self) -> None:
        """End after the part that is under way."""
        self._stopped = True

    def _go_on(self, run: _Run) -> None:
        most = self._part

        def work() -> tuple[Changes, float]:
            begun = time.perf_counter()
            changes = run.step.go_on(most)
            return changes, time.perf_counter() - begun

        self._submit(run, work, self._kept)

    def _kept(self, run: _Run, part: tuple[Changes, float]) -> None:
        changes, seconds = part
        if self._here(run):
            self.landed.emit(changes)
        step = run.step
        self._jobs.tell(Step(Stage.SAVING, step.done, step.total))
        wanted = self._part * _PART_SECONDS / max(seconds, 1e-4)
        wanted = min(wanted, 2.0 * self._part)
        self._part = max(_LEAST, min(_MOST, int(wanted)))
        if step.over or self._stopped or not self._here(run):
            self._end(run)
        else:
            self._go_on(run)

    def _not_kept(self, run: _Run, error: UserFacingError) -> None:
        again: tuple[tuple[str, Callable[[], None]], ...] = ()
        if not isinstance(error, ItemError):
            self._left = run
            again = ((self.tr("Try again"), self.resume),)
        self._complaint = error.title
        self._notifications.tell(words.failed(error, run.step, again))
        self._end(run)

    def resume(self) -> None:
        """Go on with a step that could not be kept to its end."""
        run = self._left
        if run is not None and self._here(run) and self._free():
            self._notifications.withdraw(self._complaint)
            self._begin(run)

    def _end(self, run: _Run) -> None:
        """Look up what undo would do now, where that holds up nobody, and tell."""
        workspace = run.step.workspace

        def look_up() -> Known:
            return Known.of(workspace, run.moderator)

        self._submit(run, look_up, self._over)

    def _over(self, run: _Run, known: Known) -> None:
        self._let_go(known)
        self.turn = run.turn
        here, step = self._here(run), run.step
        if self._stopped and not step.over and self._left is None:
            self._say(words.stopped(step, run.turn, here=here))
        if here:
            self.ended.emit()

    def _let_go(self, known: Known | None = None) -> None:
        self.fall_silent()
        self._run = None
        self._jobs.let_go()
        self._steps.let_go(known)

    def _submit(
        self, run: _Run, work: Callable[[], object], done: Callable[..., None]
    ) -> None:
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: work(),
            lambda made: done(run, made),
            lambda error: self._not_kept(run, error),
        )

    def _here(self, run: _Run) -> bool:
        return run.step.workspace is self._session.workspace

    def _crashed(self, _error: object) -> None:
        if self._run is not None:
            self._let_go()
            self.ended.emit()

    def _forget(self) -> None:
        """Stop what another workspace was about; what landed there is kept."""
        if self._run is not None and not self._here(self._run):
            self._stopped = True
        if self._left is not None and not self._here(self._left):
            self._left = None
