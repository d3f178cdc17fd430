"""What undo and redo would do now, in words for menus, tooltips and the card."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from triage_app.domain.decisions import Decision
from triage_app.domain.history import Action
from triage_app.services.workspace import Workspace
from triage_app.ui.presenters import cards
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow


class Steps(QObject):
    """Names the steps that the moderator could take back or bring back.

    They come from the log, so a restart changes nothing of them.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow

    Signals
    -------
    changed
        Either may have become another one.
    """

    changed = Signal()

    def __init__(
        self, session: Session, flow: VerdictFlow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._held = False
        self._known: Known | None = None
        for signal in (
            session.opened,
            session.case_changed,
            session.moderator_changed,
            flow.refused,
        ):
            signal.connect(self.changed)
        flow.landed.connect(lambda _changes: self.changed.emit())

    def hold(self) -> None:
        """Name nothing: a step of many records is on its way."""
        self._held = True
        self.changed.emit()

    def let_go(self, known: "Known | None" = None) -> None:
        """Name the steps again.

        Parameters
        ----------
        known : Known, optional
            What was looked up beside the GUI thread; as good as looking it up.
        """
        self._held, self._known = False, known
        self.changed.emit()

    @property
    def last(self) -> Action | None:
        """The newest step that undo would take back."""
        known = self._look_up()
        return None if known is None else known.last

    @property
    def undone(self) -> Action | None:
        """The newest step that redo would bring back; its records are revocations."""
        known = None if self._flow.unsaved else self._look_up()
        return None if known is None else known.undone

    @property
    def undo_words(self) -> str:
        """What undo would do; empty where there is nothing to take back."""
        if self._flow.unsaved and self._session.ready:
            return self.tr("Undo: a verdict that isn't saved yet")
        known = self._look_up()
        return "" if known is None else known.undo_words

    @property
    def redo_words(self) -> str:
        """What redo would do; empty where there is nothing to bring back."""
        known = None if self._flow.unsaved else self._look_up()
        return "" if known is None else known.redo_words

    def _look_up(self) -> "Known | None":
        """Return both steps, looked up once for each state of the log."""
        workspace, moderator = self._session.workspace, self._session.moderator
        if workspace is None or not self._session.ready or self._held:
            return None
        if self._known is None or not self._known.holds(workspace, moderator):
            self._known = Known.of(workspace, moderator)
        return self._known


@dataclass(frozen=True)
class Known:
    """What undo and redo would do, for as long as the log stays as it is.

    Attributes
    ----------
    workspace : Workspace
    moderator : str
    records : int
        In the log then.
    last, undone : Action or None
    undo_words, redo_words : str
    """

    workspace: Workspace
    moderator: str
    records: int
    last: Action | None
    undone: Action | None
    undo_words: str
    redo_words: str

    @classmethod
    def of(cls, workspace: Workspace, moderator: str) -> "Known":
        """Look them up; a step of a million takes a quarter second."""
        history, records = workspace.history, workspace.history.records
        last, undone = (
            history.last_undoable(moderator),
            history.last_redoable(moderator),
        )
        return cls(
            workspace,
            moderator,
            records,
            last,
            undone,
            cards.undo_words(_decisions(last)),
            cards.redo_words(_decisions(undone)),
        )

    def holds(self, workspace: Workspace, moderator: str) -> bool:
        """Whether nothing has happened since."""
        same = self.workspace is workspace and self.moderator == moderator
        return same and self.records == workspace.history.records


def _decisions(action: Action | None) -> tuple[Decision, ...]:
    return () if action is None else action.decisions
