"""How the routing stands in practice: what the audit found, and drift."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui import icons
from triage_app.ui.text import visible
from triage_app.ui.theme import Theme
from triage_app.ui.views.routing.values import Standing
from triage_app.ui.widgets.labels import MEDIUM, label, rule, set_role

_PICTURES = {
    Standing.UNKNOWN: "waiting",
    Standing.HOLDS: "shield",
    Standing.BROKEN: "warning",
}
_ROLES = {Standing.UNKNOWN: "second", Standing.HOLDS: "", Standing.BROKEN: "danger"}
_PICTURE_PX = 18


class StandingPanel(QFrame):
    """The audit's sentence against the promise, and the drift's below it.

    Signals
    -------
    tighten_requested
    """

    tighten_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._standing = Standing.UNKNOWN
        self.setProperty("role", "box")
        self.setAccessibleName(self.tr("Audit and drift"))
        self._audit_picture, self._drift_picture = _picture(), _picture()
        self._audit = label(weight=MEDIUM, wrap=True)
        self._drift = label(px=12, wrap=True)
        self.tighten = QPushButton(self.tr("Tighten…"))
        self.tighten.setToolTip(self.tr("Show what a stricter routing would do"))
        self.tighten.clicked.connect(self.tighten_requested)
        self._arrange()
        theme.changed.connect(self._tint)
        self.show_audit("", Standing.UNKNOWN)
        self.show_drift("")

    def show_audit(
        self, sentence: str, standing: Standing, *, can_tighten: bool = False
    ) -> None:
        """Show what the audit found, and how it stands to the promise."""
        self._standing = standing
        self._audit.setText(visible(sentence, 500))
        set_role(self._audit, "role", _ROLES[standing])
        self.tighten.setVisible(can_tighten)
        self._tint()

    def audit(self) -> tuple[str, Standing]:
        """Return the audit's sentence and how it stands."""
        return self._audit.text(), self._standing

    def show_drift(self, sentence: str) -> None:
        """Show how the backlog differs from what the model learned; empty: nothing."""
        self._drift.setText(visible(sentence, 600))
        for part in self._drift_parts:
            part.setVisible(bool(sentence))

    def drift(self) -> str:
        """Return the drift's sentence."""
        return self._drift.text()

    def _arrange(self) -> None:
        audit = QHBoxLayout()
        audit.setSpacing(12)
        audit.addWidget(self._audit_picture)
        audit.addWidget(self._audit, 1)
        audit.addWidget(self.tighten)
        line = rule()
        drift = QHBoxLayout()
        drift.setSpacing(12)
        drift.addWidget(self._drift_picture, 0, Qt.AlignmentFlag.AlignTop)
        drift.addWidget(self._drift, 1)
        self._drift_parts: tuple[QWidget, ...] = (
            line,
            self._drift_picture,
            self._drift,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(audit)
        column.addWidget(line)
        column.addLayout(drift)

    def _tint(self) -> None:
        ratio = self.devicePixelRatioF()
        palette = self._theme.palette
        for picture, name, colour in (
            (
                self._audit_picture,
                _PICTURES[self._standing],
                getattr(palette, self._standing.value),
            ),
            (self._drift_picture, "warning", palette.warning),
        ):
            picture.setPixmap(icons.pixmap(name, colour, _PICTURE_PX, ratio))


def _picture() -> QLabel:
    made = QLabel()
    made.setFixedSize(_PICTURE_PX, _PICTURE_PX)
    return made
