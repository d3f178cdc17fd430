"""How many items a moderator has decided since midnight."""

from datetime import UTC, datetime, tzinfo

from triage_app.domain.changes import Changes
from triage_app.domain.decisions import Record, Verdict
from triage_app.services.naming import timestamp
from triage_app.services.workspace import Workspace


class DailyCount:
    """The items of which a moderator's verdict of today stands.

    A skip is no decision; an item whose verdict was given anew counts once, and one
    whose verdict was taken back doesn't count. A second opinion counts as another item:
    who gives it must not see by the count that it is one.

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
        self._given: set[tuple[str, bool]] = set()
        history = workspace.history
        for item_id, standing in history.standing_records():
            if any(map(self._counts, standing)):
                self._given.add((item_id, False))
        for item_id in history.seconded():
            self._look_at(item_id)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._given)

    def take_in(self, changes: Changes) -> None:
        """Follow what was kept; at midnight begin anew."""
        since = self._midnight()
        if since != self._since:
            self._since = since
            self._given = set()
        items = {record.decision.item_id for record in changes.records}
        if len(changes.rows) > len(items):  # a part of a step of many
            ids = self._workspace.case.backlog.ids
            items.update(ids[row] or "" for row in changes.rows)
        for item_id in items:
            self._look_at(item_id)

    def _look_at(self, item_id: str) -> None:
        """Note what stands of an item: the moderator's verdict, and her second."""
        history = self._workspace.history
        second = history.second_record(item_id)
        stands = {
            False: any(map(self._counts, history.verdict_records(item_id))),
            True: second is not None and self._counts(second),
        }
        for is_second, counts in stands.items():
            if counts:
                self._given.add((item_id, is_second))
            else:
                self._given.discard((item_id, is_second))

    def _counts(self, record: Record) -> bool:
        # What needs no whole decision: it takes ten times as long to make one.
        verdict, *_, moderator = record.gist
        return (
            moderator == self._moderator
            and verdict is not Verdict.SKIP
            and record.decided_at >= self._since
        )

    def _midnight(self) -> str:
        """Return when today began, as the log writes it."""
        now = datetime.fromisoformat(self._workspace.now().replace("Z", "+00:00"))
        here = now.astimezone(self._zone)
        start = here.replace(hour=0, minute=0, second=0, microsecond=0)
        return timestamp(start.astimezone(UTC))
