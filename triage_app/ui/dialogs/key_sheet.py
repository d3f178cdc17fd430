"""The key sheet: every command with its keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.dialogs.frame import DialogFrame
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, KeyBadge, label

Section = tuple[str, Sequence[tuple[str, Sequence[str]]]]


class KeySheet(DialogFrame):
    """Shows keys by section, in two columns.

    Parameters
    ----------
    theme : Theme
    sections : sequence of (str, sequence of (str, sequence of str))
        Headings, each with commands and the keys they answer to.
    """

    def __init__(
        self,
        theme: Theme,
        sections: Sequence[Section],
        parent: QWidget | None = None,
    ) -> None:
        intro = self.tr("Letters count while the queue or the card has the keyboard.")
        super().__init__(theme, self.tr("Keys"), intro, parent)
        page = QWidget()
        page.setProperty("surface", "none")
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(48)
        for part in _halves(sections):
            column = QVBoxLayout()
            column.setSpacing(20)
            for section in part:
                column.addLayout(self._section(section))
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Keys"))
        self.body.addWidget(scroll, 1)
        self.add_close()
        self.resize(760, 640)

    def _section(self, section: Section) -> QVBoxLayout:
        title, commands = section
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label(title, weight=SEMIBOLD))
        # Not a grid: one command's three keys would narrow every other's words.
        for name, keys in commands:
            words = label(name, "second", wrap=True)
            words.setAccessibleDescription(", ".join(keys))
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(words, 1)
            for key in keys:
                row.addWidget(KeyBadge(key), 0, Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(row)
        return column


def _halves(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """Part sections so that the columns are about as long as each other."""
    total = sum(len(commands) + 2 for _, commands in sections)
    left: list[Section] = []
    right: list[Section] = []
    used = 0
    for section in sections:
        length = len(section[1]) + 2
        into = left if used + length / 2 <= total / 2 and not right else right
        into.append(section)
        used += length
    return left, right
