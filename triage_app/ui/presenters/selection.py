"""What is done with several chosen rows: verdicts for all, their ids, an export."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from triage_app.domain.decisions import Verdict
from triage_app.domain.history import Action
from triage_app.services.bulk import Reckoning, Turn
from triage_app.ui import text
from triage_app.ui.models.bulk_question import BulkAnswer, BulkQuestion
from triage_app.ui.models.chosen_rows import ChosenRows
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters import bulk_words as words
from triage_app.ui.presenters.bulk import BulkFlow
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner
from triage_app.ui.views.desk_page import DeskPage

# Fewer than this are taken back without a question.
MOST_UNASKED = 500

Confirm = Callable[[BulkQuestion], BulkAnswer | None]


class SelectionPresenter(QObject):
    """Asks what many items are to get, and has it done.

    Parameters
    ----------
    session : Session
    bulk : BulkFlow
    runner : TaskRunner
    notifications : Notifications
    chosen : ChosenRows
    page : DeskPage
    confirm : callable
        Asks the person; None: she would rather not.
    begun : callable
        Returns the reason and the note that were begun on the card.
    undo_key : callable
        Returns the key printed for undo.
    """

    def __init__(
        self,
        session: Session,
        bulk: BulkFlow,
        runner: TaskRunner,
        notifications: Notifications,
        chosen: ChosenRows,
        page: DeskPage,
        confirm: Confirm,
        begun: Callable[[], BulkAnswer],
        undo_key: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._bulk = bulk
        self._runner = runner
        self._notifications = notifications
        self._chosen = chosen
        self._page = page
        self._confirm = confirm
        self._begun = begun
        self._undo_key = undo_key
        chosen.changed.connect(self._show)
        self._show()

    def give(self, verdict: Verdict) -> bool:
        """Ask about one verdict for all that is chosen; False: there is but one row."""
        if not self._chosen.several:
            return False
        if self._bulk.running:
            self._bulk.refuse()
            return True
        workspace = self._session.workspace
        if workspace is None or not self._session.ready:
            self._notifications.tell(words.still_read())
            return True
        reckoning = Reckoning.of(self._session.case, self._chosen.rows(), verdict)
        if not len(reckoning.rows):
            self._notifications.tell(words.nothing_waits(reckoning))
            return True
        begun = self._begun()
        answer = self._confirm(
            words.question(
                verdict,
                reckoning,
                workspace.rules.reasons,
                reason_code=begun.reason_code,
                note=begun.note,
                undo_key=self._undo_key(),
            )
        )
        if answer is not None:
            self.drop()
            self._bulk.give(
                reckoning.rows,
                verdict,
                note=answer.note,
                reason_code=answer.reason_code,
            )
        return True

    def take(self, turn: Turn, action: Action | None) -> bool:
        """Ask about a step of many that undo or redo is about; False: it isn't one."""
        if self._bulk.running:
            self._bulk.refuse()
            return True
        if action is None or len(action.decisions) <= MOST_UNASKED:
            return False
        if self._confirm(words.turn_question(turn, action)) is not None:
            self._bulk.take(turn, action)
        return True

    def drop(self) -> None:
        """Go back to the current row alone."""
        self._page.queue.choose_one()
        self._page.queue.setFocus()

    def copy_ids(self) -> None:
        """Put the ids of what is chosen, or of the item shown, on the clipboard."""
        rows, ids = self._rows(), self._session.case.backlog.ids
        if not len(rows):
            return
        self._runner.submit(
            Queue.QUICK,
            lambda _progress, _token: "\n".join(
                item or "" for item in ids.take(rows).to_list()
            ),
            lambda copied: self._copied(copied, len(rows)),
            self._notifications.fail,
        )

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Print other keys."""
        self._page.selection.set_keys(keys)

    def _copied(self, copied: str, items: int) -> None:
        QGuiApplication.clipboard().setText(copied)
        said = self.tr("The ids of {0} items are on the clipboard.")
        if items == 1:
            said = self.tr("The id is on the clipboard.")
        self._notifications.tell(
            Message(said.format(text.count(items)), tone=Tone.SUCCESS)
        )

    def _rows(self) -> NDArray[np.intp]:
        if self._chosen.several:
            return self._chosen.rows()
        content = self._page.card.content()
        return np.array([] if content is None else [content.item.row], np.intp)

    def _show(self) -> None:
        self._page.selection.show_count(self._chosen.count)
