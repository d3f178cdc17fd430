"""What stands where there is nothing to show: a picture, a sentence, a way on."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui import icons
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label

_WIDEST = 400
_PICTURE_TOKENS = {"error": "danger", "success": "saved"}


@dataclass(frozen=True)
class EmptyAction:
    """A button below the sentence.

    Attributes
    ----------
    label : str
    callback : callable
    primary : bool
    """

    label: str
    callback: Callable[[], None]
    primary: bool = False


@dataclass(frozen=True)
class EmptyState:
    """Why there is nothing, and what can be done about it.

    Attributes
    ----------
    icon : str
        A drawing's name.
    title, detail : str
    actions : tuple of EmptyAction
    busy : bool
        Show that work is going on.
    """

    icon: str
    title: str
    detail: str = ""
    actions: tuple[EmptyAction, ...] = ()
    busy: bool = False


def _tr(source: str) -> str:
    return QCoreApplication.translate("EmptyState", source)


def no_backlog(*actions: EmptyAction) -> EmptyState:
    """Nothing was opened yet."""
    return EmptyState(
        "open",
        _tr("Open a backlog to begin"),
        _tr(
            "Drop a CSV, TSV, Parquet or JSON Lines file of reported videos here. "
            "Every row is accounted for, and nothing leaves this computer."
        ),
        actions,
    )


def loading(title: str, detail: str = "") -> EmptyState:
    """The first rows are on their way."""
    return EmptyState("waiting", title, detail, busy=True)


def failed(title: str, detail: str = "", *actions: EmptyAction) -> EmptyState:
    """Nothing could be shown, for the reason given."""
    return EmptyState("error", title, detail, actions)


def queue_finished(*actions: EmptyAction) -> EmptyState:
    """Every item of this part of the queue has its verdict."""
    return EmptyState(
        "empty-queue",
        _tr("Queue finished"),
        _tr("Every item here has a verdict. Choose another lane, or export."),
        actions,
    )


def nothing_matches(*actions: EmptyAction) -> EmptyState:
    """The filters leave nothing over."""
    return EmptyState(
        "no-match",
        _tr("Nothing matches these filters"),
        _tr("Take a filter away, or search for fewer words."),
        actions,
    )


def lane_empty() -> EmptyState:
    """No item was ever sent to this part of the queue."""
    return EmptyState(
        "empty-queue",
        _tr("Nothing in this lane"),
        _tr("The routing sends no item here. Choose another lane."),
    )


def nothing_chosen() -> EmptyState:
    """No item is before the moderator."""
    return EmptyState(
        "desk",
        _tr("No item on the card"),
        _tr("Choose a row of the queue."),
    )


def nothing_decided() -> EmptyState:
    """No verdict was given yet."""
    return EmptyState(
        "empty-queue",
        _tr("No verdicts yet"),
        _tr("Items show here as soon as they have a verdict."),
    )


class EmptyPanel(QWidget):
    """Shows an `EmptyState` in the middle of its room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: EmptyState | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = label(px=17, weight=SEMIBOLD, wrap=True)
        self._detail = label(role="second", wrap=True)
        self._middle = QWidget()
        self._busy = QProgressBar(textVisible=False)
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(160)
        self._busy.setAccessibleName(self.tr("Working"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._arrange()
        theme.changed.connect(self._dress)

    def state(self) -> EmptyState | None:
        """Return what is shown."""
        return self._state

    def show_state(self, state: EmptyState) -> None:
        """Show a state in place of the one before."""
        self._state = state
        self._title.setText(state.title)
        self._detail.setText(state.detail)
        self._detail.setVisible(bool(state.detail))
        self._replace_buttons(state.actions)
        self.setAccessibleName(state.title)
        self.setAccessibleDescription(state.detail)
        self._dress()

    def buttons(self) -> list[QPushButton]:
        """Return the buttons shown, in order."""
        return [b for b in self.findChildren(QPushButton) if not b.property("gone")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short, and words whole in a narrow room."""
        super().resizeEvent(event)
        self._middle.setFixedWidth(max(120, min(_WIDEST, self.width() - 48)))

    def _arrange(self) -> None:
        for text in (self._title, self._detail):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self._picture, 0, middle)
        column.addSpacing(16)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._detail)
        column.addSpacing(20)
        column.addWidget(self._busy, 0, middle)
        column.addLayout(self._buttons)
        column.setAlignment(self._buttons, middle)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        # Stretches, not an alignment: aligned items lose their height for width.
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._middle)
        row.addStretch()
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)

    def _replace_buttons(self, actions: tuple[EmptyAction, ...]) -> None:
        for button in self.buttons():
            button.setProperty("gone", True)
            button.hide()
            self._buttons.removeWidget(button)
            button.deleteLater()
        for action in actions:
            button = QPushButton(action.label)
            button.setProperty("primary", action.primary)
            button.clicked.connect(lambda _=False, act=action: act.callback())
            self._buttons.addWidget(button)

    def _dress(self) -> None:
        if self._state is None:
            return
        self._busy.setVisible(self._state.busy and not self._theme.calm)
        ratio = self.devicePixelRatioF()
        token = _PICTURE_TOKENS.get(self._state.icon, "text_third")
        colour = getattr(self._theme.palette, token)
        self._picture.setFixedSize(QSize(40, 40))
        self._picture.setPixmap(icons.pixmap(self._state.icon, colour, 40, ratio))
