"""The ordinary window: a stock table over a data frame, as Qt's examples have it."""

import time
from typing import Any

import pandas as pd
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

from speed.window import SIZE, Watch

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class FrameModel(QAbstractTableModel):
    """A data frame as a Qt table."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self._frame = frame

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return the rows."""
        return 0 if parent.isValid() else len(self._frame)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return the columns."""
        return 0 if parent.isValid() else self._frame.shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell as text."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return str(self._frame.iat[index.row(), index.column()])


class StockTable:
    """A `QTableView` of the window's size over a frame, shown empty."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._model: FrameModel | None = None
        self.view = QTableView()
        self.view.resize(*SIZE)
        self.view.show()
        QApplication.processEvents()

    def first_paint(self) -> float:
        """Sort the frame and show it; return the milliseconds until it is painted."""
        watch = Watch(self.view.viewport(), lambda: self.view.model() is self._model)
        start = time.perf_counter()
        ordered = self._frame.sort_values("p_claim", ascending=False)
        self._model = FrameModel(ordered)
        self.view.setModel(self._model)
        while not watch.painted:
            QApplication.processEvents()
        spent = (time.perf_counter() - start) * 1e3
        watch.deleteLater()
        return spent
