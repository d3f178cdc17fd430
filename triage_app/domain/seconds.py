"""Second opinions: verdicts on decided items, and whether they agree."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter

from triage_app.domain.decisions import Decision, Record, WhyShown
from triage_app.domain.steps import placed, without

_by_seq = attrgetter("seq")


class Seconds:
    """The seconds that stand, by item; what holds is told by whoever asks."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[Record, ...]] = {}
        self._givers: set[tuple[str, str]] = set()
        self._disputed: set[str] = set()

    @property
    def items(self) -> AbstractSet[str]:
        """Items that have one."""
        return self._given.keys()

    @property
    def disputed(self) -> AbstractSet[str]:
        """Items whose second disagrees with the verdict that holds."""
        return self._disputed

    def turn(self, record: Record, stands: bool) -> None:
        """Take a second in, or out again."""
        decision = record.decision
        given = self._given.get(decision.item_id, ())
        given = placed(given, record) if stands else without(given, record)
        if given:
            self._given[decision.item_id] = given
        else:
            self._given.pop(decision.item_id, None)
        if stands and decision.verdict.decides:
            self._givers.add((decision.item_id, decision.moderator))

    def newest(self, item_id: str) -> Record | None:
        """Return the record of the newest second of an item, if any."""
        given = self._given.get(item_id)
        return given[-1] if given else None

    def own(
        self, item_id: str, moderator: str, verdicts: Sequence[Record]
    ) -> Decision | None:
        """Return a moderator's second, for as long as it is all that she knows of."""
        given = self._given.get(item_id)
        if not given or not verdicts or not verdicts[-1].decision.verdict.decides:
            return None
        for record in reversed(given):
            if record.decision.moderator == moderator:
                return record.decision if record.seq > verdicts[-1].seq else None
        return None

    def was_given(self, item_id: str, moderator: str) -> bool:
        """Return whether a moderator ever gave one that decides, taken back or not."""
        return (item_id, moderator) in self._givers

    def judge(self, item_id: str, verdicts: Sequence[Record]) -> None:
        """Find out whether an item is disputed: any newer verdict ends a dispute."""
        self._disputed.discard(item_id)
        given = self._given.get(item_id)
        if not given or not verdicts or verdicts[-1].seq > given[-1].seq:
            return
        first, second = verdicts[-1].decision.verdict, given[-1].decision.verdict
        if first.decides and (second.decides or second.asks) and first is not second:
            self._disputed.add(item_id)

    def pairs(
        self, verdicts: Mapping[str, Sequence[Record]]
    ) -> Iterator[tuple[Decision, Decision]]:
        """Yield what was said first and second of an item, where both decide.

        First is the verdict that held when the second was given; of either, where it
        was reconsidered, what was said before the score was seen. In the order in
        which the seconds were given. A second that was given with a whole group is none
        here: nobody looked at the item by itself. Another thread may take records in
        meanwhile.
        """
        newest = sorted(
            (given[-1] for given in list(self._given.values())), key=_by_seq
        )
        for record in newest:
            item_id, who = record.decision.item_id, record.decision.moderator
            before = [one for one in verdicts.get(item_id, ()) if one.seq < record.seq]
            if not before or not before[-1].decision.verdict.decides:
                continue
            own = [
                one.decision
                for one in self._given.get(item_id, ())
                if one.decision.moderator == who
                and one.decision.why_shown is not WhyShown.GROUP
            ]
            given_first = [one.decision for one in before]
            first = blind(given_first) or given_first[-1]
            second = blind(own) or next(reversed(own), None)
            if second is not None and second.verdict.decides:
                yield first, second


def blind(decisions: Sequence[Decision]) -> Decision | None:
    """Return the first of some decisions that decides and was given blind, if any."""
    for decision in decisions:
        if decision.verdict.decides and not decision.score_visible:
            return decision
    return None
