"""The issues of an import report as a table."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from triage_app.domain.report import Issue, Outcome
from triage_app.ui.text import count, one_line, tooltip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN = 200
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class IssueModel(QAbstractTableModel):
    """Rows of issues: line, column, value, reason, what became of it."""

    def __init__(self, issues: Sequence[Issue], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = tuple(issues)
        self._shown = self._all
        self._headings = (
            self.tr("Line"),
            self.tr("Column"),
            self.tr("Value"),
            self.tr("Reason"),
            self.tr("Outcome"),
        )
        self._outcomes = {
            Outcome.QUARANTINED: self.tr("row quarantined"),
            Outcome.DUPLICATE: self.tr("duplicate row"),
            Outcome.VALUE_MISSING: self.tr("value left out"),
        }

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show issues of one outcome; None shows all."""
        self.beginResetModel()
        self._shown = tuple(
            issue for issue in self._all if outcome in (None, issue.outcome)
        )
        self.endResetModel()

    def outcome_name(self, outcome: Outcome) -> str:
        """Return an outcome in words."""
        return self._outcomes[outcome]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many issues are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole and section < len(self._headings):
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            return _RIGHT if section == 0 else left
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one cell; tooltips show more of a value, as plain text."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        issue, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                count(issue.line),
                one_line(issue.column, 80),
                one_line(issue.value, _SHOWN),
                issue.reason,
                self._outcomes[issue.outcome],
            )[column]
        if role == Qt.ItemDataRole.ToolTipRole and column in (2, 3):
            return tooltip(issue.value if column == 2 else issue.reason, 1_000)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 0:
            return _RIGHT
        return None
