"""The import report: what became of every row of a file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.report import ImportReport, Outcome
from triage_app.ui.dialogs.frame import DialogFrame, row_of
from triage_app.ui.dialogs.issue_model import IssueModel
from triage_app.ui.text import count, one_line, visible
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState
from triage_app.ui.widgets.labels import SEMIBOLD, ElidedLabel, label
from triage_app.ui.widgets.record_table import record_table

# The reason is why the table is there: of two files it names both, and the line.
_WIDTHS = (64, 160, 136, 344, 112)
_MOST_NOTES = 6


class ReportDialog(DialogFrame):
    """Shows a report; nothing in it changes anything.

    Parameters
    ----------
    theme : Theme
    report : ImportReport
    added : int
        Accepted rows that were new to the workspace.

    Signals
    -------
    save_requested
        The person wants the issues as a CSV file.
    """

    save_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        report: ImportReport,
        added: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, self.tr("Import report"), "", parent)
        self._report = report
        self.model = IssueModel(report.issues, self)
        self.set_intro(one_line(report.source, 120))
        self.body.addLayout(self._figures(added))
        self.body.addWidget(label(self.conservation(), "second", wrap=True))
        for note in report.notes[:_MOST_NOTES]:
            self.body.addWidget(label(visible(note, 400), "second", wrap=True))
        self._table_widget = record_table(self.model, self.tr("Issues"), _WIDTHS)
        self._empty = EmptyPanel(theme)
        self._pages = QStackedLayout()
        self.outcomes = self._filter()
        if report.issues:
            self.body.addLayout(row_of(self.outcomes, self._listed(), 1))
        else:
            self.outcomes.setParent(self)
            self.outcomes.hide()
        self.body.addLayout(self._pages, 1)
        self._pages.addWidget(self._table_widget)  # not before: it would be a window
        self._pages.addWidget(self._empty)
        self._save = self.add_button(self.tr("Save as CSV…"), left=True)
        self._save.setVisible(bool(report.issues))
        self._save.clicked.connect(self.save_requested)
        self.add_close()
        self._show_issues()
        self.resize(900, 620)

    def conservation(self) -> str:
        """Return the line that accounts for every row."""
        report = self._report
        line = self.tr(
            "{0} rows read = {1} accepted + {2} quarantined + {3} duplicates"
        ).format(
            *map(
                count,
                (
                    report.rows_read,
                    report.accepted,
                    report.quarantined,
                    report.duplicates,
                ),
            )
        )
        if report.conserved:
            return line
        return self.tr("{0}. The numbers don't add up: tell us.").format(line)

    def empty_text(self) -> str:
        """Return what is said where no issue is listed, else an empty text."""
        shown = self._pages.currentWidget() is self._empty
        state = self._empty.state()
        return state.title if shown and state is not None else ""

    def _figures(self, added: int) -> QHBoxLayout:
        report = self._report
        row = QHBoxLayout()
        row.setSpacing(8)
        figures = (
            (self.tr("Rows read"), report.rows_read),
            (self.tr("Accepted"), report.accepted),
            (self.tr("Quarantined"), report.quarantined),
            (self.tr("Duplicates"), report.duplicates),
            (self.tr("New to the workspace"), added),
        )
        for name, number in figures:
            tile = QFrame()
            tile.setProperty("role", "box")
            column = QVBoxLayout(tile)
            column.setContentsMargins(12, 8, 12, 10)
            column.setSpacing(2)
            head = ElidedLabel("third", 12)
            head.set_full_text(name)
            figure = label(count(number), px=18, weight=SEMIBOLD)
            figure.setAccessibleDescription(name)
            column.addWidget(head)
            column.addWidget(figure)
            row.addWidget(tile, 1)
        return row

    def _filter(self) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(self.tr("Which issues"))
        combo.addItem(self.tr("All issues"), None)
        for outcome in Outcome:
            combo.addItem(self.model.outcome_name(outcome).capitalize(), outcome.value)
        combo.setMinimumWidth(180)
        combo.currentIndexChanged.connect(self._show_issues)
        return combo

    def _listed(self) -> QWidget:
        report = self._report
        words = self.tr("{0} listed").format(count(len(report.issues)))
        if report.unlisted:
            words += self.tr(", {0} more counted").format(count(report.unlisted))
        return label(words, "third", 12)

    def _show_issues(self) -> None:
        chosen = self.outcomes.currentData()
        self.model.show_outcome(None if chosen is None else Outcome(chosen))
        if self.model.rowCount():
            self._pages.setCurrentWidget(self._table_widget)
            return
        if self._report.issues:
            title = self.tr("No issue of this kind.")
        elif self._report.quarantined or self._report.duplicates:
            title = self.tr("The issues of this import are not listed.")
        else:
            title = self.tr("Every row was accepted.")
        self._empty.show_state(EmptyState("success", title))
        self._pages.setCurrentWidget(self._empty)
