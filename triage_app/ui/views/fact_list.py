"""Everything else a report says, as names and values."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from triage_app.domain.backlog import Field
from triage_app.ui import text
from triage_app.ui.widgets.labels import ElidedLabel, label

_LONGEST = 500
_MOST = 60
# A label can't wrap within a word: neither column may widen the card it stands on.
_RUN = 20
_NAME_PX = 112


class FactList(QWidget):
    """Two columns of text: what, and its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._known = {
            Field.BAN.value: self.tr("Author"),
            Field.VERIFIED.value: self.tr("Verified"),
        }
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show facts in place of those before; empty ones are left out."""
        wanted = tuple(fact for fact in facts if fact[1].strip())[:_MOST]
        if wanted == self._facts:
            return
        self._facts = wanted
        while self._grid.count():
            old = self._grid.takeAt(0).widget()  # type: ignore[union-attr]
            if old is not None:
                old.hide()
                old.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, value) in enumerate(wanted):
            shown = self._known.get(name, text.one_line(name, 40))
            head = ElidedLabel("third", 12)
            head.set_full_text(shown)
            head.setMaximumWidth(_NAME_PX)
            body = label(
                text.broken(text.visible(value, _LONGEST), _RUN), px=12, wrap=True
            )
            body.setMinimumWidth(1)
            body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(head, row, 0, top)
            self._grid.addWidget(body, row, 1, top)
        self.setVisible(bool(wanted))

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return the facts shown, under the source's own names."""
        return self._facts
