"""Says that the program made a mistake, and gives the details to pass on."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.text import broken, visible
from triage_app.ui.theme import Theme

_LONGEST = 50_000


class CrashDialog(DialogFrame):
    """One line on what went wrong, and the details as they can be copied.

    Parameters
    ----------
    theme : Theme
    summary : str
        One line, such as the error's own words.
    details : str
        What to pass on; shown as it is and copied whole.
    """

    def __init__(
        self, theme: Theme, summary: str, details: str, parent: QWidget | None = None
    ) -> None:
        intro = self.tr(
            "This is a mistake in Claim Triage. Every decision you made is saved. "
            "You can go on; if it happens again, pass the details on."
        )
        super().__init__(theme, self.tr("Something went wrong"), intro, parent)
        self._details = details
        text = QPlainTextEdit(broken(visible(f"{summary}\n\n{details}", _LONGEST)))
        text.setReadOnly(True)
        text.setProperty("role", "input")
        text.setAccessibleName(self.tr("Details"))
        text.setTabChangesFocus(True)
        self.text = text
        self.body.addWidget(text, 1)
        self._copy = self.add_button(self.tr("Copy details"), left=True)
        self._copy.clicked.connect(self.copy_details)
        self.add_close(self.tr("Go on"))
        self.resize(640, 440)

    def copy_details(self) -> None:
        """Put the details on the clipboard and say so on the button."""
        QGuiApplication.clipboard().setText(self._details)
        self._copy.setText(self.tr("Copied"))
