"""The window: header, rail, pages, messages and status line, and how it closes."""

import base64
import binascii
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.theme import Theme
from triage_app.ui.views.header import Header
from triage_app.ui.views.message_bar import MessageBar
from triage_app.ui.views.rail import Rail
from triage_app.ui.views.status_bar import StatusBar

_DEFAULT_SIZE = (1440, 900)
_SMALLEST = (960, 600)

MakePage = Callable[[], QWidget]


class MainWindow(QMainWindow):
    """Composes what is around the pages; shows one page at a time.

    Attributes
    ----------
    header : Header
    rail : Rail
    messages : MessageBar
    status : StatusBar

    Signals
    -------
    paths_dropped(tuple of Path)
        Files or folders were dropped on the window.
    close_requested
        The person wants to close; `let_go` closes it.
    page_changed(str)
    painted
        The window was painted for the first time, or again after `expect_paint`.
    """

    paths_dropped = Signal(object)
    close_requested = Signal()
    page_changed = Signal(str)
    painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = Header(theme)
        self.rail = Rail(theme)
        self.messages = MessageBar(theme)
        self.status = StatusBar(theme)
        self._pages = QStackedWidget()
        self._makers: dict[str, MakePage] = {}
        self._made: dict[str, QWidget] = {}
        self._leaving = False
        self._was_painted = False
        self.setAcceptDrops(True)
        self.setMinimumSize(*_SMALLEST)
        room = self.screen().availableSize()
        self.resize(QSize(*_DEFAULT_SIZE).boundedTo(room))
        self._arrange()
        self.rail.page_requested.connect(self.show_page)

    def set_pages(self, pages: Sequence[tuple[str, str, str, MakePage]]) -> None:
        """Offer pages, each a key, a title, an icon and what makes it when first seen.

        The first page is made and shown at once.
        """
        self._makers = {key: make for key, _, _, make in pages}
        self.rail.set_pages([(key, title, icon) for key, title, icon, _ in pages])
        self.show_page(pages[0][0])

    def show_page(self, key: str) -> None:
        """Show a page, making it if it was never seen."""
        if key not in self._made:
            self._made[key] = self._makers[key]()
            self._pages.addWidget(self._made[key])
        self.rail.set_current(key)
        self._pages.setCurrentWidget(self._made[key])
        self.page_changed.emit(key)

    @property
    def page(self) -> str:
        """The key of the page that is shown."""
        return self.rail.current()

    def expect_paint(self) -> None:
        """Tell of the next time that the window is painted as of the first one."""
        self._was_painted = False
        self.update()

    def let_go(self) -> None:
        """Close without asking again."""
        self._leaving = True
        self.close()

    def save_state(self) -> str:
        """Return where the window is, as text."""
        return base64.b64encode(self.saveGeometry().data()).decode("ascii")

    def restore_state(self, saved: str) -> None:
        """Take up what `save_state` gave; what makes no sense changes nothing."""
        try:
            data = base64.b64decode(saved, validate=True)
        except (binascii.Error, ValueError):
            return
        if data:
            self.restoreGeometry(QByteArray(data))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whoever knows what still has to be kept."""
        if self._leaving:
            event.accept()
        else:
            event.ignore()
            self.close_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first time, once the parts are painted too."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome local files and folders."""
        if _local_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files and folders were dropped."""
        paths = _local_paths(event)
        if paths:
            event.acceptProposedAction()
            self.paths_dropped.emit(paths)

    def _arrange(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self._pages, 1)
        middle.addLayout(column, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.setCentralWidget(whole)


def _local_paths(event: QDropEvent) -> tuple[Path, ...]:
    urls = event.mimeData().urls()
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
