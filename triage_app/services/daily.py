"""How many items a moderator has decided since midnight."""

from datetime import UTC, datetime, tzinfo

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Decision, Verdict
from triage_app.services.naming import timestamp
from triage_app.services.workspace import Workspace


class DailyCount:
    """The items of which a moderator's verdict of today stands.

    A skip is no decision; an item that was decided twice counts once, and one whose
    verdict was taken back doesn't count. Reads the whole log once, then follows.

    Parameters
    ----------
    workspace : Workspace
    moderator : str
    zone : tzinfo, optional
        Whose midnight it is; the system's own without one.
    """

    def __init__(
        self, workspace: Workspace, moderator: str, zone: tzinfo | None = None
    ) -> None:
        self._workspace = workspace
        self._moderator = moderator
        self._zone = zone
        self._since = self._midnight()
        worked = workspace.history.worked()
        self._items = {item_id for item_id in worked if self._is_decided(item_id)}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def take_in(self, changes: Changes) -> None:
        """Follow what was kept; at midnight begin anew."""
        since = self._midnight()
        if since != self._since:
            self._since = since
            self._items = set()
        for record in changes.records:
            item_id = record.decision.item_id
            if self._is_decided(item_id):
                self._items.add(item_id)
            else:
                self._items.discard(item_id)

    def _is_decided(self, item_id: str) -> bool:
        history = self._workspace.history
        second = history.second(item_id)
        if second is not None and self._counts(second):
            return True
        return any(map(self._counts, history.verdicts(item_id)))

    def _counts(self, decision: Decision) -> bool:
        own = decision.moderator == self._moderator
        today = decision.decided_at >= self._since
        return own and today and decision.verdict is not Verdict.SKIP

    def _midnight(self) -> str:
        """Return when today began, as the log writes it."""
        now = datetime.fromisoformat(self._workspace.now().replace("Z", "+00:00"))
        here = now.astimezone(self._zone)
        start = here.replace(hour=0, minute=0, second=0, microsecond=0)
        return timestamp(start.astimezone(UTC))
