"""Asks what to export, in which form, and where to."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.dialogs.frame import DialogFrame, row_of
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label

FORMATS = (
    (".csv", "CSV"),
    (".tsv", "TSV"),
    (".parquet", "Parquet"),
    (".jsonl", "JSON Lines"),
)
_SPREADSHEETS = (".csv", ".tsv")


@dataclass(frozen=True)
class ExportRequest:
    """What was asked for.

    Attributes
    ----------
    preset : str
        ``"decisions"``, ``"feedback"``, ``"statement-of-reasons"`` or ``"queue"``.
    out : Path
    spreadsheet_safe : bool
    """

    preset: str
    out: Path
    spreadsheet_safe: bool


class ExportDialog(DialogFrame):
    """What, which form, where.

    Parameters
    ----------
    theme : Theme
    folder : Path
        Where the file goes unless the person says otherwise.
    name : str
        The file's name without its ending.
    preset : str
        The one chosen at first.
    """

    def __init__(
        self,
        theme: Theme,
        folder: Path,
        name: str = "decisions",
        preset: str = "decisions",
        parent: QWidget | None = None,
    ) -> None:
        intro = self.tr("A manifest with counts and hashes is written beside the file.")
        super().__init__(theme, self.tr("Export"), intro, parent)
        self._folder = folder
        self._presets: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.body.addWidget(self._choices(preset))
        self.format = QComboBox()
        for ending, words in FORMATS:
            self.format.addItem(words, ending)
        self.format.currentIndexChanged.connect(self._format_chosen)
        self.path = QLineEdit(str(folder / f"{name}.csv"))
        self.path.textChanged.connect(self._check)
        self.path.setAccessibleName(self.tr("File"))
        browse = QPushButton(self.tr("Choose…"))
        browse.clicked.connect(self._browse)
        where = row_of(browse)
        where.insertWidget(0, self.path, 1)
        self.add_row(self.tr("Format"), self.format)
        heading = label(self.tr("File"), weight=SEMIBOLD)
        heading.setBuddy(self.path)
        self.body.addWidget(heading)
        self.body.addLayout(where)
        self.safe = QCheckBox(self.tr("Safe to open in a spreadsheet"))
        self._hint = label("", "third", 12, wrap=True)
        self.body.addWidget(self.safe)
        self.body.addWidget(self._hint)
        self.body.addStretch(1)
        self._ok = self.add_answer(self.tr("Export"))
        self._check()
        self.fit(560)

    def request(self) -> ExportRequest:
        """Return what was asked for."""
        preset = next(k for k, b in self._presets.items() if b.isChecked())
        safe = self.safe.isEnabled() and self.safe.isChecked()
        return ExportRequest(preset, Path(self.path.text().strip()), safe)

    def choose_preset(self, preset: str) -> None:
        """Choose what is exported."""
        self._presets[preset].setChecked(True)

    def can_accept(self) -> bool:
        """Return whether a file is named."""
        return self._ok.isEnabled()

    def _choices(self, preset: str) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "box")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(2)
        choices = (
            (
                "decisions",
                self.tr("Decisions"),
                self.tr("Each reviewed item with its verdict, note and who gave it."),
            ),
            (
                "feedback",
                self.tr("Feedback"),
                self.tr("Verdicts beside the model's labels, as training data."),
            ),
            (
                "statement-of-reasons",
                self.tr("Statement of reasons"),
                self.tr("What was decided of each item, and on what grounds."),
            ),
            (
                "queue",
                self.tr("Whole queue"),
                self.tr("Every item in queue order, decided or not."),
            ),
        )
        for key, name, about in choices:
            button = QRadioButton(name)
            button.setAccessibleDescription(about)
            button.setChecked(key == preset)
            hint = label(about, "third", 12, wrap=True)
            hint.setContentsMargins(30, 0, 0, 6)
            self._group.addButton(button)
            self._presets[key] = button
            column.addWidget(button)
            column.addWidget(hint)
        return frame

    def _browse(self) -> None:
        ending = str(self.format.currentData())
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export to"), self.path.text(), f"*{ending}"
        )
        if name:
            self.path.setText(name)

    def _format_chosen(self) -> None:
        ending = str(self.format.currentData())
        named = self.path.text().strip()
        if named and Path(named).suffix.lower() != ending:
            self.path.setText(str(Path(named).with_suffix(ending)))
        self._check()

    def _check(self) -> None:
        ending = Path(self.path.text().strip()).suffix.lower()
        known = [own for own, _ in FORMATS]
        if ending in known and ending != self.format.currentData():
            self.format.setCurrentIndex(known.index(ending))
        table = ending in _SPREADSHEETS
        self.safe.setEnabled(table)
        self._hint.setText(
            self.tr(
                "Puts an apostrophe before cells that a spreadsheet would run as a "
                "formula, and keeps a lossless JSON Lines file beside."
            )
            if table
            else self.tr("This form keeps every value as it is.")
        )
        self._ok.setEnabled(ending in known and bool(Path(self.path.text()).stem))
