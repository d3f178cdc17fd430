"""The pause: a quiet page over the desk, offered as comfort, left at any time."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from triage_app.ui import icons
from triage_app.ui.text import count
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label

_PICTURE = 40


@dataclass(frozen=True)
class PauseContent:
    """What the page says.

    Attributes
    ----------
    offered : bool
        The lead's timebox is over; else the person asked for the pause.
    worked_minutes : int
        Since the last pause, idle time left out.
    decided : int or None
        Today, by this person; None where that is not counted yet.
    pause_minutes : int
        How long the lead means the pause to be; 0: nothing is said of it.
    until : str
        When that is over, by the clock on the wall.
    """

    offered: bool
    worked_minutes: int
    decided: int | None
    pause_minutes: int = 0
    until: str = ""


class PausePage(QWidget):
    """Says what was done, and waits for Return.

    Signals
    -------
    left
        The person goes on.
    """

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "background")
        # Itself, not the button: an arrow would lead from there to who knows where.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._picture.setFixedSize(QSize(_PICTURE, _PICTURE))
        self._title = label(px=22, weight=SEMIBOLD)
        self._done = label(px=15)
        self._until = label(role="second")
        self._safe = label(
            self.tr("The card and its note wait as you left them."), "second"
        )
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.setProperty("primary", True)
        self.go_on.setMinimumWidth(120)
        self.go_on.setAccessibleDescription(self.tr("Key Return"))
        self.go_on.clicked.connect(self.left)
        self._arrange()
        theme.changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_pause(self, content: PauseContent) -> None:
        """Say what was done since the last pause."""
        self._title.setText(
            self.tr("Time for a pause") if content.offered else self.tr("Pause")
        )
        self._done.setText(_done(content))
        until = self.tr("A pause of {0} ends at {1}.").format(
            minutes(content.pause_minutes), content.until
        )
        self._until.setText(until)
        self._until.setVisible(bool(content.pause_minutes and content.until))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self.text())

    def text(self) -> str:
        """Return what is said, line by line."""
        parts = (self._title, self._done, self._until, self._safe)
        return "\n".join(part.text() for part in parts if not part.isHidden())

    def take_keyboard(self) -> None:
        """Let Return go on."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on at Return, wherever on the page; a key held down doesn't count."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        column.addWidget(self._picture, 0, middle)
        column.addSpacing(8)
        column.addWidget(self._title, 0, middle)
        column.addSpacing(4)
        for words in (self._done, self._until, self._safe):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setWordWrap(True)
            column.addWidget(words)
        column.addSpacing(16)
        column.addWidget(self.go_on, 0, middle)
        column.addWidget(label(self.tr("Return"), "third", 12), 0, middle)
        column.addStretch(3)

    def _draw(self) -> None:
        ratio, colour = self.devicePixelRatioF(), self._theme.palette.text_third
        self._picture.setPixmap(icons.pixmap("pause", colour, _PICTURE, ratio))


def minutes(number: int) -> str:
    """Return a number of minutes in words."""
    one = QCoreApplication.translate("PausePage", "one minute")
    many = QCoreApplication.translate("PausePage", "{0} minutes")
    return one if number == 1 else many.format(count(number))


def _done(content: PauseContent) -> str:
    """Say how long was worked and what was done today."""

    def tr(words: str) -> str:
        return QCoreApplication.translate("PausePage", words)

    worked = minutes(content.worked_minutes)
    if not content.worked_minutes:
        worked = tr("less than a minute")
    if content.decided is None:
        return tr("You have worked {0} since your last pause.").format(worked)
    if content.decided == 1:
        pattern = tr(
            "You have worked {0} since your last pause, and decided one item today."
        )
        return pattern.format(worked)
    pattern = tr(
        "You have worked {0} since your last pause, and decided {1} items today."
    )
    return pattern.format(worked, count(content.decided))
