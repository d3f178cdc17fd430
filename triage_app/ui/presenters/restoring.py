"""Backups put in place from the window, and the way on from a damaged workspace."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from triage_app.domain.errors import UserFacingError, WorkspaceDamagedError
from triage_app.domain.ports import Backup, Restored
from triage_app.services.backups import Backups
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.import_job import same
from triage_app.ui.presenters.intake import IntakePresenter
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import Queue


class RestorePresenter(QObject):
    """Asks which backup, closes the workspace, restores it, and opens it again.

    Parameters
    ----------
    backups : Backups
    session : Session
    flow : VerdictFlow
    intake : IntakePresenter
    jobs : Jobs
    notifications : Notifications
    dialogs : Dialogs
    folder : callable
        Where workspaces are looked for when none is open.
    """

    def __init__(
        self,
        backups: Backups,
        session: Session,
        flow: VerdictFlow,
        intake: IntakePresenter,
        jobs: Jobs,
        notifications: Notifications,
        dialogs: Dialogs,
        folder: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._backups = backups
        self._session = session
        self._flow = flow
        self._intake = intake
        self._jobs = jobs
        self._notifications = notifications
        self._dialogs = dialogs
        self._folder = folder
        intake.damaged.connect(self.offer)
        intake.opened.connect(self._opened)

    def looks(self, path: Path) -> bool:
        """Return whether a workspace is open only to look at."""
        return path == self._intake.looking_at

    def ask(self) -> None:
        """Let the person choose a backup of the open workspace, or of another."""
        if self._jobs.running:
            self._notifications.tell(
                Message(
                    self.tr("Something else is still being worked on."),
                    next_step=self.tr("Wait until it is done, or cancel it."),
                )
            )
            return
        workspace = self._session.workspace
        if workspace is None:
            path = self._dialogs.choose_workspace(self._folder())
            records = None
        else:
            path, records = workspace.path, workspace.history.records
        if path is not None:
            self._list(
                path,
                lambda found: self._choose(path, found, records),
                self._notifications.fail,
            )

    def offer(self, error: WorkspaceDamagedError) -> None:
        """Say that a workspace is damaged, and what can be done about it."""
        self._list(
            error.path,
            lambda found: self._offer(error, found),
            lambda _unlisted: self._offer(error, ()),
        )

    def restore(self, path: Path, name: str = "") -> None:
        """Restore a backup, the newest sound one where none is named, and open it."""
        if self._jobs.running or not self._may_leave():
            return
        current = self._session.workspace
        if current is not None and same(current.path, path):
            self._session.leave()
        moderator = self._session.moderator
        self._jobs.run(
            self.tr("Restoring {0}…").format(text.one_line(path.name, 80)),
            Queue.STORE,
            lambda _progress, _token: self._backups.restore(path, name, moderator),
            lambda done: self._restored(path, done),
            lambda error: self._refused(path, error),
        )

    def look(self, path: Path) -> None:
        """Open a workspace without the right to change it."""
        self._intake.open_workspace(path, look=True)

    def _list(
        self,
        path: Path,
        done: Callable[[tuple[Backup, ...]], None],
        failed: Callable[[UserFacingError], None],
    ) -> None:
        self._jobs.run(
            self.tr("Looking for backups…"),
            Queue.STORE,
            lambda _progress, _token: self._backups.of(path),
            done,
            failed,
        )

    def _choose(
        self, path: Path, found: tuple[Backup, ...], records: int | None
    ) -> None:
        name = self._dialogs.choose_backup(path.name, found, records)
        if name is not None:
            self.restore(path, name)

    def _offer(self, error: WorkspaceDamagedError, found: tuple[Backup, ...]) -> None:
        path = error.path
        usable = self._backups.best(found)
        actions: list[tuple[str, Callable[[], None]]] = []
        if usable:
            newest = usable[0]
            label = self.tr("Restore the newest sound backup ({0}, {1} records)")
            words = label.format(
                text.moment(newest.made_at), text.count(newest.records)
            )
            actions.append((words, lambda: self.restore(path)))
        actions.append((self.tr("Open only to look"), lambda: self.look(path)))
        self._notifications.tell(
            Message(
                error.title, error.detail, error.next_step, Tone.ERROR, tuple(actions)
            )
        )

    def _restored(self, path: Path, done: Restored) -> None:
        self._intake.open_workspace(path)
        title = self.tr("The backup of {0} is restored: {1} records.").format(
            text.moment(done.backup.made_at), text.count(done.records)
        )
        carried = self.tr("None is newer than the backup.")
        if done.carried:
            carried = self.tr("{0} of them are newer than the backup.").format(
                text.count(done.carried)
            )
        if done.lost is None:
            lost = self.tr("Nobody can tell whether newer ones were lost.")
        elif done.lost:
            lost = self.tr("{0} could not be read and are lost.").format(
                text.count(done.lost)
            )
        else:
            lost = self.tr("None is lost.") if done.carried else ""
        tone = Tone.SUCCESS if done.lost == 0 else Tone.WARNING
        self._notifications.tell(Message(title, f"{carried} {lost}".strip(), tone=tone))

    def _refused(self, path: Path, error: UserFacingError) -> None:
        self._notifications.fail(
            error, (self.tr("Choose another backup…"), lambda: self._again(path))
        )
        if self._session.workspace is None:
            self._intake.open_workspace(path)

    def _again(self, path: Path) -> None:
        if self._jobs.running:
            return
        workspace = self._session.workspace
        records = None if workspace is None else workspace.history.records
        self._list(
            path,
            lambda found: self._choose(path, found, records),
            self._notifications.fail,
        )

    def _opened(self, path: Path) -> None:
        if not self.looks(path):
            return
        self._notifications.tell(
            Message(
                self.tr("{0} is open only to look at.").format(
                    text.one_line(path.name, 80)
                ),
                self.tr("Nothing can be decided or changed in it."),
                tone=Tone.WARNING,
                actions=((self.tr("Restore backup…"), self.ask),),
            )
        )

    def _may_leave(self) -> bool:
        """Ask before verdicts that could not be saved are given up."""
        unsaved = len(self._flow.unsaved)
        return not unsaved or self._dialogs.may_abandon(unsaved)
