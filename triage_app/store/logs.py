"""Append-only logs: one way to write, read and check a chained table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from triage_app.domain.errors import WorkspaceError
from triage_app.store import schema
from triage_app.store.chain import GENESIS, FieldValue, link_hash

PAGE = 2_000
_LINKS = ("seq", "previous_hash", "hash")

Fields = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Link:
    """A record's place in its log."""

    seq: int
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Log:
    """A chained table.

    Parameters
    ----------
    table : Table
        One of `schema.LOGS`.
    noun : str
        What people call it, such as ``"decision log"``.
    """

    table: Table
    noun: str

    @property
    def name(self) -> str:
        """The table's name, and its key among the heads."""
        return self.table.name

    def head(self, connection: Connection) -> tuple[int, str]:
        """Return how many records were kept, and the newest one's hash."""
        heads = schema.heads
        query = select(heads.c.records, heads.c.hash).where(heads.c.log == self.name)
        row = connection.execute(query).one_or_none()
        return (0, GENESIS) if row is None else (row.records, row.hash)

    def append(self, connection: Connection, new: Sequence[Fields]) -> tuple[Link, ...]:
        """Put records at the end, inside the caller's write transaction.

        Raises
        ------
        WorkspaceError
            If the log isn't as this program left it, or a record can't be kept.
        """
        if not new:
            return ()
        seq, previous = self._sound_head(connection)
        links, rows = [], []
        for fields in new:
            seq += 1
            link = Link(seq, previous, self._hash(seq, previous, fields))
            previous = link.hash
            links.append(link)
            rows.append(
                {
                    **fields,
                    "seq": seq,
                    "previous_hash": link.previous_hash,
                    "hash": link.hash,
                }
            )
        connection.execute(insert(self.table), rows)
        connection.execute(
            update(schema.heads)
            .where(schema.heads.c.log == self.name)
            .values(records=seq, hash=previous)
        )
        return tuple(links)

    def rows(
        self, connection: Connection, after: int = 0, limit: int | None = None
    ) -> Sequence[RowMapping]:
        """Return records with a `seq` above `after`, in order."""
        table = self.table
        query = select(table).where(table.c.seq > after).order_by(table.c.seq)
        return connection.execute(query.limit(limit)).mappings().all()

    def values(
        self,
        connection: Connection,
        columns: Sequence[Column[Any]],
        after: int,
        limit: int,
    ) -> Sequence[Row[Any]]:
        """Return some columns of records above `after`, in order; the quick way."""
        seq = self.table.c.seq
        query = select(*columns).where(seq > after).order_by(seq)
        return connection.execute(query.limit(limit)).all()

    def newest(
        self, connection: Connection, where: ColumnElement[bool]
    ) -> RowMapping | None:
        """Return the newest record that fits."""
        table = self.table
        query = select(table).where(where).order_by(table.c.seq.desc()).limit(1)
        return connection.execute(query).mappings().one_or_none()

    def count(self, connection: Connection) -> int:
        """Return how many records there are now."""
        query = select(func.count()).select_from(self.table)
        return connection.execute(query).scalar_one()

    def end_problem(self, connection: Connection) -> str:
        """Say if the newest record isn't the one noted as the end, or was changed."""
        newest = self.newest(connection, self.table.c.seq > 0)
        if newest is None:
            return next(self._head_breaks(connection, 0, GENESIS), "")
        problems = [
            *self._head_breaks(connection, newest["seq"], newest["hash"]),
            *self._breaks(newest, newest["seq"], newest["previous_hash"]),
        ]
        return next(iter(problems), "")

    def problems(self, connection: Connection) -> Iterator[str | int]:
        """Recompute the chain: yield a sentence per break, and rows done so far."""
        expected, previous = 0, GENESIS
        while True:
            try:
                rows = self.rows(connection, expected, PAGE)
            except DBAPIError as error:
                where = f"after record {expected}"
                yield f"The {self.noun} can't be read {where}: {error.orig}."
                return
            for row in rows:
                yield from self._breaks(row, expected + 1, previous)
                expected, previous = row["seq"], row["hash"]
            yield expected
            if len(rows) < PAGE:
                break
        yield from self._head_breaks(connection, expected, previous)

    def _breaks(self, row: RowMapping, expected: int, previous: str) -> Iterator[str]:
        seq = row["seq"]
        if seq != expected:
            gone = f"record {expected}"
            if seq > expected + 1:
                gone = f"records {expected} to {seq - 1}"
            yield f"The {self.noun} has a gap: {gone}."
        elif row["previous_hash"] != previous:
            yield f"Record {seq} of the {self.noun} doesn't follow the one before it."
        try:
            intact = row["hash"] == link_hash(seq, row["previous_hash"], content(row))
        except (TypeError, ValueError):
            intact = False
        if not intact:
            yield f"Record {seq} of the {self.noun} was changed after it was written."

    def _head_breaks(
        self, connection: Connection, last: int, last_hash: str
    ) -> Iterator[str]:
        kept, kept_hash = self.head(connection)
        if kept > last:
            gone = f"record {kept}"
            if kept > last + 1:
                gone = f"records {last + 1} to {kept}"
            yield f"The newest of the {self.noun} is missing: {gone}."
        elif (kept, kept_hash) != (last, last_hash):
            yield (
                f"The {self.noun} ends with record {last}, "
                f"which isn't the one noted as its end."
            )

    def _sound_head(self, connection: Connection) -> tuple[int, str]:
        """Return the head if the newest record is the one noted as such."""
        kept, kept_hash = self.head(connection)
        table = self.table
        query = select(table.c.seq, table.c.hash).order_by(table.c.seq.desc())
        newest = connection.execute(query.limit(1)).one_or_none()
        found = (0, GENESIS) if newest is None else (newest.seq, newest.hash)
        if found != (kept, kept_hash):
            raise WorkspaceError(
                f"The {self.noun} was changed by another program, "
                f"so nothing more is written to it.",
                f"It should end with record {kept} and ends with record {found[0]}.",
                "Run verify to see what is affected, and keep a copy of the folder.",
            )
        return kept, kept_hash

    def _hash(self, seq: int, previous: str, fields: Fields) -> str:
        try:
            return link_hash(seq, previous, fields)
        except UnicodeEncodeError as error:
            raise WorkspaceError(
                f"The {self.noun} can't keep a text that isn't valid Unicode.",
                f"It reads {error.object[:60]!r}.",
                "Leave out the broken character and try again.",
            ) from error


def content(row: RowMapping) -> dict[str, FieldValue]:
    """Return a record's own fields, without its place in the log."""
    return {name: value for name, value in row.items() if name not in _LINKS}


IMPORTS = Log(schema.imports, "import log")
SCORE_SETS = Log(schema.score_sets, "score log")
DECISIONS = Log(schema.decisions, "decision log")
EVENTS = Log(schema.events, "event log")
SETTINGS = Log(schema.settings, "settings log")
ALL = (IMPORTS, SCORE_SETS, DECISIONS, EVENTS, SETTINGS)


def all_heads(connection: Connection) -> list[tuple[str, int, str]]:
    """Return every log's name, records and newest hash, in the order of names."""
    return sorted((log.name, *log.head(connection)) for log in ALL)
