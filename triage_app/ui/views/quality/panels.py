"""The quality page's boxes: a finding with its number, and a titled list."""

from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from triage_app.ui.text import visible
from triage_app.ui.theme import Theme, font
from triage_app.ui.views.quality.measure_rows import MeasureRows
from triage_app.ui.views.quality.values import Finding
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, label, set_role

_NUMBER_PX, _WORDS_PX = 32, 20
_LINES = 3


def box(title: str, explained: str = "") -> tuple[QFrame, QVBoxLayout]:
    """Return a box with its title, and the column to put the rest in."""
    frame = QFrame()
    frame.setProperty("role", "box")
    frame.setAccessibleName(title)
    column = QVBoxLayout(frame)
    fill_box(column, title, explained)
    return frame, column


def fill_box(column: QVBoxLayout, title: str, explained: str) -> None:
    """Put a title, and what explains it, at the top of a box."""
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(6)
    column.addWidget(label(title, weight=MEDIUM))
    if explained:
        column.addWidget(label(explained, "second", 12, wrap=True))


class FindingPanel(QFrame):
    """One finding: its number large, what surrounds it below, rows at the end."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        explained: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self._title = title
        self.headline = label(px=_NUMBER_PX, weight=SEMIBOLD, wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(title)
        self._lines = [label(role="second", px=12, wrap=True) for _ in range(_LINES)]
        self.rows = MeasureRows(theme, title)
        column = QVBoxLayout(self)
        fill_box(column, title, explained)
        column.addWidget(self.headline)
        column.addWidget(self.progress)
        for line in self._lines:
            column.addWidget(line)
        column.addSpacing(6)
        column.addWidget(self.rows)
        column.addStretch(1)

    def show_finding(self, finding: Finding) -> None:
        """Show a finding in place of the one before."""
        size = _NUMBER_PX if finding.certain else _WORDS_PX
        set_role(self.headline, "role", "" if finding.certain else "second")
        # After the role: dressing a label anew gives it back the font it had.
        self.headline.setFont(font(size, SEMIBOLD if finding.certain else MEDIUM))
        self.headline.setText(visible(finding.headline, 80))
        self.progress.setVisible(finding.progress is not None)
        if finding.progress is not None:
            there, needed = finding.progress
            self.progress.setRange(0, max(1, needed))
            self.progress.setValue(min(there, needed))
        for place, line in enumerate(self._lines):
            words = finding.lines[place] if place < len(finding.lines) else ""
            line.setText(visible(words, 600))
            line.setVisible(bool(words))
        self.rows.show_rows(finding.rows, finding.scale, finding.ends)
        said = (f"{self._title}: {finding.headline}", *finding.lines)
        self.setAccessibleName(". ".join(said))
        self.headline.setAccessibleName(self.accessibleName())

    def lines(self) -> tuple[str, ...]:
        """Return what stands below the number."""
        return tuple(line.text() for line in self._lines if line.text())
