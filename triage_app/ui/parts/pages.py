"""The lead's pages, made when they are first looked at."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from triage_app.domain.queue import Tab
from triage_app.ui.actions import Handlers
from triage_app.ui.parts.desk import DeskPart
from triage_app.ui.parts.frame import Frame
from triage_app.ui.presenters.routing_desks import RoutingDesks
from triage_app.ui.tasks import Queue

KEYS = ("desk", "routing", "quality", "models")


class PagesPart(QObject):
    """The pages beside the desk.

    Parameters
    ----------
    frame : Frame
    desk : DeskPart
    routing_desks : RoutingDesks
    """

    def __init__(
        self,
        frame: Frame,
        desk: DeskPart,
        routing_desks: RoutingDesks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._desk = desk
        self._routing_desks = routing_desks
        self._loading = False
        frame.session.rested.connect(self._load_ahead)
        frame.window.set_pages(
            [
                ("desk", self.tr("Desk"), "desk", lambda: desk.page),
                ("routing", self.tr("Routing"), "routing", self._routing),
                ("quality", self.tr("Quality"), "quality", self._quality),
                ("models", self.tr("Models"), "models", self._models),
            ]
        )

    def handlers(self) -> Handlers:
        """Return what the commands that lead to a page do."""
        show = self._frame.window.show_page
        return {f"page_{key}": partial(show, key) for key in KEYS}

    def _load_ahead(self) -> None:
        """Load what the pages need beside the first cards: none is waited for."""
        if self._loading or self._frame.session.workspace is None:
            return
        self._loading = True
        self._frame.runner.submit(
            Queue.LONG,
            lambda _progress, _token: _load_pages(),
            lambda _nothing: None,
            self._frame.notifications.fail,
        )

    def _routing(self) -> QWidget:
        from triage_app.ui.presenters.routing import RoutingPresenter
        from triage_app.ui.views.routing_page import RoutingPage

        frame, page = self._frame, RoutingPage(self._frame.theme)
        RoutingPresenter(
            frame.session,
            frame.runner,
            frame.notifications,
            self._routing_desks,
            page,
        )
        return page

    def _quality(self) -> QWidget:
        from triage_app.ui.presenters.quality import QualityPresenter
        from triage_app.ui.views.quality_page import QualityPage

        frame, page = self._frame, QualityPage(self._frame.theme)
        QualityPresenter(
            frame.session,
            frame.runner,
            frame.notifications,
            page,
            self._show_lead,
            self._show_item,
        )
        return page

    def _show_lead(self) -> None:
        self._frame.window.show_page("desk")
        self._desk.desk.choose_tab(Tab.LEAD)
        self._desk.desk.focus_queue()

    def _show_item(self, item_id: str) -> None:
        row = self._frame.session.case.row_of.get(item_id)
        if row is not None:
            self._frame.window.show_page("desk")
            self._desk.desk.open_row(row)

    def _models(self) -> QWidget:
        from triage_app.ui.presenters.models import ModelsPresenter
        from triage_app.ui.views.models_page import ModelsPage

        frame, page = self._frame, ModelsPage(self._frame.theme)
        ModelsPresenter(frame.services, frame.runner, frame.notifications, page)
        return page


def _load_pages() -> None:
    """Load the modules of the pages, and the library that plots."""
    import triage_app.ui.presenters.models
    import triage_app.ui.presenters.quality
    import triage_app.ui.presenters.routing
    import triage_app.ui.views.models_page
    import triage_app.ui.views.quality_page
    import triage_app.ui.views.routing_page  # noqa: F401
