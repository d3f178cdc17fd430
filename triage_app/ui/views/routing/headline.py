"""The two numbers that a routing comes down to: items for people, errors left."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage_app.ui.text import NOTHING, count, expected, percent
from triage_app.ui.views.routing.values import Effect
from triage_app.ui.widgets.labels import MEDIUM, SEMIBOLD, label

_NUMBER_PX = 32


class _Figure(QFrame):
    """A number with its name above it and two lines below."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "box")
        self._name = name
        self.value = label(NOTHING, px=_NUMBER_PX, weight=SEMIBOLD)
        self.lines = (
            label(role="second", px=12, wrap=True),
            label(role="second", px=12, wrap=True),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(label(name, "second", 12, MEDIUM))
        column.addWidget(self.value)
        for line in self.lines:
            column.addWidget(line)
        column.addStretch(1)

    def show_figure(self, value: str, *lines: str) -> None:
        """Show a number and what stands below it."""
        self.value.setText(value)
        for place, line in enumerate(self.lines):
            words = lines[place] if place < len(lines) else ""
            line.setText(words)
            line.setVisible(bool(words))
        said = (f"{self._name}: {value}", *filter(None, lines))
        self.setAccessibleName(". ".join(said))
        self.value.setAccessibleName(self.accessibleName())


class Headline(QWidget):
    """*Items for people* and *Expected errors left*, live."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.people = _Figure(self.tr("Items for people"))
        self.errors = _Figure(self.tr("Expected errors left"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for figure in (self.people, self.errors):
            row.addWidget(figure, 1)
        self.show_effect(None)

    def show_effect(self, effect: Effect | None) -> None:
        """Show an effect's numbers; None shows dashes."""
        if effect is None or not effect.total:
            self.people.show_figure(NOTHING)
            self.errors.show_figure(NOTHING)
            return
        people = self.tr("{0} of {1}").format(
            percent(effect.people / effect.total), count(effect.total)
        )
        automatic = self.tr("{0} decided without people").format(
            count(effect.automatic)
        )
        self.people.show_figure(count(effect.people), people, automatic)
        self.errors.show_figure(expected(effect.expected_wrong), *self._errors(effect))

    def _errors(self, effect: Effect) -> tuple[str, ...]:
        if not effect.automatic:
            return (self.tr("Nothing is automatic, so nothing can be wrong unseen."),)
        if effect.at_most_wrong is None:
            bound = self.tr("No bound: there are no labels it could come from.")
        else:
            bound = self.tr("At most {0} (90 %)").format(expected(effect.at_most_wrong))
        share = (
            ""
            if effect.expected_wrong is None
            else self.tr("{0} of {1} automatic items").format(
                percent(min(1.0, effect.expected_wrong / effect.automatic)),
                count(effect.automatic),
            )
        )
        return bound, share
