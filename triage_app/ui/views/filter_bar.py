"""The filter bar: the search, what opens the filters, and those kept under a name."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from triage_app.domain.queue import Column, QueueQuery
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.views.filters.chips import FilterChips
from triage_app.ui.views.filters.panel import FilterPanel
from triage_app.ui.views.filters.words import active_filters
from triage_app.ui.views.search_field import SearchField
from triage_app.ui.widgets.filter_button import FilterButton

DEBOUNCE_MS = 80
_WIDEST_SEARCH = 460
_LONGEST_NAME = 24


class FilterBar(QWidget):
    """Edits a `QueueQuery`; tab and order pass through untouched.

    Attributes
    ----------
    search : SearchField
    panel : FilterPanel
    chips : FilterChips

    Signals
    -------
    query_edited : QueueQuery
        Search is reported 80 ms after the last key, the rest at once.
    left
        Return or Esc in the search field, or the panel was closed: the person wants
        back to the queue.
    saved_chosen : str
        The name of filters that shall be in force.
    save_wanted, manage_wanted
        The filters shall be kept under a name; the kept ones be renamed or deleted.
    """

    query_edited = Signal(object)
    left = Signal()
    saved_chosen = Signal(str)
    save_wanted = Signal()
    manage_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = QueueQuery()
        self._names: tuple[str, ...] = ()
        self._current = ""
        self._key = ""
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._search_settled)
        self.search = SearchField(theme)
        self.search.textEdited.connect(lambda: self._timer.start())
        self.search.cleared.connect(self._search_settled)
        self.search.left.connect(self._leave_search)
        self.panel = FilterPanel(self)
        self.panel.query_edited.connect(self._edit)
        self.panel.save_wanted.connect(self.save_wanted)
        self.panel.closed.connect(self.left)
        self._filters = FilterButton(None, theme)
        self._filters.clicked.connect(lambda: self.open_filters())
        self._saved = FilterButton(QMenu(self), theme)
        self.chips = FilterChips(theme)
        self.chips.removed.connect(self._edit)
        self.chips.cleared.connect(self.clear_filters)
        self._arrange()
        self._fill_saved()
        self._show()

    def query(self) -> QueueQuery:
        """Return the query as it is shown."""
        return self._query

    def set_query(self, query: QueueQuery) -> None:
        """Show a query without reporting it; what is being typed stays."""
        self._query = query
        if query.search != self.search.text() and not self._timer.isActive():
            self.search.setText(query.search)
        self._show()

    def set_author_choices(self, choices: Sequence[str]) -> None:
        """Offer author statuses."""
        self.panel.set_author_choices(choices)

    def set_saved(self, names: Sequence[str], current: str) -> None:
        """Offer filters kept under a name; `current` is in force, empty if none is."""
        if (tuple(names), current) != (self._names, self._current):
            self._names, self._current = tuple(names), current
            self._fill_saved()

    def set_blind(self, blind: bool) -> None:
        """Lock what a filter would give away while scores are hidden on this tab."""
        why = self.tr(
            "Scores and reasons are hidden here until the verdict is in, "
            "so the queue can't be filtered by them."
        )
        self.panel.set_blind(blind, why)

    def set_key(self, key: str) -> None:
        """Print the key that opens the filters."""
        self._key = key
        self._show()

    def open_filters(self, column: Column | None = None) -> None:
        """Open the panel, with the keyboard in a column's field."""
        self.panel.open_under(self._filters, column)

    def focus_search(self) -> None:
        """Let the person type a search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def clear_filters(self) -> None:
        """Take every filter away and report it."""
        self._timer.stop()
        self.search.clear()
        self._edit(self._query.cleared())

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.search.setMaximumWidth(_WIDEST_SEARCH)
        row.addWidget(self.search, 1)
        row.addWidget(self._filters)
        row.addWidget(self._saved)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.chips)

    def _fill_saved(self) -> None:
        menu = self._saved.menu()
        for old in menu.findChildren(QActionGroup):
            old.deleteLater()
        menu.clear()
        group = QActionGroup(menu)
        for name in self._names:
            entry = QAction(text.action_text(name), menu, checkable=True)
            entry.setChecked(name == self._current)
            entry.triggered.connect(lambda _=False, own=name: self._choose(own))
            group.addAction(entry)
            menu.addAction(entry)
        if not self._names:
            menu.addAction(self.tr("No saved filters yet")).setEnabled(False)
        menu.addSeparator()
        self._save = menu.addAction(self.tr("Save these filters…"))
        self._save.triggered.connect(lambda: self.save_wanted.emit())
        manage = menu.addAction(self.tr("Rename or delete…"))
        manage.setEnabled(bool(self._names))
        manage.triggered.connect(lambda: self.manage_wanted.emit())
        self._show()

    def _choose(self, name: str) -> None:
        self._timer.stop()
        self.saved_chosen.emit(name)

    def _show(self) -> None:
        active = active_filters(self._query)
        self.chips.show_filters(active)
        self.panel.set_query(self._query)
        self._save.setEnabled(self._query.filtered)
        words = self.tr("Filters")
        if active:
            words = self.tr("Filters · {0}").format(text.count(len(active)))
        spoken = f"{words} ({self._key})" if self._key else words
        self._filters.show_words(words, spoken, filtering=bool(active))
        name = text.one_line(self._current, _LONGEST_NAME)
        words = name or self.tr("Saved")
        spoken = self.tr("Saved filters: {0}").format(name or self.tr("none chosen"))
        self._saved.show_words(words, spoken, filtering=bool(name))

    def _edit(self, query: QueueQuery) -> None:
        if query == self._query:
            return
        self._query = query
        self._show()
        self.query_edited.emit(query)

    def _search_settled(self) -> None:
        self._timer.stop()
        self._edit(replace(self._query, search=self.search.text()))

    def _leave_search(self) -> None:
        self._search_settled()
        self.left.emit()
