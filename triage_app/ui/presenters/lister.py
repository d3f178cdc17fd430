"""Lists what is asked for: a few items at once, many beside the GUI thread."""

from PySide6.QtCore import QObject, Signal

from triage_app.domain.errors import UserFacingError
from triage_app.domain.queue import QueueQuery
from triage_app.ui.presenters.listing import Listing
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, Task, TaskRunner

# Up to here a search and an order take less than a frame.
AT_ONCE = 30_000


class Lister(QObject):
    """Makes the newest list asked for; an older one that is not ready yet is dropped.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    at_once : int
        Items up to which a list is made at once, unless much text is to be searched
        that no index was built of yet.

    Signals
    -------
    ready : Listing
    """

    ready = Signal(object)

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        at_once: int = AT_ONCE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self.at_once = at_once
        self._task: Task | None = None
        self._asked: QueueQuery | None = None

    @property
    def asked(self) -> QueueQuery | None:
        """What is being listed; None while nothing is."""
        return self._asked

    def ask(self, query: QueueQuery) -> None:
        """List a query's rows and tell of them, before this returns or later."""
        self.drop()
        case, veil = self._session.case, self._session.veil
        if len(case) <= self.at_once and (not query.searches or case.text_index.quick):
            self.ready.emit(Listing.of(case, query, veil))
            return
        self._asked = query
        self._task = self._runner.submit(
            Queue.QUICK,
            lambda _progress, token: Listing.of(case, query, veil, token),
            self._listed,
            self._refused,
        )

    def ask_again(self) -> None:
        """Make the list that is waited for once more: a verdict changed its items."""
        if self._asked is not None:
            self.ask(self._asked)

    def drop(self) -> None:
        """Wait for no list any more."""
        if self._task is not None:
            self._task.cancel()
        self._task, self._asked = None, None

    def _listed(self, listing: Listing) -> None:
        if listing.case is not self._session.case:
            self.ask_again()
            return
        self._task, self._asked = None, None
        self.ready.emit(listing)

    def _refused(self, _error: UserFacingError) -> None:
        self.drop()
