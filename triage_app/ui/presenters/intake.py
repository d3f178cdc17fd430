"""From a file or a folder to an open workspace, with the queue filling on the way."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from triage_app.domain.backlog import Field
from triage_app.domain.errors import UserFacingError, WorkspaceDamagedError
from triage_app.domain.ports import SourceLayout
from triage_app.domain.progress import CancelToken, Progress
from triage_app.services.importing import ImportOutcome
from triage_app.services.intake import ScoredBacklog
from triage_app.services.services import Services
from triage_app.services.workspace import Workspace
from triage_app.services.workspaces import is_workspace
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.early_start import EarlyStart
from triage_app.ui.presenters.import_job import ImportJob, find, keep, same, score
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.preview import Preview
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner

AskMapping = Callable[[SourceLayout], dict[Field, str] | None]


class IntakePresenter(QObject):
    """Opens backlogs and workspaces.

    Parameters
    ----------
    services : Services
    session : Session
    runner : TaskRunner
    jobs : Jobs
    notifications : Notifications
    folder : callable
        Where a backlog's own workspace goes.
    ask_mapping : callable
        Asks the person which column is which; None where they cancel.

    Attributes
    ----------
    looking_at : Path or None
        The open workspace, if it is open only to look at.
    early : EarlyStart
        Shows what is read, and keeps it if it is decided on.

    Signals
    -------
    began(str)
        A file is being opened; the title says which.
    ended
        Nothing is being opened any more.
    opened(Path)
        A workspace was opened, or was added to.
    imported(ImportReport, int)
        A file was kept; how many of its rows were new.
    report_wanted
        The person asked a message for the import report.
    damaged(WorkspaceDamagedError)
        A workspace can't be opened, but a backup may bring it back.
    """

    began = Signal(str)
    ended = Signal()
    opened = Signal(object)
    imported = Signal(object, int)
    report_wanted = Signal()
    damaged = Signal(object)

    def __init__(
        self,
        services: Services,
        session: Session,
        runner: TaskRunner,
        jobs: Jobs,
        notifications: Notifications,
        folder: Callable[[], Path],
        ask_mapping: AskMapping,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.early = EarlyStart(services, session, runner, notifications, self)
        self._services = services
        self._session = session
        self._jobs = jobs
        self._notifications = notifications
        self._folder = folder
        self._ask_mapping = ask_mapping
        self.looking_at: Path | None = None

    def open(
        self, path: Path, workspace: Path | None = None, *, kept: bool = False
    ) -> None:
        """Open a backlog in its own workspace, or in the one given; or a workspace.

        Parameters
        ----------
        path : Path
            A backlog file, a folder of such, or a workspace's folder.
        workspace : Path, optional
        kept : bool
            The path was named as a workspace, whatever it looks like.
        """
        if self._jobs.running:
            self._notifications.tell(
                Message(
                    self.tr("Something else is still being worked on."),
                    next_step=self.tr("Wait until it is done, or cancel it."),
                )
            )
        elif kept or (workspace is None and is_workspace(path)):
            self.open_workspace(path)
        else:
            self._look(ImportJob(path, workspace))

    def open_workspace(self, path: Path, *, look: bool = False) -> None:
        """Open a workspace where it was left.

        Parameters
        ----------
        path : Path
        look : bool
            Only to look at: nothing can be decided or changed in it.
        """
        if self._is_open(path):
            self.opened.emit(path)
            return
        title = self.tr("Opening {0}…").format(text.one_line(path.name, 80))
        moderator = self._session.moderator
        self.began.emit(title)
        self._jobs.run(
            title,
            Queue.STORE,
            lambda _progress, _token: self._services.workspaces.open(
                path, read_only=look, moderator=moderator
            ),
            lambda workspace: self._adopt(workspace, look=look),
            self._failed,
        )

    def add(self, path: Path) -> None:
        """Add a backlog's new items to the workspace that is open."""
        workspace = self._session.workspace
        self.open(path, None if workspace is None else workspace.path)

    def give_up(self) -> None:
        """Go back to what was open, after a bug ended the work."""
        self._give_up()

    def _look(self, job: ImportJob) -> None:
        title = self.tr("Looking at {0}…").format(text.one_line(job.path.name, 80))
        self.began.emit(title)
        self._jobs.run(
            title,
            Queue.LONG,
            lambda _progress, _token: self._services.intake.inspect(job.path),
            lambda layout: self._looked(replace(job, layout=layout)),
            self._failed,
            cancelled=self._cancelled,
        )

    def _looked(self, job: ImportJob) -> None:
        layout = job.layout
        if layout is not None and layout.missing:
            mapping = self._ask_mapping(layout)
            if mapping is None:
                self._cancelled()
                return
            job = replace(job, mapping=mapping)
        current, folder = self._session.workspace, self._folder()
        moderator = self._session.moderator
        self._jobs.run(
            self.tr("Looking for its workspace…"),
            Queue.STORE,
            lambda _progress, _token: find(
                self._services, job, current, folder, moderator
            ),
            self._score,
            self._failed,
        )

    def _score(self, job: ImportJob) -> None:
        if job.workspace is not None and job.known:
            self._adopt(job.workspace)
            return
        if job.workspace is not None:
            self._session.adopt(job.workspace)
        fills = not len(self._session.case) or job.workspace is None
        self.early.watch(job)

        def work(
            tell: Progress, token: CancelToken, part: Callable[[Preview], None]
        ) -> tuple[ScoredBacklog, Preview | None]:
            if not fills:
                return score(self._services, job, tell, token, None), None

            shown = Preview.nothing()

            def show(scored: ScoredBacklog) -> None:
                nonlocal shown
                shown = Preview.of(scored)
                part(shown)

            scored = score(self._services, job, tell, token, show)
            whole = len(shown.case) == len(scored.backlog)
            return scored, shown if whole else Preview.of(scored)

        self._jobs.run_parts(
            self.tr("Scoring {0}…").format(text.one_line(job.path.name, 80)),
            Queue.LONG,
            work,
            self.early.show,
            lambda done: self._keep(job, *done),
            self._failed,
            cancelled=self._cancelled,
        )

    def _keep(
        self, job: ImportJob, scored: ScoredBacklog, preview: Preview | None
    ) -> None:
        """Put what was scored into its workspace."""
        if not len(scored.backlog):
            self._nothing_usable(scored)
            return
        if preview is not None:
            self.early.show(preview)
        self.early.wait()
        moderator = self._session.moderator
        self._jobs.run(
            self.tr("Saving {0} reports…").format(text.count(len(scored.backlog))),
            Queue.STORE,
            lambda _progress, _token: keep(
                self._services, self.early.grown(job), scored, moderator
            ),
            lambda kept: self._kept(*kept),
            lambda error: self._not_kept(
                error, lambda: self._keep(job, scored, preview)
            ),
        )

    def _kept(self, workspace: Workspace, outcome: ImportOutcome) -> None:
        added = self.early.added + outcome.imported.added
        then = self.early.end()
        self._adopt(workspace)
        self._session.report = outcome.scored.report
        self._session.added = added
        self._session.drift = outcome.scored.drift
        self.imported.emit(outcome.scored.report, added)
        if then is not None:
            then()

    def _not_kept(self, error: UserFacingError, again: Callable[[], None]) -> None:
        self._session.end_preview()
        self.ended.emit()
        self._notifications.fail(error, (self.tr("Try again"), again))
        self.early.give_up_waiting()

    def _adopt(self, workspace: Workspace, *, look: bool = False) -> None:
        if workspace is not self._session.workspace:
            self.looking_at = workspace.path if look else None
        self._session.adopt(workspace)
        self.ended.emit()
        self.opened.emit(workspace.path)

    def _nothing_usable(self, scored: ScoredBacklog) -> None:
        self._session.end_preview()
        self._session.report = scored.report
        self._session.added = 0
        self.ended.emit()
        self._notifications.tell(
            Message(
                self.tr("No row of {0} can be used, so nothing was opened.").format(
                    text.one_line(scored.path.name, 80)
                ),
                self.tr("{0} rows were read; the import report says why.").format(
                    text.count(scored.report.rows_read)
                ),
                tone=Tone.WARNING,
            )
        )
        self.imported.emit(scored.report, 0)

    def _failed(self, error: UserFacingError) -> None:
        self._tell_kept(self._give_up())
        if isinstance(error, WorkspaceDamagedError):
            self.damaged.emit(error)
        else:
            self._notifications.fail(error)

    def _cancelled(self) -> None:
        kept = self._give_up()
        if kept:
            self._notifications.tell(Message(self.tr("The import was cancelled.")))
            self._tell_kept(kept)
        else:
            self._notifications.tell(
                Message(self.tr("The import was cancelled; nothing of it was kept."))
            )

    def _give_up(self) -> int:
        """End the reading of a file; return how many of its rows were kept early."""
        kept = self.early.added
        self.early.end()
        self._session.end_preview()
        self.ended.emit()
        return kept

    def _tell_kept(self, rows: int) -> None:
        if rows:
            self._notifications.tell(
                Message(
                    self.tr("{0} reports and your verdicts are kept.").format(
                        text.count(rows)
                    ),
                    self.tr("They had been read when you gave the first verdict."),
                    self.tr("Open the file again to add the others."),
                )
            )

    def _is_open(self, path: Path) -> bool:
        current = self._session.workspace
        return current is not None and same(current.path, path)
