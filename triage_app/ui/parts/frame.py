"""What every part of the window is given: the services, the session, the window."""

from dataclasses import dataclass

from triage_app.services.services import Services
from triage_app.ui.main_window import MainWindow
from triage_app.ui.notifications import Notifications
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.keys import KeyBindings
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import TaskRunner
from triage_app.ui.theme import Theme


@dataclass(frozen=True)
class Frame:
    """What the parts share.

    Attributes
    ----------
    services : Services
    preferences : Preferences
    notifications : Notifications
    theme : Theme
    dialogs : Dialogs
    keys : KeyBindings
    runner : TaskRunner
    session : Session
    jobs : Jobs
    window : MainWindow
    """

    services: Services
    preferences: Preferences
    notifications: Notifications
    theme: Theme
    dialogs: Dialogs
    keys: KeyBindings
    runner: TaskRunner
    session: Session
    jobs: Jobs
    window: MainWindow
