"""What undo and redo would do now, in words for menus, tooltips and the card."""

from PySide6.QtCore import QObject, Signal

from triage_app.domain.decisions import Decision
from triage_app.domain.history import Action
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
        for signal in (
            session.opened,
            session.case_changed,
            session.moderator_changed,
            flow.refused,
        ):
            signal.connect(self.changed)
        flow.landed.connect(lambda _changes: self.changed.emit())

    @property
    def last(self) -> Action | None:
        """The newest step that undo would take back."""
        workspace = self._session.workspace
        if workspace is None or not self._session.ready:
            return None
        return workspace.history.last_undoable(self._session.moderator)

    @property
    def undone(self) -> Action | None:
        """The newest step that redo would bring back; its records are revocations."""
        workspace = self._session.workspace
        if workspace is None or not self._session.ready or self._flow.unsaved:
            return None
        return workspace.history.last_redoable(self._session.moderator)

    @property
    def undo_words(self) -> str:
        """What undo would do; empty where there is nothing to take back."""
        if self._flow.unsaved and self._session.ready:
            return self.tr("Undo: a verdict that isn't saved yet")
        return cards.undo_words(_decisions(self.last))

    @property
    def redo_words(self) -> str:
        """What redo would do; empty where there is nothing to bring back."""
        return cards.redo_words(_decisions(self.undone))


def _decisions(action: Action | None) -> tuple[Decision, ...]:
    return () if action is None else action.decisions
