"""What was said of an item that came to a lead: why, or two verdicts, no names."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage_app.domain.decisions import Verdict
from triage_app.domain.history import State
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.views.card_content import Told
from triage_app.ui.widgets.chip import STATE_TONES, Chip
from triage_app.ui.widgets.labels import MEDIUM, ElidedLabel, label

_STATES = {
    Verdict.CLAIM: State.CLAIM,
    Verdict.OPINION: State.OPINION,
    Verdict.SKIP: State.SKIPPED,
    Verdict.ESCALATE: State.ESCALATED,
}
_MOST = 2
_LONGEST, _RUN = 600, 40


class _Line(QWidget):
    """One verdict as a chip, its reason and its note beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.chip = Chip(theme)
        self.reason = ElidedLabel("second", 12)
        self.note = label(wrap=True)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.reason)
        said.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(said, 1)

    def show_told(self, told: Told, silent: str) -> None:
        """Show what was said, or that nothing was added to it."""
        state = _STATES[told.verdict]
        self.chip.set_chip(text.state(state), STATE_TONES[state])
        note = told.note.strip()
        bare = "" if note else silent
        self.reason.set_full_text(told.reason or bare)
        self.reason.setVisible(bool(told.reason or bare))
        self.note.setText(text.broken(text.visible(note, _LONGEST), _RUN))
        self.note.setVisible(bool(note))

    def words(self) -> str:
        """Return what the line says after the chip."""
        parts = (self.reason.full_text(), self.note.text())
        return " · ".join(part for part in parts if part)


class LeadNotes(QWidget):
    """A heading and a line for each thing said; hidden where nothing was."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = label(role="second", px=12, weight=MEDIUM)
        self._lines = [_Line(theme) for _ in range(_MOST)]
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 0, 6)
        column.setSpacing(6)
        column.addWidget(self._head)
        for line in self._lines:
            column.addWidget(line)
        self.hide()

    def show_told(self, told: tuple[Told, ...]) -> None:
        """Show what was said of an item, in the order given."""
        two = len(told) > 1
        self._head.setText(
            self.tr("Two verdicts disagree; yours settles it")
            if two
            else self.tr("Somebody asks for your decision")
        )
        silent = self.tr("No note")
        for line, said in zip(self._lines, told, strict=False):
            line.show_told(said, silent)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(told))
        self.setAccessibleName(self.summary(told))
        self.setVisible(bool(told))

    def summary(self, told: tuple[Told, ...]) -> str:
        """Return all of it as a screen reader says it."""
        if not told:
            return ""
        lines = [
            f"{line.chip.word()}: {line.words()}" for line in self._lines[: len(told)]
        ]
        return ". ".join([self._head.text(), *lines])
