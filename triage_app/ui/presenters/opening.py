"""What is opened at the start, from a menu, by dropping, or as the bundled sample."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from triage_app.domain.report import ImportReport, together
from triage_app.paths import sample_backlog
from triage_app.services.workspaces import SUFFIX, is_workspace
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.dialogs import Dialogs
from triage_app.ui.presenters.intake import IntakePresenter
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.session import Session
from triage_app.ui.presenters.verdicts import VerdictFlow


class OpeningPresenter(QObject):
    """Leads every way to a backlog to the intake, and says what came of it.

    Parameters
    ----------
    intake : IntakePresenter
    session : Session
    flow : VerdictFlow
    preferences : Preferences
    notifications : Notifications
    dialogs : Dialogs
    show_routing : callable
        Leads to the routing page.
    """

    def __init__(
        self,
        intake: IntakePresenter,
        session: Session,
        flow: VerdictFlow,
        preferences: Preferences,
        notifications: Notifications,
        dialogs: Dialogs,
        show_routing: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._intake = intake
        self._session = session
        self._flow = flow
        self._preferences = preferences
        self._notifications = notifications
        self._dialogs = dialogs
        self._show_routing = show_routing
        self._aside: Path | None = None
        self._news = ""
        self._waiting: list[Path] = []
        self._arrived = False
        self._told: list[tuple[ImportReport, int]] = []
        intake.opened.connect(self._opened)
        intake.ended.connect(self._ended)
        intake.early.kept.connect(self._remember)
        intake.imported.connect(self._imported)

    def start(self, backlog: Path | None, workspace: Path | None) -> None:
        """Open what the command line names, or the bundled sample."""
        if backlog is not None:
            self._intake.open(backlog, workspace)
        elif workspace is not None:
            self._intake.open_workspace(workspace)
        else:
            self.sample()

    def open(self, path: Path) -> None:
        """Open a backlog or a workspace."""
        if self._may_leave():
            self._intake.open(path)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open what was dropped or chosen: several files in one workspace.

        A workspace is opened alone.
        """
        if len(paths) > 1 and not any(map(is_workspace, paths)):
            self._open_together(paths)
            return
        if len(paths) > 1:
            self._notifications.tell(
                Message(
                    self.tr("Only {0} is opened.").format(
                        text.one_line(paths[0].name, 80)
                    ),
                    next_step=self.tr("Add the others one after another."),
                )
            )
        self.open(paths[0])

    def ask_backlogs(self) -> None:
        """Let the person choose a backlog, or several, and open them."""
        paths = self._dialogs.choose_backlogs()
        if paths:
            self.open_paths(paths)

    def ask_folder(self) -> None:
        """Let the person choose a folder and open its files as one backlog."""
        path = self._dialogs.choose_folder()
        if path is not None:
            self.open(path)

    def ask_workspace(self) -> None:
        """Let the person choose a workspace and open it."""
        path = self._dialogs.choose_workspace(self._preferences.folder)
        if path is not None and self._may_leave():
            self._intake.open(path, kept=True)

    def ask_addition(self) -> None:
        """Let the person choose backlogs and add them to the open workspace."""
        paths = self._dialogs.choose_backlogs()
        if paths and self._may_leave():
            self._begin(paths)
            self._intake.add(paths[0])

    def sample(self) -> None:
        """Open the bundled sample in a workspace that lasts as long as the window."""
        if not self._may_leave():
            return
        if self._aside is None:
            self._aside = Path(tempfile.mkdtemp(prefix="claim-triage-"))
        self._intake.open(sample_backlog(), self._aside / f"sample{SUFFIX}")

    def clean_up(self) -> None:
        """Delete the temporary workspace."""
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
            self._aside = None

    def is_temporary(self, workspace: Path) -> bool:
        """Return whether a workspace is deleted when the window closes."""
        return self._aside is not None and self._aside in workspace.parents

    def _open_together(self, paths: Sequence[Path]) -> None:
        """Open the first; the others are added to its workspace one after another."""
        if self._may_leave():
            self._begin(paths)
            self._intake.open(paths[0])

    def _begin(self, paths: Sequence[Path]) -> None:
        self._waiting, self._arrived, self._told = list(paths[1:]), False, []

    def _ended(self) -> None:
        if self._waiting:  # once whoever ended it has said all of it
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        """Add the next of several files; none where one before it failed."""
        if not self._waiting:
            return
        if self._arrived:
            self._arrived = False
            self._intake.add(self._waiting.pop(0))
            return
        names = ", ".join(text.one_line(path.name, 40) for path in self._waiting)
        self._waiting = []
        self._notifications.tell(
            Message(
                self.tr("The files after it were not opened."),
                text.one_line(names, 400),
                self.tr("Add them when this is settled."),
            )
        )

    def _may_leave(self) -> bool:
        """Return whether the open workspace has nothing that still must be saved."""
        if not self._flow.unsaved:
            return True
        self._notifications.tell(
            Message(
                self.tr("A verdict isn't saved yet."),
                next_step=self.tr("Try again before you open something else."),
                tone=Tone.WARNING,
                actions=((self.tr("Try again"), self._flow.retry),),
            )
        )
        return False

    def _opened(self, workspace: Path) -> None:
        self._arrived = True
        self._notifications.withdraw(self._news)  # it told of what was open before
        self._remember(workspace)
        current = self._session.workspace
        for notice in () if current is None else current.notices:
            self._notifications.tell(
                Message(
                    notice,
                    tone=Tone.WARNING,
                    actions=((self.tr("Routing"), self._show_routing),),
                )
            )

    def _remember(self, workspace: Path) -> None:
        if not self.is_temporary(workspace):
            self._preferences.remember(workspace)

    def _imported(self, report: ImportReport, added: int) -> None:
        workspace = self._session.workspace
        if workspace is not None and self.is_temporary(workspace.path):
            self._tell_of_sample(added)
        else:
            self._told.append((report, added))
            report, added = _together(self._told)
            self._session.report, self._session.added = report, added
            self._tell_of_import(report, added)
            if not self._waiting:
                self._told = []

    def _tell_of_sample(self, added: int) -> None:
        actions = [(self.tr("Open backlog…"), self.ask_backlogs)]
        recent = self._preferences.recent_workspaces()
        if recent:
            name = text.one_line(recent[0].name, 40)
            newest = recent[0]
            actions.append(
                (self.tr("Resume {0}").format(name), lambda: self.open(newest))
            )
        said = self.tr(
            "It lies in a temporary workspace that is deleted when you close the "
            "window."
        )
        if self._drift():
            actions.append((self.tr("Routing"), self._show_routing))
            said = self.tr(
                "Its made-up texts are unlike what the model learned from, so people "
                "decide, and the order learns from their verdicts. {0}"
            ).format(said)
        self._news = self.tr("This is the bundled sample: {0} made-up reports.").format(
            text.count(added)
        )
        self._notifications.tell(Message(self._news, said, actions=tuple(actions)))

    def _tell_of_import(self, report: ImportReport, added: int) -> None:
        self._news = self.tr(
            "{0} rows read: {1} accepted, {2} quarantined, {3} duplicates; {4} new."
        ).format(
            text.count(report.rows_read),
            text.count(report.accepted),
            text.count(report.quarantined),
            text.count(report.duplicates),
            text.count(added),
        )
        drift, whole = self._drift(), self._session.drift
        told = "" if whole is None else whole.sentence()
        notes = [note for note in report.notes if note != told]
        actions = [(self.tr("Import report"), self._intake.report_wanted.emit)]
        if drift:
            notes.insert(0, drift)
            actions.append((self.tr("Routing"), self._show_routing))
        clean = not report.issues and not report.unlisted and not notes
        tone = Tone.SUCCESS if clean else Tone.INFO
        self._notifications.tell(
            Message(
                self._news,
                " ".join(notes),
                tone=Tone.WARNING if drift else tone,
                actions=tuple(actions),
            )
        )

    def _drift(self) -> str:
        """Say in a line what the routing page and the report say with all numbers."""
        drift = self._session.drift
        if drift is None or not drift.sentence():
            return ""
        if not drift.much_outside:
            return self.tr(
                "The scores are spread otherwise than in training: watch the audit."
            )
        return self.tr(
            "{0} of {1} items are unlike what the model learned from: they go to "
            "people, and their order learns from the verdicts."
        ).format(text.count(drift.outside), text.count(drift.rows))


def _together(told: Sequence[tuple[ImportReport, int]]) -> tuple[ImportReport, int]:
    """Return one account of files that were imported one after another."""
    return together([report for report, _ in told]), sum(added for _, added in told)
