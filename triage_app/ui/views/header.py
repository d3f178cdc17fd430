"""The line on top: what is open, and the few things done with it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, ElidedLabel, label

HEIGHT = 48


class Header(QWidget):
    """The title, what is open, and buttons for actions."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "bottom")
        self._title = label(self.tr("Claim Triage"), px=15, weight=SEMIBOLD)
        self._subtitle = ElidedLabel("second", mode=Qt.TextElideMode.ElideMiddle)
        self._subtitle.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
        )
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self._title)
        self._row.addWidget(self._subtitle, 1)

    def set_subtitle(self, text: str) -> None:
        """Show what is open."""
        self._subtitle.set_full_text(text)

    def subtitle(self) -> str:
        """Return what is shown as open."""
        return self._subtitle.full_text()

    def add_action_button(self, action: QAction, primary: bool = False) -> QToolButton:
        """Add a button that follows an action's text, state and tooltip."""
        # Qt strips the ellipsis that says a question follows.
        action.setIconText(action.text().replace("&", ""))
        button = QToolButton(self)
        button.setProperty("role", "action")
        button.setProperty("primary", primary)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(action.text().replace("&", ""))
        self._row.addWidget(button)
        return button
