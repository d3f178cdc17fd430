"""What makes long work easier, put together: reasons at hand, pauses, folding."""

from PySide6.QtCore import QObject

from triage_app.ui.actions import Actions, Handlers
from triage_app.ui.active_time import ActiveTime
from triage_app.ui.activity import Activity
from triage_app.ui.parts.desk import DeskPart
from triage_app.ui.parts.frame import Frame
from triage_app.ui.parts.lead import LeadPart
from triage_app.ui.presenters.care import CarePresenter
from triage_app.ui.presenters.daily import DailyPresenter
from triage_app.ui.presenters.folding import Folding
from triage_app.ui.presenters.reasons import ReasonsPresenter
from triage_app.ui.views.pause_page import PausePage


class CarePart(QObject):
    """Reasons, pauses, the day's count, folding and motion.

    Parameters
    ----------
    frame : Frame
    desk : DeskPart
    lead : LeadPart

    Attributes
    ----------
    reasons, daily, care, folding
        The presenters, by what they are for.
    work : ActiveTime
        How long was worked since the last pause.
    """

    def __init__(
        self,
        frame: Frame,
        desk: DeskPart,
        lead: LeadPart,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        session, page = frame.session, desk.page
        self.work = ActiveTime()
        self._activity = Activity(self.work, self)
        self.reasons = ReasonsPresenter(session, desk.desk, page, frame.theme, self)
        self.daily = DailyPresenter(
            session,
            desk.flow,
            frame.runner,
            frame.preferences,
            frame.window.status,
            self,
        )
        desk.selection.bulk.landed.connect(self.daily.part_landed)
        self.care = CarePresenter(
            session,
            desk.desk,
            page,
            PausePage(frame.theme, page),
            self.daily,
            self.work,
            parent=self,
        )
        self.folding = Folding(frame.preferences, page, desk.desk.model, self)
        window = frame.window
        window.painted.connect(lambda: self._activity.watch(window))
        window.page_changed.connect(self.care.show_page)
        lead.settings.changed.connect(self.reasons.follow_rules)
        frame.preferences.changed.connect(self._calm)
        self._calm()

    def handlers(self) -> Handlers:
        """Return what the commands of care do."""
        return {
            "reason": self.reasons.pick,
            "fold": self.folding.toggle,
            "pause": self.care.pause,
        }

    def hold_commands(self, actions: Actions) -> None:
        """Let the desk's commands rest while it is covered."""
        self.care.paused_changed.connect(actions.set_paused)

    def _calm(self) -> None:
        frame = self._frame
        frame.theme.set_calm(frame.preferences.current.reduced_motion)
