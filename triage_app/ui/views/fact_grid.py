"""The item's numbers, three to a row, each under its name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from triage_app.domain.backlog import Field
from triage_app.domain.case import Item
from triage_app.ui import text
from triage_app.ui.widgets.labels import MEDIUM, ElidedLabel, label, rule

_ORDER = (
    Field.VIEWS,
    Field.LIKES,
    Field.SHARES,
    Field.COMMENTS,
    Field.DOWNLOADS,
    Field.DURATION,
)
_ACROSS = 3


class FactGrid(QFrame):
    """Six numbers in a box with hairlines between."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self._values: dict[Field, QLabel] = {}
        names = {
            Field.VIEWS: self.tr("Views"),
            Field.LIKES: self.tr("Likes"),
            Field.SHARES: self.tr("Shares"),
            Field.COMMENTS: self.tr("Comments"),
            Field.DOWNLOADS: self.tr("Downloads"),
            Field.DURATION: self.tr("Length"),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        for place, part in enumerate(_ORDER):
            row, across = divmod(place, _ACROSS)
            grid.addWidget(self._cell(part, names[part]), 2 * row, 2 * across)
            if across:
                grid.addWidget(rule(vertical=True), 2 * row, 2 * across - 1)
            grid.setColumnStretch(2 * across, 1)
        grid.addWidget(rule(), 1, 0, 1, 2 * _ACROSS - 1)

    def show_item(self, item: Item) -> None:
        """Show an item's numbers; a dash stands for a missing one."""
        for part, value in self._values.items():
            number = item.numbers.get(part)
            spell = text.seconds if part is Field.DURATION else text.count
            value.setText(spell(number))

    def value(self, part: Field) -> str:
        """Return what is shown for a part."""
        return self._values[part].text()

    def _cell(self, part: Field, name: str) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(12, 6, 8, 7)
        column.setSpacing(1)
        title = ElidedLabel("third", 12)
        title.set_full_text(name)
        value = label(text.NOTHING, px=14, weight=MEDIUM)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleDescription(name)
        column.addWidget(title)
        column.addWidget(value)
        self._values[part] = value
        return cell
