"""The models page: which model scores, what it was trained on, how well it does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from triage_app.ui.theme import Theme
from triage_app.ui.widgets.chip import Chip, Tone
from triage_app.ui.widgets.document import Document
from triage_app.ui.widgets.empty import EmptyPanel, EmptyState, loading
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, label

_ACROSS = 6
_WIDEST = 1040


@dataclass(frozen=True)
class ModelFacts:
    """What the page shows of one model.

    Attributes
    ----------
    model_id : str
    trained_on : str
        Such as ``"tiktok_dataset.csv · 19,084 labelled reports"``.
    verified : bool
    verify_text : str
        What the verification found, as one sentence.
    metrics : tuple of (str, str)
        Names and values, as they are shown.
    card : str
        The model card: Markdown of our own, or plain text.
    """

    model_id: str
    trained_on: str = ""
    verified: bool = True
    verify_text: str = ""
    metrics: tuple[tuple[str, str], ...] = ()
    card: str = ""


class ModelsPage(QWidget):
    """Shows the model in use.

    Signals
    -------
    verify_requested
    """

    verify_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: ModelFacts | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "background")
        self.setAccessibleName(self.tr("Models"))
        self._name = label(px=20, weight=SEMIBOLD)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chip = Chip(theme)
        self._trained = label(role="second", wrap=True)
        self._verdict = label(role="second", wrap=True)
        self._check = QPushButton(self.tr("Verify again"))
        self._check.clicked.connect(self.verify_requested)
        self._metrics = QGridLayout()
        self._card = Document(theme, self.tr("Model card"))
        self._empty = EmptyPanel(theme, self)
        self._empty.setProperty("surface", "background")
        self._arrange()
        self.show_model(None)

    def show_model(self, facts: ModelFacts | None) -> None:
        """Show a model; None says that none is loaded yet."""
        self._facts = facts
        self._empty.setVisible(facts is None)
        if facts is None:
            title = self.tr("No model is loaded yet")
            self._empty.show_state(EmptyState("models", title))
            return
        self._name.setText(facts.model_id)
        self._trained.setText(self.tr("Trained on {0}").format(facts.trained_on))
        self._trained.setVisible(bool(facts.trained_on))
        self._chip.set_chip(
            self.tr("Verified") if facts.verified else self.tr("Not verified"),
            Tone.SAVED if facts.verified else Tone.DANGER,
        )
        self._verdict.setText(facts.verify_text)
        self._verdict.setVisible(bool(facts.verify_text))
        self._show_metrics(facts.metrics)
        self._card.show_page(facts.card)

    def show_loading(self) -> None:
        """Say that a model is being read."""
        self._facts = None
        self._empty.show_state(loading(self.tr("Reading and checking the model…")))
        self._empty.show()

    def facts(self) -> ModelFacts | None:
        """Return what is shown."""
        return self._facts

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state over the page."""
        self._empty.setGeometry(self.rect())
        self._empty.raise_()

    def _show_metrics(self, metrics: Sequence[tuple[str, str]]) -> None:
        while self._metrics.count():
            item = self._metrics.takeAt(0)
            old = None if item is None else item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        lines = max(1, math.ceil(len(metrics) / _ACROSS))
        across = max(1, math.ceil(len(metrics) / lines))
        for place, (name, value) in enumerate(metrics):
            tile = QFrame()
            tile.setProperty("role", "box")
            column = QVBoxLayout(tile)
            column.setContentsMargins(16, 10, 16, 12)
            column.setSpacing(2)
            column.addWidget(label(name, "third", 12))
            figure = label(value, px=20, weight=MEDIUM)
            figure.setAccessibleDescription(name)
            column.addWidget(figure)
            self._metrics.addWidget(tile, place // across, place % across)
        for place in range(_ACROSS):
            self._metrics.setColumnStretch(place, int(place < across))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self._check)
        self._metrics.setSpacing(8)
        page = QWidget()
        page.setProperty("surface", "none")
        page.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._trained)
        column.addWidget(self._verdict)
        column.addSpacing(8)
        column.addLayout(self._metrics)
        column.addSpacing(8)
        column.addWidget(self._card, 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
