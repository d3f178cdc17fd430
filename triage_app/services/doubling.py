"""The doubles of an open workspace: what comes again, and whose turn it is."""

from collections.abc import Callable, Iterator

from triage_app.domain.case import Case
from triage_app.domain.desk_rules import DoubleReview
from triage_app.domain.doubles import NEVER, Sample, gap, rests_until
from triage_app.domain.draws import Draws
from triage_app.domain.history import History, State
from triage_app.domain.routing import Lane


class Doubles:
    """Finds the items that come again, in step with the log.

    Parameters
    ----------
    history : History
    seed : str
        The workspace's own.
    before : callable
        Takes a number of hours; returns the moment so long ago, as the log writes it.

    Attributes
    ----------
    rule : DoubleReview
        What a lead has set.
    """

    def __init__(
        self, history: History, seed: str, before: Callable[[float], str]
    ) -> None:
        self.rule = DoubleReview()
        self._history = history
        self._seed = seed
        self._before = before
        self._case = Case.empty()
        self._draws: Draws | None = None
        self._sample: Sample | None = None
        self._resting: dict[str, dict[int, str]] = {}

    def place(self, case: Case, draws: Draws) -> None:
        """Take up a case's items in their lanes."""
        self._case, self._draws, self._sample = case, draws, None
        self._resting = {}

    def settled(self, row: int) -> None:
        """Take up what holds for one row."""
        for known in self._resting.values():
            known.pop(row, None)
        if self._sample is not None:
            state = State(int(self._case.states[row]))
            lane = Lane(int(self._case.routing.lanes[row]))
            self._sample.put(row, lane if state.decided else None)

    def due(self, moderator: str) -> dict[Lane, int]:
        """Return the rows that come again to a moderator now, one a lane at most."""
        verdicts, seconds = self._history.pace(moderator)
        share = self.rule.share
        if verdicts < gap(self._seed, moderator, seconds, share):
            return {}
        rested_by = self._before(self.rule.delay_hours)
        resting = self._resting.setdefault(moderator, {})
        found = {}
        for lane in Lane:
            for row in self._rows(lane, share):
                since = resting.get(row)
                if since is None:
                    since = resting[row] = self._rests_until(row, moderator)
                if since <= rested_by:
                    found[lane] = row
                    break
        return found

    def _rows(self, lane: Lane, share: float) -> Iterator[int]:
        if self._draws is None:
            return iter(())
        if self._sample is None:
            self._sample = Sample(self._case, self._draws)
        return self._sample.rows(lane, share)

    def _rests_until(self, row: int, moderator: str) -> str:
        """Return since when an item rests, as long as nothing is said of it."""
        item_id, history = self._case.backlog.ids[row] or "", self._history
        if history.second(item_id) is not None:
            return NEVER
        return rests_until(moderator, history.verdict_records(item_id))
