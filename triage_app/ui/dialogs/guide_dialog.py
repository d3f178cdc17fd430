"""The pages for moderators and leads, to read beside the work."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTabBar, QWidget

from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.document import Document

_SIZE = (760, 620)


class GuideDialog(DialogFrame):
    """Our own pages, one at a time.

    Parameters
    ----------
    theme : Theme
    pages : sequence of (str, str)
        Titles and Markdown, in their order.
    """

    def __init__(
        self,
        theme: Theme,
        pages: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, self.tr("Guide"), "", parent)
        self._pages = tuple(pages)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Pages of the guide"))
        self.document = Document(theme, self.tr("Guide"))
        for title, _ in self._pages:
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(self._show)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.document, 1)
        self.add_close()
        self.resize(*_SIZE)
        self._show(0)
        self.document.setFocus()

    def _show(self, place: int) -> None:
        if 0 <= place < len(self._pages):
            self.document.show_page(self._pages[place][1])
