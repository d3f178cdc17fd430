"""Folded transcripts: out of sight until they are opened, item by item."""

from PySide6.QtCore import QObject

from triage_app.ui.models.queue_model import QueueModel
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.views.card_content import CardContent
from triage_app.ui.views.desk_page import DeskPage


class Folding(QObject):
    """Folds card, table and explanation alike, as the person's settings say.

    Parameters
    ----------
    preferences : Preferences
    page : DeskPage
    model : QueueModel
        The table's rows, of which none is ever opened.
    """

    def __init__(
        self,
        preferences: Preferences,
        page: DeskPage,
        model: QueueModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._page = page
        self._model = model
        self._item_id = ""
        self._turned = False
        page.card.content_changed.connect(self._content_changed)
        page.card.fold.toggle_requested.connect(self.toggle)
        preferences.changed.connect(self._settings_changed)
        self._settings_changed()

    @property
    def folded(self) -> bool:
        """Whether the transcript on the card is out of sight."""
        return self._preferences.current.folded is not self._turned

    def toggle(self) -> None:
        """Open the transcript on the card, or fold it; the next card isn't asked."""
        if self._page.card.content() is not None:
            self._turned = not self._turned
            self._fold()

    def _content_changed(self, content: CardContent | None) -> None:
        item_id = "" if content is None else content.item.item_id
        if item_id != self._item_id:
            self._item_id, self._turned = item_id, False
        self._fold()

    def _settings_changed(self) -> None:
        folded = self._preferences.current.folded
        if folded is not self._model.folded:
            self._turned = False
        self._model.set_folded(folded)
        self._fold()

    def _fold(self) -> None:
        card = self._page.card
        content = card.content()
        words = "" if content is None else content.item.transcript or ""
        folded = self.folded and bool(words.strip())
        card.fold.set_folded(folded, len(words))
        self._page.explanation.set_folded(folded)
