"""The lead's settings: what holds for everybody who works in this workspace."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage_app.domain.errors import UserFacingError
from triage_app.domain.lead_settings import LeadSettings
from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.dialogs.reasons_editor import ReasonsEditor
from triage_app.ui.dialogs.rules_form import RulesForm
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label, rule

_SIZE = (980, 620)


class LeadSettingsDialog(DialogFrame):
    """Stays until what is edited is kept, or the person cancels.

    Attributes
    ----------
    form : RulesForm
    reasons : ReasonsEditor
    routing_wanted : bool
        The person wants to go on to the routing.

    Signals
    -------
    save_requested : LeadSettings
        Answer with `saved` or `refuse`.
    """

    save_requested = Signal(object)

    def __init__(
        self, theme: Theme, settings: LeadSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            theme,
            self.tr("Lead's settings"),
            self.tr(
                "They hold for everybody who works in this workspace; every change "
                "is logged with your name."
            ),
            parent,
        )
        self._shown = settings
        self._saving = False
        self._leads_on = False
        self.routing_wanted = False
        self.form = RulesForm(settings)
        self.reasons = ReasonsEditor(theme, settings.rules.reasons)
        self._problem = label(role="danger", wrap=True)
        self._problem.hide()
        self._arrange()
        self.routing = self.add_button(self.tr("Go to Routing"), left=True)
        self.cancel = self.add_button(self.tr("Cancel"))
        self.save = self.add_button(self.tr("Save"), primary=True)
        self._connect()
        self._edited()
        self.resize(*_SIZE)

    def settings(self) -> LeadSettings:
        """Return what is edited.

        Raises
        ------
        UserFacingError
            If the reasons can't be kept.
        """
        return self.form.settings(self.reasons.reasons())

    def saved(self) -> None:
        """Close: everything is kept."""
        self._saving = False
        self.routing_wanted = self._leads_on
        self.accept()

    def refuse(self, error: UserFacingError) -> None:
        """Stay with what is edited, and say why it isn't kept."""
        self._set_saving(False)
        self._say(str(error))

    def problem(self) -> str:
        """Return why nothing was kept, if that is said."""
        return "" if self._problem.isHidden() else self._problem.text()

    def reject(self) -> None:
        """Close without keeping anything; not while it is being kept."""
        if not self._saving:
            super().reject()

    def _save(self, *, leads_on: bool = False) -> None:
        """Ask for what is edited to be kept; say beside a field why it can't be."""
        if self._saving:
            return
        self._say("")
        if not self.reasons.check():
            self.reasons.focus_wrong()
            return
        try:
            edited = self.settings()
        except UserFacingError as error:
            self._say(str(error))
            return
        self._leads_on = leads_on
        self._set_saving(True)
        self.save_requested.emit(edited)

    def _go_to_routing(self) -> None:
        if self._differs():
            self._save(leads_on=True)
        else:
            self.routing_wanted = True
            self.accept()

    def _differs(self) -> bool:
        try:
            return self.settings() != self._shown
        except UserFacingError:
            return True

    def _set_saving(self, saving: bool) -> None:
        self._saving = saving
        for button in (self.save, self.cancel, self.routing):
            button.setEnabled(not saving)

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _connect(self) -> None:
        self.save.clicked.connect(lambda: self._save())
        self.cancel.clicked.connect(self.reject)
        self.routing.clicked.connect(self._go_to_routing)
        self.form.edited.connect(self._edited)
        self.reasons.edited.connect(self._edited)

    def _edited(self) -> None:
        """Say where the left button leads."""
        self.routing.setText(
            self.tr("Save and go to Routing")
            if self._differs()
            else self.tr("Go to Routing")
        )

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.form)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.reasons, 1)
        self.body.addLayout(row, 1)
        self.body.addWidget(self._problem)
