"""A moderator's seat at the desk: the case as she sees it, and what comes to her."""

from collections.abc import Mapping

from triage_app.domain.case import Case, Item
from triage_app.domain.changes import Counts
from triage_app.domain.decisions import Decision
from triage_app.domain.history import History, State
from triage_app.domain.queue import QueueQuery, Tab, arrange, next_waiting
from triage_app.domain.routing import Lane
from triage_app.domain.visibility import Veil
from triage_app.services.counting import Census, Place, place_of
from triage_app.services.doubling import Doubles


class Seat:
    """One moderator's view of an open workspace, kept in step with it.

    Items that others skipped are pending for her. An item that comes again looks as
    if nobody had decided it; afterwards it is what she said, until it is settled.

    Parameters
    ----------
    moderator : str
    history : History
    doubles : Doubles
    case : Case
        What holds.
    """

    def __init__(
        self, moderator: str, history: History, doubles: Doubles, case: Case
    ) -> None:
        self.moderator = moderator
        self._history = history
        self._finder = doubles
        self._doubles: Mapping[Lane, int] = {}
        self._special: set[int] = set()
        self.place(case)

    @property
    def case(self) -> Case:
        """Every item in the state that she sees."""
        return self._case

    @property
    def doubles(self) -> frozenset[int]:
        """Rows that come again to her now."""
        return frozenset(self._doubles.values())

    def double(self, lane: Lane) -> int | None:
        """Return the row of a lane that comes again to her now, if any."""
        return self._doubles.get(lane)

    def counts(self) -> Counts:
        """Count what she sees."""
        holds, disputed = self._history.tally(), len(self._history.disputed)
        return self._census.counts(holds, disputed, own=True)

    def said(self, row: int) -> Decision | None:
        """Return the verdict of an item as she knows it; None while it is a double."""
        if row in self.doubles:
            return None
        item_id = self._case.backlog.ids[row] or ""
        return self._history.seen_by(self.moderator, item_id)

    def seconds(self, row: int) -> bool:
        """Whether what she says of an item is a second, and changes nothing else."""
        item_id = self._case.backlog.ids[row] or ""
        again = self._history.own_second(item_id, self.moderator) is not None
        return again or row in self.doubles

    def next_item(self, lane: Lane, veil: Veil) -> Item | None:
        """Return what waits for her next in a lane; what she skipped comes last."""
        row = self.double(lane)
        if row is None:
            query = QueueQuery(Tab[lane.name])
            rows = arrange(self._case, query, veil.rows(self._case))
            row = next_waiting(self._case, rows)
        return None if row is None else self._case.item(row)

    def place(self, case: Case) -> None:
        """Take up a case whose items were added or routed anew."""
        states, rows = case.states.copy(), case.row_of
        seen = case.seen(states)
        for item_id, state in self._history.seen_otherwise(self.moderator):
            row = rows.get(item_id)
            if row is not None:
                states[row] = state
        self._doubles = self._finder.due(self.moderator)
        for row in self._doubles.values():
            states[row] = State.PENDING
        self._census = Census(seen)
        self._case = seen

    def reorder(self, case: Case) -> None:
        """Take up the same items in another order."""
        self._case = case.seen(self._case.states)

    def settled(self, before: Mapping[int, Place]) -> None:
        """Take up what holds now for some rows.

        Parameters
        ----------
        before : mapping of int to Place
            The rows, and where they were in the case that holds.
        """
        for row, (lane, reason, _) in before.items():
            self._see(row, (lane, reason, int(self._case.states[row])))
        self.call_doubles()

    def call_doubles(self) -> None:
        """Find out anew what comes again to her now."""
        former, self._doubles = self.doubles, self._finder.due(self.moderator)
        for row in former ^ self.doubles:
            self._see(row, place_of(self._case, row))

    def _see(self, row: int, before: Place) -> None:
        self._case.states[row] = self._state(row)
        self._census.move(before, place_of(self._case, row))

    def _state(self, row: int) -> State:
        if row in self.doubles:
            return State.PENDING
        item_id = self._case.backlog.ids[row] or ""
        return self._history.state_for(item_id, self.moderator)
