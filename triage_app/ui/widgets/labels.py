"""Labels that show data as plain text only, in the roles the style sheet knows."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from triage_app.ui.text import one_line, tooltip
from triage_app.ui.theme import BODY_PX, font

REGULAR, MEDIUM, SEMIBOLD = (
    QFont.Weight.Normal,
    QFont.Weight.Medium,
    QFont.Weight.DemiBold,
)


def label(
    text: str = "",
    role: str = "",
    px: int = BODY_PX,
    weight: QFont.Weight = REGULAR,
    *,
    wrap: bool = False,
) -> QLabel:
    """Return a label that renders nothing but plain text."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setFont(font(px, weight))
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def rule(*, vertical: bool = False) -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("role", "rule")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def set_role(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and dress the widget again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_shown(part: QWidget, shown: bool) -> None:
    """Show a part or hide it; one that has no place yet shows once it has.

    Qt would put it on the screen as a window of its own, which takes the keyboard.
    """
    if shown and part.parentWidget() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        part.setVisible(shown)


class ElidedLabel(QLabel):
    """A one-line label that shortens itself and tells the whole in its tooltip."""

    def __init__(
        self,
        role: str = "",
        px: int = BODY_PX,
        weight: QFont.Weight = REGULAR,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._full = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        # An id in Arabic letters stays beside what it belongs to.
        place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(place | Qt.AlignmentFlag.AlignVCenter)
        self.setFont(font(px, weight))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def set_full_text(self, text: str) -> None:
        """Show text on one line, shortened to the room there is."""
        self._full = one_line(text, 400)
        self.setAccessibleName(self._full)
        self.updateGeometry()
        self._shorten()

    def full_text(self) -> str:
        """Return the text before it was shortened."""
        return self._full

    def sizeHint(self) -> QSize:
        """Ask for the room of the whole text."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._full) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Live with the room of a few letters."""
        return QSize(min(32, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text to the new width."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        metrics = QFontMetrics(self.font())
        short = metrics.elidedText(self._full, self._mode, self.width())
        self.setText(short)
        self.setToolTip(tooltip(self._full) if short != self._full else "")


class KeyBadge(QWidget):
    """A key as it is printed on a button: a small rounded box."""

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setFont(font(11, MEDIUM))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_shown(self, bool(key))

    def set_key(self, key: str) -> None:
        """Print another key; hidden if there is none."""
        self._key = key
        set_shown(self, bool(key))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Fit the key."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._key)
        return QSize(max(20, width + 10), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box in the palette's second text colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        painter.setPen(self.palette().mid().color())
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3
        )
        painter.setPen(self.palette().placeholderText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._key)
