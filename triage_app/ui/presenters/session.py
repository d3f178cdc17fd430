"""What is open in the window: the workspace, what of it is shown, and who works."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from triage_app.domain.case import Case
from triage_app.domain.changes import Counts
from triage_app.domain.drift import Drift
from triage_app.domain.progress import CancelToken, Progress
from triage_app.domain.queue import Mask, prepare_orders
from triage_app.domain.report import ImportReport
from triage_app.domain.visibility import Veil
from triage_app.services.seat import Seat
from triage_app.services.workspace import Workspace
from triage_app.ui.presenters.listing import Listing
from triage_app.ui.presenters.preview import Preview
from triage_app.ui.tasks import Queue, Task, TaskRunner

_AFTER_SHOWING = 300  # milliseconds: the first card is painted by then


class Session(QObject):
    """The open workspace, or the file that is just being read.

    Attributes
    ----------
    workspace : Workspace or None
    moderator : str
    report : ImportReport or None
        Of the newest file read into the workspace.
    added : int
        Rows of that file that were new.
    settling : bool
        Whether what is shown is there for a lead to settle.
    drift : Drift or None
        How that file compares with what the model learned.
    can_begin : bool
        Whether the rows that are shown of a file could be kept before the others.

    Signals
    -------
    leaving
        The open workspace is about to be closed: keep what belongs into it.
    opened
        Another workspace was opened, or none is open any more.
    case_changed
        Other items, or other lanes: arrange the queue anew.
    counts_changed
        `counts` may have become others.
    rested
        What changed has been on screen for a moment: the time for what nobody waits
        for.
    reordered : Listing or None
        The same items in the same lanes, in another order of serving; with the list
        that was asked for when it was made.
    """

    leaving = Signal()
    opened = Signal()
    case_changed = Signal()
    counts_changed = Signal()
    rested = Signal()
    reordered = Signal(object)
    moderator_changed = Signal()

    def __init__(
        self, runner: TaskRunner, moderator: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._moderator = moderator
        self.workspace: Workspace | None = None
        self.report: ImportReport | None = None
        self.added = 0
        self.drift: Drift | None = None
        self.settling = self.can_begin = False
        self._preview: Case | None = None
        self._counts: Counts | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_SHOWING)
        self._soon.timeout.connect(self._rest)
        self._preparing: Task | None = None

    @property
    def moderator(self) -> str:
        """Who gives the verdicts."""
        return self._moderator

    def set_moderator(self, name: str) -> None:
        """Let somebody else give the verdicts, at a seat of their own."""
        if name == self._moderator:
            return
        self._moderator = name
        self._recount()
        self.moderator_changed.emit()
        if self.workspace is not None:
            self._show()

    @property
    def seat(self) -> Seat | None:
        """The moderator's seat in the open workspace."""
        if self.workspace is None:
            return None
        return self.workspace.seat(self._moderator)

    @property
    def case(self) -> Case:
        """What is shown: the file being read, else the items as the seat has them."""
        if self._preview is not None:
            return self._preview
        seat = self.seat
        return Case.empty() if seat is None else seat.case

    @property
    def filling(self) -> bool:
        """Whether what is shown is of a file that is just being read."""
        return self._preview is not None

    @property
    def ready(self) -> bool:
        """Whether verdicts can be given."""
        return self.workspace is not None and not self.filling

    @property
    def counts(self) -> Counts | None:
        """The seat's numbers; of the part that was read while filling."""
        return self._counts

    def hidden(self) -> Mask:
        """Return where score and reason wait for the verdict."""
        return self.veil.rows(self.case)

    @property
    def veil(self) -> Veil:
        """Where scores wait for the verdict; everywhere until a workspace says else."""
        if self.workspace is None or self.filling:
            return Veil()
        return replace(self.workspace.veil, settling=self.settling)

    def preview(self, preview: Preview) -> None:
        """Show what was scored so far of a file that is being read."""
        self._preview, self._counts = preview.case, preview.counts
        self.can_begin = preview.scored is not None
        self._show()

    def end_preview(self) -> None:
        """Show the workspace again, as it was."""
        if self._preview is None:
            return
        self._preview, self.can_begin = None, False
        self._recount()
        self._show()

    def adopt(self, workspace: Workspace) -> None:
        """Open a workspace in the place of the one that is open, and close that."""
        former, self.workspace = self.workspace, workspace
        self._preview, self.can_begin = None, False
        self._recount()
        if former is not workspace:
            self.report, self.added, self.drift = None, 0, None
            if former is not None:
                self.leaving.emit()
                self._release(former)
        self.opened.emit()
        self._show()

    def routed(self) -> None:
        """Show the workspace after its routing or its visibility changed."""
        self._recount()
        self._show()

    def reorder(self, workspace: Workspace, ready: Listing | None = None) -> None:
        """Show a workspace's new order, unless another one is open by now."""
        if workspace is self.workspace and self.ready:
            self.reordered.emit(ready)

    def count(self) -> None:
        """Take the numbers anew after a mutation."""
        self._recount()
        self.counts_changed.emit()

    def close(self) -> None:
        """Close the workspace, after everything that still waits to be kept."""
        former, self.workspace = self.workspace, None
        self._soon.stop()
        if former is not None:
            self.leaving.emit()
            self._release(former)

    def leave(self) -> None:
        """Close the workspace and show none, while something is done to its folder."""
        self.close()
        self._preview, self.can_begin = None, False
        self._recount()
        self.opened.emit()
        self._show()

    def _recount(self) -> None:
        seat = self.seat
        self._counts = None if seat is None else seat.counts()

    def _show(self) -> None:
        self.case_changed.emit()
        self.counts_changed.emit()
        if self.ready:
            self._soon.start()

    def _rest(self) -> None:
        self._prepare_search()
        self.rested.emit()

    def _prepare_search(self) -> None:
        """Make search and sorting quick before they are used: a second for a million.

        Where that is done already, or another case took this one's place, nothing is.
        """
        case = self.case
        if self._preparing is not None:
            self._preparing.cancel()
        if not self.ready:
            return

        def prepare(_progress: Progress, token: CancelToken) -> None:
            case.text_index.build(token)
            prepare_orders(case, token)

        self._preparing = self._runner.submit(
            Queue.LONG, prepare, lambda _nothing: None, lambda _error: None
        )

    def _release(self, workspace: Workspace) -> None:
        self._runner.submit(
            Queue.STORE,
            lambda _progress, _token: workspace.close(),
            lambda _nothing: None,
            lambda _error: None,
        )
