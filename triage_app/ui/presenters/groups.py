"""Similar items: looked for in the background, told on the card, decided at one go."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from triage_app.domain.backlog import Backlog
from triage_app.domain.decisions import Verdict
from triage_app.domain.errors import UserFacingError
from triage_app.domain.group_summary import GroupSummary
from triage_app.domain.similarity import Groups
from triage_app.services.groups import SimilarItems
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, Task, TaskRunner
from triage_app.ui.views.card_content import CardContent
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.widgets import empty

_AFTER_MS = 300  # whatever the work was for is on screen by then

SIMILAR = "similar"
COMMANDS = {Verdict.CLAIM: "similar_claim", Verdict.OPINION: "similar_opinion"}

Decide = Callable[[Sequence[int], Verdict], None]


class GroupsPresenter(QObject):
    """Keeps the card's line and the group panel in step with the item on the card.

    The groups are looked for whenever there are other items, and give way to whatever
    the person asks for meanwhile. A search that failed is tried again when the panel
    is opened.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    similar : SimilarItems
    notifications : Notifications
    page : DeskPage
    jobs : Jobs
        What the person waits for; the search for groups gives way to it.
    decide : callable
        Given rows and a verdict for all of them.
    key_names : mapping of str to str
        The keys printed, by command id.
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        similar: SimilarItems,
        notifications: Notifications,
        page: DeskPage,
        jobs: Jobs,
        decide: Decide,
        key_names: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._similar = similar
        self._notifications = notifications
        self._page = page
        self._panel = page.group
        self._jobs = jobs
        self._decide = decide
        self._task: Task | None = None
        self._looking_in: Backlog | None = None
        self._failed_in: Backlog | None = None
        self._groups: Groups | None = None
        self._summary: GroupSummary | None = None
        self._row: int | None = None
        self._open = False
        self.set_key_names(key_names)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AFTER_MS)
        self._pause.timeout.connect(self._look)
        self._connect()

    def _connect(self) -> None:
        page, session = self._page, self._session
        session.case_changed.connect(self._case_changed)
        session.counts_changed.connect(self._refresh)
        session.rested.connect(self._look)
        self._runner.idle.connect(self._went_idle)
        self._jobs.running_changed.connect(self._give_way)
        page.card.content_changed.connect(self._follow)
        page.card.similar.clicked.connect(self.toggle)
        page.tabs.tab_chosen.connect(lambda _tab: self.close())
        page.filters.query_edited.connect(lambda _query: self.close())
        self._panel.closed.connect(self.close)
        self._panel.verdict_given.connect(self._give)

    @property
    def open(self) -> bool:
        """Whether the panel is there."""
        return self._open

    @property
    def looking(self) -> bool:
        """Whether the items are being grouped."""
        return self._task is not None

    def toggle(self) -> None:
        """Open the panel on the item shown, or close it."""
        if self._open:
            self.close()
        elif self._row is not None:
            self._open, self._failed_in = True, None
            self._look()
            self._show(afresh=True)
            self._page.show_group(True)
            self._panel.setFocus()

    def close(self) -> None:
        """Show the queue again, and give it the keyboard if the panel had it."""
        if not self._open:
            return
        self._open = False
        focus = self._panel.window().focusWidget()
        self._page.show_group(False)
        if focus is None or self._panel.isAncestorOf(focus):
            self._page.queue.setFocus()

    def give(self, verdict: Verdict) -> None:
        """Give a verdict of the ticked members; first of all, let them be seen."""
        if self._open:
            self._panel.give(verdict)
        else:
            self.toggle()

    def set_key_names(self, names: Mapping[str, str]) -> None:
        """Print other keys."""
        self._page.card.similar.set_key(names.get(SIMILAR, ""))
        self._panel.set_keys({v: names.get(own, "") for v, own in COMMANDS.items()})

    def _case_changed(self) -> None:
        """Drop a search among items that are no longer those."""
        if self._looking_in is not self._session.case.backlog:
            self._stop()
        if not self._similar.knows(self._session.case):
            self._groups = None
        self._refresh()

    def _look(self) -> None:
        """Look for groups, if they aren't known and nothing else is under way."""
        case = self._session.case
        busy = self._task is not None or self._runner.busy(Queue.LONG)
        if busy or not self._session.ready or not len(case):
            return  # when the queue has run dry, it is looked at again
        if self._groups is not None and self._similar.knows(case):
            return
        if self._failed_in is case.backlog:
            return
        self._looking_in = case.backlog
        self._task = self._runner.submit(
            Queue.LONG,
            lambda progress, token: self._similar.find(case, progress, token),
            self._found,
            self._not_found,
        )

    def _went_idle(self, queue: Queue) -> None:
        if queue is Queue.LONG and not self._jobs.running:
            self._look()

    def _give_way(self, running: bool) -> None:
        """Stop for what the person waits for; begin anew when it is over."""
        if running:
            self._stop()
        else:
            self._pause.start()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._looking_in = None

    def _found(self, groups: Groups) -> None:
        self._task = self._looking_in = None
        self._groups = groups
        self._refresh()

    def _not_found(self, error: UserFacingError) -> None:
        self._failed_in = self._looking_in
        self._task = self._looking_in = None
        self._notifications.fail(error)

    def _follow(self, content: CardContent | None) -> None:
        """Another item, or another state of it, is on the card."""
        row = None if content is None else content.item.row
        if row != self._row:
            self.close()
        self._row = row
        self._refresh()

    def _refresh(self) -> None:
        """Tell what holds now."""
        session, row = self._session, self._row
        self._summary = None
        if row is not None and session.ready and row < len(session.case):
            veil = session.veil
            self._summary = self._similar.summary(session.case, veil, row)
        summary = self._summary
        told = summary is not None and not summary.alone
        line = summary.line() if told and summary else ""
        short = summary.line(brief=True) if told and summary else ""
        self._page.card.similar.show_line(line, short)
        if self._open:
            self._show()

    def _show(self, *, afresh: bool = False) -> None:
        """Show the group, or why there is none to see."""
        summary, groups = self._summary, self._groups
        if summary is None or groups is None:
            self._panel.show_empty_state(
                self.tr("Items like this"),
                empty.loading(self.tr("Looking for items like this…")),
            )
            return
        if summary.alone:
            self._panel.show_empty_state(
                self.tr("Items like this"), _nothing_alike(self.close)
            )
            return
        case, veil = self._session.case, self._session.veil
        model, members = self._panel.model, self._panel.members
        current = summary.row if afresh else model.row_at(members.place())
        model.show_group(
            case,
            summary,
            groups.framings[summary.rows],
            veil.among(case, summary.rows),
            () if afresh else model.exceptions(),
        )
        self._panel.show_summary(summary)
        place = model.place_of(summary.row if current is None else current)
        if place is not None:
            members.show_place(place)

    def _give(self, verdict: Verdict) -> None:
        summary = self._summary
        if summary is None:
            return
        left = self._panel.model.exceptions()
        rows = [row for row in summary.waiting.tolist() if row not in left]
        rows.sort(key=lambda row: row != summary.row)  # undo brings the first one back
        self._decide(rows, verdict)


def _nothing_alike(close: Callable[[], None]) -> empty.EmptyState:
    return empty.EmptyState(
        "empty-queue",
        _tr("Nothing is like this item"),
        _tr("No other transcript of this workspace says nearly the same."),
        (empty.EmptyAction(_tr("Back to the queue"), close),),
    )


def _tr(source: str) -> str:
    return QCoreApplication.translate("groups", source)
