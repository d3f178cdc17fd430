"""Two fields for a range of numbers, read as people type them."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from triage_app.domain.errors import FilterError
from triage_app.domain.filters import ANY, Span, typed_number
from triage_app.domain.queue import Column
from triage_app.ui import text
from triage_app.ui.views.filters.words import UNITS, number_words
from triage_app.ui.widgets.labels import set_role

DEBOUNCE_MS = 250
_LONGEST = 24


class RangeRow(QObject):
    """The ends of one column's range.

    Attributes
    ----------
    low, high : QLineEdit
    problem : str
        A sentence while something typed makes no range, else empty.

    Signals
    -------
    edited : Span
        A quarter second after the last key, or at once when a field is left.
    judged
        `problem` may be another one.
    """

    edited = Signal(object)
    judged = Signal()

    def __init__(self, column: Column, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unit = UNITS[column]
        self._span = ANY
        self.problem = ""
        name = text.column(column)
        self.low = self._field(self.tr("{0} from").format(name))
        self.high = self._field(self.tr("{0} to").format(name))
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self.settle)

    def show_span(self, span: Span) -> None:
        """Show a range without reporting it; what is typed the same way stays."""
        if span == self._span and not self.problem:
            return
        self._timer.stop()
        self._span = span
        for field, end in ((self.low, span.low), (self.high, span.high)):
            field.setText(number_words(end, self._unit))
        self._judge("", ())

    def settle(self) -> None:
        """Take what is typed: report a range, or say what is wrong with it."""
        self._timer.stop()
        ends: list[float | None] = []
        for field in (self.low, self.high):
            try:
                ends.append(typed_number(field.text(), self._unit))
            except FilterError as error:
                self._judge(f"{error.title} {error.next_step}", (field,))
                return
        try:
            span = Span(*ends)
        except FilterError as error:
            said = f"{error.title} {error.next_step}"
            self._judge(said, (self.low, self.high))
            return
        self._judge("", ())
        if span != self._span:
            self._span = span
            self.edited.emit(span)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setMaxLength(_LONGEST)
        field.textEdited.connect(lambda: self._timer.start())
        field.editingFinished.connect(self.settle)
        return field

    def _judge(self, problem: str, wrong: tuple[QLineEdit, ...]) -> None:
        self.problem = problem
        for field in (self.low, self.high):
            set_role(field, "invalid", field in wrong)
            field.setAccessibleDescription(problem if field in wrong else "")
        self.judged.emit()
