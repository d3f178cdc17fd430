"""The line below the queue while several rows are chosen: how many, and what to do."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from triage_app.domain.decisions import Verdict
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, KeyBadge, label

HEIGHT = 40
COPY, EXPORT, ONE = "copy_ids", "export_selected", "select_one"
_BETWEEN = 6
_NARROWEST = 480


class SelectionBar(QWidget):
    """Says "12 selected"; hidden while there is only the current row.

    Signals
    -------
    asked : str
        The id of the command whose button was clicked.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self.setAccessibleName(self.tr("Selection"))
        self._count = label("", weight=SEMIBOLD)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 0, 6, 0)
        self._row.setSpacing(2)
        self._row.addWidget(self._count)
        self._row.addSpacing(8)
        self._badges: dict[str, KeyBadge] = {}
        self._keys: dict[str, str] = {}
        self.buttons: dict[str, QPushButton] = {}
        for verdict in Verdict:
            self._add(verdict.value, text.verdict(verdict) + "…")
        self._row.addStretch(1)
        self._add(COPY, self.tr("Copy ids"))
        self._add(EXPORT, self.tr("Export…"))
        self._add(ONE, self.tr("Clear"))
        self.hide()

    def show_count(self, count: int) -> None:
        """Show how many are chosen; fewer than two hide the line."""
        words = self.tr("{0} selected").format(text.count(count))
        if count > 1 and words != self._count.text():
            self._count.setText(words)
            self._count.setAccessibleName(words)
            self.setAccessibleDescription(words)
            self._print_keys()
        self.setVisible(count > 1)

    def words(self) -> str:
        """Return what the line says."""
        return self._count.text()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Print other keys, by command id."""
        self._keys = {name: keys.get(name, "") for name in self.buttons}
        for name, key in self._keys.items():
            told = self.tr("Key {0}").format(key) if key else ""
            self.buttons[name].setAccessibleDescription(told)
        self._print_keys()

    def minimumSizeHint(self) -> QSize:
        """Live without the keys, so that the queue may become narrow again."""
        return QSize(_NARROWEST, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Print the keys where there is room for them."""
        super().resizeEvent(event)
        self._print_keys()

    def _add(self, name: str, words: str) -> None:
        button = QPushButton(words)
        button.setProperty("role", "link")
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda: self.asked.emit(name))
        badge = KeyBadge()
        self._row.addWidget(button)
        self._row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addSpacing(_BETWEEN)
        self.buttons[name], self._badges[name] = button, badge

    def _print_keys(self) -> None:
        """Print all keys, or none where not all find room; the menu has them, too."""
        for name, badge in self._badges.items():
            badge.set_key(self._keys.get(name, ""))
        if self._row.minimumSize().width() > self.width():
            for badge in self._badges.values():
                badge.set_key("")
