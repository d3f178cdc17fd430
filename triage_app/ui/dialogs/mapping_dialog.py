"""Asks which column is which, where a file's names don't say so."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QWidget

from triage_app.domain.backlog import COUNTS, Field
from triage_app.domain.ports import SourceLayout
from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.text import one_line
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import MEDIUM, ElidedLabel, label, set_role

_ASKED = (
    Field.ID,
    Field.TRANSCRIPT,
    *COUNTS,
    Field.DURATION,
    Field.BAN,
    Field.VERIFIED,
    Field.REFERENCE,
)
_EXAMPLES = 3


class MappingDialog(DialogFrame):
    """A combo box for each part of a backlog, with examples from the file.

    Parameters
    ----------
    theme : Theme
    layout : SourceLayout
        What the reader found; what it recognised is chosen already.
    """

    def __init__(
        self, theme: Theme, layout: SourceLayout, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Which column is which?")
        super().__init__(theme, title, "", parent)
        self._layout = layout
        self.set_intro(
            self.tr(
                "The column names of {0} don't show everything a backlog needs. "
                "Choose an id, and a transcript or counts; leave out what isn't there."
            ).format(one_line(layout.path.name, 80))
        )
        self._names = self._field_names()
        self._combos: dict[Field, QComboBox] = {}
        self._examples: dict[Field, ElidedLabel] = {}
        self._missing = label(wrap=True)
        self.body.addWidget(self._table(), 1)
        self.body.addWidget(self._missing)
        self._ok = self.add_answer(self.tr("Use these columns"))
        self.resize(720, 600)
        self._check()

    def mapping(self) -> dict[Field, str]:
        """Return the chosen columns, as the file spells them."""
        chosen = {}
        for part, combo in self._combos.items():
            column = combo.currentData()
            if column is not None:
                chosen[part] = self._layout.columns[int(column)]
        return chosen

    def missing(self) -> tuple[str, ...]:
        """Return what a backlog still needs, as phrases."""
        chosen = self.mapping()
        needs = []
        if Field.ID not in chosen:
            needs.append(self.tr("an id for each report"))
        if Field.TRANSCRIPT not in chosen and not any(p in chosen for p in COUNTS):
            needs.append(self.tr("a transcript or at least one count"))
        return tuple(needs)

    def combo(self, part: Field) -> QComboBox:
        """Return the combo box of a part."""
        return self._combos[part]

    def example(self, part: Field) -> str:
        """Return the examples shown beside a part."""
        return self._examples[part].full_text()

    def can_accept(self) -> bool:
        """Return whether enough is chosen."""
        return self._ok.isEnabled()

    def _table(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("surface", "none")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        heads = (self.tr("Part"), self.tr("Column"), self.tr("First values"))
        for across, head in enumerate(heads):
            grid.addWidget(label(head, "third", 12), 0, across)
        for row, part in enumerate(_ASKED, start=1):
            name: QLabel = label(self._names[part], weight=MEDIUM)
            combo = self._combo(part)
            name.setBuddy(combo)
            self._combos[part] = combo
            self._examples[part] = ElidedLabel("second")
            grid.addWidget(name, row, 0)
            grid.addWidget(combo, row, 1)
            grid.addWidget(self._examples[part], row, 2)
        grid.setRowStretch(len(_ASKED) + 1, 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        return scroll

    def _combo(self, part: Field) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(self._names[part])
        combo.setFixedWidth(220)
        combo.addItem(self.tr("— not in this file —"), None)
        for place, column in enumerate(self._layout.columns):
            combo.addItem(one_line(column, 60) or self.tr("(no name)"), place)
        known = self._layout.mapping.get(part)
        if known in self._layout.columns:
            combo.setCurrentIndex(self._layout.columns.index(known) + 1)
        combo.currentIndexChanged.connect(lambda: self._chosen(part))
        return combo

    def _chosen(self, part: Field) -> None:
        """Take a column from the part that had it: one column plays one part."""
        taken = self._combos[part].currentData()
        for other, combo in self._combos.items():
            if other is not part and taken is not None and combo.currentData() == taken:
                with QSignalBlocker(combo):
                    combo.setCurrentIndex(0)
        self._check()

    def _check(self) -> None:
        for part, shown in self._examples.items():
            column = self._combos[part].currentData()
            shown.set_full_text("" if column is None else self._values(int(column)))
        needs = self.missing()
        self._ok.setEnabled(not needs)
        set_role(self._missing, "role", "warning" if needs else "saved")
        still = self.tr("Still needed: {0}.").format(" · ".join(needs))
        self._missing.setText(still if needs else self.tr("That is enough to begin."))

    def _values(self, column: int) -> str:
        cells = [row[column] for row in self._layout.preview if column < len(row)]
        return " · ".join(one_line(cell, 40) or "–" for cell in cells[:_EXAMPLES])

    def _field_names(self) -> Mapping[Field, str]:
        return {
            Field.ID: self.tr("Id"),
            Field.TRANSCRIPT: self.tr("Transcript"),
            Field.VIEWS: self.tr("Views"),
            Field.LIKES: self.tr("Likes"),
            Field.SHARES: self.tr("Shares"),
            Field.DOWNLOADS: self.tr("Downloads"),
            Field.COMMENTS: self.tr("Comments"),
            Field.DURATION: self.tr("Length in seconds"),
            Field.BAN: self.tr("Author status"),
            Field.VERIFIED: self.tr("Author verified"),
            Field.REFERENCE: self.tr("Reference label"),
        }
