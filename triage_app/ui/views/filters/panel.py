"""The panel that filters by any column; it opens under its button."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.filters import Standing
from triage_app.domain.queue import Column, QueueQuery
from triage_app.domain.routing import Reason
from triage_app.ui import text
from triage_app.ui.views.filters.range_row import DEBOUNCE_MS, RangeRow
from triage_app.ui.views.filters.words import FIELDS
from triage_app.ui.widgets.labels import SEMIBOLD, label, rule

WIDTH = 432
_GAP = 4
_LONGEST_TEXT = 200
# The audit slice is sent unmarked, so nobody may filter for it.
_REASONS = (
    Reason.MID_CONFIDENCE,
    Reason.HEADS_DISAGREE,
    Reason.OUTSIDE_TRAINING,
    Reason.MISSING_CONTENT,
)
_TYPED = {Column.ID: "in_id", Column.TRANSCRIPT: "in_transcript"}


class FilterPanel(QFrame):
    """Edits a query's filters; what is typed counts as soon as it makes sense.

    Signals
    -------
    query_edited : QueueQuery
    save_wanted
        The filters shall be kept under a name.
    closed
        By its own keys or buttons, not because the person went on elsewhere.
    """

    query_edited = Signal(object)
    save_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setProperty("role", "popup")
        self.setAccessibleName(self.tr("Filters"))
        self.setFixedWidth(WIDTH)
        self._query = QueueQuery()
        self.ranges = {column: RangeRow(column, self) for column in FIELDS}
        self.author = QComboBox()
        self.reason = QComboBox()
        self.standings = {one: QCheckBox(text.standing(one)) for one in Standing}
        self.texts = {column: self._text_field(column) for column in _TYPED}
        self._problem = label("", "danger", 12, wrap=True)
        self._why_blind = label("", "third", 12, wrap=True)
        self._clear = QPushButton(self.tr("Clear filters"))
        self._save = QPushButton(self.tr("Save these filters…"))
        self._arrange()
        self._connect()
        self._fill_reasons()
        self.set_author_choices(())

    def set_query(self, query: QueueQuery) -> None:
        """Show a query without reporting it."""
        self._query = query
        for column, field in FIELDS.items():
            self.ranges[column].show_span(getattr(query, field))
        self._choose(self.author, query.author)
        self._choose(self.reason, query.reason)
        for one, box in self.standings.items():
            _quietly(box, partial(box.setChecked, one in query.standings))
        for column, field in _TYPED.items():
            if self.texts[column].text() != getattr(query, field):
                self.texts[column].setText(getattr(query, field))
        self._clear.setEnabled(query.filtered)
        self._save.setEnabled(query.filtered)

    def set_author_choices(self, choices: Sequence[str]) -> None:
        """Offer author statuses."""

        def fill() -> None:
            self.author.clear()
            self.author.addItem(self.tr("Any"), "")
            for name in choices:
                self.author.addItem(text.one_line(name, 40), name)

        _quietly(self.author, fill)
        self._choose(self.author, self._query.author)

    def set_blind(self, blind: bool, why: str) -> None:
        """Lock what would give a hidden score away, and say why."""
        telling = self.ranges[Column.P_CLAIM]
        for field in (telling.low, telling.high, self.reason):
            field.setEnabled(not blind)
            field.setAccessibleDescription(why if blind else "")
        self._why_blind.setText(why if blind else "")
        self._why_blind.setVisible(blind)

    def open_under(self, button: QWidget, column: Column | None = None) -> None:
        """Open with the keyboard in a column's field, or in the first one."""
        window = button.window()
        self.setParent(window)
        self.adjustSize()
        corner = button.mapTo(window, QPoint(0, button.height() + _GAP))
        bar = button.parentWidget() or window
        right = bar.mapTo(window, QPoint(bar.width(), 0)).x() if bar != window else 0
        room = right or window.width() - _GAP
        left = min(corner.x(), room - self.width())
        top = min(corner.y(), window.height() - self.height() - _GAP)
        self.move(max(_GAP, left), max(_GAP, top))
        self.show()
        self.raise_()
        field = self._field(column)
        field.setFocus(Qt.FocusReason.PopupFocusReason)
        if isinstance(field, QLineEdit):
            field.selectAll()

    def problem(self) -> str:
        """Return the sentence about what is typed wrongly; empty if nothing is."""
        return self._problem.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, and Return unless a sentence waits: all is in force already."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enter and not self.problem()):
            self._leave()
        else:
            event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep letters from being verdicts while the keyboard is in here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            bare = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if bare in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                event.accept()
                return True
        return super().event(event)

    def _leave(self) -> None:
        self.hide()
        self.closed.emit()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Close when the person goes on elsewhere in the window."""
        if not self.isVisible() or now is None or now is self:
            return
        if now.window() is self.window() and not self.isAncestorOf(now):
            self.hide()

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for place, (column, row) in enumerate(self.ranges.items()):
            self._name(grid, place, column)
            grid.addWidget(row.low, place, 1)
            grid.addWidget(label(self.tr("to"), "third", 12), place, 2)
            grid.addWidget(row.high, place, 3)
        wide: list[tuple[Column, QWidget]] = [
            (Column.AUTHOR, self.author),
            (Column.REASON, self.reason),
            *self.texts.items(),
        ]
        for place, (column, field) in enumerate(wide, len(self.ranges)):
            self._name(grid, place, column)
            grid.addWidget(field, place, 1, 1, 3)
        last = len(self.ranges) + len(wide)
        self._name(grid, last, Column.VERDICT)
        boxes = QGridLayout()
        boxes.setSpacing(2)
        for place, box in enumerate(self.standings.values()):
            boxes.addWidget(box, place // 3, place % 3)
        grid.addLayout(boxes, last, 1, 1, 3)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(16, 12, 16, 12)
        column_of.setSpacing(10)
        column_of.addWidget(label(self.tr("Filters"), px=14, weight=SEMIBOLD))
        column_of.addLayout(grid)
        column_of.addWidget(self._why_blind)
        column_of.addWidget(self._problem)
        column_of.addWidget(rule())
        self._clear.setProperty("role", "link")
        done = QPushButton(self.tr("Done"))
        done.setProperty("primary", True)
        done.clicked.connect(self._leave)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._clear)
        foot.addStretch(1)
        foot.addWidget(self._save)
        foot.addWidget(done)
        column_of.addLayout(foot)
        self._why_blind.hide()
        self._problem.hide()

    def _name(self, grid: QGridLayout, place: int, column: Column) -> None:
        name = label(text.column(column), "second")
        grid.addWidget(name, place, 0)

    def _connect(self) -> None:
        for column, row in self.ranges.items():
            field = FIELDS[column]
            row.edited.connect(
                lambda span, own=field: self._edit(self._query.changed(own, span))
            )
            row.judged.connect(self._show_problem)
        self.author.currentIndexChanged.connect(
            lambda: self._edit(replace(self._query, author=self.author.currentData()))
        )
        self.reason.currentIndexChanged.connect(self._edit_reason)
        for box in self.standings.values():
            box.toggled.connect(lambda: self._edit_standings())
        self.author.setAccessibleName(text.column(Column.AUTHOR))
        self.reason.setAccessibleName(text.column(Column.REASON))
        self._clear.clicked.connect(self._cleared)
        self._save.clicked.connect(self._keep)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _text_field(self, column: Column) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(_LONGEST_TEXT)
        field.setPlaceholderText(self.tr("contains"))
        name = self.tr("{0} contains").format(text.column(column))
        field.setAccessibleName(name)
        timer = QTimer(field, singleShot=True, interval=DEBOUNCE_MS)

        def settle() -> None:
            timer.stop()
            self._edit(self._query.changed(_TYPED[column], field.text()))

        timer.timeout.connect(settle)
        field.textEdited.connect(lambda: timer.start())
        field.editingFinished.connect(settle)
        return field

    def _fill_reasons(self) -> None:
        def fill() -> None:
            self.reason.addItem(self.tr("Any"), None)
            for reason in _REASONS:
                self.reason.addItem(text.reason(reason), reason)

        _quietly(self.reason, fill)

    def _choose(self, box: QComboBox, value: object) -> None:
        places = [n for n in range(box.count()) if box.itemData(n) == value]
        if value and not places and isinstance(value, str):
            _quietly(box, lambda: box.addItem(text.one_line(value, 40), value))
            places = [box.count() - 1]
        _quietly(box, lambda: box.setCurrentIndex(places[0] if places else 0))

    def _edit_reason(self) -> None:
        chosen = self.reason.currentData()
        reason = None if chosen is None else Reason(chosen)
        self._edit(replace(self._query, reason=reason))

    def _edit_standings(self) -> None:
        chosen = frozenset(
            one for one, box in self.standings.items() if box.isChecked()
        )
        self._edit(replace(self._query, standings=chosen))

    def _edit(self, query: QueueQuery) -> None:
        if query == self._query:
            return
        self._query = query
        self._clear.setEnabled(query.filtered)
        self._save.setEnabled(query.filtered)
        self.query_edited.emit(query)

    def _cleared(self) -> None:
        cleared = self._query.cleared()
        self.set_query(cleared)
        self.query_edited.emit(cleared)

    def _keep(self) -> None:
        self.hide()
        self.save_wanted.emit()

    def _show_problem(self) -> None:
        said = next((row.problem for row in self.ranges.values() if row.problem), "")
        if said != self._problem.text():
            self._problem.setText(said)
            self._problem.setVisible(bool(said))
            self.adjustSize()

    def _field(self, column: Column | None) -> QWidget:
        fields: dict[Column | None, QWidget] = {
            **{own: row.low for own, row in self.ranges.items()},
            Column.ID: self.texts[Column.ID],
            Column.TRANSCRIPT: self.texts[Column.TRANSCRIPT],
            Column.AUTHOR: self.author,
            Column.REASON: self.reason,
            Column.VERDICT: self.standings[Standing.WAITING],
        }
        field = fields.get(column, self.ranges[Column.P_CLAIM].low)
        return field if field.isEnabled() else self.ranges[Column.VIEWS].low


def _quietly(widget: QWidget, change: Callable[[], object]) -> None:
    """Change an input without its telling anybody."""
    blocked = widget.blockSignals(True)
    change()
    widget.blockSignals(blocked)
