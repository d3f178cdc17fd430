"""The explanation: asked for by key or button, of the item on the card alone."""

from PySide6.QtCore import QObject, QTimer

from triage_app.domain.case import Case, Item
from triage_app.domain.errors import UserFacingError
from triage_app.domain.explanation import HIDDEN, NOTHING, Explanation
from triage_app.services.explanations import Explanations
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, Task, TaskRunner
from triage_app.ui.views.card_content import CardContent
from triage_app.ui.views.desk_page import DeskPage

# What comes sooner than this needs no word of waiting.
_WAIT_MS = 150


class ExplanationPresenter(QObject):
    """Keeps the panel in step with the card while it is open.

    Nothing is reckoned while the panel is closed, nor of an item whose score waits
    for the verdict.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    explanations : Explanations
    page : DeskPage
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        explanations: Explanations,
        page: DeskPage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._explanations = explanations
        self._page = page
        self._task: Task | None = None
        self._open = False
        self._asked: Item | None = None
        self._case: Case | None = None
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_WAIT_MS)
        self._waiting.timeout.connect(self._say_wait)
        page.card.explanation_requested.connect(self.toggle)
        page.card.content_changed.connect(self._follow)
        page.explanation.closed.connect(self.close)
        page.explanation.grown.connect(page.queue.keep_in_sight)

    @property
    def open(self) -> bool:
        """Whether the panel is there, or will be at once."""
        return self._open

    def toggle(self) -> None:
        """Open the panel on the item shown, or close it."""
        if self._open:
            self.close()
            return
        self._open = True
        self._show(self._page.card.content())

    def close(self) -> None:
        """Put the panel away and give the keyboard back to the queue."""
        self._stop()
        self._open = False
        panel = self._page.explanation
        if panel.isAncestorOf(panel.window().focusWidget() or self._page):
            self._page.queue.setFocus()
        panel.hide()

    def _follow(self, content: CardContent | None) -> None:
        if self._open:
            self._show(content)

    def _show(self, content: CardContent | None) -> None:
        if content is None:
            self._say(self.tr("No item is chosen."))
        elif content.score_hidden:
            self._say(self.tr(HIDDEN), content.item)
        elif content.item.p_claim is None:
            self._say(self.tr(NOTHING), content.item)
        elif self._asked != content.item or self._case is not self._session.case:
            self._ask(content.item)

    def _ask(self, item: Item) -> None:
        self._stop()
        case, veil = self._session.case, self._session.veil
        self._asked, self._case = item, case
        self._task = self._runner.submit(
            Queue.QUICK,
            lambda _progress, _token: self._explanations.explain(case, item.row, veil),
            lambda found: self._explained(item, found),
            lambda error: self._refused(item, error),
        )
        self._waiting.start()

    def _explained(self, item: Item, found: Explanation) -> None:
        self._waiting.stop()
        self._page.explanation.show_explanation(item, found)
        self._page.explanation.show()

    def _refused(self, item: Item, error: UserFacingError) -> None:
        self._say(str(error), item)

    def _say_wait(self) -> None:
        panel, item = self._page.explanation, self._asked
        panel.say(self.tr("Looking into it…"), "" if item is None else item.item_id)
        panel.show()

    def _say(self, sentence: str, item: Item | None = None) -> None:
        """Say why there is no explanation."""
        self._stop()
        panel = self._page.explanation
        panel.say(sentence, "" if item is None else item.item_id)
        panel.show()

    def _stop(self) -> None:
        """Forget what was asked; whatever still comes of it is dropped."""
        self._waiting.stop()
        self._asked = self._case = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
