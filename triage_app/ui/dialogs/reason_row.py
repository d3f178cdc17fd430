"""One reason in the lead's settings: its words, its code, its place in the list."""

import re
import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.errors import UserFacingError
from triage_app.domain.reason_codes import MOST_WORDS, ReasonCode, ReasonCodes
from triage_app.ui import icons
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label, set_role

_CODE_WIDTH, _LONGEST_CODE = 132, 40
_ICON = 16


class ReasonRow(QWidget):
    """Edits one reason; a code that is kept with verdicts never changes.

    Signals
    -------
    edited
    marked
        It is the policy gap from now on.
    move_requested : int
        One place up (-1) or down (1).
    removal_requested
    """

    edited = Signal()
    marked = Signal()
    move_requested = Signal(int)
    removal_requested = Signal()

    def __init__(
        self, theme: Theme, reason: ReasonCode | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._new = reason is None
        self._own_code = False
        self._touched = False
        known = reason or ReasonCode("", "")
        self.words = QLineEdit(known.words)
        # One more than fits: whoever pastes too much is told, not cut off.
        self.words.setMaxLength(MOST_WORDS + 1)
        self.words.setPlaceholderText(self.tr("As moderators read it"))
        self.words.setAccessibleName(self.tr("Words of the reason"))
        self.code = QLineEdit(known.code)
        self.code.setMaxLength(_LONGEST_CODE + 1)
        self.code.setFixedWidth(_CODE_WIDTH)
        self.code.setPlaceholderText(self.tr("code"))
        self.code.setAccessibleName(self.tr("Code of the reason"))
        self.code.setEnabled(self._new)
        self.gap = QCheckBox()
        self.gap.setChecked(known.policy_gap)
        self.gap.setAccessibleName(self.tr("The rules don't cover this"))
        self.gap.setToolTip(self.tr("Says that the rules don't cover the case"))
        self.up = self._tool("chevron-up", self.tr("Move up"))
        self.down = self._tool("chevron-down", self.tr("Move down"))
        self.remove = self._tool("close", self.tr("Remove"))
        self._sentence = label(role="danger", px=12, wrap=True)
        self._sentence.hide()
        self._arrange()
        self._connect()

    def reason(self) -> ReasonCode:
        """Return what is in the fields; it may be none that can be kept."""
        return ReasonCode(
            self.code.text().strip(), self.words.text().strip(), self.gap.isChecked()
        )

    def sentence(self) -> str:
        """Return what is said of the fields; empty where all is well."""
        return "" if self._sentence.isHidden() else self._sentence.text()

    def check(self, taken: set[str], *, whole: bool = False) -> bool:
        """Say beside the fields why they can't be kept; return whether they can.

        Parameters
        ----------
        taken : set of str
            Codes of the rows above.
        whole : bool
            Speak of a row that nobody has begun, too.
        """
        reason = self.reason()
        told = _problem(reason)
        if not told and reason.code in taken:
            told = self.tr("The reason '{0}' is there twice.").format(reason.code)
        shown = told if whole or self._touched or not self._new else ""
        self._sentence.setText(shown)
        self._sentence.setVisible(bool(shown))
        for field in (self.words, self.code):
            set_role(field, "invalid", bool(shown))
            field.setAccessibleDescription(shown)
        return not told

    def focus_wrong(self) -> None:
        """Put the keyboard where something has to change."""
        wrong_code = self._new and bool(self.words.text().strip())
        (self.code if wrong_code else self.words).setFocus()

    def _connect(self) -> None:
        self.words.textEdited.connect(self._words_edited)
        self.code.textEdited.connect(self._code_edited)
        self.gap.toggled.connect(self._toggled)
        self.up.clicked.connect(lambda: self.move_requested.emit(-1))
        self.down.clicked.connect(lambda: self.move_requested.emit(1))
        self.remove.clicked.connect(self.removal_requested)
        self._theme.changed.connect(self._draw)
        self._draw()

    def _words_edited(self, words: str) -> None:
        self._touched = True
        if self._new and not self._own_code:
            self.code.setText(code_of(words))
        self.edited.emit()

    def _code_edited(self, code: str) -> None:
        self._touched = True
        self._own_code = bool(code)
        self.edited.emit()

    def _toggled(self, on: bool) -> None:
        if on:
            self.marked.emit()
        self.edited.emit()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        row.addWidget(self.code)
        row.addSpacing(18)
        row.addWidget(self.gap)
        row.addSpacing(18)
        for tool in (self.up, self.down, self.remove):
            row.addWidget(tool)
        row.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._sentence)

    def _tool(self, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "plain")
        button.setProperty("drawing", icon)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _draw(self) -> None:
        colour = self._theme.palette.text_second
        for button in (self.up, self.down, self.remove):
            button.setIcon(icons.icon(str(button.property("drawing")), colour))


def code_of(words: str) -> str:
    """Return a code made of words: small letters and digits, ``-`` between them."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(parts)[:_LONGEST_CODE].strip("-")


def _problem(reason: ReasonCode) -> str:
    """Return why a reason can't be kept, as the domain says it; empty if it can."""
    if not reason.code and not reason.words:
        reason = ReasonCode("reason", "")
    try:
        ReasonCodes((reason,))
    except UserFacingError as error:
        return " ".join(filter(None, (error.title, error.detail)))
    return ""
