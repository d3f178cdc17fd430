"""What holds now in an open workspace: its log folded, its items placed, its seats."""

from collections.abc import Callable, Iterable
from threading import RLock

from triage_app.domain.changes import Counts
from triage_app.domain.decisions import Record
from triage_app.domain.desk_rules import DoubleReview
from triage_app.domain.history import History
from triage_app.services.doubling import Doubles
from triage_app.services.placing import Placement
from triage_app.services.seat import Seat


class Present:
    """Everything that a record changes, brought in step by one call.

    Parameters
    ----------
    history : History
    seed : str
        The workspace's own.
    before : callable
        Takes a number of hours; returns the moment so long ago, as the log writes it.

    Attributes
    ----------
    history : History
    placed : Placement
    """

    def __init__(
        self, history: History, seed: str, before: Callable[[float], str]
    ) -> None:
        self.history = history
        self.placed = Placement.empty()
        self._doubles = Doubles(history, seed, before)
        self._seats: dict[str, Seat] = {}
        self._lock = RLock()  # a window looks for a seat while a verdict lands

    def seat(self, moderator: str) -> Seat:
        """Return a moderator's seat, always the same one.

        Who sits there already doesn't wait for what is landing.
        """
        known = self._seats.get(moderator)
        if known is not None:
            return known
        with self._lock:
            if moderator not in self._seats:
                case = self.placed.case
                seat = Seat(moderator, self.history, self._doubles, case)
                self._seats[moderator] = seat
            return self._seats[moderator]

    def counts(self) -> Counts:
        """Count what holds."""
        history, placed = self.history, self.placed
        return placed.census.counts(history.tally(), len(history.disputed))

    def place(self, placed: Placement) -> None:
        """Take up items that were added or routed anew."""
        with self._lock:
            self._doubles.place(placed.case, placed.draws)
            self.placed = placed
            for seat in self._seats.values():
                seat.place(placed.case)

    def reorder(self, placed: Placement) -> None:
        """Take up the same items, each where it was, in another order."""
        with self._lock:
            self.placed = placed
            for seat in self._seats.values():
                seat.reorder(placed.case)

    def set_double(self, rule: DoubleReview) -> None:
        """Let another share of items come again, or after another while."""
        with self._lock:
            if rule == self._doubles.rule:
                return
            self._doubles.rule = rule
            for seat in self._seats.values():
                seat.call_doubles()

    def take_in(self, records: Iterable[Record]) -> tuple[int, ...]:
        """Take in records that the store keeps; return the rows they concern."""
        with self._lock:
            items = dict.fromkeys(self.history.apply(record) for record in records)
            known = self.placed.case.row_of
            before = {}
            for item_id in items:
                row = known.get(item_id)
                if row is not None:
                    before[row] = self.placed.settle(row, self.history)
                    self._doubles.settled(row)
            for seat in self._seats.values():
                seat.settled(before)
            return tuple(before)
