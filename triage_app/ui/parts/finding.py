"""Finding things: filters, the jump to an id, and the palette, put together."""

from PySide6.QtCore import QObject

from triage_app.ui.actions import Actions, Handlers
from triage_app.ui.parts.desk import DeskPart
from triage_app.ui.parts.frame import Frame
from triage_app.ui.presenters.filters import FiltersPresenter
from triage_app.ui.presenters.palette import PalettePresenter


class FindingPart(QObject):
    """What leads to an item or a command.

    Parameters
    ----------
    frame : Frame
    desk : DeskPart

    Attributes
    ----------
    lister : Lister
    filters : FiltersPresenter
    palette : PalettePresenter
    """

    def __init__(
        self, frame: Frame, desk: DeskPart, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame, self._page = frame, desk.page
        self.lister = desk.lister
        self.filters = FiltersPresenter(
            desk.desk,
            desk.page.filters,
            frame.preferences,
            frame.notifications,
            frame.dialogs,
            self,
        )
        self.palette = PalettePresenter(
            frame.session,
            desk.desk,
            frame.notifications,
            frame.window,
            frame.window.show_page,
            frame.theme,
            self.filters.saved,
            self.filters.apply,
            self,
        )
        desk.page.queue.filter_requested.connect(desk.page.filters.open_filters)
        frame.keys.changed.connect(self._print_keys)
        self._print_keys()

    def handlers(self) -> Handlers:
        """Return what the commands that find something do."""
        return {
            "filters": lambda: self._page.filters.open_filters(),
            "save_filters": self.filters.save,
            "jump": self.palette.show_ids,
            "palette": self.palette.show_commands,
        }

    def offer(self, actions: Actions) -> None:
        """Offer the window's commands in the palette."""
        self.palette.actions = actions.by_id

    def _print_keys(self) -> None:
        keys = self._frame.keys.table
        self._page.filters.set_key(keys.first("filters"))
        self._page.filters.search.set_key(keys.first("search"))
