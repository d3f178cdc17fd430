"""Records of the log read many at a time: columns first, each record when looked at."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import groupby, repeat
from typing import Any, cast

from triage_app.domain.decisions import Decision, Gist, Record, RecordKind

_DECISION = tuple(field.name for field in fields(Decision))
_decision_slot: Any = Record.__dict__["decision"]
_seq_slot: Any = Record.__dict__["seq"]


class PagedRecord(Record):
    """A record whose decision and hashes are made out of its page's columns.

    Equal to the plain record of the same values.
    """

    __slots__ = ("_page", "_place", "gist")
    gist: Gist
    _page: "LogPage"
    _place: int

    @property
    def decision(self) -> Decision:
        """The decision, made at the first look."""
        try:
            return cast("Decision", _decision_slot.__get__(self))
        except AttributeError:
            made = self._page.decision(self._place)
            _decision_slot.__set__(self, made)
            return made

    @property
    def decided_at(self) -> str:
        """When it was said."""
        return str(self._page.column("decided_at")[self._place])

    @property
    def previous_hash(self) -> str:
        """The hash of the record before."""
        return str(self._page.column("previous_hash")[self._place])

    @property
    def hash(self) -> str:
        """The record's own hash."""
        return str(self._page.column("hash")[self._place])

    def plain(self) -> Record:
        """Return the same record by itself."""
        return Record(self.seq, self.decision, self.previous_hash, self.hash)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        mine = (self.seq, self.hash, self.previous_hash, self.decision)
        return mine == (other.seq, other.hash, other.previous_hash, other.decision)

    def __hash__(self) -> int:
        return hash(self.plain())

    def __reduce__(self) -> tuple[Callable[..., Record], tuple[Any, ...]]:
        return Record, (self.seq, self.decision, self.previous_hash, self.hash)


class LogPage(Sequence[Record]):
    """Records that follow one another in the log.

    Whoever makes one has checked every value: no record of it is looked at again.

    Parameters
    ----------
    first : int
        The first record's `seq`; the others follow without a gap.
    columns : mapping of str to sequence
        The values of every field of `Decision`, of `previous_hash`, of `hash` and of
        `gist`, each of length n; records that say the same best share one gist.
    """

    def __init__(self, first: int, columns: Mapping[str, Sequence[Any]]) -> None:
        self.first = first
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns["kind"])

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  # as of any sequence
        return self.records[place]

    def column(self, name: str) -> Sequence[Any]:
        """Return one field of every record."""
        return self._columns[name]

    def decision(self, place: int) -> Decision:
        """Make one record's decision."""
        return Decision(*[column[place] for column in self._own])

    @cached_property
    def _own(self) -> Sequence[Sequence[Any]]:
        return [list(self._columns[name]) for name in _DECISION]

    @cached_property
    def records(self) -> Sequence[PagedRecord]:
        """Every record; a tenth of the time that whole ones take."""
        count = len(self)
        made = list(map(object.__new__, repeat(PagedRecord, count)))
        _set(_seq_slot, made, range(self.first, self.first + count))
        _set(PagedRecord.__dict__["_page"], made, repeat(self, count))
        _set(PagedRecord.__dict__["_place"], made, range(count))
        _set(PagedRecord.__dict__["gist"], made, self._columns["gist"])
        return made

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield the places of verdicts that follow one another, from and up to.

        A record of another kind is a run by itself.
        """
        start, kinds = 0, self._columns["kind"]
        if RecordKind.SECOND not in kinds and RecordKind.REVOCATION not in kinds:
            yield 0, len(kinds)
            return
        for place, kind in enumerate(kinds):
            if kind is not RecordKind.VERDICT:
                if start < place:
                    yield start, place
                yield place, place + 1
                start = place + 1
        if start < len(kinds):
            yield start, len(kinds)

    def by_moderator(self, start: int, stop: int) -> Iterator[tuple[str, slice]]:
        """Yield moderators with the places of records of theirs in a row."""
        for moderator, same in groupby(self._columns["moderator"][start:stop]):
            until = start + sum(1 for _ in same)
            yield moderator, slice(start, until)
            start = until


def _set(slot: Any, records: Sequence[Record], values: Iterable[Any]) -> None:  # noqa: ANN401
    """Write one slot of many frozen records, which is theirs since nobody has them."""
    deque(map(slot.__set__, records, values), maxlen=0)
