"""Renders our own pages: Markdown without HTML, pictures or links that open."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from triage_app.ui.text import visible
from triage_app.ui.theme import Theme, font

_LONGEST = 60_000


class Document(QTextBrowser):
    """A page to read; nothing in it can reach a file or the network.

    Parameters
    ----------
    theme : Theme
    name : str
        What a screen reader calls it.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source = ""
        self.setProperty("role", "document")
        self.setAccessibleName(name)
        self.setFont(font(14))
        self.setOpenLinks(False)
        self.setMinimumHeight(240)
        self.document().setDocumentMargin(12)
        theme.changed.connect(lambda: self.show_page(self._source))

    def show_page(self, markdown: str) -> None:
        """Show Markdown; HTML in it shows as the text it is."""
        self._source = markdown
        safe = visible(markdown, _LONGEST)
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(
            safe, features.MarkdownDialectGitHub | features.MarkdownNoHTML
        )
        self._dress()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing: a page is words alone."""
        return None

    def _dress(self) -> None:
        """Give headings our sizes, and paragraphs some air, in one layout."""
        whole = QTextCursor(self.document())
        whole.beginEditBlock()
        self._dress_blocks()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        whole.endEditBlock()

    def _dress_blocks(self) -> None:
        sizes = {1: 20, 2: 16, 3: 14}
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = block.blockFormat()
            level = shape.headingLevel()
            shape.setTopMargin(16 if level else 4)
            shape.setBottomMargin(6)
            cursor.setBlockFormat(shape)
            style = block.charFormat()
            if level in sizes:
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                style.clearProperty(QTextFormat.Property.FontSizeAdjustment)
                style.setFont(font(sizes[level], font().Weight.DemiBold))
                cursor.setCharFormat(style)
            block = block.next()

    def _dress_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(6)
        shape.setTopMargin(8)
        shape.setBottomMargin(12)
        table.setFormat(shape)
        ground = QTextCharFormat()
        ground.setBackground(self._theme.colour("background"))
        for row in range(0, table.rows(), 2):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                style = cell.format()
                style.merge(ground)
                cell.setFormat(style)
