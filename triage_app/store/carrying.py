"""What goes on from a backup in the database that it replaces, and is still whole."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Boolean, Column

from triage_app.store import schema
from triage_app.store.chain import GENESIS, FieldValue, link_hash
from triage_app.store.database import connect_to_read
from triage_app.store.files import inside, sha256
from triage_app.store.logs import DECISIONS, EVENTS, IMPORTS, SCORE_SETS, SETTINGS, Log

Rows = list[dict[str, FieldValue]]
_LINKS = ("seq", "previous_hash", "hash")
_UNREADABLE = (sqlite3.Error, ValueError, TypeError, OSError)


@dataclass(frozen=True)
class Carried:
    """What was carried over of the decision log.

    Attributes
    ----------
    records : int
    lost : int or None
        Records that could not be; None where nobody can tell how many there were.
    """

    records: int
    lost: int | None


def carry_over(old: Path, new: sqlite3.Connection, folder: Path) -> Carried:
    """Put newer records of a database behind those of another, hashes and all.

    Each log goes on as far as its chain is whole. An import is carried if its files
    are whole and its scores come along; a decision, if its import is there.

    Parameters
    ----------
    old : Path
        A copy of the replaced database; damaged, maybe.
    new : sqlite3.Connection
        To a checked database of this version, inside a transaction.
    folder : Path
        The workspace, for its files.

    Raises
    ------
    sqlite3.Error
        If `new` can't be written to.
    """
    try:
        source = connect_to_read(old)[0]
    except sqlite3.Error:
        return Carried(0, None)
    with contextlib.closing(source):
        if not _same_workspace(source, new):
            return Carried(0, _total(source))
        return _carry(source, new, folder)


def _carry(
    source: sqlite3.Connection, new: sqlite3.Connection, folder: Path
) -> Carried:
    imports, score_sets = _imports(source, new, folder)
    _append(new, IMPORTS, imports)
    _append(new, SCORE_SETS, score_sets)
    known = {str(name) for (name,) in new.execute("SELECT backlog_id FROM imports")}
    before = _head(new, DECISIONS)[0]
    decisions = _until(_tail(source, new, DECISIONS), _named_in(known))
    _append(new, DECISIONS, decisions)
    for log in (EVENTS, SETTINGS):
        _append(new, log, _tail(source, new, log))
    _carry_drafts(source, new)
    total = _total(source)
    if total is None:
        return Carried(len(decisions), None)
    there = before + len(decisions) if decisions else _shared(source, new)
    return Carried(len(decisions), max(0, total - there))


def _imports(
    source: sqlite3.Connection, new: sqlite3.Connection, folder: Path
) -> tuple[Rows, Rows]:
    """Return the imports and score sets that can be carried together."""
    imports = _until(
        _tail(source, new, IMPORTS),
        lambda row: _whole(folder, row["snapshot_file"], row["snapshot_sha256"]),
    )
    score_sets = _until(
        _tail(source, new, SCORE_SETS),
        lambda row: _whole(folder, row["file"], row["sha256"]),
    )
    there = {str(name) for (name,) in new.execute("SELECT backlog_id FROM imports")}
    while True:
        known = there | {str(row["backlog_id"]) for row in imports}
        fitting = _until(score_sets, _named_in(known))
        scored = {str(row["backlog_id"]) for row in fitting}
        usable = _until(imports, _named_in(scored))
        if (len(usable), len(fitting)) == (len(imports), len(score_sets)):
            return imports, score_sets
        imports, score_sets = usable, fitting


def _tail(source: sqlite3.Connection, new: sqlite3.Connection, log: Log) -> Rows:
    """Return the records that go on from a log's end, up to one that isn't whole."""
    found: Rows = []
    seq, previous = _head(new, log)
    with contextlib.suppress(*_UNREADABLE):
        for row in _rows(source, log, seq):
            seq += 1
            own = {name: value for name, value in row.items() if name not in _LINKS}
            intact = row["hash"] == link_hash(seq, previous, own)
            if (row["seq"], row["previous_hash"]) != (seq, previous) or not intact:
                break
            found.append(row)
            previous = str(row["hash"])
    return found


def _rows(
    source: sqlite3.Connection, log: Log, after: int
) -> Iterator[dict[str, FieldValue]]:
    query = f"SELECT * FROM {log.name} WHERE seq > ? ORDER BY seq"
    cursor = source.execute(query, (after,))
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        yield {column.name: _value(column, row) for column in log.table.columns}


def _value(column: Column[object], row: dict[str, FieldValue]) -> FieldValue:
    """Return a field as the chain knows it; one of a later version says nothing."""
    if column.name not in row:
        return None if column.nullable else ""
    value = row[column.name]
    if isinstance(column.type, Boolean) and value in (0, 1):
        return bool(value)
    return value


def _append(new: sqlite3.Connection, log: Log, rows: Rows) -> None:
    """Write records as they are, with the place that they had."""
    if not rows:
        return
    names = [column.name for column in log.table.columns]
    marks = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {log.name} ({quoted}) VALUES ({marks})"
    new.executemany(statement, [[row[name] for name in names] for row in rows])
    newest = rows[-1]
    new.execute(
        "UPDATE heads SET records = ?, hash = ? WHERE log = ?",
        (newest["seq"], newest["hash"], log.name),
    )


def _carry_drafts(source: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Take the drafts as they are now, where they can be read."""
    names = [column.name for column in schema.drafts.columns]
    listed = ", ".join(names)
    try:
        rows = source.execute(f"SELECT {listed} FROM drafts").fetchall()
    except sqlite3.Error:
        return
    new.execute("DELETE FROM drafts")
    marks = ", ".join("?" * len(names))
    new.executemany(f"INSERT INTO drafts ({listed}) VALUES ({marks})", rows)


