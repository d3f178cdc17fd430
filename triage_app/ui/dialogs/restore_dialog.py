"""Which backup to put in a workspace's place, and what that does."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedLayout,
    QTableView,
    QWidget,
)

from triage_app.domain.ports import Backup
from triage_app.ui.dialogs.backup_model import BackupModel
from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.text import count, one_line
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState
from triage_app.ui.widgets.labels import label
from triage_app.ui.widgets.record_table import record_table

_WIDTHS = (144, 160, 144, 88, 96, 80)


class RestoreDialog(DialogFrame):
    """Lists backups; the newest that can be read is chosen at first.

    Parameters
    ----------
    theme : Theme
    workspace : str
        Its name.
    backups : sequence of Backup
        The newest first.
    records : int or None
        Records that the workspace holds now; None where it can't be opened.
    """

    def __init__(
        self,
        theme: Theme,
        workspace: str,
        backups: Sequence[Backup],
        records: int | None,
        parent: QWidget | None = None,
    ) -> None:
        intro = self.tr(
            "A backup takes the place of the records of {0}. Newer records that are "
            "whole are carried over, and what was there is kept as a backup."
        ).format(one_line(workspace, 80))
        super().__init__(theme, self.tr("Restore backup"), intro, parent)
        self.model = BackupModel(backups, records, self)
        self.table = self._table()
        empty = EmptyPanel(theme)
        empty.show_state(
            EmptyState(
                "empty-queue",
                self.tr("There are no backups yet"),
                self.tr(
                    "They are made when a workspace is opened and every hour, if "
                    "something was recorded since."
                ),
            )
        )
        pages = QStackedLayout()
        self.body.addLayout(pages, 1)
        pages.addWidget(self.table)  # not before: it would be a window
        pages.addWidget(empty)
        pages.setCurrentIndex(0 if backups else 1)
        self.outcome = label("", "second", wrap=True)
        self.outcome.setMinimumHeight(36)
        self.body.addWidget(self.outcome)
        if backups:
            self.accept_button = self.add_answer(self.tr("Restore"))
        else:
            self.accept_button = self.add_close()
        self.table.selectionModel().selectionChanged.connect(self._say)
        self._choose_first()
        self.resize(800, 480)

    def chosen(self) -> str | None:
        """Return the chosen backup's name."""
        row = self._row()
        return None if row is None else self.model.backups[row].name

    def _row(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def _choose_first(self) -> None:
        readable = (
            row
            for row, backup in enumerate(self.model.backups)
            if backup.records is not None
        )
        row = next(readable, None)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))
            self.table.selectionModel().select(
                self.model.index(row, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
            self.table.setFocus()
        self._say()

    def _say(self) -> None:
        """Say what restoring the chosen backup does."""
        row = self._row()
        if self.model.backups:
            self.accept_button.setEnabled(row is not None)
        self.outcome.setText("" if row is None else self._outcome(row))

    def _outcome(self, row: int) -> str:
        newer = self.model.newer(row)
        if newer is None:
            return self.tr(
                "Nobody can tell yet how many newer records there are. Those that can "
                "still be read are carried over; the rest is lost."
            )
        if not newer:
            return self.tr("It holds every record of now. Nothing is lost.")
        return self.tr(
            "{0} records are newer than this backup. Those that are whole are carried "
            "over; the rest is lost."
        ).format(count(newer))

    def _table(self) -> QTableView:
        table = record_table(self.model, self.tr("Backups"), _WIDTHS)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.doubleClicked.connect(lambda _index: self.accept())
        return table
