"""The reasons to choose from, over the card: by number, arrows, or a click."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from triage_app.domain.reason_codes import ReasonCodes
from triage_app.ui.theme import Theme
from triage_app.ui.views.reason_delegate import (
    CHOSEN,
    CODE,
    GAP,
    NUMBER,
    ReasonDelegate,
)
from triage_app.ui.widgets.labels import SEMIBOLD, label

_ROW, _MOST_NUMBERS = 32, 9
_AWAY = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)


class ReasonPicker(QFrame):
    """A list over its parent's lower part; Esc or a click elsewhere leaves it.

    Signals
    -------
    chosen : str
        The code of a reason; empty: none.
    left
        Nothing was chosen.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._anchor: QWidget | None = None
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label(weight=SEMIBOLD, wrap=True)
        self._hint = label(role="third", px=12)
        self.list = QListWidget()
        self.list.setProperty("role", "menu")
        self.list.setAccessibleName(self.tr("Reasons"))
        self.list.setItemDelegate(ReasonDelegate(theme, self.list))
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.list.setHorizontalScrollBarPolicy(off)
        self.list.setUniformItemSizes(True)
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        parent.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 8)
        column.setSpacing(6)
        for part in (self._title, self._hint):
            part.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self._title)
        column.addWidget(self.list, 1)
        column.addWidget(self._hint)
        self.hide()

    def ask(
        self,
        reasons: ReasonCodes,
        anchor: QWidget,
        current: str = "",
        title: str = "",
        *,
        needed: bool = False,
    ) -> None:
        """Show the reasons above a widget and take the keyboard.

        Parameters
        ----------
        reasons : ReasonCodes
        anchor : QWidget
        current : str
            The code that is chosen already.
        title : str
            Why one is asked for; empty: the plain title.
        needed : bool
            Don't offer to have none.
        """
        self._anchor = anchor
        self._title.setText(title or self.tr("Reason"))
        self.list.setAccessibleDescription(title)
        self.list.clear()
        for place, reason in enumerate(reasons):
            number = str(place + 1) if place < _MOST_NUMBERS else ""
            item = self._add(reason.code, reason.words, number)
            item.setData(GAP, reason.policy_gap)
            item.setData(CHOSEN, reason.code == current)
        if current and not needed:
            self._add("", self.tr("No reason"), "0")
        if not len(reasons):
            self._say_none()
        known = [one.code for one in reasons]
        self.list.setCurrentRow(known.index(current) if current in known else 0)
        self._hint.setText(self.tr("Number or Enter chooses · Esc leaves"))
        self._place()
        self.show()
        self.raise_()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def words(self) -> list[str]:
        """Return what is offered, from the top."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def title(self) -> str:
        """Return why a reason is asked for."""
        return self._title.text()

    def leave(self) -> None:
        """Put the list away; nothing was chosen."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take every key while the list is open; a letter is no verdict here."""
        if watched is self.parentWidget():
            if event.type() == QEvent.Type.Resize and not self.isHidden():
                self._place()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take(event)
        gone = isinstance(event, QFocusEvent) and event.lostFocus()
        if gone and event.reason() not in _AWAY:  # type: ignore[attr-defined]
            self.leave()
        return False

    def _take(self, event: QKeyEvent) -> bool:
        """Act on a key; only those that walk go on to the list."""
        key = Qt.Key(event.key())
        walking = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
        if key in walking:
            return False
        if event.isAutoRepeat():
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif event.text().isdecimal() and event.text():
            self._choose_number(event.text())
        return True

    def _choose_number(self, number: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(NUMBER) == number:
                self._choose(item)
                return

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        code = str(item.data(CODE))
        self.hide()
        self.chosen.emit(code)

    def _add(self, code: str, words: str, number: str) -> QListWidgetItem:
        item = QListWidgetItem(words)
        item.setData(CODE, code)
        item.setData(NUMBER, number)
        item.setSizeHint(QSize(0, _ROW))
        self.list.addItem(item)
        return item

    def _say_none(self) -> None:
        words = self.tr("No reasons are listed here; write a note.")
        self._add("", words, "").setFlags(Qt.ItemFlag.NoItemFlags)

    def _place(self) -> None:
        """Stand above the anchor, as wide as it, and no higher than the parent."""
        parent, anchor = self.parentWidget(), self._anchor
        if parent is None or anchor is None:
            return
        corner = anchor.mapTo(parent, QPoint(0, 0))
        left, width = 16, parent.width() - 32
        around = 30
        words = self._title.heightForWidth(width - 32) + self._hint.sizeHint().height()
        room = max(120, corner.y() - 16)
        height = min(room, self.list.count() * _ROW + 4 + around + words)
        self.setGeometry(left, corner.y() - height - 8, width, height)