def _head(connection: sqlite3.Connection, log: Log) -> tuple[int, str]:
    query = "SELECT records, hash FROM heads WHERE log = ?"
    row = connection.execute(query, (log.name,)).fetchone()
    return (0, GENESIS) if row is None else (int(row[0]), str(row[1]))


def _total(source: sqlite3.Connection) -> int | None:
    """Return how many decisions there were; None where nothing says it."""
    found = []
    with contextlib.suppress(*_UNREADABLE):
        found.append(_head(source, DECISIONS)[0])
    with contextlib.suppress(*_UNREADABLE):
        newest = source.execute("SELECT MAX(seq) FROM decisions").fetchone()
        found.append(int(newest[0] or 0))
    return max(found, default=None)


def _shared(source: sqlite3.Connection, new: sqlite3.Connection) -> int:
    """Return how many decisions are the same in both, counted from the first."""
    query = "SELECT seq, hash FROM decisions ORDER BY seq"
    shared = 0
    try:
        for one, other in zip(source.execute(query), new.execute(query), strict=False):
            if one != other:
                break
            shared += 1
    except sqlite3.Error:
        return _head(new, DECISIONS)[0]
    return shared


def _same_workspace(source: sqlite3.Connection, new: sqlite3.Connection) -> bool:
    """Whether both are of one workspace, as far as can be told."""
    query = "SELECT workspace_id FROM workspace"
    try:
        found = source.execute(query).fetchone()
    except sqlite3.Error:
        return True  # the chains tell
    return found is None or found == new.execute(query).fetchone()


def _whole(folder: Path, name: FieldValue, digest: FieldValue) -> bool:
    try:
        return sha256(inside(folder, str(name))) == digest
    except (OSError, ValueError):
        return False


def _named_in(known: set[str]) -> Callable[[dict[str, FieldValue]], bool]:
    """Return whether a record's backlog is one of those."""
    return lambda row: row["backlog_id"] in known


def _until(rows: Rows, fits: Callable[[dict[str, FieldValue]], bool]) -> Rows:
    """Return the records before the first that doesn't fit."""
    for number, row in enumerate(rows):
        if not fits(row):
            return rows[:number]
    return rows
