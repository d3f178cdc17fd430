"""What the person may choose: name, look, where workspaces go, blind or not."""

from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from triage_app.domain.visibility import ScoreVisibility
from triage_app.ui.dialogs.frame import DialogFrame, row_of
from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label

_LONGEST_NAME = 80


@dataclass(frozen=True)
class SettingsChoice:
    """What the dialog shows and gives back.

    Attributes
    ----------
    moderator : str
    scheme : Scheme
    workspaces_folder : str
    visibility : ScoreVisibility or None
        None where no workspace is open: then it isn't asked for.
    """

    moderator: str
    scheme: Scheme
    workspaces_folder: str
    visibility: ScoreVisibility | None = None


class SettingsDialog(DialogFrame):
    """Shows a choice and gives back the edited one."""

    def __init__(
        self, theme: Theme, choice: SettingsChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, self.tr("Settings"), "", parent)
        self._choice = choice
        self.moderator = QLineEdit(choice.moderator)
        self.moderator.setMaxLength(_LONGEST_NAME)
        self.moderator.textChanged.connect(self._check)
        self.scheme = QComboBox()
        for scheme, name in (
            (Scheme.SYSTEM, self.tr("Like the system")),
            (Scheme.LIGHT, self.tr("Light")),
            (Scheme.DARK, self.tr("Dark")),
        ):
            self.scheme.addItem(name, scheme.value)
        self.scheme.setCurrentIndex(self.scheme.findData(choice.scheme.value))
        self.visibility = QComboBox()
        for seen, name in (
            (ScoreVisibility.HIDDEN, self.tr("Hidden until the verdict is in")),
            (ScoreVisibility.SHOWN, self.tr("Always shown")),
        ):
            self.visibility.addItem(name, seen.value)
        self.folder = QLineEdit(choice.workspaces_folder)
        self._arrange()
        self._ok = self.add_answer(self.tr("Save"))
        self._check()
        self.fit(520)

    def choice(self) -> SettingsChoice:
        """Return what is chosen."""
        visibility = None
        if self._choice.visibility is not None:
            visibility = ScoreVisibility(self.visibility.currentData())
        return SettingsChoice(
            self.moderator.text().strip(),
            Scheme(self.scheme.currentData()),
            self.folder.text().strip(),
            visibility,
        )

    def can_accept(self) -> bool:
        """Return whether the choice can be saved."""
        return self._ok.isEnabled()

    def _arrange(self) -> None:
        self.add_row(
            self.tr("Moderator"),
            self.moderator,
            self.tr("Written into every decision you make."),
        )
        self.add_row(self.tr("Look"), self.scheme)
        if self._choice.visibility is not None:
            self.visibility.setCurrentIndex(
                self.visibility.findData(self._choice.visibility.value)
            )
            self.add_row(
                self.tr("Scores in the review lane"),
                self.visibility,
                self.tr("Kept with this workspace; judging blind keeps verdicts free."),
            )
        else:
            self.visibility.setParent(self)
            self.visibility.hide()
        choose = QPushButton(self.tr("Choose…"))
        choose.clicked.connect(self._browse)
        head = label(self.tr("Workspaces folder"), weight=SEMIBOLD)
        head.setBuddy(self.folder)
        self.folder.setAccessibleName(self.tr("Workspaces folder"))
        row = row_of(choose)
        row.insertWidget(0, self.folder, 1)
        self.body.addWidget(head)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def _browse(self) -> None:
        title = self.tr("Workspaces folder")
        chosen = QFileDialog.getExistingDirectory(self, title, self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _check(self) -> None:
        self._ok.setEnabled(bool(self.moderator.text().strip()))
