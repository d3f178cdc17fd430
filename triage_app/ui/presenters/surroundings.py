"""What stands around the page: title, header, status line and recent workspaces."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from triage_app.domain.errors import WorkspaceError
from triage_app.services.workspace import Workspace
from triage_app.ui import text
from triage_app.ui.presenters.opening import OpeningPresenter
from triage_app.ui.presenters.preferences import Preferences
from triage_app.ui.presenters.session import Session
from triage_app.ui.views.header import Header
from triage_app.ui.views.status_bar import StatusBar

_NAME_LIMIT = 80


class SurroundingsPresenter(QObject):
    """Says what is open and who works, and offers what was open before.

    Parameters
    ----------
    session : Session
    header : Header
    status : StatusBar
    set_title : callable
        Sets the window's title.
    recent : QMenu
    preferences : Preferences
    opening : OpeningPresenter
    """

    def __init__(
        self,
        session: Session,
        header: Header,
        status: StatusBar,
        set_title: Callable[[str], None],
        recent: QMenu,
        preferences: Preferences,
        opening: OpeningPresenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._header = header
        self._status = status
        self._set_title = set_title
        self._recent = recent
        self._preferences = preferences
        self._opening = opening
        self._sources = ""
        session.opened.connect(self._opened)
        session.case_changed.connect(self._show)
        session.moderator_changed.connect(self._show)
        recent.aboutToShow.connect(self._fill_recent)
        self._show()

    def _opened(self) -> None:
        workspace = self._session.workspace
        self._sources = "" if workspace is None else self._source_names(workspace)
        self._show()

    def _show(self) -> None:
        session, workspace = self._session, self._session.workspace
        name = "" if workspace is None else text.one_line(workspace.name, _NAME_LIMIT)
        app = self.tr("Claim Triage")
        self._set_title(f"{name} – {app}" if name else app)
        self._header.set_subtitle(self._subtitle())
        self._status.set_facts(
            name,
            session.case.scores.model_id,
            text.one_line(session.moderator, _NAME_LIMIT),
        )

    def _subtitle(self) -> str:
        rows = len(self._session.case)
        if not rows:
            return ""
        pattern = self.tr("{0} report") if rows == 1 else self.tr("{0} reports")
        reports = pattern.format(text.count(rows))
        if self._session.filling or not self._sources:
            return reports
        return f"{self._sources} · {reports}"

    def _source_names(self, workspace: Workspace) -> str:
        """Return the files that a workspace was made of, in a few words."""
        try:
            sources = [kept.source for kept in workspace.store.imports()]
        except WorkspaceError:
            return text.one_line(workspace.path.stem, _NAME_LIMIT)
        names = list(dict.fromkeys(sources))
        if not names:
            return text.one_line(workspace.path.stem, _NAME_LIMIT)
        first = text.one_line(names[0], _NAME_LIMIT)
        if len(names) == 1:
            return first
        return self.tr("{0} and {1} more").format(first, len(names) - 1)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._preferences.recent_workspaces():
            self._add_recent(path)
        if self._recent.isEmpty():
            nothing = self._recent.addAction(self.tr("Nothing yet"))
            nothing.setEnabled(False)

    def _add_recent(self, path: Path) -> None:
        name = text.one_line(path.name, _NAME_LIMIT).replace("&", "&&")
        action = self._recent.addAction(name)
        action.setToolTip(text.tooltip(str(path)))
        action.triggered.connect(lambda _=False: self._opening.open(path))
