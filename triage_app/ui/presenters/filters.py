"""The filters kept under a name: saving, choosing, renaming, deleting them."""

from dataclasses import replace

from PySide6.QtCore import QObject

from triage_app.domain.errors import FilterError
from triage_app.domain.queue import QueueQuery
from triage_app.domain.saved_filters import SavedFilter, kept
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.views.filter_bar import FilterBar


class FiltersPresenter(QObject):
    """Stands between the filter bar and what the person keeps.

    Parameters
    ----------
    desk : DeskPresenter
    bar : FilterBar
    preferences : Preferences
    notifications : Notifications
    dialogs : Dialogs
    """

    def __init__(
        self,
        desk: DeskPresenter,
        bar: FilterBar,
        preferences: Preferences,
        notifications: Notifications,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bar = bar
        self._preferences = preferences
        self._notifications = notifications
        self._dialogs = dialogs
        bar.saved_chosen.connect(self.apply)
        bar.save_wanted.connect(self.save)
        bar.manage_wanted.connect(self.manage)
        bar.query_edited.connect(lambda _query: self._edited())
        desk.query_shown.connect(self._offer)
        self._offer()

    def saved(self) -> tuple[SavedFilter, ...]:
        """Return what is kept, in the order of the alphabet."""
        known = self._preferences.current.saved_filters
        return tuple(sorted(known, key=lambda one: one.name.casefold()))

    def save(self) -> None:
        """Ask for a name and keep the filters in force under it."""
        query = self._bar.query()
        if not query.filtered:
            self._tell(self._nothing_to_save, self.tr("Search or filter first."))
            return
        taken = tuple(one.name for one in self.saved())
        name = self._dialogs.ask_filter_name(taken)
        if name is None:
            return
        try:
            filters = kept(self.saved(), SavedFilter.of(name, query))
        except FilterError as error:
            self._tell(error.title, error.next_step)
            return
        self._keep(filters)
        self._notifications.tell(
            Message(self.tr("Saved the filter “{0}”.").format(name), tone=Tone.SUCCESS)
        )

    def manage(self) -> None:
        """Let the person rename and delete what is kept."""
        changed = self._dialogs.ask_saved_filters(self.saved())
        if changed is not None:
            self._keep(changed)

    def apply(self, name: str) -> None:
        """Put kept filters in force on the tab that is shown."""
        for one in self.saved():
            if one.name == name:
                query = self._bar.query().with_filters(one.query)
                self._bar.set_query(query)
                self._bar.query_edited.emit(query)

    def _keep(self, filters: tuple[SavedFilter, ...]) -> None:
        self._preferences.change(lambda now: replace(now, saved_filters=filters))
        self._offer()

    @property
    def _nothing_to_save(self) -> str:
        return self.tr("There is no filter to save.")

    def _edited(self) -> None:
        self._notifications.withdraw(self._nothing_to_save)
        self._offer()

    def _offer(self) -> None:
        """Offer what is kept, and mark what is in force."""
        shown = QueueQuery().with_filters(self._bar.query())
        saved = self.saved()
        current = next((one.name for one in saved if one.query == shown), "")
        self._bar.set_saved([one.name for one in saved], current)

    def _tell(self, title: str, next_step: str) -> None:
        self._notifications.tell(Message(title, next_step=next_step, tone=Tone.WARNING))
