"""What every dialog shares: a heading, a body, and its buttons at the foot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label, rule, set_shown


class DialogFrame(QDialog):
    """A dialog with a heading, an introduction and a foot.

    Attributes
    ----------
    body : QVBoxLayout
        Where a dialog puts its own parts.
    """

    def __init__(
        self, theme: Theme, title: str, intro: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(intro)
        self.setSizeGripEnabled(False)
        self._heading = label(title, px=18, weight=SEMIBOLD, wrap=True)
        self._intro = label(intro, "second", wrap=True)
        set_shown(self._intro, bool(intro))
        head = QVBoxLayout()
        head.setContentsMargins(24, 20, 24, 0)
        head.setSpacing(4)
        head.addWidget(self._heading)
        head.addWidget(self._intro)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 16, 24, 20)
        self.body.setSpacing(12)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(24, 12, 24, 12)
        self._foot.setSpacing(8)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self.body, 1)
        column.addWidget(rule())
        column.addLayout(self._foot)

    def set_intro(self, intro: str) -> None:
        """Show another introduction."""
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self.setAccessibleDescription(intro)

    def fit(self, width: int) -> None:
        """Become as low as the body allows at a width."""
        self.resize(width, self.heightForWidth(width))

    def add_row(self, name: str, field: QWidget, hint: str = "") -> None:
        """Put a named input, and what it is for, into the body."""
        block = QVBoxLayout()
        block.setSpacing(4)
        head = label(name, weight=SEMIBOLD)
        head.setBuddy(field)
        block.addWidget(head)
        block.addWidget(field)
        if hint:
            block.addWidget(label(hint, "third", 12, wrap=True))
        if not field.accessibleName():
            field.setAccessibleName(name)
        self.body.addLayout(block)

    def add_button(
        self, text: str, *, primary: bool = False, left: bool = False
    ) -> QPushButton:
        """Put a button at the foot; `left` ones stand apart from the rest."""
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if left:
            self._foot.insertWidget(0, button)
        else:
            self._foot.addWidget(button)
        return button

    def add_close(self, text: str = "", *, primary: bool = True) -> QPushButton:
        """Put a button at the foot that closes the dialog."""
        button = self.add_button(text or self.tr("Close"), primary=primary)
        button.clicked.connect(self.reject)
        return button

    def add_answer(self, accept: str) -> QPushButton:
        """Put Cancel and the button that accepts at the foot; return the latter."""
        cancel = self.add_button(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        button = self.add_button(accept, primary=True)
        button.clicked.connect(self.accept)
        return button


def row_of(*parts: QWidget | QLayout | int) -> QHBoxLayout:
    """Put widgets side by side; a number is a stretch."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        if isinstance(part, int):
            row.addStretch(part)
        elif isinstance(part, QLayout):
            row.addLayout(part)
        else:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
