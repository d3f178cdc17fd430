"""The queue learns while it is worked: a new order now and then, in the background."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from triage_app.domain.errors import UserFacingError
from triage_app.domain.ports import Rerankers
from triage_app.domain.queue import QueueQuery
from triage_app.domain.serving import Ranking
from triage_app.services.placing import Ordered
from triage_app.services.reranking import Reranking
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.listing import Listing
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.tasks import Queue, Task, TaskRunner
from triage_app.ui.views.status_bar import StatusBar

_SAID_FOR_MS = 8_000


class RerankingPresenter(QObject):
    """Orders unfamiliar items anew from the verdicts, around the card in hand.

    It waits while other long work is under way, and for a verdict to land.

    Parameters
    ----------
    session : Session
    flow : VerdictFlow
    runner : TaskRunner
    rerankers : callable returning Rerankers
    notifications : Notifications
    status : StatusBar
        Says in passing that the order is new.
    row_in_hand : callable
        The row on the card, which keeps its place.
    query : callable
        What the desk shows, so that it is listed off the GUI thread.
    """

    def __init__(
        self,
        session: Session,
        flow: VerdictFlow,
        runner: TaskRunner,
        rerankers: Callable[[], Rerankers],
        notifications: Notifications,
        status: StatusBar,
        row_in_hand: Callable[[], int | None],
        query: Callable[[], QueueQuery],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._flow = flow
        self._runner = runner
        self._rerankers = rerankers
        self._notifications = notifications
        self._status = status
        self._row_in_hand = row_in_hand
        self._query = query
        self._learning: Reranking | None = None
        self._task: Task | None = None
        self._ranking: Ranking | None = None
        self._said = ""
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(_SAID_FOR_MS)
        self._fading.timeout.connect(self._fade)
        session.opened.connect(self._opened)
        session.case_changed.connect(self._look)
        flow.landed.connect(lambda _changes: self._look())
        runner.idle.connect(self._went_idle)

    def _opened(self) -> None:
        """Learn of another workspace's items from now on."""
        workspace = self._session.workspace
        if self._task is not None:
            self._task.cancel()
        self._task = self._ranking = None
        self._learning = (
            None if workspace is None else Reranking(workspace, self._rerankers)
        )

    def _went_idle(self, queue: Queue) -> None:
        if queue is Queue.LONG:
            self._look()

    def _look(self) -> None:
        """Put an order in force that waits for that, or make one if it is time."""
        if self._ranking is not None:
            self._put_in_force()
            return
        learning = self._learning
        idle = self._task is None and not self._runner.busy(Queue.LONG)
        if learning is None or not idle or not self._session.ready:
            return
        if learning.due():
            self._task = self._runner.submit(
                Queue.LONG,
                lambda _progress, token: learning.refit(token),
                self._fitted,
                self._not_fitted,
            )

    def _fitted(self, ranking: Ranking | None) -> None:
        self._task, self._ranking = None, ranking
        self._put_in_force()

    def _not_fitted(self, error: UserFacingError) -> None:
        self._task = None
        self._notifications.fail(error)

    def _put_in_force(self) -> None:
        """Work the new order out beside whatever is said meanwhile."""
        workspace, ranking = self._session.workspace, self._ranking
        seat = self._session.seat
        if workspace is None or seat is None or ranking is None or self._flow.busy:
            return
        self._ranking = None
        held, query, veil = self._row_in_hand(), self._query(), self._session.veil
        ranking = replace(ranking, rows=ranking.rows[ranking.rows != held])

        def work_out() -> tuple[Ordered, Listing]:
            ordered = workspace.ordered(ranking)
            case = seat.case.serving(ordered.placed.case.order)
            return ordered, Listing.of(case, query, veil)

        self._task = self._runner.submit(
            Queue.QUICK,
            lambda _progress, _token: work_out(),
            lambda made: self._give(workspace, *made),
            self._not_fitted,
        )

    def _give(self, workspace: Workspace, ordered: Ordered, ready: Listing) -> None:
        """Give the order to the workspace; a verdict goes first, and makes it stale."""
        self._task = None
        stale = ordered.records != workspace.history.records
        if self._flow.busy or stale or self._row_in_hand() in ordered.ranking.rows:
            self._ranking = ordered.ranking
            if not self._flow.busy:
                self._put_in_force()
            return
        moderator = self._session.moderator
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: workspace.rank(
                ordered.ranking, moderator, ordered
            ),
            lambda done: self._ranked(workspace, ordered.ranking, ready, done=done),
            self._notifications.fail,
        )

    def _ranked(
        self, workspace: Workspace, ranking: Ranking, ready: Listing, *, done: bool
    ) -> None:
        if not done or workspace is not self._session.workspace:
            return
        case = self._session.case
        in_force = case.keys is ready.case.keys
        listed = replace(ready, case=case) if in_force else None
        self._session.reorder(workspace, listed)
        said = self.tr("Order refreshed from {0} verdicts")
        self._said = said.format(text.count(ranking.verdicts))
        if not self._status.working:
            self._status.show_text(self._said)
            self._fading.start()

    def _fade(self) -> None:
        if self._status.text() == self._said:
            self._status.clear_progress()
