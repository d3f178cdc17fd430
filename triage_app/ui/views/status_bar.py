"""The line at the bottom: work that is going on, and where one is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from triage_app.ui.theme import Theme
from triage_app.ui.widgets.labels import ElidedLabel

HEIGHT = 32
_STEPS = 1000


class StatusBar(QWidget):
    """Progress with Cancel at the left; workspace, model and moderator at the right.

    Signals
    -------
    cancel_requested
    """

    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._working = False
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self._text = ElidedLabel("second", 12)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(148)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setProperty("role", "link")
        self._cancel.clicked.connect(self.cancel_requested)
        self._daily = ElidedLabel("second", 12)
        self._daily.setSizePolicy(
            QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred
        )
        self._daily.hide()
        self._facts = [ElidedLabel("second", 12) for _ in range(3)]
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        row.addWidget(self._text)
        row.addWidget(self._bar)
        row.addWidget(self._cancel)
        row.addStretch(1)
        row.addWidget(self._daily)
        for fact in self._facts:
            fact.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            row.addWidget(fact)
        self.clear_progress()

    def show_progress(
        self, text: str, fraction: float | None, cancellable: bool = True
    ) -> None:
        """Show work going on.

        Parameters
        ----------
        text : str
            Such as ``"Scoring 12,400 of 19,382 · 6,100/s"``.
        fraction : float or None
            Share done in 0..1; None draws a bar that only moves. There is no bar where
            nothing may move.
        cancellable : bool
        """
        self._text.set_full_text(text)
        if fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(min(1.0, max(0.0, fraction)) * _STEPS))
        self._working = True
        self._bar.setVisible(not self._theme.calm)
        self._cancel.setVisible(cancellable)

    def show_text(self, text: str) -> None:
        """Show a sentence where the progress would be, without a bar."""
        self.clear_progress()
        self._text.set_full_text(text)

    def clear_progress(self) -> None:
        """Show that nothing is going on."""
        self._text.set_full_text("")
        self._working = False
        self._bar.hide()
        self._cancel.hide()

    @property
    def working(self) -> bool:
        """Whether progress is shown."""
        return self._working

    def text(self) -> str:
        """Return what is said at the left."""
        return self._text.full_text()

    def set_daily(self, words: str) -> None:
        """Say how much was done today; empty: nothing is said of it."""
        self._daily.set_full_text(words)
        self._daily.setVisible(bool(words))

    def daily(self) -> str:
        """Return what is said of today."""
        return self._daily.full_text()

    def set_facts(self, workspace: str, model: str, moderator: str) -> None:
        """Show where one is; an empty fact is left out."""
        shown = (
            (self.tr("Workspace: {0}"), workspace),
            (self.tr("Model: {0}"), model),
            (self.tr("Moderator: {0}"), moderator),
        )
        for label, (pattern, value) in zip(self._facts, shown, strict=True):
            label.set_full_text(pattern.format(value) if value else "")
            label.setVisible(bool(value))

    def facts(self) -> tuple[str, ...]:
        """Return the facts shown, left to right."""
        return tuple(f.full_text() for f in self._facts if f.full_text())
