"""The first verdict of a file that is still being read: what is shown is kept first."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from triage_app.domain.errors import UserFacingError
from triage_app.services.importing import ImportOutcome, first_part
from triage_app.services.services import Services
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.import_job import ImportJob, keep
from triage_app.ui.presenters.preview import Preview
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner

Kept = tuple[Workspace, ImportOutcome]


@dataclass
class _Reading:
    """A file that is being read, what is shown of it, and what became of that."""

    job: ImportJob
    shown: Preview | None = None
    running: bool = False
    added: int = 0
    workspace: Workspace | None = None  # written by the store's thread
    whole: bool = False
    then: Callable[[], None] | None = None


class EarlyStart(QObject):
    """Shows what is read of a file, and keeps it as soon as somebody decides.

    Nothing of a file is kept before it is read to its end, unless one of the items that
    are shown gets a verdict. Then these are kept as an import of their own, the verdict
    is given, and the file's other rows are added once all are read.

    Parameters
    ----------
    services : Services
    session : Session
    runner : TaskRunner
    notifications : Notifications

    Signals
    -------
    kept(Path)
        Of the workspace in which the first rows are, and which is open now.
    """

    kept = Signal(object)

    def __init__(
        self,
        services: Services,
        session: Session,
        runner: TaskRunner,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._now: _Reading | None = None

    @property
    def added(self) -> int:
        """Rows of the file that were kept early; 0: none."""
        return 0 if self._now is None else self._now.added

    def watch(self, job: ImportJob) -> None:
        """Take note of a file that is about to be read."""
        self._now = _Reading(job)

    def wait(self) -> None:
        """Keep nothing early any more: the whole file is about to be kept."""
        if self._now is not None:
            self._now.whole = True

    def give_up_waiting(self) -> None:
        """Give no verdict that waits for the whole file, which can't be kept."""
        now = self._now
        if now is None or now.then is None:
            return
        now.then = None
        self._notifications.tell(
            Message(
                self.tr("The verdict was not given: the file could not be saved."),
                next_step=self.tr("Give it again once the file is saved."),
                tone=Tone.WARNING,
            )
        )

    def end(self) -> Callable[[], None] | None:
        """Forget the file, which is kept whole or given up; return what waited."""
        now, self._now = self._now, None
        return None if now is None else now.then

    def show(self, preview: Preview) -> None:
        """Show the rows that there are so far, unless some are being kept."""
        now = self._now
        if now is not None and not now.running and not now.added:
            now.shown = preview
            self._session.preview(preview)

    def keep(self, then: Callable[[], None]) -> None:
        """Keep what is shown, open its workspace, and do something there."""
        now = self._now
        if now is None or now.running or now.shown is None or now.shown.scored is None:
            return
        self._session.can_begin = False
        if now.whole:
            now.then = then
            return
        now.running = True
        scored, moderator = first_part(now.shown.scored), self._session.moderator

        def work() -> Kept:
            made = keep(self._services, now.job, scored, moderator)
            now.workspace = made[0]
            return made

        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: work(),
            lambda made: self._open(now, made, then),
            lambda error: self._not_kept(now, error),
        )

    def grown(self, job: ImportJob) -> ImportJob:
        """Return the job with the workspace that it has by now; the store's thread."""
        now = self._now
        if now is None or now.job is not job or now.workspace is None:
            return job
        return replace(job, workspace=now.workspace)

    def _open(self, reading: _Reading, made: Kept, then: Callable[[], None]) -> None:
        workspace, outcome = made
        reading.running, reading.added = False, outcome.imported.added
        if reading is not self._now:
            self._release(workspace, reading.added)
            return
        self._session.adopt(workspace)
        self.kept.emit(workspace.path)
        then()

    def _not_kept(self, reading: _Reading, error: UserFacingError) -> None:
        """Say why the verdict can't be given yet; it can be tried again."""
        self._notifications.fail(error)
        reading.running = False
        if reading is self._now and reading.shown is not None:
            self.show(reading.shown)

    def _release(self, workspace: Workspace, added: int) -> None:
        """Close what was kept for a verdict when the file was given up meanwhile."""
        if workspace is not self._session.workspace:
            self._runner.submit(
                Queue.STORE,
                lambda _progress, _token: workspace.close(),
                lambda _nothing: None,
                lambda _error: None,
            )
        self._notifications.tell(
            Message(
                self.tr("The verdict was not given: the import ended before."),
                self.tr("{0} reports are kept in {1}.").format(
                    text.count(added), text.one_line(workspace.name, 80)
                ),
            )
        )
