"""Reviewed decisions out: asks what, writes it, and says where it is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from triage_app.domain.errors import UserFacingError
from triage_app.domain.report import ImportReport
from triage_app.services.export import ExportRequest, ExportResult
from triage_app.services.reports import kept_report
from triage_app.services.services import Services
from triage_app.ui import text
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.jobs import Jobs
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue


class ExportPresenter(QObject):
    """Writes exports of the open workspace.

    Parameters
    ----------
    services : Services
    session : Session
    jobs : Jobs
    notifications : Notifications
    """

    def __init__(
        self,
        services: Services,
        session: Session,
        jobs: Jobs,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._session = session
        self._jobs = jobs
        self._notifications = notifications

    def export(self, request: ExportRequest) -> None:
        """Write an export; in the store's turn, so that no verdict falls into it."""
        workspace = self._session.workspace
        if workspace is None or self._jobs.running:
            return
        self._jobs.run(
            self.tr("Exporting…"),
            Queue.STORE,
            lambda tell, token: self._services.exporter.export(
                workspace, request, tell, token
            ),
            self._exported,
            self._notifications.fail,
            cancelled=self._cancelled,
        )

    def find_report(self, show: Callable[[ImportReport, int], None]) -> None:
        """Fetch the newest import report, from the workspace where it isn't at hand."""
        session, workspace = self._session, self._session.workspace
        if session.report is not None:
            show(session.report, session.added)
        elif workspace is not None and not self._jobs.running:
            self._jobs.run(
                self.tr("Fetching the import report…"),
                Queue.STORE,
                lambda _tell, _token: kept_report(workspace),
                lambda found: None if found is None else show(*found),
                self._notifications.fail,
            )

    def save_report(self, path: Path, report: ImportReport) -> None:
        """Write an import report as CSV."""
        try:
            self._services.exporter.writer.write_report(path, report)
        except UserFacingError as error:
            self._notifications.fail(error)
            return
        self._tell(self.tr("The import report is saved as {0}."), path)

    def _exported(self, result: ExportResult) -> None:
        beside = [result.manifest.name]
        if result.lossless is not None:
            beside.insert(0, result.lossless.name)
        self._tell(
            self.tr("The export is saved as {0}."),
            result.out,
            self.tr("Rows: {0}. Beside it: {1}.").format(
                text.count(result.rows), ", ".join(beside)
            ),
        )

    def _tell(self, pattern: str, path: Path, detail: str = "") -> None:
        folder = path.parent

        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

        self._notifications.tell(
            Message(
                pattern.format(text.one_line(path.name, 80)),
                detail,
                tone=Tone.SUCCESS,
                actions=((self.tr("Show in folder"), show),),
            )
        )

    def _cancelled(self) -> None:
        self._notifications.tell(
            Message(self.tr("The export was cancelled; no file was written."))
        )
