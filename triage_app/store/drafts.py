"""Notes that were begun and belong to no record yet; they come and go freely."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from triage_app.domain.decisions import Decision, RecordKind
from triage_app.store.schema import drafts

_IN_QUERY = 500


def read(connection: Connection, moderator: str) -> dict[str, str]:
    """Return a moderator's begun notes by item id."""
    query = select(drafts.c.item_id, drafts.c.note)
    rows = connection.execute(query.where(drafts.c.moderator == moderator))
    return {str(row.item_id): str(row.note) for row in rows}


def keep(connection: Connection, moderator: str, item_id: str, note: str) -> None:
    """Put a note in the place of what was there; an empty one leaves nothing."""
    _remove(connection, moderator, [item_id])
    if note:
        saved_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        key = {"moderator": moderator, "item_id": item_id}
        connection.execute(
            insert(drafts), [{**key, "note": note, "saved_at": saved_at}]
        )


def forget(connection: Connection, decisions: Iterable[Decision]) -> None:
    """Remove the drafts of what is decided; what is taken back has none."""
    decided: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.kind is not RecordKind.REVOCATION:
            decided.setdefault(decision.moderator, []).append(decision.item_id)
    for moderator, items in decided.items():
        _remove(connection, moderator, items)


def _remove(connection: Connection, moderator: str, items: list[str]) -> None:
    gone = delete(drafts).where(drafts.c.moderator == moderator)
    for start in range(0, len(items), _IN_QUERY):
        some = items[start : start + _IN_QUERY]
        connection.execute(gone.where(drafts.c.item_id.in_(some)))
