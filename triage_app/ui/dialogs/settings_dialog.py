"""What the person may choose: name, look, folder, keys, and what makes work easier."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.dialogs.frame import DialogFrame, row_of
from triage_app.ui.theme import Scheme, Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label, rule

_LONGEST_NAME = 80
# What stands below a tick box begins where its words begin.
_BOX_INDENT = 28


@dataclass(frozen=True)
class SettingsChoice:
    """What the dialog shows and gives back.

    Attributes
    ----------
    moderator : str
    scheme : Scheme
    workspaces_folder : str
    daily_count, folded, reduced_motion : bool
        As the settings have them.
    """

    moderator: str
    scheme: Scheme
    workspaces_folder: str
    daily_count: bool = True
    folded: bool = False
    reduced_motion: bool = False


class SettingsDialog(DialogFrame):
    """Shows a choice and gives back the edited one.

    Signals
    -------
    keys_requested
        The person wants to change keys, which has a dialog of its own.
    """

    keys_requested = Signal()

    def __init__(
        self, theme: Theme, choice: SettingsChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, self.tr("Settings"), "", parent)
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
        self.folder = QLineEdit(choice.workspaces_folder)
        self.daily_count = _box(self.tr("Count the day's items"), choice.daily_count)
        self.folded = _box(self.tr("Fold transcripts"), choice.folded)
        self.reduced_motion = _box(self.tr("Reduce motion"), choice.reduced_motion)
        self.keys = QPushButton(self.tr("Change keys…"))
        self.keys.clicked.connect(self.keys_requested)
        self._arrange()
        self._ok = self.add_answer(self.tr("Save"))
        self._check()
        self.fit(520)

    def choice(self) -> SettingsChoice:
        """Return what is chosen."""
        return SettingsChoice(
            self.moderator.text().strip(),
            Scheme(self.scheme.currentData()),
            self.folder.text().strip(),
            self.daily_count.isChecked(),
            self.folded.isChecked(),
            self.reduced_motion.isChecked(),
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
        self._add_folder()
        self.body.addWidget(rule())
        self._add_box(
            self.daily_count,
            self.tr("The status line says how many you have decided since midnight."),
        )
        self._add_box(
            self.folded,
            self.tr("What was said stays out of sight until you open it."),
        )
        self._add_box(
            self.reduced_motion,
            self.tr("Nothing blinks, fades or slides; progress is told in words."),
        )
        self.body.addWidget(rule())
        self.body.addLayout(row_of(self.keys, 1))
        self.body.addStretch(1)

    def _add_folder(self) -> None:
        name = self.tr("Workspaces folder")
        head = label(name, weight=SEMIBOLD)
        head.setBuddy(self.folder)
        self.folder.setAccessibleName(name)
        choose = QPushButton(self.tr("Choose…"))
        choose.clicked.connect(self._browse)
        row = row_of(choose)
        row.insertWidget(0, self.folder, 1)
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(head)
        block.addLayout(row)
        self.body.addLayout(block)

    def _add_box(self, box: QCheckBox, hint: str) -> None:
        block = QVBoxLayout()
        block.setSpacing(0)
        words = label(hint, "third", 12, wrap=True)
        words.setContentsMargins(_BOX_INDENT, 0, 0, 0)
        box.setAccessibleDescription(hint)
        block.addWidget(box)
        block.addWidget(words)
        self.body.addLayout(block)

    def _browse(self) -> None:
        title = self.tr("Workspaces folder")
        chosen = QFileDialog.getExistingDirectory(self, title, self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _check(self) -> None:
        self._ok.setEnabled(bool(self.moderator.text().strip()))


def _box(words: str, checked: bool) -> QCheckBox:
    box = QCheckBox(words)
    box.setChecked(checked)
    return box
