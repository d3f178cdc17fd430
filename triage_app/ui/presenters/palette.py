"""The command palette, and the jump to an item by its id."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from triage_app.domain.errors import ItemError
from triage_app.domain.jump import row_called, rows_beginning
from triage_app.domain.saved_filters import SavedFilter
from triage_app.ui import fuzzy, text
from triage_app.ui.commands import COMMANDS
from triage_app.ui.dialogs.palette import Palette, PaletteEntry
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.session import Session
from triage_app.ui.theme import Theme

MOST_IDS = 8
MOST_RECENT = 6
_LEAST_DIGITS = 3
_COMMAND, _FILTER, _ITEM = "command:", "filter:", "item:"


class PalettePresenter(QObject):
    """Offers every command, saved filter and item by a few typed letters.

    Parameters
    ----------
    session : Session
    desk : DeskPresenter
    notifications : Notifications
    window : QWidget
        What the palette opens over.
    show_page : callable
        Shows a page by its key.
    theme : Theme
    saved : callable
        Returns the saved filters.
    apply_saved : callable
        Puts the saved filters of a name in force.

    Attributes
    ----------
    actions : mapping of str to QAction
        The commands as the window has them; whoever made them sets it.
    """

    def __init__(
        self,
        session: Session,
        desk: DeskPresenter,
        notifications: Notifications,
        window: QWidget,
        show_page: Callable[[str], None],
        theme: Theme,
        saved: Callable[[], Sequence[SavedFilter]],
        apply_saved: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._notifications = notifications
        self._window = window
        self._show_page = show_page
        self._theme = theme
        self._saved = saved
        self._apply_saved = apply_saved
        self._recent: list[str] = []
        self.actions: Mapping[str, QAction] = {}

    def show_commands(self) -> None:
        """Open the palette over every command."""
        # Whoever opens it by a key from the palette itself has it already.
        enabled = {name: action.isEnabled() for name, action in self.actions.items()}
        palette = Palette(
            self._theme,
            self.tr("Type a command, a saved filter or an id"),
            lambda typed: self._found(typed, enabled),
            lambda typed: self.tr("No command is called “{0}”.").format(
                text.one_line(typed, 40)
            ),
            self._window,
        )
        palette.chosen.connect(self._do)
        palette.open_over(self._window)

    def show_ids(self) -> None:
        """Open the palette over the ids of the items."""
        palette = Palette(
            self._theme,
            self.tr("Jump to an id, or to how it begins"),
            self._items,
            self._why_no_item,
            self._window,
        )
        palette.chosen.connect(self._do)
        palette.open_over(self._window)

    def jump_to(self, typed: str) -> None:
        """Show the item of an id, or of the only one that begins so; or say why not."""
        try:
            row = row_called(self._session.case, typed)
        except ItemError as error:
            self._notifications.tell(
                Message(error.title, next_step=error.next_step, tone=Tone.WARNING)
            )
            return
        before = self._desk.query
        self._show_page("desk")
        self._desk.open_row(row)
        if before.filtered and not self._desk.query.filtered:
            item = text.one_line(self._session.case.backlog.ids[row] or "", 40)
            self._notifications.tell(
                Message(self.tr("The filters were cleared to show {0}.").format(item))
            )

    def _found(self, typed: str, enabled: Mapping[str, bool]) -> list[PaletteEntry]:
        """Return what fits: what can be done first, then the best, then the newest."""
        ranked = []
        for place, entry in enumerate(self._everything(enabled)):
            fit = fuzzy.match(typed, entry.title)
            if fit is None:
                continue
            shown = PaletteEntry(
                entry.id,
                entry.title,
                entry.detail,
                entry.key,
                entry.enabled,
                fit.places,
            )
            recent = self._recent.index(entry.id) if entry.id in self._recent else 99
            order = (not entry.enabled, -fit.score, recent, place)
            ranked.append((order, shown))
        ranked.sort(key=lambda one: one[0])
        return [*self._jumps(typed), *(entry for _, entry in ranked)]

    def _everything(self, enabled: Mapping[str, bool]) -> Iterable[PaletteEntry]:
        for command in COMMANDS:
            if command.id == "palette" or command.id not in self.actions:
                continue
            action = self.actions[command.id]
            title = action.iconText().replace("&&", "&").rstrip("…")
            yield PaletteEntry(
                _COMMAND + command.id,
                text.one_line(title, 80),
                QCoreApplication.translate("commands", command.section.value),
                _key_of(action),
                enabled[command.id],
            )
        for saved in self._saved():
            title = self.tr("Filter: {0}").format(text.one_line(saved.name, 60))
            here = bool(len(self._session.case))
            yield PaletteEntry(
                _FILTER + saved.name, title, self.tr("Saved filter"), "", here
            )

    def _jumps(self, typed: str) -> list[PaletteEntry]:
        """Return a way to an item where what is typed is an id or its beginning."""
        wanted = typed.strip()
        if wanted not in self._session.case.row_of and (
            len(wanted) < _LEAST_DIGITS or not any(map(str.isdigit, wanted))
        ):
            return []
        found = self._items(wanted)
        pattern = self.tr("Jump to {0}")
        return [
            PaletteEntry(one.id, pattern.format(one.title), one.detail)
            for one in found[:3]
        ]

    def _items(self, typed: str) -> list[PaletteEntry]:
        """Return the items whose id begins so, an exact one first."""
        case, wanted = self._session.case, typed.strip()
        rows = rows_beginning(case, wanted)[:MOST_IDS].tolist()
        exact = case.row_of.get(wanted)
        if exact is not None:
            rows = [exact, *(row for row in rows if row != exact)][:MOST_IDS]
        entries = []
        for row in rows:
            item = case.item(row)
            entries.append(
                PaletteEntry(
                    _ITEM + item.item_id,
                    text.one_line(item.item_id, 60),
                    text.lane(item.lane),
                    places=tuple(range(len(wanted))),
                )
            )
        return entries

    def _why_no_item(self, typed: str) -> str:
        try:
            row_called(self._session.case, typed)
        except ItemError as error:
            return " ".join(filter(None, (error.title, error.next_step)))
        return ""

    def _do(self, entry: PaletteEntry) -> None:
        """Do what was chosen, and offer it first the next time."""
        if not entry.id.startswith(_ITEM):
            others = [one for one in self._recent if one != entry.id]
            self._recent = [entry.id, *others][:MOST_RECENT]
        if entry.id.startswith(_COMMAND):
            self.actions[entry.id.removeprefix(_COMMAND)].trigger()
        elif entry.id.startswith(_FILTER):
            self._show_page("desk")
            self._apply_saved(entry.id.removeprefix(_FILTER))
        else:
            self.jump_to(entry.id.removeprefix(_ITEM))


def _key_of(action: QAction) -> str:
    """Return the first key of a command, as menus print it."""
    native = QKeySequence.SequenceFormat.NativeText
    printed = action.text().partition("\t")[2]
    return printed or action.shortcut().toString(native)
