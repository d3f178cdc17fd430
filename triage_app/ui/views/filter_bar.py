"""The filter bar: search, range of P(claim), author, reason, decided or not."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from triage_app.domain.filters import ANY, Span, Standing
from triage_app.domain.queue import QueueQuery
from triage_app.domain.routing import Reason
from triage_app.ui import text
from triage_app.ui.theme import Theme
from triage_app.ui.views.range_menu import RangeMenu
from triage_app.ui.views.search_field import SearchField
from triage_app.ui.widgets.filter_button import FilterButton

DEBOUNCE_MS = 80
_WIDEST_SEARCH = 328
# The audit slice is sent unmarked, so nobody may filter for it.
_REASONS = (
    Reason.MID_CONFIDENCE,
    Reason.HEADS_DISAGREE,
    Reason.OUTSIDE_TRAINING,
    Reason.MISSING_CONTENT,
)


class FilterBar(QWidget):
    """Edits a `QueueQuery`; tab and order pass through untouched.

    Signals
    -------
    query_edited : QueueQuery
        Search is reported 80 ms after the last key, the rest at once.
    left
        Return or Esc in the search field: the person wants back to the queue.
    """

    query_edited = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._query = QueueQuery()
        self._authors: tuple[str, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._search_settled)
        self.search = SearchField(theme)
        self.search.textEdited.connect(lambda: self._timer.start())
        self.search.cleared.connect(self._search_settled)
        self.search.left.connect(self._leave_search)
        self._range_menu = RangeMenu(self)
        self._range_menu.range_edited.connect(self._range_edited)
        self._range = FilterButton(self._range_menu, theme)
        self._author = FilterButton(QMenu(self), theme)
        self._reason = FilterButton(QMenu(self), theme)
        self._progress = FilterButton(QMenu(self), theme)
        self._clear = QPushButton(self.tr("Clear filters"))
        self._clear.setProperty("role", "link")
        self._clear.clicked.connect(self.clear_filters)
        self._arrange()
        self._fill_menus()
        self._show()

    def query(self) -> QueueQuery:
        """Return the query as it is shown."""
        return self._query

    def set_query(self, query: QueueQuery) -> None:
        """Show a query without reporting it."""
        self._query = query
        if query.search != self.search.text():
            self._timer.stop()
            self.search.setText(query.search)
        self._fill_menus()
        self._show()

    def set_author_choices(self, choices: Sequence[str]) -> None:
        """Offer author statuses."""
        self._authors = tuple(choices)
        self._fill_menus()

    def set_blind(self, blind: bool) -> None:
        """Lock what a filter would give away while scores are hidden on this tab."""
        why = self.tr(
            "Scores and reasons are hidden here until the verdict is in, "
            "so the queue can't be filtered by them."
        )
        for button in (self._range, self._reason):
            button.setEnabled(not blind)
            button.setToolTip(text.tooltip(why) if blind else "")
            button.setAccessibleDescription(why if blind else "")

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
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(8)
        self.search.setMaximumWidth(_WIDEST_SEARCH)
        row.addWidget(self.search, 1)
        for button in (self._range, self._author, self._reason, self._progress):
            row.addWidget(button)
        row.addWidget(self._clear)
        row.addStretch()

    def _fill_menus(self) -> None:
        query = self._query
        authors = [
            ("", self.tr("any")),
            *((a, text.one_line(a, 40)) for a in self._authors),
        ]
        _fill(
            self._author.menu(),
            [(name, value == query.author, value) for value, name in authors],
            lambda value: self._edit(replace(self._query, author=str(value))),
        )
        reasons: list[tuple[str, bool, object]] = [
            (self.tr("any"), query.reason is None, None)
        ]
        reasons += [(text.reason(r), r is query.reason, r) for r in _REASONS]
        _fill(
            self._reason.menu(),
            reasons,
            lambda value: self._edit(
                replace(
                    self._query, reason=value if isinstance(value, Reason) else None
                )
            ),
        )
        _fill(
            self._progress.menu(),
            [(text.standing(p), p in query.standings, p) for p in Standing],
            lambda value: self._edit(
                replace(self._query, standings=frozenset({Standing(str(value))}))
            ),
        )

    def _show(self) -> None:
        query = self._query
        whole = query.p_claim.whole
        low, high = query.p_claim.low or 0.0, query.p_claim.high or 1.0
        span = self.tr("any") if whole else f"P {low:.2f} – {high:.2f}"
        author = text.one_line(query.author, 24) or self.tr("any")
        reason = text.reason(query.reason) if query.reason else self.tr("any")
        shown = (
            (self._range, self.tr("P(claim)"), span, not whole),
            (self._author, self.tr("Author"), author, bool(query.author)),
            (self._reason, self.tr("Reason"), reason, query.reason is not None),
            (
                self._progress,
                self.tr("Status"),
                ", ".join(text.standing(p) for p in query.standings),
                bool(query.standings),
            ),
        )
        for button, name, value, filtering in shown:
            button.show_filter(name, value, filtering=filtering)
        self._range_menu.set_range(low, high)
        self._clear.setVisible(query.filtered)

    def _edit(self, query: QueueQuery) -> None:
        if query == self._query:
            return
        self._query = query
        self._fill_menus()
        self._show()
        self.query_edited.emit(query)

    def _range_edited(self, low: float, high: float) -> None:
        self._edit(
            replace(
                self._query, p_claim=ANY if (low, high) == (0, 1) else Span(low, high)
            )
        )

    def _search_settled(self) -> None:
        self._timer.stop()
        self._edit(replace(self._query, search=self.search.text()))

    def _leave_search(self) -> None:
        self._search_settled()
        self.left.emit()


def _fill(
    menu: QMenu,
    choices: Sequence[tuple[str, bool, object]],
    chosen: Callable[[object], None],
) -> None:
    """Fill a menu with choices of which one is ticked."""
    for old in menu.findChildren(QActionGroup):
        old.deleteLater()
    menu.clear()
    group = QActionGroup(menu)
    for name, ticked, value in choices:
        action = QAction(name.replace("&", "&&"), menu, checkable=True, checked=ticked)
        action.triggered.connect(lambda _=False, own=value: chosen(own))
        group.addAction(action)
        menu.addAction(action)
