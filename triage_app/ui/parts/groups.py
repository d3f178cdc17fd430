"""Similar items put together: their line on the card, and their panel."""

from PySide6.QtCore import QObject

from triage_app.domain.decisions import Verdict
from triage_app.services.groups import SimilarItems
from triage_app.ui.actions import Handlers
from triage_app.ui.parts.desk import DeskPart
from triage_app.ui.parts.frame import Frame
from triage_app.ui.presenters.groups import COMMANDS, SIMILAR, GroupsPresenter


class GroupsPart(QObject):
    """Whoever stands behind the group panel.

    Parameters
    ----------
    frame : Frame
    desk : DeskPart

    Attributes
    ----------
    groups : GroupsPresenter
    """

    def __init__(
        self, frame: Frame, desk: DeskPart, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = frame.keys
        self.groups = GroupsPresenter(
            frame.session,
            frame.runner,
            SimilarItems(frame.services.groupers),
            frame.notifications,
            desk.page,
            frame.jobs,
            desk.desk.deciding.decide_many,
            self._printed_keys(),
            self,
        )
        frame.keys.changed.connect(
            lambda: self.groups.set_key_names(self._printed_keys())
        )

    def handlers(self) -> Handlers:
        """Return what the commands of similar items do."""
        groups = self.groups
        return {
            SIMILAR: groups.toggle,
            COMMANDS[Verdict.CLAIM]: lambda: groups.give(Verdict.CLAIM),
            COMMANDS[Verdict.OPINION]: lambda: groups.give(Verdict.OPINION),
        }

    def _printed_keys(self) -> dict[str, str]:
        names = (SIMILAR, *COMMANDS.values())
        return {name: self._keys.first(name) for name in names}
