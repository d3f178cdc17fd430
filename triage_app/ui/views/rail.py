"""The left rail: one button for each page."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from triage_app.ui import icons
from triage_app.ui.theme import Theme, font
from triage_app.ui.widgets.labels import MEDIUM

WIDTH = 72


class Rail(QWidget):
    """Pages, each a picture with its name; arrow keys walk among them.

    Signals
    -------
    page_requested : str
        The key of the page that was chosen.
    """

    page_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: dict[str, str] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "right")
        self.setAccessibleName(self.tr("Pages"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 8, 4, 8)
        self._column.setSpacing(4)
        self._column.addStretch()
        theme.changed.connect(self._tint)

    def set_pages(self, pages: Sequence[tuple[str, str, str]]) -> None:
        """Show pages, each a key, a name and an icon; the first is current."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._column.removeWidget(button)
            button.deleteLater()
        self._buttons = {key: self._button(key, title) for key, title, _ in pages}
        self._icons = {key: icon for key, _, icon in pages}
        for place, button in enumerate(self._buttons.values()):
            self._column.insertWidget(place, button)
        self._tint()
        if pages:
            self.set_current(pages[0][0])

    def set_current(self, key: str) -> None:
        """Mark a page as the one shown, without asking for it."""
        for own_key, button in self._buttons.items():
            button.setChecked(own_key == key)
            current = own_key == key
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus
            )

    def current(self) -> str:
        """Return the key of the page that is marked."""
        return next((k for k, b in self._buttons.items() if b.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys."""
        keys = list(self._buttons)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.current() not in keys:
            super().keyPressEvent(event)
            return
        place = max(0, min(len(keys) - 1, keys.index(self.current()) + step))
        self._choose(keys[place])
        self._buttons[keys[place]].setFocus(Qt.FocusReason.TabFocusReason)

    def _button(self, key: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setProperty("role", "rail")
        button.setFont(font(11, MEDIUM))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(WIDTH - 8, 56)
        button.setAccessibleName(title)
        button.clicked.connect(lambda: self._choose(key))
        # A tool button would take the arrows for itself.
        button.installEventFilter(self)
        self._group.addButton(button)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the arrow keys from the buttons."""
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if isinstance(event, QKeyEvent) and event.key() in arrows:
            if event.type() is QKeyEvent.Type.KeyPress:
                self.keyPressEvent(event)
            return True
        return False

    def _choose(self, key: str) -> None:
        self.set_current(key)
        self.page_requested.emit(key)

    def _tint(self) -> None:
        palette = self._theme.palette
        for key, button in self._buttons.items():
            drawing = self._icons[key]
            made = icons.icon(drawing, palette.text_second, palette.accent)
            button.setIcon(made)
