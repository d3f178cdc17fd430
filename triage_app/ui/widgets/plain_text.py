"""Text that is read and never taken for markup."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit

from triage_app.ui.theme import font


def make_readable(edit: QTextEdit, px: int) -> None:
    """Let an edit show a transcript to be read and copied, in a size of `px`."""
    edit.setReadOnly(True)
    edit.setAcceptRichText(False)
    edit.setProperty("role", "transcript")
    edit.setFrameShape(QFrame.Shape.NoFrame)
    edit.setFont(font(px, tabular=False))
    edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    edit.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    edit.setTabChangesFocus(True)
    edit.document().setDocumentMargin(0)
