"""The log folded into what holds now: the current verdict of every item."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from triage_app.domain.decisions import Decision, Record, RecordKind, Verdict


class State(IntEnum):
    """What holds for an item now; the values are array codes."""

    PENDING = 0
    CLAIM = 1
    OPINION = 2
    SKIPPED = 3
    ESCALATED = 4

    @property
    def decided(self) -> bool:
        """Whether a person settled the item."""
        return self in (State.CLAIM, State.OPINION)


_STATE_OF = {
    Verdict.CLAIM: State.CLAIM,
    Verdict.OPINION: State.OPINION,
    Verdict.SKIP: State.SKIPPED,
    Verdict.ESCALATE: State.ESCALATED,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of what holds now.

    Attributes
    ----------
    claims, opinions, skipped, escalated : int
        Items by their current verdict.
    overrides : int
        Items settled against the model's label.
    records : int
        Records in the log, revocations and what they revoke included.
    """

    claims: int
    opinions: int
    skipped: int
    escalated: int
    overrides: int
    records: int

    @property
    def decided(self) -> int:
        """Items that a person settled."""
        return self.claims + self.opinions


class History:
    """Current verdicts, built by applying records in the order of the log.

    An item's current verdict is its newest record that nobody took back, so taking
    back a second opinion brings the first one forward again.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._standing: dict[str, list[Decision]] = {}
        self._undoable: dict[str, Decision] = {}
        self._verdicts: Counter[Verdict] = Counter()
        self._overrides = 0
        self._decided_once: set[str] = set()
        self._reconsidered: set[str] = set()
        self._records = 0
        self._head = ""
        for record in records:
            self.apply(record)

    @property
    def records(self) -> int:
        """Records in the log so far."""
        return self._records

    @property
    def head_hash(self) -> str:
        """The newest record's hash, empty while there is none."""
        return self._head

    def apply(self, record: Record) -> str:
        """Take one record in; return the id of the item it concerns."""
        decision = record.decision
        self._records += 1
        self._head = record.hash
        self._count(decision.item_id, -1)
        if decision.kind is RecordKind.VERDICT:
            standing = self._standing.setdefault(decision.item_id, [])
            standing.append(decision)
            if len(standing) > 1:
                self._reconsidered.add(decision.item_id)
            self._undoable[decision.decision_id] = decision
            if decision.verdict.decides:
                self._decided_once.add(decision.item_id)
        else:
            self._revoke(decision)
        self._count(decision.item_id, +1)
        return decision.item_id

    def current(self, item_id: str) -> Decision | None:
        """Return the verdict that holds for an item, if any."""
        standing = self._standing.get(item_id)
        return standing[-1] if standing else None

    def state(self, item_id: str) -> State:
        """Return what holds for an item."""
        current = self.current(item_id)
        return State.PENDING if current is None else _STATE_OF[current.verdict]

    def was_decided(self, item_id: str) -> bool:
        """Return whether anybody ever settled an item, even if it was taken back."""
        return item_id in self._decided_once

    def blind_verdicts(self) -> Iterator[tuple[str, State]]:
        """Yield reconsidered items with what was said before the score was seen.

        Whoever has seen a score leans towards it; an audit asks what people say blind.
        """
        for item_id in self._reconsidered:
            for decision in self._standing[item_id]:
                if decision.verdict.decides and not decision.score_visible:
                    yield item_id, _STATE_OF[decision.verdict]
                    break

    def last_undoable(self, moderator: str | None = None) -> Decision | None:
        """Return the newest standing verdict, of one moderator if named."""
        for decision in reversed(self._undoable.values()):
            if moderator is None or decision.moderator == moderator:
                return decision
        return None

    def standing(self) -> list[Decision]:
        """Return every current verdict, in the order in which they were given."""
        return [
            decision
            for decision in self._undoable.values()
            if self._standing[decision.item_id][-1] is decision
        ]

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

    def _revoke(self, revocation: Decision) -> None:
        revoked = self._undoable.pop(revocation.revokes, None)
        if revoked is not None:
            standing = self._standing[revoked.item_id]
            standing.remove(revoked)
            if len(standing) < 2:
                self._reconsidered.discard(revoked.item_id)

    def _count(self, item_id: str, by: int) -> None:
        current = self.current(item_id)
        if current is not None:
            self._verdicts[current.verdict] += by
            self._overrides += by * current.is_override
