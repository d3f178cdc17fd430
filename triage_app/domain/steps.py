"""Steps of the log: which records stand, and what may be undone and redone."""

from bisect import bisect_left, insort
from dataclasses import dataclass
from operator import attrgetter

from triage_app.domain.decisions import Decision, Record, RecordKind
from triage_app.domain.log_page import LogPage

_by_seq = attrgetter("seq")


@dataclass(frozen=True, slots=True)
class Action:
    """What one key did, as far as it stands.

    Attributes
    ----------
    action_id : str
        The step that its records share.
    moderator : str
    decisions : tuple of Decision
        In the order of the log. Where something may be redone these are revocations,
        which name item and verdict of what would come back.
    """

    action_id: str
    moderator: str
    decisions: tuple[Decision, ...]


class Steps:
    """Every record by its step, derived from the log alone.

    A record stands if no standing revocation revokes it. So taking a revocation back
    brings a verdict back to its old place, as if it had never been undone. A revocation
    of what isn't there, or comes after it, does nothing.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, Record] = {}
        self._bulk: dict[str, list[Record]] = {}
        self._revokers: dict[str, int] = {}
        self._done: dict[str, list[Record]] = {}
        self._undone: dict[str, list[Record]] = {}
        # Odd while a record is taken in: what another thread finds then isn't kept.
        self._version = 0
        self._looked_up: dict[tuple[bool, str | None], tuple[int, Action | None]] = {}

    def __contains__(self, decision_id: str) -> bool:
        return decision_id in self._by_id

    def apply(self, record: Record) -> tuple[Record, bool] | None:
        """Take one record in that isn't in yet.

        Returns
        -------
        tuple of Record and bool, or None
            The verdict or second that began (True) or ceased (False) to stand; None
            if nothing changed.
        """
        self._version += 1
        try:
            return self._apply(record)
        finally:
            self._version += 1

    def _apply(self, record: Record) -> tuple[Record, bool] | None:
        decision = record.decision
        self._by_id[decision.decision_id] = record
        if decision.action_id:
            self._bulk.setdefault(decision.action_id, []).append(record)
        if not _revokes(record):
            self._done.setdefault(decision.moderator, []).append(record)
            undone = self._undone.get(decision.moderator)
            if undone:
                undone.clear()
            return record, True
        return self._turn(record)

    def take_verdicts(self, page: LogPage, start: int, stop: int) -> bool:
        """Take in verdicts that follow one another, as `apply` would one by one.

        Returns
        -------
        bool
            False, and nothing is taken in, where one of them may be in already.
        """
        ids, records = page.column("decision_id")[start:stop], page[start:stop]
        if not self._by_id.keys().isdisjoint(ids) or len(set(ids)) != len(ids):
            return False
        self._version += 1
        self._by_id.update(zip(ids, records, strict=True))
        for action_id, record in zip(
            page.column("action_id")[start:stop], records, strict=True
        ):
            if action_id:
                self._bulk.setdefault(action_id, []).append(record)
        for moderator, places in page.by_moderator(start, stop):
            self._done.setdefault(moderator, []).extend(page[places])
            self._undone.pop(moderator, None)
        self._version += 1
        return True

    def step(self, action_id: str) -> tuple[Record, ...]:
        """Return a step's records in the order of the log, standing or not."""
        if action_id in self._bulk:
            return tuple(self._bulk[action_id])
        alone = self._by_id.get(action_id)
        return () if alone is None else (alone,)

    def standing(self, action_id: str) -> Action | None:
        """Return what stands of a step; None if nothing does."""
        records = [one for one in self.step(action_id) if self._stands(one)]
        if not records:
            return None
        decisions = tuple(record.decision for record in records)
        return Action(action_id, decisions[0].moderator, decisions)

    def last_undoable(self, moderator: str | None = None) -> Action | None:
        """Return the newest step of verdicts that stands, of one moderator if named."""
        return self._last(self._done, moderator)

    def last_redoable(self, moderator: str | None = None) -> Action | None:
        """Return the newest step of revocations that may be taken back.

        None once the moderator has given a new verdict.
        """
        return self._last(self._undone, moderator)

    def _last(
        self, stacks: dict[str, list[Record]], moderator: str | None
    ) -> Action | None:
        """Return a stack's newest step, looked up once for each state of the log."""
        name, version = (stacks is self._done, moderator), self._version
        known = self._looked_up.get(name)
        if known is not None and known[0] == version:
            return known[1]
        action = self._look_up(stacks, moderator)
        if version % 2 == 0 and version == self._version:
            self._looked_up[name] = version, action
        return action

    def _look_up(
        self, stacks: dict[str, list[Record]], moderator: str | None
    ) -> Action | None:
        if moderator is None:
            tops = [stack[-1] for stack in stacks.values() if stack]
        else:
            tops = stacks.get(moderator, [])[-1:]
        return self._shared(max(tops, key=_by_seq)) if tops else None

    def _shared(self, record: Record) -> Action:
        """Return what stands of a record's step, and is its moderator's own.

        Ids come from outside: what others gave under the same one is not hers to undo.
        """
        own = record.decision
        step = self._bulk[own.action_id] if own.action_id else [record]
        decisions = tuple(
            one.decision
            for one in step
            if self._stands(one)
            and one.decision.moderator == own.moderator
            and _revokes(one) == _revokes(record)
        )
        return Action(own.step, own.moderator, decisions)

    def _stands(self, record: Record) -> bool:
        return not self._revokers.get(record.decision.decision_id)

    def _turn(self, revocation: Record) -> tuple[Record, bool] | None:
        """Follow a chain of revocations to the verdict at its end."""
        record, stands = revocation, True
        while _revokes(record):
            target = self._by_id.get(record.decision.revokes)
            if target is None or target.seq >= record.seq:
                return None
            if not _revokes(target):
                _keep(self._undone, record, stands)
            revoked = target.decision.decision_id
            revokers = self._revokers.get(revoked, 0) + (1 if stands else -1)
            self._revokers[revoked] = revokers
            if revokers != int(stands):  # it was taken back before, or still is
                return None
            record, stands = target, not stands
        _keep(self._done, record, stands)
        return record, stands


def placed(records: tuple[Record, ...], record: Record) -> tuple[Record, ...]:
    """Return records in the order of the log with one more among them.

    A new value each time: another thread may be reading the old one.
    """
    if not records or records[-1].seq < record.seq:
        return (*records, record)
    return tuple(sorted((*records, record), key=_by_seq))


def without(records: tuple[Record, ...], record: Record) -> tuple[Record, ...]:
    """Return records without one of them."""
    return tuple([one for one in records if one.seq != record.seq])


def put(records: list[Record], record: Record) -> None:
    """Put a record at its place in a list that is in the order of the log."""
    if not records or records[-1].seq < record.seq:
        records.append(record)
    else:
        insort(records, record, key=_by_seq)


def drop(records: list[Record], record: Record) -> None:
    """Take a record out of a list that is in the order of the log, if it is there."""
    place = bisect_left(records, record.seq, key=_by_seq)
    if place < len(records) and records[place].seq == record.seq:
        del records[place]


def _revokes(record: Record) -> bool:
    return record.decision.kind is RecordKind.REVOCATION


def _keep(stacks: dict[str, list[Record]], record: Record, there: bool) -> None:
    stack = stacks.setdefault(record.decision.moderator, [])
    if there:
        put(stack, record)
    else:
        drop(stack, record)
