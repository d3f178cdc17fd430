"""The quality page kept in step with what was decided, off the GUI thread."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer

from triage_app.services.quality import Quality, quality
from triage_app.services.workspace import Workspace
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters import quality_words as words
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, Task, TaskRunner
from triage_app.ui.views.quality_page import QualityPage
from triage_app.ui.widgets import empty

# Verdicts that land one upon the other are looked at together.
_PAUSE_MS = 250


class QualityPresenter(QObject):
    """Looks at the workspace when the page is seen, and after verdicts while it is.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    notifications : Notifications
    page : QualityPage
    show_lead : callable
        Leads to the list for a lead.
    show_item : callable
        Given an item's id, leads to its card.
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        notifications: Notifications,
        page: QualityPage,
        show_lead: Callable[[], None],
        show_item: Callable[[str], None],
    ) -> None:
        super().__init__(page)
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._page = page
        self._seen: Workspace | None = None
        self._task: Task | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        page.shown.connect(self._show)
        page.lead_requested.connect(show_lead)
        page.item_requested.connect(show_item)
        session.case_changed.connect(self._show)
        session.counts_changed.connect(self._pause.start)
        self._show()

    def _show(self) -> None:
        """Cover the page where there is nothing to look at, else look."""
        if not self._page.isVisible():
            return
        session = self._session
        if session.workspace is None or not session.ready or not len(session.case):
            self._page.show_empty_state(self._why_nothing())
            return
        if self._seen is not session.workspace:
            self._page.show_empty_state(
                empty.loading(self.tr("Looking at the verdicts"))
            )
        self._look()

    def _look(self) -> None:
        """Reckon anew; what comes of a workspace that was left is dropped."""
        workspace = self._session.workspace
        if workspace is None or not self._session.ready or not self._page.isVisible():
            return
        self._pause.stop()
        if self._task is not None:
            self._task.cancel()
        self._task = self._runner.submit(
            Queue.QUICK,
            lambda _progress, token: quality(workspace, token),
            lambda found: self._found(workspace, found),
            self._notifications.fail,
        )

    def _found(self, workspace: Workspace, found: Quality) -> None:
        if workspace is not self._session.workspace or not self._session.ready:
            return
        self._seen = workspace
        share = workspace.rules.double.share
        self._page.show_quality(words.shown(found, share, date.today()))

    def _why_nothing(self) -> empty.EmptyState:
        if self._session.filling:
            return empty.loading(self.tr("The backlog is still being scored"))
        return empty.EmptyState(
            "quality",
            self.tr("Nothing decided yet"),
            self.tr(
                "Open a backlog and give verdicts: this page then shows how far people "
                "agree, and what seeing the score does to them."
            ),
        )
