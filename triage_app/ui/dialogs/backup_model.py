"""The backups of a workspace as a table."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from triage_app.domain.ports import Backup, Occasion
from triage_app.ui.text import NOTHING, count, moment

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FIRST_NUMBER = 3


class BackupModel(QAbstractTableModel):
    """Rows of backups: when, why, the newest decision, records, newer ones, size.

    Parameters
    ----------
    backups : sequence of Backup
        The newest first.
    records : int or None
        Records that the workspace holds now; None where nobody can tell.
    """

    def __init__(
        self,
        backups: Sequence[Backup],
        records: int | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.backups = tuple(backups)
        self._records = records
        self._headings = (
            self.tr("Made"),
            self.tr("Occasion"),
            self.tr("Newest decision"),
            self.tr("Records"),
            self.tr("Newer records"),
            self.tr("Size"),
        )
        self._occasions = {
            Occasion.OPENED: self.tr("opened"),
            Occasion.HOURLY: self.tr("hourly"),
            Occasion.MIGRATION: self.tr("before an update"),
            Occasion.RESTORE: self.tr("replaced by a backup"),
            Occasion.ASKED: self.tr("asked for"),
        }

    def newer(self, row: int) -> int | None:
        """Return how many records of now a backup doesn't hold; None: nobody knows."""
        held = self.backups[row].records
        if held is None or self._records is None:
            return None
        return max(0, self._records - held)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many backups there are."""
        return 0 if parent.isValid() else len(self.backups)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that only a backup that can be read may be chosen."""
        usable = index.isValid() and self.backups[index.row()].records is not None
        whole = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return whole if usable else Qt.ItemFlag.NoItemFlags

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
            return _RIGHT if section >= _FIRST_NUMBER else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return one cell."""
        if not index.isValid() or index.row() >= len(self.backups):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() >= _FIRST_NUMBER else _LEFT
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(index.row())[index.column()]
        return None

    def _cells(self, row: int) -> tuple[str, ...]:
        backup = self.backups[row]
        readable = backup.records is not None
        return (
            moment(backup.made_at),
            self._occasions[backup.occasion],
            moment(backup.newest_at) if readable else self.tr("can't be read"),
            count(backup.records) if readable else NOTHING,
            count(self.newer(row)),
            self.tr("{0} MB").format(f"{backup.size / 1e6:,.1f}"),
        )
