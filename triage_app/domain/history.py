"""The log folded into what holds now: the current verdict of every item."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import attrgetter

from triage_app.domain.decisions import (
    Decision,
    Gist,
    Record,
    RecordKind,
    Verdict,
    WhyShown,
)
from triage_app.domain.log_page import LogPage
from triage_app.domain.seconds import Seconds, blind
from triage_app.domain.steps import Action, Steps, drop, placed, put, without
from triage_app.domain.tally import STATE_OF, State, Tally

__all__ = ["Action", "History", "State", "Tally"]

_by_seq = attrgetter("seq")
_gist = attrgetter("gist")
_SETTLES = (Verdict.CLAIM, Verdict.OPINION)
_AGAIN = frozenset(
    {
        WhyShown.RECONSIDERED,
        WhyShown.SETTLE,
        WhyShown.ESCALATED,
        WhyShown.DOUBLE,
    }
)


@dataclass(slots=True)
class _Work:
    """A moderator's standing verdicts and seconds, and every item she ever settled."""

    decided: list[Record] = field(default_factory=list)
    seconds: list[Record] = field(default_factory=list)
    items: set[str] = field(default_factory=set)


class History:
    """Current verdicts, built by applying records in the order of the log.

    An item's current verdict is its newest verdict that stands, so taking back a
    second thought brings the first one forward again. Seconds stand beside verdicts
    and never hold.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._steps = Steps()
        self._standing: dict[str, tuple[Record, ...]] = {}
        self._seconds = Seconds()
        self._work: dict[str, _Work] = {}
        self._verdicts: Counter[Verdict] = Counter()
        self._overrides = 0
        self._skipped: set[str] = set()
        self._records = 0
        self._head = ""
        for record in records:
            self.apply(record)

    @classmethod
    def of_pages(cls, pages: Iterable[Sequence[Record]]) -> "History":
        """Build it of a whole log's pages: the quick way, with the same outcome."""
        history = cls()
        for page in pages:
            history.take(page)
        return history

    @property
    def records(self) -> int:
        """Records in the log so far."""
        return self._records

    @property
    def head_hash(self) -> str:
        """The newest record's hash, empty while there is none."""
        return self._head

    @property
    def disputed(self) -> AbstractSet[str]:
        """Items that wait for a lead: a second disagrees with what holds.

        A second that was escalated disagrees, too. Any verdict after it ends the
        dispute.
        """
        return self._seconds.disputed

    def apply(self, record: Record) -> str:
        """Take one record in; return the id of the item it concerns.

        One that is taken in already changes nothing.
        """
        if record.decision.decision_id in self._steps:
            return record.decision.item_id
        self._records += 1
        self._head = record.hash
        changed = self._steps.apply(record)
        if changed is None:
            return record.decision.item_id
        turned, stands = changed
        item_id = turned.decision.item_id
        if turned.decision.kind is RecordKind.VERDICT:
            self._turn_verdict(turned, stands)
        else:
            self._turn_second(turned, stands)
        if item_id in self._seconds.items or item_id in self._seconds.disputed:
            self._seconds.judge(item_id, self._standing.get(item_id, ()))
        return item_id

    def take(self, page: Sequence[Record]) -> None:
        """Take in records that follow one another, as `apply` would one by one."""
        if not isinstance(page, LogPage):
            for record in page:
                self.apply(record)
            return
        for start, stop in page.runs():
            if page.column("kind")[start] is not RecordKind.VERDICT:
                self.apply(page[start])
            elif self._steps.take_verdicts(page, start, stop):
                self._take_verdicts(page, start, stop)
            else:
                for record in page[start:stop]:
                    self.apply(record)

    def current(self, item_id: str) -> Decision | None:
        """Return the verdict that holds for an item, if any."""
        standing = self._standing.get(item_id)
        return standing[-1].decision if standing else None

    def verdicts(self, item_id: str) -> Sequence[Decision]:
        """Return an item's standing verdicts in the order of the log."""
        return [record.decision for record in self._standing.get(item_id, ())]

    def verdict_records(self, item_id: str) -> Sequence[Record]:
        """Return the records of these, whose decisions nobody has looked at yet."""
        return self._standing.get(item_id, ())

    def second(self, item_id: str) -> Decision | None:
        """Return the newest second of an item that stands, if any."""
        newest = self._seconds.newest(item_id)
        return None if newest is None else newest.decision

    def second_record(self, item_id: str) -> Record | None:
        """Return the record of that, whose decision nobody has looked at yet."""
        return self._seconds.newest(item_id)

    def seconded(self) -> Sequence[str]:
        """Return the items of which a second stands."""
        return list(self._seconds.items)

    def state(self, item_id: str) -> State:
        """Return what holds for an item."""
        standing = self._standing.get(item_id)
        if not standing:
            return State.PENDING
        return STATE_OF[standing[-1].gist[0]]

    def own_second(self, item_id: str, moderator: str) -> Decision | None:
        """Return a moderator's second, for as long as it is all that she knows of.

        None once somebody has given a verdict after it, or nothing is decided.
        """
        return self._seconds.own(item_id, moderator, self._standing.get(item_id, ()))

    def seen_by(self, moderator: str, item_id: str) -> Decision | None:
        """Return what one moderator knows to be said of an item.

        Only who skipped an item knows of that, and who gave a second knows what it
        said.
        """
        own = self.own_second(item_id, moderator)
        if own is not None:
            return own
        known = self._known_to(moderator, item_id)
        return None if known is None else known.decision

    def state_for(self, item_id: str, moderator: str) -> State:
        """Return what holds for an item as one moderator knows it."""
        own = self.own_second(item_id, moderator)
        if own is not None:
            return STATE_OF[own.verdict]
        known = self._known_to(moderator, item_id)
        return State.PENDING if known is None else STATE_OF[known.gist[0]]

    def seen_otherwise(self, moderator: str) -> Iterator[tuple[str, State]]:
        """Yield items that a moderator may know in another state than holds."""
        work = self._work.get(moderator, _Work())
        seconded = {record.decision.item_id for record in work.seconds}
        for item_id in self._skipped | seconded:
            yield item_id, self.state_for(item_id, moderator)

    def was_decided(self, item_id: str, moderator: str) -> bool:
        """Return whether a moderator ever settled an item, even if taken back."""
        return item_id in self._work.get(moderator, _Work()).items

    def was_seconded(self, item_id: str, moderator: str) -> bool:
        """Return whether a moderator's second ever decided, even if taken back."""
        return self._seconds.was_given(item_id, moderator)

    def came(self, item_id: str) -> WhyShown | None:
        """Return how an item came when it last came for its own sake.

        Who reconsiders or settles an item sees it for what was said of it; how it was
        drawn before that is what its verdict speaks for.
        """
        standing = self._standing.get(item_id, ())
        for record in reversed(standing):
            if record.decision.why_shown not in _AGAIN:
                return record.decision.why_shown
        return standing[-1].decision.why_shown if standing else None

    def audit_state(self, item_id: str) -> State:
        """Return what an audit takes an item for.

        Whoever has seen a score leans towards it: where a verdict was reconsidered, the
        one given blind counts. What was decided with a whole group was not looked at by
        itself, and counts as pending until somebody gives it a verdict of its own.
        """
        alone = [
            record.decision
            for record in self._standing.get(item_id, ())
            if record.decision.why_shown is not WhyShown.GROUP
        ]
        said = blind(alone) or next(reversed(alone), None)
        return State.PENDING if said is None else STATE_OF[said.verdict]

    def pairs(self) -> Iterator[tuple[Decision, Decision]]:
        """Yield what was said first and second of items that came again.

        First is the verdict that held when the second was given; of either, where it
        was reconsidered, what was said before the score was seen. Both decide. In the
        order in which the seconds were given.
        """
        return self._seconds.pairs(self._standing)

    def pace(self, moderator: str) -> tuple[int, int]:
        """Return a moderator's standing verdicts since her last second, and seconds.

        Only verdicts that decide count.
        """
        work = self._work.get(moderator, _Work())
        last = work.seconds[-1].seq if work.seconds else 0
        behind = bisect_right(work.decided, last, key=_by_seq)
        return len(work.decided) - behind, len(work.seconds)

    def step(self, action_id: str) -> tuple[Record, ...]:
        """Return a step's records in the order of the log, standing or not."""
        return self._steps.step(action_id)

    def standing_step(self, action_id: str) -> Action | None:
        """Return what stands of a step; None if nothing does."""
        return self._steps.standing(action_id)

    def all_verdicts(self) -> Iterator[tuple[Decision, ...]]:
        """Yield every item's standing verdicts, each in the order of the log.

        Another thread may take records in meanwhile.
        """
        for standing in list(self._standing.values()):
            yield tuple([record.decision for record in standing])

    def standing_records(self) -> list[tuple[str, tuple[Record, ...]]]:
        """Return items with their standing verdicts, each in the order of the log."""
        return list(self._standing.items())

    def gists(self, item_id: str) -> Sequence[Gist]:
        """Return what an item's standing verdicts say, in the order of the log."""
        return [record.gist for record in self._standing.get(item_id, ())]

    def last_undoable(self, moderator: str | None = None) -> Action | None:
        """Return the newest step that stands, of one moderator if named."""
        return self._steps.last_undoable(moderator)

    def last_redoable(self, moderator: str | None = None) -> Action | None:
        """Return the newest step that was undone, by one moderator if named.

        Its decisions are the revocations. None once she gave a new verdict.
        """
        return self._steps.last_redoable(moderator)

    def worked(self) -> Sequence[str]:
        """Return the items that somebody's verdict stands for."""
        return list(self._standing)

    def standing(self) -> list[Decision]:
        """Return every current verdict, in the order in which they were given."""
        newest = (standing[-1] for standing in list(self._standing.values()))
        return [record.decision for record in sorted(newest, key=_by_seq)]

    def tally(self) -> Tally:
        """Count what holds now."""
        return Tally(
            self._verdicts[Verdict.CLAIM],
            self._verdicts[Verdict.OPINION],
            self._verdicts[Verdict.SKIP],
            self._verdicts[Verdict.ESCALATE],
            self._overrides,
            self._records,
        )

    def _take_verdicts(self, page: LogPage, start: int, stop: int) -> None:
        """Put verdicts in force that are newer than every record before."""
        records, items = page[start:stop], page.column("item_id")[start:stop]
        self._records += stop - start
        self._head = records[-1].hash
        standing, replaced = self._standing, list[Record]()
        if len(set(items)) == len(items) and standing.keys().isdisjoint(items):
            standing.update(zip(items, zip(records, strict=True), strict=True))
        else:
            for item_id, record in zip(items, records, strict=True):
                before = standing.get(item_id, ())
                standing[item_id] = (*before, record)
                replaced.extend(before[-1:])
        self._count(replaced, -1)
        self._count(records, +1)
        self._skipped.difference_update(items)
        self._note_work(page, start, stop)
        for item_id in self._seconds.items & set(items):
            self._seconds.judge(item_id, standing[item_id])

    def _known_to(self, moderator: str, item_id: str) -> Record | None:
        """Return the newest verdict on an item, but for skips that others gave."""
        standing = self._standing.get(item_id, ())
        if standing and standing[-1].gist[0] is not Verdict.SKIP:
            return standing[-1]
        for record in reversed(standing):
            verdict, *_, giver = record.gist
            if verdict is not Verdict.SKIP:
                break
            if giver == moderator:
                return record
        return None

    def _note_work(self, page: LogPage, start: int, stop: int) -> None:
        """Note who settled which items, and which are skipped."""
        ids, verdicts = page.column("item_id"), page.column("verdict")
        for moderator, places in page.by_moderator(start, stop):
            given = list(zip(ids[places], verdicts[places], page[places], strict=True))
            settled = [(item, one) for item, said, one in given if said in _SETTLES]
            if settled:
                work = self._work.setdefault(moderator, _Work())
                work.items.update(item for item, _ in settled)
                work.decided.extend(one for _, one in settled)
            for item_id, said, _ in given:
                if said is Verdict.SKIP:
                    self._turn_skip(item_id)

    def _turn_skip(self, item_id: str) -> None:
        """Note whether an item's newest verdict that stands is a skip."""
        standing = self._standing.get(item_id)
        if standing and standing[-1].gist[0] is Verdict.SKIP:
            self._skipped.add(item_id)
        else:
            self._skipped.discard(item_id)

    def _turn_verdict(self, record: Record, stands: bool) -> None:
        decision = record.decision
        item_id = decision.item_id
        before = self._standing.get(item_id, ())
        after = placed(before, record) if stands else without(before, record)
        if after:
            self._standing[item_id] = after
        else:
            self._standing.pop(item_id, None)
        self._count(before[-1:], -1)
        self._count(after[-1:], +1)
        self._turn_skip(item_id)
        if decision.verdict.decides:
            work = self._work_of(decision)
            work.items.add(item_id)
            (put if stands else drop)(work.decided, record)

    def _turn_second(self, record: Record, stands: bool) -> None:
        self._seconds.turn(record, stands)
        (put if stands else drop)(self._work_of(record.decision).seconds, record)

    def _work_of(self, decision: Decision) -> _Work:
        work = self._work.get(decision.moderator)
        if work is None:
            work = self._work[decision.moderator] = _Work()
        return work

    def _count(self, holding: Iterable[Record], by: int) -> None:
        """Count verdicts that hold from now on, or that held till now."""
        gists = list(map(_gist, holding))
        shared = {id(gist): gist for gist in gists}
        for one, times in Counter(map(id, gists)).items():
            verdict, _, _, label, _ = shared[one]
            self._verdicts[verdict] += by * times
            if verdict in _SETTLES and label not in ("", verdict):
                self._overrides += by * times
