"""A plain table of records in a dialog: one line each, chosen as a whole."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

_ROW, _HEAD = 28, 32


def record_table(
    model: QAbstractItemModel, name: str, widths: Sequence[int]
) -> QTableView:
    """Return a table of fixed rows; nothing in it is measured to fit.

    Parameters
    ----------
    model : QAbstractItemModel
    name : str
        For screen readers.
    widths : sequence of int
        The columns' widths in pixels; the last one takes what is left.
    """
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(_ROW)
    table.verticalHeader().hide()
    heads = table.horizontalHeader()
    heads.setHighlightSections(False)
    heads.setFixedHeight(_HEAD)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, width)
    heads.setStretchLastSection(True)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    return table
