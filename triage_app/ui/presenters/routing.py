"""The routing page: what other cuts would do, and putting them in force."""

import numpy as np
from PySide6.QtCore import QObject

from triage_app.domain.errors import UserFacingError
from triage_app.domain.policies import BandPolicy
from triage_app.domain.routing import Lane
from triage_app.ui.notifications import Message, Notifications, Tone
from triage_app.ui.presenters.session import Session
from triage_app.ui.tasks import Queue, TaskRunner
from triage_app.ui.views.routing_page import BINS, RoutingPage


class RoutingPresenter(QObject):
    """Shows the spread of P(claim) and moves the cuts.

    Parameters
    ----------
    session : Session
    runner : TaskRunner
    notifications : Notifications
    page : RoutingPage
    """

    def __init__(
        self,
        session: Session,
        runner: TaskRunner,
        notifications: Notifications,
        page: RoutingPage,
    ) -> None:
        super().__init__(page)
        self._session = session
        self._runner = runner
        self._notifications = notifications
        self._page = page
        page.cuts_moved.connect(self._show_numbers)
        page.apply_requested.connect(self._apply)
        session.case_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Show the items and the cuts in force."""
        p_claim = self._session.case.scores.p_claim
        scored = p_claim[~np.isnan(p_claim)]
        counts, _ = np.histogram(scored, bins=BINS, range=(0.0, 1.0))
        self._page.show_histogram(counts, len(p_claim) - len(scored))
        workspace = self._session.workspace
        cuts = {} if workspace is None else workspace.policy.to_json()
        low, high = cuts.get("low"), cuts.get("high")
        if isinstance(low, float) and isinstance(high, float):
            self._page.set_cuts(low, high)
        self._show_numbers(*self._page.cuts())

    def _show_numbers(self, low: float, high: float) -> None:
        """Show where the cuts would send the items."""
        scores = self._session.case.scores
        if not len(scores):
            self._page.set_numbers(None, None, None)
            return
        try:
            lanes = BandPolicy(low, high).route(scores).lane_counts()
        except UserFacingError:
            self._page.set_numbers(None, None, None)
            return
        self._page.set_numbers(
            lanes[Lane.REVIEW.word],
            lanes[Lane.LIKELY_CLAIM.word],
            lanes[Lane.LIKELY_OPINION.word],
        )

    def _apply(self, low: float, high: float) -> None:
        """Put the cuts in force: undecided items are routed anew."""
        workspace = self._session.workspace
        if workspace is None or not self._session.ready:
            return
        moderator = self._session.moderator

        def work(_progress: object, _token: object) -> None:
            workspace.set_policy(BandPolicy(low, high), moderator)

        self._runner.submit(
            Queue.STORE,
            work,
            lambda _nothing: self._applied(low, high),
            self._notifications.fail,
        )

    def _applied(self, low: float, high: float) -> None:
        self._session.routed()
        title = self.tr("Undecided items are routed by {0} to {1} now.")
        self._notifications.tell(
            Message(title.format(f"{low:g}", f"{high:g}"), tone=Tone.SUCCESS)
        )
