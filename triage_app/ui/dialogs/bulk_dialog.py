"""Asks before many records are written: what will happen, and what goes with them."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.models.bulk_question import BulkAnswer, BulkQuestion
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label


class BulkDialog(DialogFrame):
    """Shows a `BulkQuestion`.

    Parameters
    ----------
    theme : Theme
    question : BulkQuestion

    Attributes
    ----------
    reason : QComboBox
    note : QLineEdit
    """

    def __init__(
        self, theme: Theme, question: BulkQuestion, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, question.title, "", parent)
        self._question = question
        self.setAccessibleDescription(" ".join(question.lines))
        for place, line in enumerate(question.lines):
            role = "" if place == 0 else "second"
            self.body.addWidget(label(line, role, wrap=True))
        self.reason, self.note = QComboBox(), QLineEdit()
        self.note.setMaxLength(question.longest_note)
        self.note.setText(" ".join(question.note.split()))
        if question.reasons is not None:
            self._offer_reasons()
        self._accept = self.add_answer(question.accept)
        self.reason.currentIndexChanged.connect(lambda _place: self._judge())
        self.note.textChanged.connect(lambda _text: self._judge())
        self._judge()
        self.fit(460)
        wanting = question.needs_reason and not self._accept.isEnabled()
        (self.reason if wanting else self._accept).setFocus()

    def answer(self) -> BulkAnswer:
        """Return the reason and the note."""
        if self._question.reasons is None:
            return BulkAnswer()
        code = str(self.reason.currentData() or "")
        return BulkAnswer(code, self.note.text().strip())

    def _offer_reasons(self) -> None:
        question = self._question
        needed = question.needs_reason
        self.reason.addItem(self.tr("Choose…") if needed else self.tr("None"), "")
        for reason in question.reasons or ():
            self.reason.addItem(reason.words, reason.code)
        chosen = self.reason.findData(question.reason_code)
        self.reason.setCurrentIndex(max(0, chosen))
        hint = self.tr("Escalating needs a reason or a note.") if needed else ""
        self.add_row(self.tr("Reason"), self.reason, hint)
        self.add_row(
            self.tr("Note"), self.note, self.tr("It is kept with each of them.")
        )

    def _judge(self) -> None:
        given = self.answer()
        missing = self._question.needs_reason and not (given.reason_code or given.note)
        self._accept.setEnabled(not missing)
