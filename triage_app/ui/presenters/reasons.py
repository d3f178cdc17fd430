"""The reason that goes with a verdict: chosen from the lead's list, by key or click."""

from PySide6.QtCore import QObject

from triage_app.domain.decisions import Verdict
from triage_app.domain.reason_codes import ReasonCodes
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.session import Session
from triage_app.ui.theme import Theme
from triage_app.ui.views.card_content import CardContent
from triage_app.ui.views.desk_page import DeskPage
from triage_app.ui.views.reason_picker import ReasonPicker


class ReasonsPresenter(QObject):
    """Opens the list over the card, and gives what is chosen to the desk.

    Parameters
    ----------
    session : Session
    desk : DeskPresenter
    page : DeskPage
    theme : Theme

    Attributes
    ----------
    picker : ReasonPicker
    """

    def __init__(
        self,
        session: Session,
        desk: DeskPresenter,
        page: DeskPage,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._card = page.card
        self._verdict: Verdict | None = None
        self._item_id = ""
        self.picker = ReasonPicker(theme, page.card)
        self.picker.chosen.connect(self._chosen)
        self.picker.left.connect(self._left)
        desk.deciding.ask_reason = self._ask_for
        desk.reason_changed.connect(lambda _code: self.show_reason())
        page.card.reason_requested.connect(self.pick)
        page.card.content_changed.connect(self._content_changed)

    def pick(self) -> None:
        """Open the list, or put it away."""
        if not self.picker.isHidden():
            self.picker.leave()
        elif self._desk.ready:
            self._verdict = None
            self._open()

    def show_reason(self) -> None:
        """Show the words of the reason that goes with the next verdict."""
        code = self._desk.reason_code
        self._card.show_reason(self._reasons.words(code) if code else "")

    def follow_rules(self) -> None:
        """Drop a reason that the lead has taken out of the list meanwhile."""
        code = self._desk.reason_code
        if code and not self._reasons.knows(code):
            self._desk.set_reason("")
        self.show_reason()

    @property
    def _reasons(self) -> ReasonCodes:
        workspace = self._session.workspace
        return ReasonCodes(()) if workspace is None else workspace.rules.reasons

    def _ask_for(self, verdict: Verdict) -> None:
        """Ask for the reason that a verdict needs; with it the verdict is given."""
        self._verdict = verdict
        self._open(self.tr("Escalating needs a reason"))

    def _open(self, title: str = "") -> None:
        content = self._card.content()
        self._item_id = "" if content is None else content.item.item_id
        self.picker.ask(
            self._reasons,
            self._card.reason,
            self._desk.reason_code,
            title,
            needed=bool(title),
        )

    def _chosen(self, code: str) -> None:
        verdict, self._verdict = self._verdict, None
        self._desk.set_reason(code)
        self._desk.focus_queue()
        if verdict is not None:
            self._desk.deciding.decide(verdict)

    def _left(self) -> None:
        self._verdict = None
        self._desk.focus_queue()

    def _content_changed(self, content: CardContent | None) -> None:
        """Put the list away once another item is before the moderator."""
        if content is None or content.item.item_id != self._item_id:
            self.picker.leave()
