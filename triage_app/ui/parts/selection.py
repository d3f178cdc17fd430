"""Several chosen rows put together: their line, their verdicts, ids and export."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject

from triage_app.domain.decisions import Verdict
from triage_app.ui.actions import Actions, Handlers
from triage_app.ui.models.bulk_question import BulkAnswer
from triage_app.ui.parts.frame import Frame
from triage_app.ui.presenters.bulk import BulkFlow
from triage_app.ui.presenters.desk import DeskPresenter
from triage_app.ui.presenters.export import ExportPresenter
from triage_app.ui.presenters.selection import SelectionPresenter
from triage_app.ui.presenters.steps import Steps
from triage_app.ui.presenters.verdicts import VerdictFlow
from triage_app.ui.views.desk_page import DeskPage

_OF_MANY = ("select_one", "export_selected")


class SelectionPart(QObject):
    """Whoever stands behind the line below the queue.

    Parameters
    ----------
    frame : Frame
    desk : DeskPresenter
    flow : VerdictFlow
    steps : Steps
    page : DeskPage

    Attributes
    ----------
    bulk : BulkFlow
    selection : SelectionPresenter
    """

    def __init__(
        self,
        frame: Frame,
        desk: DeskPresenter,
        flow: VerdictFlow,
        steps: Steps,
        page: DeskPage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame, self._page, self._desk = frame, page, desk
        session, runner, notes = frame.session, frame.runner, frame.notifications
        self._chosen = desk.model.chosen
        self.bulk = BulkFlow(session, steps, runner, frame.jobs, notes, self)
        self.selection = SelectionPresenter(
            session,
            self.bulk,
            runner,
            notes,
            self._chosen,
            page,
            frame.dialogs.confirm_bulk,
            lambda: BulkAnswer(desk.reason_code, page.card.note()),
            lambda: frame.keys.first("undo"),
            self,
        )
        self._exports = ExportPresenter(
            frame.services, session, frame.jobs, notes, self
        )
        desk.deciding.give_chosen = self.selection.give
        desk.deciding.take_many = self.selection.take
        flow.landed.connect(lambda _changes: self.bulk.fall_silent())
        self.bulk.landed.connect(desk.landing.part_landed)
        self.bulk.ended.connect(lambda: desk.landing.many_landed(self.bulk.turn))
        page.selection.asked.connect(self._asked)
        frame.keys.changed.connect(self._print_keys)
        self._print_keys()

    def handlers(self) -> Handlers:
        """Return what the commands of a selection do."""
        queue = self._page.queue
        return {
            "select_all": queue.choose_all,
            "extend_down": lambda: queue.table.reach_by(1),
            "extend_up": lambda: queue.table.reach_by(-1),
            "select_one": self.selection.drop,
            "copy_ids": self.selection.copy_ids,
            "export_selected": self._export,
        }

    def name_commands(self, actions: Actions) -> None:
        """Keep what counts for several rows off while there is but one."""

        def name() -> None:
            for command in _OF_MANY:
                actions.describe(command, "", useful=self._chosen.several)

        self._chosen.changed.connect(name)
        name()

    def _asked(self, command: str) -> None:
        verdicts = {verdict.value: verdict for verdict in Verdict}
        if command in verdicts:
            self._desk.deciding.decide(verdicts[command])
        else:
            self.handlers()[command]()

    def _export(self) -> None:
        """Ask where to, and write what is chosen."""
        frame, workspace = self._frame, self._frame.session.workspace
        rows = self._chosen.rows()
        if workspace is None or not len(rows):
            return
        request = frame.dialogs.ask_export(
            frame.preferences.export_folder(workspace.path),
            f"{workspace.path.stem}.selection",
            frame.session.moderator,
        )
        if request is not None:
            self._exports.export(replace(request, rows=rows))

    def _print_keys(self) -> None:
        names = (*self._page.selection.buttons,)
        keys: Mapping[str, str] = {name: self._frame.keys.first(name) for name in names}
        self.selection.set_keys(keys)
