"""Notes that were begun: in memory at once, with the store half a second later."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from triage_app.domain.errors import UserFacingError
from triage_app.services.workspace import Workspace
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import Queue, TaskRunner

SAVE_AFTER_MS = 500


class Drafts(QObject):
    """The moderator's begun notes, by item id.

    A note that can't be kept stays in memory and is tried again with the next one; the
    person is told once.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
        No note is saved while a verdict is on its way, which takes it along.
    runner : TaskRunner
    notifications : Notifications

    Attributes
    ----------
    ready : bool
        Whether the notes of before are known.

    Signals
    -------
    loaded
        They are known from now on.
    """

    loaded = Signal()

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        runner: TaskRunner,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._runner = runner
        self._notifications = notifications
        self._notes: dict[str, str] = {}
        self._unsaved: set[str] = set()
        self._owner: tuple[Workspace | None, str] = (None, "")
        self._told = ""
        self.ready = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_AFTER_MS)
        self._pause.timeout.connect(self.save)
        session.leaving.connect(self.save)
        session.opened.connect(self._load)
        session.moderator_changed.connect(self._load)
        flow.landed.connect(lambda _changes: self._try_again())
        flow.refused.connect(self._try_again)

    @property
    def unsaved(self) -> int:
        """Notes that are in memory alone."""
        return len(self._unsaved)

    def note(self, item_id: str) -> str:
        """Return the note that was begun on an item."""
        return self._notes.get(item_id, "")

    def put(self, item_id: str, note: str) -> None:
        """Take a note as it is now; it is saved soon."""
        if note == self._notes.get(item_id, ""):
            return
        if note:
            self._notes[item_id] = note
        else:
            self._notes.pop(item_id, None)
        self._unsaved.add(item_id)
        self._pause.start()

    def forget(self, item_id: str) -> None:
        """Drop a note that went along with a verdict; the store has dropped it."""
        self._notes.pop(item_id, None)
        self._unsaved.discard(item_id)
        if not self._unsaved:
            self._kept()

    def save(self) -> None:
        """Give the store what it doesn't have yet."""
        workspace, moderator = self._owner
        if self._flow.busy and workspace is self._session.workspace:
            return  # tried again once the verdict landed
        self._pause.stop()
        if workspace is None or not moderator or not self._unsaved:
            return
        notes = {item: self._notes.get(item, "") for item in self._unsaved}
        self._unsaved.clear()

        def keep() -> None:
            for item, note in notes.items():
                workspace.store.save_draft(moderator, item, note)

        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: keep(),
            lambda _nothing: self._kept(),
            lambda error: self._not_kept(workspace, notes, error),
        )

    def warn(self) -> None:
        """Say that a note is about to be lost."""
        self._notifications.tell(
            Message(
                self.tr("A note isn't saved yet."),
                self.tr("It is kept in memory alone, and the workspace won't have it."),
                self.tr("Copy it, or close once more to give it up."),
                Tone.WARNING,
            )
        )

    def _try_again(self) -> None:
        if self._unsaved and not self._pause.isActive():
            self._pause.start()

    def _kept(self) -> None:
        if self._told:
            self._notifications.withdraw(self._told)
            self._told = ""

    def _not_kept(
        self, workspace: Workspace, notes: Mapping[str, str], error: UserFacingError
    ) -> None:
        if workspace is self._owner[0]:
            still = {i for i, note in notes.items() if self._notes.get(i, "") == note}
            self._unsaved |= still
        if not self._told:
            self._told = error.title
            self._notifications.tell(
                Message(
                    error.title,
                    error.detail,
                    self.tr("The note stays on its card until it can be kept."),
                    Tone.WARNING,
                )
            )

    def _load(self) -> None:
        owner = self._session.workspace, self._session.moderator
        if owner == self._owner:
            return
        self.save()
        self._owner = owner
        self._notes, self._told = {}, ""
        self._unsaved.clear()
        workspace, moderator = owner
        self.ready = workspace is None or not moderator
        if workspace is None or not moderator:
            self.loaded.emit()
            return
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: workspace.store.drafts(moderator),
            lambda notes: self._take(owner, notes),
            lambda error: self._unread(owner, error),
        )

    def _take(
        self, owner: tuple[Workspace | None, str], notes: Mapping[str, str]
    ) -> None:
        if owner == self._owner:
            self._notes = {**notes, **self._notes}
            self.ready = True
            self.loaded.emit()

    def _unread(
        self, owner: tuple[Workspace | None, str], error: UserFacingError
    ) -> None:
        self._notifications.tell(
            Message(error.title, error.detail, error.next_step, Tone.WARNING)
        )
        self._take(owner, {})
