"""Messages above the page: what happened, why, and what can be done."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui import icons
from triage_app.ui.notifications import Message, Tone
from triage_app.ui.text import broken, visible
from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import SEMIBOLD, label, set_shown

MOST_SHOWN = 3
# A label can't wrap within a word, such as a file's long name: no message may widen
# the window.
_RUN = 40
_LONGEST = 300


_TOKENS = {
    Tone.INFO: ("opinion", "opinion_fill"),
    Tone.SUCCESS: ("saved", "saved_fill"),
    Tone.WARNING: ("warning", "warning_fill"),
    Tone.ERROR: ("danger", "danger_fill"),
}


class _MessageRow(QWidget):
    """One message."""

    closed = Signal()

    def __init__(self, message: Message, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(message.title)
        # Each is cut by itself, so that a long why leaves what to do in sight.
        parts = (visible(p, _LONGEST) for p in (message.detail, message.next_step))
        rest = broken(" ".join(filter(None, parts)), _RUN)
        self.setAccessibleDescription(rest)
        self._picture = QLabel()
        self._picture.setFixedSize(20, 20)
        self._close = QToolButton()
        self._close.setProperty("role", "plain")
        self._close.setIconSize(QSize(16, 16))
        self._close.setAccessibleName(self.tr("Put the message away"))
        self._close.setToolTip(self.tr("Put away (Esc)"))
        self._close.clicked.connect(self.closed)
        self._arrange(rest)
        theme.changed.connect(self._tint)
        self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tinted ground, its edge, and the focus ring."""
        ink, ground = _TOKENS[self.message.tone]
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(ground))
        edge = self.rect()
        edge.setWidth(4)
        painter.fillRect(edge, self._theme.colour(ink))
        bottom = self.rect().bottom()
        painter.setPen(self._theme.colour("hairline"))
        painter.drawLine(0, bottom, self.width(), bottom)
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent"))
            for inset in (0, 1):
                painter.drawRect(
                    self.rect().adjusted(inset, inset, -inset - 1, -inset - 1)
                )

    def _arrange(self, rest: str) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(
            label(
                broken(visible(self.message.title, _LONGEST), _RUN),
                weight=SEMIBOLD,
                wrap=True,
            )
        )
        self._rest = label(rest, wrap=True)
        set_shown(self._rest, bool(rest))
        words.addWidget(self._rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._picture, 0, top)
        row.addLayout(words, 1)
        for name, callback in self.message.actions:
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, call=callback: self._act(call))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, top)

    def set_short(self, short: bool) -> None:
        """Show the title alone; what is newer needs the room."""
        self._rest.setVisible(not short and bool(self._rest.text()))

    def _act(self, callback: Callable[[], None]) -> None:
        self.closed.emit()
        callback()

    def _tint(self) -> None:
        ink, _ = _TOKENS[self.message.tone]
        palette = self._theme.palette
        ratio = self.devicePixelRatioF()
        picture = icons.pixmap(self.message.tone, getattr(palette, ink), 20, ratio)
        self._picture.setPixmap(picture)
        self._close.setIcon(icons.icon("close", palette.text_second))
        self.update()


class MessageBar(QWidget):
    """The newest messages, at most three, newest on top.

    Signals
    -------
    dismissed : Message
        After a message was put away by the person.
    keyboard_left
        A message that had the keyboard is gone.
    """

    dismissed = Signal(object)
    keyboard_left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[_MessageRow] = []
        self.setAccessibleName(self.tr("Messages"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message on top; one that is already shown is moved there."""
        for row in [r for r in self._rows if r.message == message]:
            self._remove(row)
        row = _MessageRow(message, self._theme, self)
        row.closed.connect(lambda: self._dismiss(row))
        self._column.insertWidget(0, row)
        self._rows.insert(0, row)
        row.show()
        for old in self._rows[MOST_SHOWN:]:
            self._remove(old)
        self._settle()

    def messages(self) -> tuple[Message, ...]:
        """Return the messages shown, newest first."""
        return tuple(row.message for row in self._rows)

    def withdraw(self, title: str) -> None:
        """Put messages with this title away: they no longer hold."""
        for row in [r for r in self._rows if r.message.title == title]:
            self._remove(row)

    def put_away(self, tone: Tone) -> None:
        """Put messages of one tone away: they were seen."""
        for row in [r for r in self._rows if r.message.tone is tone]:
            self._remove(row)

    def clear(self) -> None:
        """Put every message away."""
        for row in list(self._rows):
            self._remove(row)

    def _dismiss(self, row: _MessageRow) -> None:
        self._remove(row)
        self.dismissed.emit(row.message)

    def _remove(self, row: _MessageRow) -> None:
        if row not in self._rows:
            return
        had_keyboard = row.isAncestorOf(QApplication.focusWidget() or self)
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._settle()
        if had_keyboard:
            self.keyboard_left.emit()

    def _settle(self) -> None:
        """Show the newest message whole, the others by their titles."""
        for place, row in enumerate(self._rows):
            row.set_short(place > 0)
        self.setVisible(bool(self._rows))
