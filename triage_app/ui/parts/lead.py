"""What a lead sets for the workspace, put together."""

from PySide6.QtCore import QObject

from triage_app.ui.actions import Handlers
from triage_app.ui.parts.frame import Frame
from triage_app.ui.presenters.lead_settings import LeadSettingsPresenter


class LeadPart(QObject):
    """The lead's settings and whoever keeps them.

    Parameters
    ----------
    frame : Frame

    Attributes
    ----------
    settings : LeadSettingsPresenter
    """

    def __init__(self, frame: Frame, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = LeadSettingsPresenter(
            frame.session,
            frame.runner,
            frame.notifications,
            frame.dialogs,
            lambda: frame.window.show_page("routing"),
            self,
        )

    def handlers(self) -> Handlers:
        """Return what the lead's commands do."""
        return {"lead_settings": self.settings.show}
