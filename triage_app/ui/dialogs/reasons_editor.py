"""The list of reasons in the lead's settings: add, rename, remove, put in order."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.reason_codes import MOST_CODES, ReasonCode, ReasonCodes
from triage_app.ui.dialogs.reason_row import ReasonRow
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label


class ReasonsEditor(QWidget):
    """Rows of reasons, checked as the domain checks them.

    Signals
    -------
    edited
    """

    edited = Signal()

    def __init__(
        self, theme: Theme, reasons: ReasonCodes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[ReasonRow] = []
        self._list = QVBoxLayout()
        self._scroll = QScrollArea()
        self.add = QPushButton(self.tr("Add a reason"))
        self.add.clicked.connect(lambda: self._begin())
        self._arrange()
        for reason in reasons:
            self._put(reason)
        self._settle()

    def rows(self) -> tuple[ReasonRow, ...]:
        """Return the rows, from the top."""
        return tuple(self._rows)

    def check(self, *, whole: bool = True) -> bool:
        """Say beside each field what is wrong with it; return whether nothing is.

        Parameters
        ----------
        whole : bool
            Speak of rows that nobody has begun, too.
        """
        taken: set[str] = set()
        good = True
        for row in self._rows:
            good = row.check(taken, whole=whole) and good
            taken.add(row.reason().code)
        return good

    def focus_wrong(self) -> None:
        """Put the keyboard into the first row that can't be kept."""
        for row in self._rows:
            if row.sentence():
                self._scroll.ensureWidgetVisible(row)
                row.focus_wrong()
                return

    def reasons(self) -> ReasonCodes:
        """Return the list.

        Raises
        ------
        UserFacingError
            If it can't be kept.
        """
        return ReasonCodes(self.entries())

    def entries(self) -> tuple[ReasonCode, ...]:
        """Return the rows' values, good or not."""
        return tuple(row.reason() for row in self._rows)

    def _begin(self) -> None:
        row = self._put(None)
        self._settle()
        row.words.setFocus()
        # Once it has its place; until then there is nothing to scroll to.
        QTimer.singleShot(0, row, lambda: self._scroll.ensureWidgetVisible(row))

    def _put(self, reason: ReasonCode | None) -> ReasonRow:
        row = ReasonRow(self._theme, reason)
        row.edited.connect(self._edited)
        row.marked.connect(lambda: self._mark(row))
        row.move_requested.connect(lambda step: self._move(row, step))
        row.removal_requested.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._list.insertWidget(len(self._rows) - 1, row)
        return row

    def _edited(self) -> None:
        self.check(whole=False)
        self.edited.emit()

    def _mark(self, marked: ReasonRow) -> None:
        """Let one reason alone be the policy gap."""
        for row in self._rows:
            if row is not marked:
                row.gap.setChecked(False)

    def _move(self, row: ReasonRow, step: int) -> None:
        place = self._rows.index(row)
        there = max(0, min(len(self._rows) - 1, place + step))
        self._rows.insert(there, self._rows.pop(place))
        self._list.removeWidget(row)
        self._list.insertWidget(there, row)
        self._settle()
        self._edited()

    def _remove(self, row: ReasonRow) -> None:
        place = self._rows.index(row)
        self._rows.remove(row)
        row.hide()
        self._list.removeWidget(row)
        row.deleteLater()
        self._settle()
        if self._rows:
            self._rows[min(place, len(self._rows) - 1)].words.setFocus()
        else:
            self.add.setFocus()
        self._edited()

    def _settle(self) -> None:
        """Turn off what has no use, and keep Tab in the rows' order."""
        last: QWidget | None = None
        for place, row in enumerate(self._rows):
            row.up.setEnabled(place > 0)
            row.down.setEnabled(place < len(self._rows) - 1)
            for part in (row.words, row.code, row.gap, row.up, row.down, row.remove):
                if last is not None:
                    QWidget.setTabOrder(last, part)
                last = part
        self.add.setEnabled(len(self._rows) < MOST_CODES)

    def _arrange(self) -> None:
        page = QWidget()
        page.setProperty("surface", "none")
        self._list.setSpacing(6)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 2, 8, 2)
        inner.addLayout(self._list)
        inner.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heads = QHBoxLayout()
        heads.setContentsMargins(2, 0, 8, 0)
        heads.addWidget(label(self.tr("Reasons"), weight=SEMIBOLD), 1)
        heads.addWidget(label(self.tr("Policy gap"), "third", 12))
        heads.addSpacing(86)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(heads)
        column.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(
            label(
                self.tr("A code is kept with the verdicts and never changes."),
                "third",
                12,
                wrap=True,
            ),
            1,
        )
        foot.setSpacing(12)
        column.addLayout(foot)
