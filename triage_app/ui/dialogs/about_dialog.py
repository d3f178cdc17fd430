"""What this program is, and whose work it stands on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import label


class AboutDialog(DialogFrame):
    """Version and model, and the font's licence.

    Parameters
    ----------
    theme : Theme
    version : str
    facts : sequence of (str, str)
        Such as the model's id or where settings are kept.
    """

    def __init__(
        self,
        theme: Theme,
        version: str,
        facts: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        intro = self.tr("Score, sort and review a backlog of reported short videos.")
        super().__init__(theme, self.tr("Claim Triage"), intro, parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        rows = ((self.tr("Version"), version), *facts)
        for row, (name, value) in enumerate(rows):
            shown = label(value, wrap=True)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(name, "second"), row, 0, top)
            grid.addWidget(shown, row, 1, top)
        self.body.addLayout(grid)
        words = (
            self.tr(
                "Everything runs on this computer; nothing is sent anywhere. The model "
                "sorts, people decide."
            ),
            self.tr(
                "Set in Inter, © The Inter Project Authors, SIL Open Font License."
            ),
        )
        for sentence in words:
            self.body.addWidget(label(sentence, "third", 12, wrap=True))
        self.body.addStretch(1)
        self.add_close()
        self.fit(480)
